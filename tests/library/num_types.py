# What type expressions evaluate to, isinstance and issubclass, and what abstract operations say when they can't.
import types


def show(text, compute):
    try:
        print(text, '=', repr(compute()))
    except Exception as error:
        print(text, '!', type(error).__name__ + ':', error)


class Meta(type):
    def __instancecheck__(cls, instance):
        return 'yes' if instance == 5 else ''

    def __subclasscheck__(cls, sub):
        return sub is int


class Custom(metaclass=Meta):
    pass


class Proxy:
    __class__ = property(lambda self: int)


class Sequence:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * i


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class BadRepr:
    def __repr__(self):
        return 5


class BadBool:
    def __bool__(self):
        return 5


class Hint:
    def __init__(self, n):
        self.n = n

    def __length_hint__(self):
        return self.n

    def __iter__(self):
        return iter([1, 2])


class NoIter:
    def __iter__(self):
        return 5


class NoHash:
    __hash__ = None


class Generic:
    def __class_getitem__(cls, item):
        return (cls.__name__, item)


show('list[int]', lambda: list[int])
show('dict[str, list[int]]', lambda: dict[str, list[int]])
show('tuple[int, ...]', lambda: tuple[int, ...])
show('tuple[()]', lambda: tuple[()])
show('list[int] == list[int]', lambda: list[int] == list[int])
show('list[int] == list[str]', lambda: list[int] == list[str])
show('hash(list[int]) == hash(list[int])', lambda: hash(list[int]) == hash(list[int]))
show('list[int]([1, 2])', lambda: list[int]([1, 2]))
show('list[int].__origin__', lambda: list[int].__origin__)
show('list[int].__args__', lambda: list[int].__args__)
show('list[int].__parameters__', lambda: list[int].__parameters__)
show('list[int].append', lambda: list[int].append)
show('type(list[int])', lambda: type(list[int]))
show('list[int].__class__', lambda: list[int].__class__)
show('isinstance(list[int], type)', lambda: isinstance(list[int], type))
show('[*tuple[int, str]]', lambda: [*tuple[int, str]])
show('isinstance([], list[int])', lambda: isinstance([], list[int]))
show('issubclass(list, list[int])', lambda: issubclass(list, list[int]))
show('list[int][str]', lambda: list[int][str])
show('type[int]', lambda: type[int])
show('int[str]', lambda: int[str])
show('(5)[0]', lambda: (5)[0])
show('list[int] | None', lambda: list[int] | None)
show('Generic[5]', lambda: Generic[5])
show('int | str', lambda: int | str)
show('int | None', lambda: int | None)
show('int | int', lambda: int | int)
show('int | str | int', lambda: int | str | int)
show('None | int', lambda: None | int)
show('int | 5', lambda: int | 5)
show("int | 'x'", lambda: int | 'x')
show('(int | str) == (str | int)', lambda: (int | str) == (str | int))
show('hash(int | str) == hash(str | int)', lambda: hash(int | str) == hash(str | int))
show('(int | str).__args__', lambda: (int | str).__args__)
show('type(int | str)', lambda: type(int | str))
show('isinstance(5, int | str)', lambda: isinstance(5, int | str))
show('isinstance(None, int | None)', lambda: isinstance(None, int | None))
show('isinstance(5.5, int | str)', lambda: isinstance(5.5, int | str))
show('issubclass(bool, int | str)', lambda: issubclass(bool, int | str))
show('isinstance(5, (int | str, float))', lambda: isinstance(5, (int | str, float)))
show('isinstance(5, (str, (float, (int,))))', lambda: isinstance(5, (str, (float, (int,)))))
show('isinstance(5, 5)', lambda: isinstance(5, 5))
show('isinstance(5, (str, 5))', lambda: isinstance(5, (str, 5)))
show('issubclass(5, int)', lambda: issubclass(5, int))
show('issubclass(int, 5)', lambda: issubclass(int, 5))
show('issubclass(int, (str, 5))', lambda: issubclass(int, (str, 5)))
show('issubclass(int, ())', lambda: issubclass(int, ()))
show('isinstance(5, Custom)', lambda: isinstance(5, Custom))
show('isinstance(6, Custom)', lambda: isinstance(6, Custom))
show('issubclass(int, Custom)', lambda: issubclass(int, Custom))
show('issubclass(str, Custom)', lambda: issubclass(str, Custom))
show('isinstance(Proxy(), int)', lambda: isinstance(Proxy(), int))
show('isinstance(Proxy(), Proxy)', lambda: isinstance(Proxy(), Proxy))
show('list(Sequence())', lambda: list(Sequence()))
show('4 in Sequence()', lambda: 4 in Sequence())
show('5 in Sequence()', lambda: 5 in Sequence())
show('1 in 5', lambda: 1 in 5)
show('iter(5)', lambda: iter(5))
show('next(5)', lambda: next(5))
show('len(5)', lambda: len(5))
show('len(Sized(3))', lambda: len(Sized(3)))
show('len(Sized(-1))', lambda: len(Sized(-1)))
show("len(Sized('x'))", lambda: len(Sized('x')))
show('len(Sized(2**70))', lambda: len(Sized(2**70)))
show('bool(Sized(0))', lambda: bool(Sized(0)))
show('bool(Sized(2))', lambda: bool(Sized(2)))
show('repr(BadRepr())', lambda: repr(BadRepr()))
show('str(BadRepr())', lambda: str(BadRepr()))
show('bool(BadBool())', lambda: bool(BadBool()))
show('list(Hint(2))', lambda: list(Hint(2)))
show('list(Hint(-1))', lambda: list(Hint(-1)))
show("list(Hint('x'))", lambda: list(Hint('x')))
show('iter(NoIter())', lambda: iter(NoIter()))
show('list(NoIter())', lambda: list(NoIter()))
show('hash(NoHash())', lambda: hash(NoHash()))
show('hash([])', lambda: hash([]))
show('hash({})', lambda: hash({}))
show('{[]: 1}', lambda: {[]: 1})
show('{1, {}}', lambda: {1, {}})
show('ascii("é\\u20ac\\U0001f600")', lambda: ascii("é\u20ac\U0001f600"))
show("ascii(['ä'])", lambda: ascii(['ä']))
show('[1] + 1', lambda: [1] + 1)
show('1 + [1]', lambda: 1 + [1])
show('(1,) + [1]', lambda: (1,) + [1])
show("'a' + b'a'", lambda: 'a' + b'a')
show("b'a' + 'a'", lambda: b'a' + 'a')
show('[1] * 1.5', lambda: [1] * 1.5)
show("'a' * 'a'", lambda: 'a' * 'a')
show("1.5 * 'a'", lambda: 1.5 * 'a')
show('[1] * [2]', lambda: [1] * [2])
show('None + 1', lambda: None + 1)
show('object() < object()', lambda: object() < object())
show('[] < ()', lambda: [] < ())
show('1 < None', lambda: 1 < None)
show("'a' > 1", lambda: 'a' > 1)
show('{} < {}', lambda: {} < {})
show('print >> 5', lambda: print >> 5)
show('-[]', lambda: -[])
show("+'a'", lambda: +'a')
show("~'a'", lambda: ~'a')
show("abs('a')", lambda: abs('a'))
show('1 if [] else 2', lambda: 1 if [] else 2)
show('not ()', lambda: not ())
show('5 @ 5', lambda: 5 @ 5)
show('None[0]', lambda: None[0])
show('type(None)[0]', lambda: type(None)[0])
show('[1][None]', lambda: [1][None])
show("[1]['a']", lambda: [1]['a'])
show("{}['a']", lambda: {}['a'])
show("'abc'['a']", lambda: 'abc'['a'])
show('(1,)[1.5]', lambda: (1,)[1.5])
show('dict[str, int]()', lambda: dict[str, int]())
show('types.GenericAlias(list, int)', lambda: types.GenericAlias(list, int))
show('list[Generic]', lambda: list[Generic])
show('list[5]', lambda: list[5])
show("list['x']", lambda: list['x'])
show('dict[int]', lambda: dict[int])
show('(int | list[str])', lambda: (int | list[str]))
show('int | list[int] | list[int]', lambda: int | list[int] | list[int])
show('callable(list[int])', lambda: callable(list[int]))
show('[] == 5', lambda: [] == 5)
show('[] != 5', lambda: [] != 5)
show('1 == None', lambda: 1 == None)
show('None == None', lambda: None == None)
show('() is ()', lambda: () is ())
def statement_0():
    x = 5
    x[0] = 1


def statement_1():
    x = 5
    del x[0]


def statement_2():
    x = 'a'
    x[0] = 'b'


def statement_3():
    x = 'a'
    del x[0]


def statement_4():
    x = (1,)
    x[0] = 1


def statement_5():
    x = (1,)
    del x[0]


def statement_6():
    x = Sequence()
    x[0] = 1


def statement_7():
    x = Sequence()
    del x[0]


def statement_8():
    x = Sequence()
    del x['a']


def statement_9():
    x = None
    x += 1


def statement_10():
    x = []
    x += 5


def statement_11():
    x = []
    x += (1, 2)
    print(x)


def statement_12():
    x = 'a'
    x += 1


def statement_13():
    x = 5
    x -= []


def statement_14():
    x = {}
    x |= 5


def statement_15():
    x = {1}
    x |= [2]


def statement_16():
    x = range(3)
    x[0] = 1


def statement_17():
    for x in 5:
        pass


def statement_18():
    a, b = 5


def statement_19():
    a, b = [1]


def statement_20():
    a, b = [1, 2, 3]


def statement_21():
    [*5]


def statement_22():
    print(*5)


def statement_23():
    print(**5)


for number, statement in enumerate([statement_0, statement_1, statement_2, statement_3, statement_4, statement_5, statement_6, statement_7, statement_8, statement_9, statement_10, statement_11, statement_12, statement_13, statement_14, statement_15, statement_16, statement_17, statement_18, statement_19, statement_20, statement_21, statement_22, statement_23]):
    try:
        statement()
    except Exception as error:
        print(number, '!', type(error).__name__ + ':', error)


class List(list[int]):
    pass


print(List.__mro__, List.__orig_bases__, List([1]))


class Base:
    def __add__(self, other):
        return 'base add'

    def __lt__(self, other):
        return 'base lt'

    def __eq__(self, other):
        return NotImplemented


class Derived(Base):
    def __radd__(self, other):
        return 'derived radd'

    def __gt__(self, other):
        return 'derived gt'


print(Base() + Derived(), Base() < Derived(), Derived() < Base(), Base() == Base(), Base() != Base())
b = Base()
print(b == b, b != b)
