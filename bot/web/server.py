"""Runs the console beside the daemon, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn

from bot.app import App
from bot.errors import Problem, UserError
from bot.model.health import Beat
from bot.web.site import make_site


class Console:
    """The console's server."""

    def __init__(self, app: App, beat: Beat | None) -> None:
        """`beat` None: a console beside no daemon; the health page says so. Raises UserError for a taken port."""
        settings = app.settings
        self._socket = _bound(settings.console_host, settings.console_port)
        port = self._socket.getsockname()[1]
        self.url = f"http://{settings.console_host}:{port}/"
        config = uvicorn.Config(make_site(app, beat), log_level="warning", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        # Signals belong to the daemon.
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="console", daemon=True
        )

    def start(self) -> None:
        """Begins to answer; returns once it does."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    def stop(self) -> None:
        """Ends after the answers under way."""
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        mend = "set console under [pressbot] to another port, or use --no-web"
        raise UserError(Problem(f"console {host}:{port}", error.strerror or "cannot be used", mend)) from None
    return made
