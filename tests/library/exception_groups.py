# Exception groups: splitting keeps what belongs to the group; except* in all its ways.
def show(label, e, depth=0):
    if e is None:
        print('  ' * depth + label, None)
        return
    print('  ' * depth + label, type(e).__name__, str(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__,
          getattr(e, '__notes__', None))
    if isinstance(e, BaseExceptionGroup):
        for sub in e.exceptions:
            show('-', sub, depth + 1)


class MyGroup(ExceptionGroup):
    def __new__(cls, msg, excs, code=0):
        self = super().__new__(cls, msg, excs)
        self.code = code
        return self

    def derive(self, excs):
        return MyGroup(self.message, excs, self.code + 1)


nested = ExceptionGroup('outer', [ValueError(1), ExceptionGroup('inner', [TypeError(2), ValueError(3)]), OSError(2, 'no')])
nested.add_note('a note')
nested.__cause__ = KeyError('cause')
for matcher in (ValueError, (TypeError, OSError), KeyError, lambda e: isinstance(e, OSError),
                lambda e: isinstance(e, ExceptionGroup) and e.message == 'inner', ExceptionGroup):
    match, rest = nested.split(matcher)
    show('match', match)
    show('rest', rest)
    show('subgroup', nested.subgroup(matcher))
mine = MyGroup('mine', [ValueError(1), TypeError(2)], 5)
match, rest = mine.split(ValueError)
print(type(match).__name__, match.code, rest.code, mine.code, match.args, match.message, match.exceptions)
print(BaseExceptionGroup('b', [ValueError()]).__class__, BaseExceptionGroup('b', [KeyboardInterrupt()]).__class__)
print(issubclass(ExceptionGroup, Exception), ExceptionGroup.__mro__, ExceptionGroup.__bases__)
print(repr(ExceptionGroup('x', (ValueError(1),))), repr(ExceptionGroup('x', [ValueError(1)])))
print(str(ExceptionGroup('x', [ValueError(1)])), '|', str(ExceptionGroup('x', [ValueError(1), ValueError(2)])))


def run(f):
    try:
        print(f())
    except BaseException as e:
        show('raised', e)


def star(exc, *bodies):
    try:
        raise exc
    except* ValueError as e:
        show('V', e)
        bodies[0]()
    except* TypeError as e:
        show('T', e)
        bodies[1]()
    else:
        print('else')
    finally:
        print('finally')
    return 'done'


def nothing():
    pass


def again():
    raise


def new():
    raise RuntimeError('new')


def from_none():
    raise RuntimeError('new') from None


for exc in (ValueError('v'), TypeError('t'), KeyError('k'), ExceptionGroup('g', [ValueError(1), TypeError(2)]),
            ExceptionGroup('g', [ValueError(1), TypeError(2), KeyError(3)]),
            ExceptionGroup('g', [ExceptionGroup('h', [ValueError(1), KeyError(2)]), TypeError(3)])):
    for bodies in ((nothing, nothing), (again, nothing), (nothing, again), (again, again), (new, nothing), (new, new),
                   (from_none, again)):
        run(lambda: star(exc, *bodies))


def bad_types():
    try:
        raise ValueError(1)
    except* (ValueError, ExceptionGroup):
        pass


run(bad_types)


def context():
    try:
        try:
            1 / 0
        except ZeroDivisionError as e:
            raise KeyError('k') from e
    except KeyError as e:
        return repr(e.__cause__), repr(e.__context__), e.__suppress_context__


run(context)


def cycle():
    a = ValueError('a')
    b = ValueError('b')
    try:
        try:
            raise a
        except ValueError:
            raise b
    except ValueError:
        try:
            raise a
        except ValueError as e:
            return repr(e.__context__), repr(e.__context__.__context__)


run(cycle)


def self_context():
    try:
        raise ValueError('x')
    except ValueError as e:
        try:
            raise e
        except ValueError as f:
            return f.__context__


run(self_context)
