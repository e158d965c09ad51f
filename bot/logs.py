"""Logs: one line an event, JSON for machines or plain for people, on standard error."""

from __future__ import annotations

import logging
import sys

import structlog

#: Libraries that write headers or addresses with secrets when they are talkative.
_TALKATIVE = ("httpx", "httpcore", "tweepy", "requests", "requests_oauthlib", "oauthlib", "urllib3", "vk_api")


def configure(*, level: str = "info", as_json: bool = True) -> None:
    """Sets up logging for the whole process; `level`: debug, info, warning, error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Where standard error is now: it may have been replaced since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Ours never overlap on purpose: a tick that finds the last one still at work is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
