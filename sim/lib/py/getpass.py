"""Nobody sits at a scenario's terminal: there is no password to ask for."""
__all__ = ["getpass", "getuser", "GetPassWarning"]


class GetPassWarning(UserWarning):
    pass


def getpass(prompt="Password: ", stream=None, *, echo_char=None):
    raise EOFError("a scenario has no terminal: nobody can type a password")


def getuser():
    return "orrery"
