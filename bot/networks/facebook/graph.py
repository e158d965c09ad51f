"""One way to the Graph API: each call once, its token and proof put where no log sees them, its answer judged."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.clock import Clock
from bot.errors import OutcomeUnknown, RemoteError, Unavailable
from bot.http import ApiClient, Reply
from bot.model.account import Endpoint
from bot.networks.facebook.auth import headers, proof
from bot.networks.facebook.errors import error_of
from bot.networks.facebook.usage import Usage

_Model = TypeVar("_Model", bound=BaseModel)
#: Calls in one batch (developers.facebook.com/docs/graph-api/batch-requests, read 2026-11-23).
BATCH = 50


@dataclass(frozen=True, slots=True)
class Element:
    """One answer inside a batch: its body, or the error that it is."""

    body: str
    error: RemoteError | None


class _Element(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: int
    body: str | None = None


class Graph:
    """The Graph API with one token; safe to share between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        token: str,
        *,
        clock: Clock,
        app_secret: str | None = None,
        usage: Usage | None = None,
        hide: Collection[str] = (),
        allow_private: Collection[str] = (),
    ) -> None:
        """`app_secret`: proves each call; `hide`: further secrets that no error may show."""
        self._version = endpoint.version
        self._token = token
        self._clock = clock
        self._usage = usage
        self._proof = {"appsecret_proof": proof(token, app_secret)} if app_secret and token else {}
        self._hide = [secret for secret in (token, app_secret, *self._proof.values(), *hide) if secret]
        self._headers = headers(token)
        self._api = ApiClient(endpoint, allow_private=allow_private)

    def call(
        self,
        method: str,
        path: str,
        *,
        writes: bool = False,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Reply:
        """The answer to one call. Raises RemoteError; OutcomeUnknown only for one that `writes`."""
        if form is None and files is None:
            params = {**(params or {}), **self._proof}
        else:
            form = {**(form or {}), **self._proof}
        reply = self._api.call(
            method, f"{self._version}/{path}", writes=writes, headers=self._headers, params=params or None, form=form,
            files=files,
        )  # fmt: skip
        self._take_note(reply)
        error = error_of(reply.status, reply.headers, reply.body, writes=writes, hide=self._hide)
        if error is not None:
            raise error
        return reply

    def read(self, path: str, params: Mapping[str, str], model: type[_Model]) -> _Model:
        """What stands at that path. Raises RemoteError, Unavailable too when it is not understood."""
        return understood(self.call("GET", path, params=params), model)

    def batch(self, urls: Sequence[str]) -> list[Element | None]:
        """The answers to at most 50 reads in one request, in the order asked; None for one that timed out.

        Raises RemoteError when the batch as a whole is refused.
        """
        added = f"&{urlencode(self._proof)}" if self._proof else ""
        calls = [{"method": "GET", "relative_url": f"{url}{added}"} for url in urls]
        form = {"batch": json.dumps(calls), "include_headers": "false", "access_token": self._token}
        reply = self.call("POST", "", form=form)
        try:
            found = json.loads(reply.body)
            if not isinstance(found, list) or len(found) > len(urls):
                raise Unavailable("Facebook's batch answer is not understood")
            answers = [_Element.model_validate(entry) if entry is not None else None for entry in found]
        except ValidationError:
            raise Unavailable("Facebook's batch answer is not understood") from None
        # Answers that are missing at the end are those that the time did not suffice for.
        answers += [None] * (len(urls) - len(answers))
        return [self._judged(answer, reply.headers) for answer in answers]

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _judged(self, answer: _Element | None, headers: Mapping[str, str]) -> Element | None:
        if answer is None or answer.body is None:
            return None
        error = error_of(answer.code, headers, answer.body.encode(), writes=False, hide=self._hide)
        return Element(answer.body, error)

    def _take_note(self, reply: Reply) -> None:
        if self._usage is not None:
            self._usage.saw(reply.headers, self._clock())


def understood(reply: Reply, model: type[_Model], *, writes: bool = False) -> _Model:
    """The answer as that model. Raises Unavailable when it is something else, OutcomeUnknown after a write."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError:
        kind = OutcomeUnknown if writes else Unavailable
        raise kind(f"Facebook's answer is not understood ({model.__name__.strip('_')})") from None
