"""The sandbox's own levers, under /_control: faults, tokens, quotas, and what people do to posts by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

from bot.sandbox.faults import Faults
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World


@runtime_checkable
class TakesHandPosts(Protocol):
    """A stand-in on whose wall a person can post without the app."""

    def by_hand(self, text: str, link: str | None) -> str:
        """The id of the post that a person made on the network itself."""
        ...


class Control:
    """Answers the calls under /_control; a mistake in them is a 400 that says which."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        networks: Mapping[str, object],
        restart: Callable[[], None],
        edit: Callable[..., dict[str, Any]],
    ) -> None:
        """`restart` begins the sample site anew, `edit` changes one of its articles."""
        self._world = world
        self._faults = faults
        self._networks = networks
        self._restart = restart
        self._edit = edit

    def __call__(self, request: Request) -> Response:
        """The answer."""
        what = request.path.strip("/")
        if request.method == "GET" and what in {"violations", "state"}:
            return json_response(self._world.violations if what == "violations" else self._walls())
        if what == "faults":
            return self._of_faults(request)
        levers: dict[str, Callable[..., dict[str, Any]]] = {
            "tokens": self._token,
            "quotas": self._quota,
            "posts": self._post,
            "switches": self._switch,
            "site": self._edit,
            "reset": self._reset,
        }
        if request.method != "POST" or what not in levers:
            return json_response(
                {"error": "faults, violations, state, tokens, quotas, posts, switches, site, reset"}, 404
            )
        try:
            given = json.loads(request.body or b"{}")
            with self._world.lock:
                return json_response(levers[what](**given))
        except (ValueError, KeyError, TypeError) as error:
            return json_response({"error": str(error)}, 400)

    def _walls(self) -> dict[str, list[dict[str, Any]]]:
        return {name: [_plain(post) for post in self._world.wall(name)] for name in self._networks}

    def _of_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        elif request.method == "POST":
            try:
                given = json.loads(request.body)
                self._faults.add(given.pop("network"), given.pop("kind"), given.pop("operation", "any"), **given)
            except (ValueError, KeyError, TypeError) as error:
                return json_response({"error": str(error)}, 400)
        return json_response(self._faults.list())

    def _token(self, network: str, token: str, state: str = "live", without: list[str] | None = None) -> dict[str, Any]:
        self._world.keys.change(network, token, state, without)
        return {"state": state, "without": sorted(without or [])}

    def _quota(self, network: str, name: str, used: int | None = None, limit: int | None = None) -> dict[str, Any]:
        self._world.quotas.set(network, name, used=used, limit=limit)
        return {"name": name, "used": used, "limit": limit}

    def _post(self, network: str, **given: Any) -> dict[str, Any]:
        identity, text = given.get("id", ""), given.get("text")
        if given.get("delete"):
            return {"deleted": self._world.delete(network, identity)}
        if not identity:
            if text is None:
                raise ValueError("no text given")
            return {"id": self._by_hand(network, text, given.get("link"))}
        post = self._world.post(network, identity)
        if post is None or text is None:
            raise ValueError("no such post, or no text given")
        self._world.save(replace(post, text=text, extra={**post.extra, "by_hand": True}))
        return {"changed": True}

    def _by_hand(self, network: str, text: str, link: str | None) -> str:
        standing = self._networks[network]
        if not isinstance(standing, TakesHandPosts):
            raise TypeError(f"nobody can post by hand on {network}")
        return standing.by_hand(text, link)

    def _switch(self, network: str, name: str, value: Any) -> dict[str, Any]:
        self._world.switches.set(network, name, value)
        return {"name": name, "value": value}

    def _reset(self) -> dict[str, Any]:
        self._world.state.clear()
        self._restart()
        return {"reset": True}


def _plain(post: WallPost) -> dict[str, Any]:
    return {
        "id": post.id, "text": post.text, "link": post.link, "pictures": len(post.pictures),
        "created_at": post.created_at.isoformat(),
    }  # fmt: skip
