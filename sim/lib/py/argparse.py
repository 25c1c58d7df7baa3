"""Command lines: a parser is told its arguments, and makes a namespace of what was given, a help text, or an error."""
import os as _os
import sys as _sys

__all__ = ["ArgumentParser", "ArgumentError", "ArgumentTypeError", "BooleanOptionalAction", "FileType", "HelpFormatter",
           "ArgumentDefaultsHelpFormatter", "RawDescriptionHelpFormatter", "RawTextHelpFormatter",
           "MetavarTypeHelpFormatter", "Namespace", "Action", "ONE_OR_MORE", "OPTIONAL", "PARSER", "REMAINDER", "SUPPRESS",
           "ZERO_OR_MORE"]

SUPPRESS = "==SUPPRESS=="
OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, PARSER, REMAINDER = "?", "*", "+", "A...", "..."
_WIDTH = 78


class ArgumentTypeError(Exception):
    """What a type function raises to word the error itself."""


class ArgumentError(Exception):
    """An error of one argument, which is named in the message."""

    def __init__(self, argument, message):
        self.argument_name = _argument_name(argument)
        self.message = message

    def __str__(self):
        if self.argument_name is None:
            return str(self.message)
        return f"argument {self.argument_name}: {self.message}"


def _argument_name(argument):
    if argument is None:
        return None
    if argument.option_strings:
        return "/".join(argument.option_strings)
    if argument.metavar not in (None, SUPPRESS):
        return argument.metavar if isinstance(argument.metavar, str) else "/".join(argument.metavar)
    if argument.dest not in (None, SUPPRESS):
        return argument.dest
    if argument.choices:
        return "{" + ",".join(map(str, argument.choices)) + "}"
    return None


class Namespace:
    """What was parsed, as attributes."""

    def __init__(self, **kwargs):
        for name in kwargs:
            setattr(self, name, kwargs[name])

    def __repr__(self):
        args, rest = [], {}
        for name, value in self.__dict__.items():
            if name.isidentifier():
                args.append(f"{name}={value!r}")
            else:
                rest[name] = value
        if rest:
            args.append(f"**{rest!r}")
        return f"{type(self).__name__}({', '.join(args)})"

    def __eq__(self, other):
        if not isinstance(other, Namespace):
            return NotImplemented
        return vars(self) == vars(other)

    def __contains__(self, key):
        return key in self.__dict__


# Help

class HelpFormatter:
    """How usage and help are laid out."""

    def __init__(self, prog, indent_increment=2, max_help_position=24, width=None):
        self._prog, self._increment = prog, indent_increment
        self._width = _WIDTH if width is None else width
        self._max_help_position = min(max_help_position, max(self._width - 20, indent_increment * 2))
        self._indent = 0

    def _wrap(self, text, width, indent):
        import textwrap
        return textwrap.fill(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent)

    def _fill_text(self, text, width, indent):
        return self._wrap(text, width, indent)

    def _split_lines(self, text, width):
        import textwrap
        return textwrap.wrap(" ".join(text.split()), width)

    def _get_help_string(self, action):
        return action.help

    def _get_default_metavar_for_optional(self, action):
        return action.dest.upper()

    def _get_default_metavar_for_positional(self, action):
        return action.dest

    def _metavars(self, action, default, size):
        if action.metavar is not None:
            result = action.metavar
        elif action.choices is not None:
            result = "{" + ",".join(map(str, action.choices)) + "}"
        else:
            result = default
        return result if isinstance(result, tuple) else (result,) * size

    def _format_args(self, action, default):
        def name(count):
            return self._metavars(action, default, count)
        n = action.nargs
        if n is None:
            return name(1)[0]
        if n == OPTIONAL:
            return f"[{name(1)[0]}]"
        if n == ZERO_OR_MORE:
            names = name(1)
            return f"[{names[0]} [{names[1]} ...]]" if len(names) == 2 else f"[{names[0]} ...]"
        if n == ONE_OR_MORE:
            names = name(2)
            return f"{names[0]} [{names[1]} ...]"
        if n == REMAINDER:
            return "..."
        if n == PARSER:
            return f"{name(1)[0]} ..."
        if n == SUPPRESS:
            return ""
        return " ".join(name(n)[:n])

    def _invocation(self, action):
        if not action.option_strings:
            return self._metavars(action, self._get_default_metavar_for_positional(action), 1)[0]
        if action.nargs == 0:
            return ", ".join(action.option_strings)
        args = self._format_args(action, self._get_default_metavar_for_optional(action))
        return ", ".join(action.option_strings) + " " + args

    def _expand_help(self, action):
        help_string = self._get_help_string(action)
        if "%" not in help_string:
            return help_string
        params = {name: value for name, value in vars(action).items() if value is not SUPPRESS}
        params["prog"] = self._prog
        for name, value in params.items():
            if hasattr(value, "__name__"):
                params[name] = value.__name__
        if params.get("choices") is not None:
            params["choices"] = ", ".join(map(str, params["choices"]))
        return help_string % params

    # usage

    def _usage_part(self, action):
        if not action.option_strings:
            return self._format_args(action, self._get_default_metavar_for_positional(action))
        if action.nargs == 0:
            text = action.format_usage()
        else:
            args = self._format_args(action, self._get_default_metavar_for_optional(action))
            text = f"{action.option_strings[0]} {args}"
        return text

    def _usage_parts(self, actions, groups):
        """The texts of the actions; those of an exclusive group are joined by |."""
        parts, done = [], set()
        for action in actions:
            if action in done or action.help is SUPPRESS:
                continue
            group = next((g for g in groups if action in g._group_actions), None)
            members = [a for a in group._group_actions if a.help is not SUPPRESS] if group else []
            position = actions.index(action)
            if group and members and actions[position:position + len(members)] == members:
                texts = [self._usage_part(a) for a in members]
                if not group.required and members != []:
                    texts[0] = "[" + texts[0]
                    texts[-1] += "]"
                elif len(members) > 1:
                    texts[0] = "(" + texts[0]
                    texts[-1] += ")"
                parts += [text + " |" for text in texts[:-1]] + [texts[-1]]
                done.update(members)
            elif action.option_strings and not action.required:
                parts.append(f"[{self._usage_part(action)}]")
            else:
                text = self._usage_part(action)
                if text:
                    parts.append(text)
        return parts

    def format_usage(self, usage, actions, groups, prefix=None):
        prefix = "usage: " if prefix is None else prefix
        if usage is not None:
            return f"{prefix}{usage % dict(prog=self._prog)}\n\n"
        prog = self._prog
        optionals = self._usage_parts([a for a in actions if a.option_strings], groups)
        positionals = self._usage_parts([a for a in actions if not a.option_strings], groups)
        line = " ".join([prog] + optionals + positionals)
        width = self._width - self._indent
        if len(prefix) + len(line) > width:
            if len(prefix) + len(prog) <= 0.75 * width:
                indent = " " * (len(prefix) + len(prog) + 1)
                if optionals:
                    lines = self._usage_lines([prog] + optionals, indent, prefix, width)
                    lines += self._usage_lines(positionals, indent, None, width)
                elif positionals:
                    lines = self._usage_lines([prog] + positionals, indent, prefix, width)
                else:
                    lines = [prog]
            else:
                indent = " " * len(prefix)
                lines = self._usage_lines(optionals + positionals, indent, None, width)
                if len(lines) > 1:
                    lines = self._usage_lines(optionals, indent, None, width)
                    lines += self._usage_lines(positionals, indent, None, width)
                lines = [prog] + lines
            line = "\n".join(lines)
        return f"{prefix}{line}\n\n"

    def _usage_lines(self, parts, indent, prefix, width):
        lines, line = [], []
        length = (len(indent) if prefix is None else len(prefix)) - 1
        for part in parts:
            if length + 1 + len(part) > width and line:
                lines.append(indent + " ".join(line))
                line, length = [], len(indent) - 1
            line.append(part)
            length += len(part) + 1
        if line:
            lines.append(indent + " ".join(line))
        if prefix is not None:
            lines[0] = lines[0][len(indent):]
        return lines

    # sections

    def format_text(self, text):
        if "%(prog)" in text:
            text = text % dict(prog=self._prog)
        width = max(self._width - self._indent, 11)
        return self._fill_text(text, width, " " * self._indent) + "\n\n"

    def _subactions(self, action):
        return action._get_subactions() if hasattr(action, "_get_subactions") else ()

    def longest(self, actions, indent):
        """How wide the column of invocations must be."""
        lengths = [0]
        for action in actions:
            if action.help is SUPPRESS:
                continue
            lengths.append(len(self._invocation(action)) + indent)
            lengths += [len(self._invocation(a)) + indent + self._increment for a in self._subactions(action)]
        return max(lengths)

    def format_action(self, action, help_position):
        help_position = min(help_position, self._max_help_position)
        help_width = max(self._width - help_position, 11)
        action_width = help_position - self._indent - 2
        header = self._invocation(action)
        indent = " " * self._indent
        help_lines = []
        if action.help and action.help.strip():
            help_text = self._expand_help(action)
            if help_text:
                help_lines = self._split_lines(help_text, help_width)
        if not help_lines:
            parts = [f"{indent}{header}\n"]
        elif len(header) <= action_width:
            parts = [f"{indent}{header:<{action_width}}  {help_lines.pop(0)}\n"]
        else:
            parts = [f"{indent}{header}\n"]
        parts += [" " * help_position + line + "\n" for line in help_lines]
        self._indent += self._increment
        parts += [self.format_action(a, help_position) for a in self._subactions(action) if a.help is not SUPPRESS]
        self._indent -= self._increment
        return "".join(parts)

    def format_section(self, heading, description, actions, help_position):
        self._indent += self._increment
        body = self.format_text(description) if description else ""
        body += "".join(self.format_action(a, help_position) for a in actions if a.help is not SUPPRESS)
        self._indent -= self._increment
        if not body:
            return ""
        return (f"{heading}:\n" if heading not in (SUPPRESS, None) else "") + body.rstrip("\n") + "\n\n"


class RawDescriptionHelpFormatter(HelpFormatter):
    """Descriptions keep their lines."""

    def _fill_text(self, text, width, indent):
        return "".join(indent + line for line in text.splitlines(keepends=True))


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    """All help keeps its lines."""

    def _split_lines(self, text, width):
        return text.splitlines()


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    """The defaults are added to the help."""

    def _get_help_string(self, action):
        help = action.help or ""
        if "%(default)" not in help and action.default is not SUPPRESS and not action.required:
            if action.option_strings or action.nargs in (OPTIONAL, ZERO_OR_MORE):
                help += " (default: %(default)s)"
        return help


class MetavarTypeHelpFormatter(HelpFormatter):
    """Values are named for their types."""

    def _get_default_metavar_for_optional(self, action):
        return action.type.__name__

    _get_default_metavar_for_positional = _get_default_metavar_for_optional


# Actions

class Action:
    """What becomes of an argument."""

    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None, required=False,
                 help=None, metavar=None, deprecated=False):
        self.option_strings, self.dest, self.nargs, self.const, self.default = option_strings, dest, nargs, const, default
        self.type, self.choices, self.required, self.help, self.metavar = type, choices, required, help, metavar
        self.deprecated = deprecated

    def __repr__(self):
        names = ["option_strings", "dest", "nargs", "const", "default", "type", "choices", "required", "help", "metavar",
                 "deprecated"]
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in names)})"

    def format_usage(self):
        return self.option_strings[0]

    def __call__(self, parser, namespace, values, option_string=None):
        raise NotImplementedError(".__call__() not defined")


class BooleanOptionalAction(Action):
    """--x and --no-x."""

    def __init__(self, option_strings, dest, default=None, required=False, help=None, deprecated=False):
        strings = []
        for option in option_strings:
            strings.append(option)
            if option.startswith("--"):
                if option.startswith("--no-"):
                    raise ValueError(f"invalid option name {option!r} for BooleanOptionalAction")
                strings.append("--no-" + option[2:])
        super().__init__(strings, dest, nargs=0, default=default, required=required, help=help, deprecated=deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        if option_string in self.option_strings:
            setattr(namespace, self.dest, not option_string.startswith("--no-"))

    def format_usage(self):
        return " | ".join(self.option_strings)


class _StoreAction(Action):
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None, deprecated=False):
        if nargs == 0:
            raise ValueError("nargs for store actions must be != 0; if you have nothing to store, actions such as store "
                             "true or store const may be more appropriate")
        if const is not None and nargs != OPTIONAL:
            raise ValueError(f"nargs must be {OPTIONAL!r} to supply const")
        super().__init__(option_strings, dest, nargs, const, default, type, choices, required, help, metavar, deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values)


class _StoreConstAction(Action):
    def __init__(self, option_strings, dest, const=None, default=None, required=False, help=None, metavar=None,
                 deprecated=False):
        super().__init__(option_strings, dest, 0, const, default, required=required, help=help, metavar=metavar,
                         deprecated=deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, self.const)


class _StoreTrueAction(_StoreConstAction):
    def __init__(self, option_strings, dest, default=False, required=False, help=None, deprecated=False):
        super().__init__(option_strings, dest, True, default, required, help, deprecated=deprecated)


class _StoreFalseAction(_StoreConstAction):
    def __init__(self, option_strings, dest, default=True, required=False, help=None, deprecated=False):
        super().__init__(option_strings, dest, False, default, required, help, deprecated=deprecated)


def _copied(namespace, dest):
    items = getattr(namespace, dest, None)
    return [] if items is None else list(items)


class _AppendAction(_StoreAction):
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None, deprecated=False):
        if nargs == 0:
            raise ValueError("nargs for append actions must be != 0; if arg strings are not supplying the value to append, "
                             "the append const action may be more appropriate")
        super().__init__(option_strings, dest, nargs, const, default, type, choices, required, help, metavar, deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, _copied(namespace, self.dest) + [values])


class _ExtendAction(_AppendAction):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, _copied(namespace, self.dest) + list(values))


class _AppendConstAction(_StoreConstAction):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, _copied(namespace, self.dest) + [self.const])


class _CountAction(Action):
    def __init__(self, option_strings, dest, default=None, required=False, help=None, deprecated=False):
        super().__init__(option_strings, dest, 0, None, default, required=required, help=help, deprecated=deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (getattr(namespace, self.dest, None) or 0) + 1)


class _HelpAction(Action):
    def __init__(self, option_strings, dest=SUPPRESS, default=SUPPRESS, help=None, deprecated=False):
        super().__init__(option_strings, dest, 0, None, default, help=help, deprecated=deprecated)

    def __call__(self, parser, namespace, values, option_string=None):
        parser.print_help()
        parser.exit()


class _VersionAction(Action):
    def __init__(self, option_strings, version=None, dest=SUPPRESS, default=SUPPRESS, help=None, deprecated=False):
        super().__init__(option_strings, dest, 0, None, default, help=help or "show program's version number and exit",
                         deprecated=deprecated)
        self.version = version

    def __call__(self, parser, namespace, values, option_string=None):
        version = self.version if self.version is not None else parser.version
        formatter = parser._get_formatter()
        parser._print_message(formatter.format_text(version).rstrip("\n") + "\n", _sys.stdout)
        parser.exit()


class _SubParsersAction(Action):
    class _Choice(Action):
        def __init__(self, name, aliases, help):
            shown = name + (f" ({', '.join(aliases)})" if aliases else "")
            super().__init__([], name, help=help, metavar=shown)

    def __init__(self, option_strings, prog, parser_class, dest=SUPPRESS, required=False, help=None, metavar=None):
        self._prog_prefix, self._parser_class = prog, parser_class
        self._name_parser_map, self._choices_actions, self._deprecated = {}, [], set()
        super().__init__(option_strings, dest, PARSER, choices=self._name_parser_map, required=required, help=help,
                         metavar=metavar)

    def add_parser(self, name, *, deprecated=False, **kwargs):
        if kwargs.get("prog") is None:
            kwargs["prog"] = f"{self._prog_prefix} {name}"
        aliases = kwargs.pop("aliases", ())
        if name in self._name_parser_map:
            raise ValueError(f"conflicting subparser: {name}")
        for alias in aliases:
            if alias in self._name_parser_map:
                raise ValueError(f"conflicting subparser alias: {alias}")
        if "help" in kwargs:
            self._choices_actions.append(self._Choice(name, aliases, kwargs.pop("help")))
        parser = self._parser_class(**kwargs)
        for known in (name, *aliases):
            self._name_parser_map[known] = parser
        return parser

    def _get_subactions(self):
        return self._choices_actions

    def __call__(self, parser, namespace, values, option_string=None):
        name, rest = values[0], values[1:]
        if self.dest is not SUPPRESS:
            setattr(namespace, self.dest, name)
        try:
            subparser = self._name_parser_map[name]
        except KeyError:
            raise ArgumentError(self, f"unknown parser {name!r} (choices: {', '.join(self._name_parser_map)})") from None
        found, unknown = subparser.parse_known_args(rest, None)
        for key, value in vars(found).items():
            setattr(namespace, key, value)
        if unknown:
            vars(namespace).setdefault("_unrecognized_args", []).extend(unknown)


class FileType:
    """A type that opens its argument."""

    def __init__(self, mode="r", bufsize=-1, encoding=None, errors=None):
        self._mode, self._bufsize, self._encoding, self._errors = mode, bufsize, encoding, errors

    def __call__(self, string):
        if string == "-":
            if "r" in self._mode:
                return _sys.stdin
            if any(c in self._mode for c in "wax"):
                return _sys.stdout
            raise ValueError(f'argument "-" with mode {self._mode!r}')
        try:
            return open(string, self._mode, self._bufsize, self._encoding, self._errors)
        except OSError as e:
            raise ArgumentTypeError(f"can't open '{string}': {e}") from None

    def __repr__(self):
        return f"FileType({self._mode!r})"


# Containers of arguments

_ACTIONS = {None: _StoreAction, "store": _StoreAction, "store_const": _StoreConstAction, "store_true": _StoreTrueAction,
            "store_false": _StoreFalseAction, "append": _AppendAction, "append_const": _AppendConstAction,
            "count": _CountAction, "help": _HelpAction, "version": _VersionAction, "extend": _ExtendAction,
            "parsers": _SubParsersAction}


class _Container:
    """What has add_argument: a parser, and the groups of one."""

    def __init__(self, root, description, argument_default):
        self._root = root or self
        self.description, self.argument_default = description, argument_default
        self._group_actions = []

    def register(self, registry_name, value, object):
        self._root._registries.setdefault(registry_name, {})[value] = object

    def set_defaults(self, **kwargs):
        self._root._defaults.update(kwargs)
        for action in self._root._actions:
            if action.dest in kwargs:
                action.default = kwargs[action.dest]

    def get_default(self, dest):
        for action in self._root._actions:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._root._defaults.get(dest)

    def add_argument(self, *args, **kwargs):
        root = self._root
        chars = root.prefix_chars
        if not args or len(args) == 1 and args[0][0] not in chars:
            if args and "dest" in kwargs:
                raise ValueError("dest supplied twice for positional argument, did you mean metavar?")
            kwargs = self._positional(*args, **kwargs)
        else:
            kwargs = self._optional(*args, **kwargs)
        if "default" not in kwargs:
            dest = kwargs["dest"]
            if dest in root._defaults:
                kwargs["default"] = root._defaults[dest]
            elif root.argument_default is not None:
                kwargs["default"] = root.argument_default
        name = kwargs.pop("action", None)
        known = root._registries.get("action", {})
        action_class = known.get(name) or (_ACTIONS.get(name) if name is None or isinstance(name, str) else name)
        if not callable(action_class):
            raise ValueError(f'unknown action "{action_class if name is None else name}"')
        action = action_class(**kwargs)
        if not action.option_strings and action.nargs == 0:
            raise ValueError(f"action {name!r} is not valid for positional arguments")
        action.type = root._registries.get("type", {}).get(action.type, action.type)
        if action.type is not None and not callable(action.type):
            raise ValueError(f"{action.type!r} is not callable")
        if action.type is FileType:
            raise ValueError(f"{action.type!r} is a FileType class object, instance of it must be passed")
        if isinstance(action.metavar, tuple):
            n, length = action.nargs, len(action.metavar)
            sizes = (1, 2) if n == ZERO_OR_MORE else (2,) if n == ONE_OR_MORE else (n,) if isinstance(n, int) else (1,)
            if length not in sizes and n not in (REMAINDER, SUPPRESS):
                raise ValueError("length of metavar tuple does not match nargs")
        return self._add_action(action)

    def _add_action(self, action):
        root = self._root
        for option in action.option_strings:
            if option in root._options:
                root._conflict(action)
                break
        root._actions.append(action)
        for option in action.option_strings:
            root._options[option] = action
        self._keep(action)
        return action

    def _keep(self, action):
        self._group_actions.append(action)

    def _positional(self, dest, **kwargs):
        if "required" in kwargs:
            raise TypeError("'required' is an invalid argument for positionals")
        nargs = kwargs.get("nargs")
        if nargs == 0:
            raise ValueError("nargs for positionals must be != 0")
        if nargs not in (OPTIONAL, ZERO_OR_MORE, REMAINDER, SUPPRESS):
            kwargs["required"] = True
        return dict(kwargs, dest=dest, option_strings=[])

    def _optional(self, *args, **kwargs):
        chars = self._root.prefix_chars
        for option in args:
            if not option or option[0] not in chars:
                raise ValueError(f"invalid option string {option!r}: must start with a character {chars!r}")
        dest = kwargs.pop("dest", None)
        if dest is None:
            long = [option for option in args if len(option) > 1 and option[1] in chars]
            name = long[0] if long else args[0]
            dest = name.lstrip(chars)
            if not dest:
                raise ValueError(f"dest= is required for options like {name!r}")
            dest = dest.replace("-", "_")
        return dict(kwargs, dest=dest, option_strings=list(args))

    def add_argument_group(self, *args, **kwargs):
        group = _ArgumentGroup(self._root, *args, **kwargs)
        self._root._action_groups.append(group)
        return group

    def add_mutually_exclusive_group(self, **kwargs):
        group = _MutuallyExclusiveGroup(self, **kwargs)
        self._root._mutually_exclusive_groups.append(group)
        return group


class _ArgumentGroup(_Container):
    def __init__(self, root, title=None, description=None, **kwargs):
        super().__init__(root, description, None)
        self.title = title


class _MutuallyExclusiveGroup(_Container):
    def __init__(self, container, required=False):
        super().__init__(container._root, None, None)
        self.required, self._container = required, container

    def _keep(self, action):
        if action.required:
            raise ValueError("mutually exclusive arguments must be optional")
        self._group_actions.append(action)
        self._container._keep(action)


# The parser

class ArgumentParser(_Container):
    """Object for parsing command line strings into Python objects."""

    def __init__(self, prog=None, usage=None, description=None, epilog=None, parents=[], formatter_class=HelpFormatter,
                 prefix_chars="-", fromfile_prefix_chars=None, argument_default=None, conflict_handler="error",
                 add_help=True, allow_abbrev=True, exit_on_error=True):
        super().__init__(None, description, argument_default)
        if prog is None:
            prog = _os.path.basename(_sys.argv[0])
        self.prog, self.usage, self.epilog, self.formatter_class = prog, usage, epilog, formatter_class
        self.prefix_chars, self.conflict_handler = prefix_chars, conflict_handler
        self.fromfile_prefix_chars = fromfile_prefix_chars
        self.add_help, self.allow_abbrev, self.exit_on_error = add_help, allow_abbrev, exit_on_error
        self._actions, self._options, self._defaults, self._registries = [], {}, {}, {}
        self._mutually_exclusive_groups, self._action_groups = [], []
        self._positionals = self.add_argument_group("positional arguments")
        self._optionals = self.add_argument_group("options")
        self._subparsers = None
        if conflict_handler not in ("error", "resolve"):
            raise ValueError(f"invalid conflict_resolution value: {conflict_handler!r}")
        if add_help:
            dash = "-" if "-" in prefix_chars else prefix_chars[0]
            self.add_argument(dash + "h", dash * 2 + "help", action="help", default=SUPPRESS,
                              help="show this help message and exit")
        for parent in parents:
            if not isinstance(parent, ArgumentParser):
                raise TypeError("parents must be a list of ArgumentParser")
            self._adopt(parent)

    def __repr__(self):
        names = ["prog", "usage", "description", "formatter_class", "conflict_handler", "add_help"]
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in names)})"

    def _keep(self, action):
        (self._optionals if action.option_strings else self._positionals)._group_actions.append(action)

    def _adopt(self, parent):
        titles = {group.title: group for group in self._action_groups}
        for group in parent._action_groups:
            mine = titles.get(group.title) or self.add_argument_group(group.title, group.description)
            for action in group._group_actions:
                mine._add_action(action)
        for group in parent._mutually_exclusive_groups:
            mine = self.add_mutually_exclusive_group(required=group.required)
            mine._group_actions = list(group._group_actions)
        self._defaults.update(parent._defaults)

    def _conflict(self, action):
        taken = [option for option in action.option_strings if option in self._options]
        if self.conflict_handler == "error":
            raise ArgumentError(action, f"conflicting option string{'s' if len(taken) > 1 else ''}: {', '.join(taken)}")
        for option in taken:
            other = self._options.pop(option)
            other.option_strings.remove(option)
            if not other.option_strings:
                self._actions.remove(other)
                for group in self._action_groups:
                    if other in group._group_actions:
                        group._group_actions.remove(other)

    def add_subparsers(self, *, title=None, description=None, prog=None, parser_class=None, action=None, **kwargs):
        if self._subparsers is not None:
            raise ValueError("cannot have multiple subparser arguments")
        if title is not None or description is not None:
            self._subparsers = self.add_argument_group("subcommands" if title is None else title, description)
        else:
            self._subparsers = self._positionals
        if prog is None:
            usage = self._get_formatter().format_usage(self.usage, self._positional_actions(),
                                                       self._mutually_exclusive_groups, "")
            prog = usage.strip()
        made = _SubParsersAction([], prog, parser_class or type(self), **kwargs)
        return self._subparsers._add_action(made)

    def _positional_actions(self):
        return [action for action in self._actions if not action.option_strings]

    # parsing

    def parse_args(self, args=None, namespace=None):
        namespace, rest = self.parse_known_args(args, namespace)
        if rest:
            message = f"unrecognized arguments: {' '.join(rest)}"
            if self.exit_on_error:
                self.error(message)
            else:
                raise ArgumentError(None, message)
        return namespace

    def parse_known_args(self, args=None, namespace=None):
        args = list(_sys.argv[1:] if args is None else args)
        if namespace is None:
            namespace = Namespace()
        for action in self._actions:
            if action.dest is not SUPPRESS and not hasattr(namespace, action.dest) and action.default is not SUPPRESS:
                setattr(namespace, action.dest, action.default)
        for dest, value in self._defaults.items():
            if not hasattr(namespace, dest):
                setattr(namespace, dest, value)
        if self.exit_on_error:
            try:
                rest = _Parse(self, args, namespace).run()
            except ArgumentError as e:
                self.error(str(e))
        else:
            rest = _Parse(self, args, namespace).run()
        if hasattr(namespace, "_unrecognized_args"):
            rest.extend(namespace._unrecognized_args)
            del namespace._unrecognized_args
        return namespace, rest

    parse_intermixed_args, parse_known_intermixed_args = parse_args, parse_known_args

    def convert_arg_line_to_args(self, arg_line):
        return [arg_line]

    def _get_value(self, action, string):
        function = self._registries.get("type", {}).get(action.type, action.type)
        if function is None:
            return string
        try:
            return function(string)
        except ArgumentTypeError as e:
            raise ArgumentError(action, str(e)) from None
        except (TypeError, ValueError):
            name = getattr(action.type, "__name__", repr(action.type))
            raise ArgumentError(action, f"invalid {name} value: {string!r}") from None

    def _check_value(self, action, value):
        choices = action.choices
        if choices is None:
            return
        if isinstance(choices, str):
            choices = iter(choices)
        if value not in choices:
            raise ArgumentError(action, f"invalid choice: {value!r} (choose from {', '.join(map(repr, action.choices))})")

    def _get_values(self, action, strings):
        n = action.nargs
        if not strings and n == OPTIONAL:
            value = action.const if action.option_strings else action.default
            if isinstance(value, str) and value is not SUPPRESS:
                value = self._get_value(action, value)
        elif not strings and n == ZERO_OR_MORE and not action.option_strings:
            value = [] if action.default is None else action.default
        elif n is None or n == OPTIONAL:
            value = self._get_value(action, strings[0])
            self._check_value(action, value)
        elif n == REMAINDER:
            value = [self._get_value(action, s) for s in strings]
        elif n == PARSER:
            value = [self._get_value(action, s) for s in strings]
            self._check_value(action, value[0])
        elif n == SUPPRESS:
            value = SUPPRESS
        else:
            value = [self._get_value(action, s) for s in strings]
            for v in value:
                self._check_value(action, v)
        return value

    # text

    def _get_formatter(self):
        return self.formatter_class(prog=self.prog)

    def format_usage(self):
        text = self._get_formatter().format_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        return text.rstrip("\n") + "\n"

    def format_help(self):
        f = self._get_formatter()
        position = max([f.longest(g._group_actions, f._increment) for g in self._action_groups] + [0]) + 2
        text = f.format_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        if self.description:
            text += f.format_text(self.description)
        for group in self._action_groups:
            text += f.format_section(group.title, group.description, group._group_actions, position)
        if self.epilog:
            text += f.format_text(self.epilog)
        return text.strip("\n") + "\n"

    def print_usage(self, file=None):
        self._print_message(self.format_usage(), _sys.stdout if file is None else file)

    def print_help(self, file=None):
        self._print_message(self.format_help(), _sys.stdout if file is None else file)

    def _print_message(self, message, file=None):
        if message:
            (file or _sys.stderr).write(message)

    def exit(self, status=0, message=None):
        if message:
            self._print_message(message, _sys.stderr)
        _sys.exit(status)

    def error(self, message):
        self.print_usage(_sys.stderr)
        self.exit(2, f"{self.prog}: error: {message}\n")


class _Parse:
    """One command line being parsed."""

    def __init__(self, parser, args, namespace):
        self.parser, self.namespace, self.args = parser, namespace, self.read_files(parser, args)
        self.positionals = parser._positional_actions()
        self.seen, self.chosen, self.extras = set(), set(), []
        # 'A' an argument, 'O' an option, '-' the mark after which all are arguments
        self.kinds, self.options = "", {}
        for i, arg in enumerate(self.args):
            if arg == "--":
                self.kinds += "-" + "A" * (len(self.args) - i - 1)
                break
            option = self.option_of(arg)
            if option is None:
                self.kinds += "A"
            else:
                self.options[i] = option
                self.kinds += "O"

    @staticmethod
    def read_files(parser, args):
        if parser.fromfile_prefix_chars is None:
            return args
        result = []
        for arg in args:
            if not arg or arg[0] not in parser.fromfile_prefix_chars:
                result.append(arg)
                continue
            try:
                with open(arg[1:]) as f:
                    lines = [a for line in f.read().splitlines() for a in parser.convert_arg_line_to_args(line)]
            except OSError as e:
                raise ArgumentError(None, str(e)) from None
            result += _Parse.read_files(parser, lines)
        return result

    @staticmethod
    def looks_negative(arg):
        rest = arg[1:].replace("_", "")
        digits = rest.replace(".", "", 1)
        return arg[:1] == "-" and digits.isdecimal() and not rest.endswith(".")

    def option_of(self, arg):
        """(action or None, option string, separator, explicit argument), or None if arg isn't an option."""
        parser = self.parser
        if not arg or arg[0] not in parser.prefix_chars:
            return None
        if arg in parser._options:
            return parser._options[arg], arg, None, None
        if len(arg) == 1:
            return None
        if "=" in arg:
            option, _, explicit = arg.partition("=")
            if option in parser._options:
                return parser._options[option], option, "=", explicit
        matches = self.abbreviations(arg)
        if len(matches) > 1:
            options = ", ".join(option for _, option, _, _ in matches)
            raise ArgumentError(None, f"ambiguous option: {arg} could match {options}")
        if matches:
            return matches[0]
        if self.looks_negative(arg) and not any(map(self.looks_negative, parser._options)):
            return None
        if " " in arg:
            return None
        return None, arg, None, None

    def abbreviations(self, arg):
        parser, chars, result = self.parser, self.parser.prefix_chars, []
        if arg[1] in chars:
            if parser.allow_abbrev:
                prefix, separator, explicit = arg.partition("=")
                for option, action in parser._options.items():
                    if option.startswith(prefix):
                        result.append((action, option, separator or None, explicit if separator else None))
            return result
        short, rest = arg[:2], arg[2:]
        prefix, separator, explicit = arg.partition("=")
        for option, action in parser._options.items():
            if option == short:
                result.append((action, option, "=" if rest.startswith("=") else "", rest.removeprefix("=")))
            elif parser.allow_abbrev and option.startswith(prefix):
                result.append((action, option, separator or None, explicit if separator else None))
        return result

    def take(self, action, strings, option_string=None):
        self.seen.add(action)
        values = self.parser._get_values(action, strings)
        if values is not action.default:
            self.chosen.add(action)
            for group in self.parser._mutually_exclusive_groups:
                if action not in group._group_actions:
                    continue
                for other in group._group_actions:
                    if other is not action and other in self.chosen:
                        raise ArgumentError(action, f"not allowed with argument {_argument_name(other)}")
        if values is not SUPPRESS:
            action(self.parser, self.namespace, values, option_string)

    @staticmethod
    def bounds(action):
        """The least and the most number of strings that an action takes."""
        n = action.nargs
        return {None: (1, 1), OPTIONAL: (0, 1), ZERO_OR_MORE: (0, 10**9), ONE_OR_MORE: (1, 10**9), REMAINDER: (0, 10**9),
                PARSER: (1, 10**9), SUPPRESS: (0, 0)}.get(n, (n, n))

    def run(self):
        at = 0
        last_option = max(self.options, default=-1)
        while at <= last_option:
            next_option = min(i for i in self.options if i >= at)
            if at != next_option:
                stop = self.consume_positionals(at)
                if stop > at:
                    at = stop
                    continue
                at = stop
            if at not in self.options:
                self.extras += self.args[at:next_option]
                at = next_option
            at = self.consume_option(at)
        stop = self.consume_positionals(at)
        self.extras += self.args[stop:]
        self.finish()
        return self.extras

    def consume_positionals(self, start):
        """Gives to the next positionals as many strings as they can share, each as many as leaves the others their least."""
        kinds = self.kinds
        run = start
        while run < len(kinds) and kinds[run] != "O":
            run += 1
        plain = kinds[start:run].count("A")
        count, least = 0, 0
        for action in self.positionals:
            low = self.bounds(action)[0]
            if action.nargs == PARSER and plain > least or least + low <= plain:
                least += low
                count += 1
            else:
                break
        at = start
        chosen = self.positionals[:count]
        later_options = "O" in kinds[run:]
        taken = 0
        for k, action in enumerate(chosen):
            low, high = self.bounds(action)
            reserved = sum(self.bounds(a)[0] for a in chosen[k + 1:])
            if action.nargs in (REMAINDER, PARSER):
                end = len(self.args)
                args = self.args[at:end]
            else:
                have = kinds[at:run].count("A") - reserved
                want = min(high, have)
                if want == 0 and low == 0 and later_options and action.nargs in (OPTIONAL, ZERO_OR_MORE):
                    break
                end, got = at, 0
                while end < run and (got < want or kinds[end] == "-" and got == want):
                    got += kinds[end] == "A"
                    end += 1
                args = self.args[at:end]
            if action.nargs == PARSER:
                if kinds[at:at + 1] == "-":
                    args = args[1:]
            elif action.nargs != REMAINDER and "-" in kinds[at:end]:
                mark = kinds.index("-", at) - at
                if args[mark:mark + 1] == ["--"]:
                    args = args[:mark] + args[mark + 1:]
            at = end
            taken += 1
            self.take(action, args)
        self.positionals = self.positionals[taken:]
        return at

    def consume_option(self, start):
        action, option, separator, explicit = self.options[start]
        pending = []
        while True:
            if action is None:
                self.extras.append(self.args[start])
                return start + 1
            if explicit is not None:
                low, high = self.bounds(action)
                if action.nargs == 0:
                    if separator or option[1] in self.parser.prefix_chars or not explicit:
                        raise ArgumentError(action, f"ignored explicit argument {explicit!r}")
                    pending.append((action, [], option))
                    new = option[0] + explicit[0]
                    rest = explicit[1:]
                    if new not in self.parser._options:
                        raise ArgumentError(action, f"ignored explicit argument {explicit!r}")
                    action, option = self.parser._options[new], new
                    if not rest:
                        separator = explicit = None
                    elif rest[0] == "=":
                        separator, explicit = "=", rest[1:]
                    else:
                        separator, explicit = "", rest
                    continue
                if low > 1 or high < 1:
                    raise ArgumentError(action, self.shortage(action))
                pending.append((action, [explicit], option))
                stop = start + 1
                break
            first = start + 1
            low, high = self.bounds(action)
            have = 0
            if action.nargs == 0:
                low = high = 0
            while first + have < len(self.kinds) and have < high and \
                    (self.kinds[first + have] == "A" or action.nargs == REMAINDER):
                have += 1
            if have < low:
                raise ArgumentError(action, self.shortage(action))
            stop = first + have
            pending.append((action, self.args[first:stop], option))
            break
        for action, strings, option in pending:
            self.take(action, strings, option)
        return stop

    @staticmethod
    def shortage(action):
        n = action.nargs
        words = {None: "expected one argument", OPTIONAL: "expected at most one argument",
                 ONE_OR_MORE: "expected at least one argument"}
        if n in words:
            return words[n]
        return f"expected {n} argument{'' if n == 1 else 's'}"

    def finish(self):
        parser = self.parser
        missing = []
        for action in parser._actions:
            if action in self.seen:
                continue
            if action.required:
                missing.append(_argument_name(action))
            elif action.default is not None and isinstance(action.default, str) and \
                    hasattr(self.namespace, action.dest) and action.default is getattr(self.namespace, action.dest):
                setattr(self.namespace, action.dest, parser._get_value(action, action.default))
        if missing:
            raise ArgumentError(None, f"the following arguments are required: {', '.join(map(str, missing))}")
        for group in parser._mutually_exclusive_groups:
            if group.required and not any(action in self.chosen for action in group._group_actions):
                names = [_argument_name(a) for a in group._group_actions if a.help is not SUPPRESS]
                raise ArgumentError(None, f"one of the arguments {' '.join(names)} is required")
