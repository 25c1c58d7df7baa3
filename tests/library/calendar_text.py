import calendar
print(calendar.month(2024,2)); print(calendar.calendar(2023)); print(calendar.monthrange(2024,2), calendar.monthcalendar(2024,2), calendar.isleap(2000), calendar.leapdays(1900,2001), calendar.day_name[0], list(calendar.month_abbr), calendar.weekday(2024,2,29), calendar.timegm((2024,2,29,1,2,3)), calendar.MONDAY, repr(calendar.JANUARY), calendar.weekheader(3))
try: calendar.monthrange(2024,13)
except Exception as e: print(repr(e), e)
print(calendar.Calendar(6).monthdatescalendar(2024,2)[0], calendar.TextCalendar(6).formatmonth(2024,3))

