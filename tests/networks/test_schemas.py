"""Every request of a whole life, checked against the networks' own machine-readable schemas where they lie beside us."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.clock import now
from bot.model.post import Form, Picture
from bot.networks.base import Network
from bot.sandbox.server import Sandbox
from bot.sandbox.wire import Request
from bot.sandbox.world import fields
from tests.networks.conftest import post

SCHEMAS = Path(__file__).parents[3] / "shared" / "networks" / "schemas"
pytestmark = pytest.mark.skipif(not SCHEMAS.exists(), reason="the networks' schemas are not part of the project")


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


@pytest.fixture
def life(sandbox: Sandbox, connect: Callable[..., Network], jpeg: Picture) -> Callable[[str], list[Request]]:
    """Publishes, finds, measures, deletes on one network; gives every request that was made."""

    def live(name: str) -> list[Request]:
        seen: list[Request] = []
        standing = sandbox.networks[name]

        class Recorder:
            def __init__(self) -> None:
                self.name = name

            def operation(self, request: Request) -> str:
                return standing.operation(request)

            def refusal(self, kind: str, code: str = "") -> Any:
                return standing.refusal(kind, code)

            def __call__(self, request: Request) -> Any:
                seen.append(request)
                return standing(request)

        sandbox.networks[name] = Recorder()
        network = connect(name)
        receipt = network.publish(post(name, "Жизнь", form=Form.LINK), [jpeg])
        network.publish(post(name, "Снимок", form=Form.PHOTO, mark="m2"), [jpeg])
        network.find_recent(now())
        network.read_engagement([receipt.external_id])
        network.delete(receipt.external_id)  # type: ignore[attr-defined]
        return seen

    return live


def test_vk(life: Callable[[str], list[Request]]) -> None:
    methods = {method["name"]: method for method in schema("vk-schema.json")["methods"]}
    checked = 0
    for request in life("vk"):
        name = request.path.removeprefix("/method/")
        if name not in methods:
            continue
        known = {parameter["name"]: parameter for parameter in methods[name].get("parameters", [])}
        for key, value in request.form().items():
            # The schema's own snapshot forgot the owner of the wall, and what `execute` is to run.
            if key in {"access_token", "v"} or (name, key) in {("wall.get", "owner_id"), ("execute", "code")}:
                continue
            assert key in known, f"{name} takes no {key}"
            kind = known[key].get("type")
            if kind == "integer":
                assert re.fullmatch(r"-?\d+", value), (name, key, value)
            if kind == "boolean":
                assert value in {"0", "1"}, (name, key, value)
        checked += 1
    assert checked >= 5


def test_x(life: Callable[[str], list[Request]]) -> None:
    specifications = [schema("x-openapi.json"), schema("x-openapi-2.166-tweet-names.json")]
    create = specifications[0]["components"]["schemas"]["CreatePostsRequest"]["properties"]
    checked = 0
    for request in life("x"):
        path = re.sub(r"/\d{3,}", "/{id}", request.path)
        operations = [s["paths"].get(path, {}).get(request.method.lower()) for s in specifications]
        assert any(operations), f"{request.method} {path} is not in the specification"
        if request.path == "/2/tweets" and request.method == "POST":
            assert set(json.loads(request.body)) <= set(create)
        names: set[str] = set()
        for specification, operation in zip(specifications, operations, strict=True):
            for parameter in (operation or {}).get("parameters", []):
                reference = parameter.get("$ref", "").rsplit("/", 1)[-1]
                names.add((specification["components"]["parameters"][reference] if reference else parameter)["name"])
        assert set(request.query()) <= names, request.raw_query
        checked += 1
    assert checked >= 6


def test_facebook(life: Callable[[str], list[Request]]) -> None:
    page = schema("facebook-specs.json")["nodes"]["Page"]["apis"]
    known = {
        (api["method"], api["endpoint"]): {p["name"] for p in api["params"]} for api in page if api.get("endpoint")
    }
    paging = {"fields", "limit", "after", "before", "since", "until", "access_token"}
    checked = 0
    for request in life("facebook"):
        edge = request.path.rsplit("/", 1)[-1]
        if (request.method, edge) not in known:
            continue
        given = set(fields(request)) | set(request.query())
        # A photo's bytes and its description are fields of the upload; `message` is the documents' own alias of caption.
        assert given - paging - {"source", "message", "attached_media"} <= known[request.method, edge], given
        checked += 1
    assert checked >= 3
