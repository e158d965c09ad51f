"""The console's pages: Today for people, /healthz for machines, POST /api/articles for the CMS."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, PackageLoader, select_autoescape
from pydantic import BaseModel

from bot import __version__
from bot.app import App
from bot.errors import StoreError, UserError
from bot.model.delivery import State
from bot.model.health import Beat
from bot.web.words import LANGUAGES, WORDS

#: A kind of work that has not ended for so long is stuck.
_STUCK = timedelta(minutes=20)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}  # fmt: skip


class Pushed(BaseModel):
    """What the CMS's publish button sends."""

    url: str


def make_site(app: App, beat: Beat | None) -> FastAPI:
    """The console as an ASGI application."""
    site = FastAPI(title="pressbot", version=__version__, docs_url=None, redoc_url=None)
    pages = _Pages(app, beat)

    @site.get("/", response_class=HTMLResponse)
    def today(lang: str = "", accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
        """What came, what went, what waits, what is wrong."""
        return HTMLResponse(pages.today(_language(lang, accept_language)), headers=_HEADERS)

    @site.get("/healthz")
    def healthz() -> JSONResponse:
        """200 when everything works, 503 with the reasons when not."""
        faults = pages.faults()
        return JSONResponse(
            {"healthy": not faults, "faults": faults, "version": __version__}, 503 if faults else 200, _HEADERS
        )

    @site.post("/api/articles", status_code=202)
    def push(pushed: Pushed, authorization: Annotated[str, Header()] = "") -> Mapping[str, Any]:
        """Takes an article at once, as if a source had shown it."""
        _require_token(app, authorization)
        try:
            row = app.push(pushed.url)
        except UserError as error:
            raise HTTPException(422, str(error)) from None
        return {"id": row.id, "url": row.canonical_url}

    return site


def _require_token(app: App, authorization: str) -> None:
    wanted = app.settings.api_token
    if wanted is None:
        raise HTTPException(403, "no api_token is configured under [pressbot]")
    given = authorization.removeprefix("Bearer ").encode()
    if not secrets.compare_digest(given, wanted.get_secret_value().encode()):
        raise HTTPException(401, "wrong or missing token")


def _language(asked: str, accepted: str) -> str:
    """What was asked for, else what the browser prefers among ours, else Russian."""
    wanted = [asked, *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]
    return next((code for code in wanted if code in LANGUAGES), LANGUAGES[0])


class _Pages:
    def __init__(self, app: App, beat: Beat | None) -> None:
        self._app = app
        self._beat = beat
        self._templates = Environment(
            loader=PackageLoader("bot.web", "templates"), autoescape=select_autoescape(default=True)
        )
        self._templates.filters["local"] = self._local

    def _local(self, moment: datetime) -> str:
        return moment.astimezone(self._app.settings.timezone).strftime("%d.%m. %H:%M")

    def today(self, language: str) -> str:
        today = self._app.today()
        titles = self._app.titles(
            [*(row.article_id for row in today.deliveries), *(row.article_id for row in today.proposals)]
        )
        return self._templates.get_template("today.html").render(
            w=WORDS[language], language=language, languages=LANGUAGES, today=today, titles=titles,
            waiting=self._app.outlook.of(today.deliveries), standings=self._app.outlook.accounts(),
            faults=self.faults(), states=[str(state) for state in State], timezone=self._app.settings.timezone.key,
        )  # fmt: skip

    def faults(self) -> list[str]:
        """What is wrong now, in plain words."""
        try:
            today = self._app.today()
        except StoreError as error:
            return [str(error)]
        faults = [f"source {row.name}: {row.error}" for row in today.sources if row.error]
        faults += [f"account {name}: {paused}" for name, (_, _, _, paused) in today.accounts.items() if paused]
        if self._beat is None:
            return [*faults, "the daemon does not run here"]
        faults += [f"{work}: {reason}" for work, reason in self._beat.errors.items()]
        stuck = [work for work, at in self._beat.at.items() if today.at - at > _STUCK]
        return faults + [f"{work} has not ended for {_STUCK.seconds // 60} minutes" for work in stuck]
