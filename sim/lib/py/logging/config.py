"""logging.config.dictConfig."""
import logging


def dictConfig(config):
    """Configures logging from a dictionary of version 1."""
    _Configurator(config).configure()


def _resolve(name):
    """The object with this dotted name."""
    parts = name.split(".")
    path = parts[0]
    try:
        found = __import__(path)
        for part in parts[1:]:
            path += "." + part
            try:
                found = getattr(found, part)
            except AttributeError:
                __import__(path)
                found = getattr(found, part)
    except ImportError as e:
        raise ValueError(f"Cannot resolve {name!r}: {e}") from e
    return found


class _Configurator:
    def __init__(self, config):
        self.config = config

    def convert(self, value):
        """ext://sys.stdout and cfg://... names as what they stand for."""
        if isinstance(value, str) and value.startswith("ext://"):
            return _resolve(value[6:])
        if isinstance(value, str) and value.startswith("cfg://"):
            found = self.config
            for part in value[6:].split("."):
                found = found[part]
            return found
        if isinstance(value, dict):
            return {k: self.convert(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.convert(v) for v in value]
        return value

    def make(self, spec):
        """Calls the factory under '()' with the other items, and sets the attributes under '.'."""
        spec = dict(spec)
        factory = spec.pop("()")
        if not callable(factory):
            factory = _resolve(factory)
        props = spec.pop(".", None)
        result = factory(**{k: self.convert(v) for k, v in spec.items()})
        for name, value in (props or {}).items():
            setattr(result, name, value)
        return result

    def configure(self):
        config = self.config
        if "version" not in config:
            raise ValueError("dictionary doesn't specify a version")
        if config["version"] != 1:
            raise ValueError(f"Unsupported version: {config['version']}")
        if config.pop("incremental", False):
            for name, spec in config.get("handlers", {}).items():
                if "level" in spec:
                    logging._handlers[name].setLevel(logging._checkLevel(spec["level"]))
            for name, spec in config.get("loggers", {}).items():
                self.common(logging.getLogger(name), spec)
            return
        logging._handlers.clear()
        self.formatters = self.section("formatters", "formatter", self.formatter)
        self.filters = self.section("filters", "filter", self.filter)
        self.handlers = {}
        deferred = []
        for name in sorted(config.get("handlers", {})):
            if "target" in config["handlers"][name]:
                deferred.append(name)
            else:
                self.add_handler(name)
        for name in deferred:
            self.add_handler(name)
        self.loggers()
        if config.get("root"):
            self.logger(logging.getLogger(), config["root"], "root")

    def section(self, key, kind, build):
        built = {}
        for name, spec in self.config.get(key, {}).items():
            try:
                built[name] = build(spec)
            except Exception as e:
                raise ValueError(f"Unable to configure {kind} {name!r}") from e
        return built

    def formatter(self, spec):
        if "()" in spec:
            return self.make(spec)
        cls = spec.get("class")
        cls = _resolve(cls) if cls else logging.Formatter
        options = {} if spec.get("defaults") is None else {"defaults": spec["defaults"]}
        return cls(spec.get("format"), spec.get("datefmt"), spec.get("style", "%"), spec.get("validate", True),
                   **options)

    def filter(self, spec):
        return self.make(spec) if "()" in spec else logging.Filter(spec.get("name", ""))

    def add_filters(self, filterer, filters):
        for f in filters:
            try:
                filterer.addFilter(f if callable(f) or hasattr(f, "filter") else self.filters[f])
            except Exception as e:
                raise ValueError(f"Unable to add filter {f!r}") from e

    def add_handler(self, name):
        try:
            handler = self.handler(dict(self.config["handlers"][name]))
        except Exception as e:
            raise ValueError(f"Unable to configure handler {name!r}") from e
        handler.name = name
        self.handlers[name] = handler

    def handler(self, spec):
        formatter, level, filters = spec.pop("formatter", None), spec.pop("level", None), spec.pop("filters", None)
        if formatter:
            try:
                formatter = self.formatters[formatter]
            except Exception as e:
                raise ValueError(f"Unable to set formatter {formatter!r}") from e
        if "()" in spec:
            result = self.make(spec)
        else:
            cls = spec.pop("class")
            cls = cls if callable(cls) else _resolve(cls)
            if "target" in spec and isinstance(spec["target"], str):
                spec["target"] = self.handlers[spec["target"]]
            props = spec.pop(".", None)
            result = cls(**{k: self.convert(v) for k, v in spec.items()})
            for key, value in (props or {}).items():
                setattr(result, key, value)
        if formatter:
            result.setFormatter(formatter)
        if level is not None:
            result.setLevel(logging._checkLevel(level))
        if filters:
            self.add_filters(result, filters)
        return result

    def loggers(self):
        specs = self.config.get("loggers", {})
        disable = self.config.get("disable_existing_loggers", True)
        existing = logging.root.manager.loggerDict
        for name in sorted(specs):
            self.logger(logging.getLogger(name), specs[name], name)
        for name, logger in list(existing.items()):
            if isinstance(logger, logging.Logger):
                if name in specs:
                    logger.disabled = False
                elif any(name.startswith(parent + ".") for parent in specs):
                    logger.setLevel(logging.NOTSET)
                    logger.handlers = []
                    logger.propagate = True
                else:
                    logger.disabled = disable

    def common(self, logger, spec):
        if spec.get("level") is not None:
            logger.setLevel(logging._checkLevel(spec["level"]))

    def logger(self, logger, spec, name):
        try:
            self.common(logger, spec)
            for h in logger.handlers[:]:
                logger.removeHandler(h)
            for h in spec.get("handlers", ()):
                try:
                    logger.addHandler(self.handlers[h])
                except Exception as e:
                    raise ValueError(f"Unable to add handler {h!r}") from e
            self.add_filters(logger, spec.get("filters", ()))
            if spec.get("propagate") is not None:
                logger.propagate = spec["propagate"]
        except Exception as e:
            what = "root logger" if name == "root" else f"logger {name!r}"
            raise ValueError(f"Unable to configure {what}") from e
