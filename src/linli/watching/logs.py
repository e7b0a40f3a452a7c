"""Log lines with the number of the request they belong to: for people, or one JSON object each for machines."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]

request_number: ContextVar[str] = ContextVar("request_number", default="")
"""Of the request that this thread answers."""


def with_request(logger: Any, method: str, event: Event) -> Event:
    if number := request_number.get():
        event["request"] = number
    return event


SHARED: list[Processor] = [
    with_request,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter(as_json: bool) -> logging.Formatter:
    """Return the formatter of all lines, ours and the libraries'. Tracebacks come without the values of variables."""
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=[remove, *last])


def use_standard_logging() -> None:
    """Let our own lines with fields take the way of all others."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
