"""A newsroom of any size: one feed and its articles' pages, let out as the harness says."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PLACES = ("Вене", "Анкаре", "Токио", "Дели", "Женеве", "Риме", "Баку", "Минске", "Ташкенте", "Астане")


class Press:
    """Serves `/feed.xml` with the articles let out so far, newest first, and their pages."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.out = 0
        self._born = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
        self._server = _Server(("127.0.0.1", 0), _handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="press", daemon=True).start()

    def let_out(self, count: int) -> None:
        """From now on so many articles are published."""
        self.out = max(self.out, min(count, self.articles))

    def titles(self) -> list[str]:
        """The headlines published so far, oldest first."""
        return [self.title(number) for number in range(1, self.out + 1)]

    def title(self, number: int) -> str:
        """The headline of one article; no two are alike."""
        return f"Переговоры № {number} завершились в {PLACES[number % len(PLACES)]} подписанием соглашения"

    def close(self) -> None:
        """Stops serving."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, media type and body."""
        if path == "/feed.xml":
            return 200, "application/rss+xml", self._feed()
        number = path.removeprefix("/news/")
        if number.isdecimal() and 1 <= int(number) <= self.out:
            return 200, "text/html", self._page(int(number))
        return 404, "text/html", "<h1>404</h1>"

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{self.title(number)}</title><link>{self.url}/news/{number}</link>"
            f"<guid>{self.url}/news/{number}</guid><pubDate>{format_datetime(self._at(number))}</pubDate></item>"
            for number in range(self.out, 0, -1)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Новости</title>{items}</channel></rss>'

    def _at(self, number: int) -> datetime:
        return self._born + timedelta(seconds=number)

    def _page(self, number: int) -> str:
        title, address = self.title(number), f"{self.url}/news/{number}"
        return (
            f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>'
            f'<link rel="canonical" href="{address}"><meta property="og:title" content="{title}">'
            f'<meta property="article:published_time" content="{self._at(number).isoformat()}"></head><body><main>'
            f"<h1>{title}</h1><p>Стороны обсудили вопрос № {number} и договорились о следующих шагах до конца года.</p>"
            f"<p>Следующая встреча рабочей группы № {number} пройдёт в Бишкеке в конце марта будущего года.</p>"
            f"<p>По итогам подписано соглашение, в котором названы сроки, порядок и ответственные.</p></main></body></html>"
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A reader that was killed is no news."""


def _handler_for(press: Press) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            status, kind, body = press.answer(self.path.split("?")[0])
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
