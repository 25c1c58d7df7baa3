"""pickle writes and reads protocols 3 to 5; those made for Python 2 are refused.

CPython prints b'\\x80\\x02K\\x01.'.
"""
import pickle

try:
    print(pickle.dumps(1, protocol=2))
except NotImplementedError as error:
    print(error)
