"""dictConfig: what it refuses leaves the root logger as it was; filters, formats and levels by name."""
import logging
import logging.config
import sys

logging.basicConfig(stream=sys.stdout, format="%(levelname)s:%(message)s")
print(logging.root.handlers)
for config in ({"version": 2}, {"version": 1, "handlers": {"h": {"class": "nope.X"}}}, {}, {"version": 1},
               {"version": 1, "formatters": {"f": {"format": "%(nope"}}},
               {"version": 1, "loggers": {"a": {"level": "NOPE"}}}):
    try:
        logging.config.dictConfig(config)
    except Exception as error:
        print(type(error).__name__, error, "|", error.__cause__)
    print(logging.root.handlers)


class NoSecrets(logging.Filter):
    def filter(self, record):
        return "secret" not in record.getMessage()


logging.config.dictConfig({
    "version": 1,
    "filters": {"quiet": {"()": NoSecrets}, "app": {"name": "app"}},
    "formatters": {"brace": {"format": "{levelname[0]}/{name}: {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "brace",
                         "filters": ["quiet", "app"], "level": "INFO"}},
    "loggers": {"app.db": {"level": "DEBUG"}},
    "root": {"level": "WARNING", "handlers": ["out"]}})
for name in ("app", "app.db", "other"):
    logger = logging.getLogger(name)
    logger.info("info")
    logger.warning("a secret")
    logger.error("an error")
    print(logger, logger.disabled)
