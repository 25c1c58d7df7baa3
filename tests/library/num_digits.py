import sys
for v in (0,639,640,641,-1,'a',2**40):
    try: sys.set_int_max_str_digits(v); print(v, sys.get_int_max_str_digits())
    except Exception as e: print(v, type(e).__name__, e)
try: str(10**641)
except ValueError as e: print(e)
sys.set_int_max_str_digits(0); print(len(str(10**100000)), int('7'*9000) % 1009)
