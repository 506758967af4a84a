"""Structured logs: a JSON object a line, on standard error, without personal data.

Nothing that a person typed, and no number or token, is ever given to a log call; a test reads the logs of a whole
journey and looks for them.
"""

import logging
import sys
from traceback import extract_tb

import structlog

PLACES_LOGGED = 10


def set_up_logs(level: int = logging.INFO) -> None:
    """Let every log call write one JSON line to standard error; doing it twice is the same."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def what_failed(error: BaseException) -> dict[str, object]:
    """An unexpected error for a log: its type and the last places in the code, but not its message.

    The message may hold what a person typed; the places say enough to find the mistake.
    """
    where = [f"{place.filename}:{place.lineno} {place.name}" for place in extract_tb(error.__traceback__)]
    return {"error": type(error).__name__, "where": where[-PLACES_LOGGED:]}
