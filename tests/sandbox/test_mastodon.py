"""Mastodon's stand-in, asked without an adapter: statuses, keys, pictures, pages, limits, every line of its errors."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from bot.sandbox import accounts
from bot.sandbox.mastodon.errors import LINES, of_code
from bot.sandbox.mastodon.text import as_html, countable_length, graphemes, tags
from tests.sandbox.bundle import bundle, drawn
from tests.sandbox.calling import Answer, Wire, form

FORM = "application/x-www-form-urlencoded"
STATUSES = "/api/v1/statuses"
TIMELINE = f"/api/v1/accounts/{accounts.MASTODON_ACCOUNT}/statuses"


@pytest.fixture
def wire(lasting: Wire) -> Wire:
    lasting.afresh()
    return lasting


def call(
    wire: Wire,
    method: str,
    path: str,
    body: bytes = b"",
    kind: str = "",
    token: str = accounts.MASTODON_TOKEN,
    **headers: str,
) -> Answer:
    kinds = {"content_type": kind} if kind else {}
    return wire.send(method, f"/mastodon{path}", body, authorization=f"Bearer {token}", **kinds, **headers)


def create(
    wire: Wire, status: str = "Новость дня", key: str = "", token: str = accounts.MASTODON_TOKEN, **given: Any
) -> Answer:
    body = json.dumps({"status": status, **given}).encode()
    keys = {"idempotency_key": key} if key else {}
    return call(wire, "POST", STATUSES, body, "application/json", token, **keys)


def made(wire: Wire, status: str = "Новость дня", **given: Any) -> str:
    return str(create(wire, status, **given).json["id"])


def upload(wire: Wire, content: bytes, path: str = "/api/v2/media", **fields: str) -> Answer:
    body, kind = bundle({"file": content}, **fields)
    return call(wire, "POST", path, body, kind)


def edit(wire: Wire, identity: str, **given: Any) -> Answer:
    return call(wire, "PUT", f"{STATUSES}/{identity}", json.dumps(given).encode(), "application/json")


def said(answer: Answer) -> str:
    return f"{answer.status} {answer.json['error']}"


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("ңөү", 3), ("e\u0301", 1), ("👨‍👩‍👧‍👦", 1), ("🇰🇬🇰🇬", 2), ("👍🏽", 1), ("a\r\nb", 3), ("1️⃣", 1), ("https://example.org/" + "a" * 99, 23),
        ("см. https://example.org/a, и", 4 + 23 + 3), ("(https://example.org/a_(b))", 25), ("example.org", 11), ("http://127.0.0.1:8090/site/1", 23),
        ("@name@example.org", 5), ("@name", 5), ("почта a@example.org", 19), ("https://example.org/путь?a=1&b=2#x.", 24), ("🏴\U000e0067\U000e0062\U000e007f", 1),
    ],
)  # fmt: skip
def test_countable_length(text: str, count: int) -> None:
    assert countable_length(text) == count


def test_a_warning_counts_too_and_marks_need_something_to_hang_on() -> None:
    assert countable_length("abc", "де") == 5
    assert graphemes("\u0301a") == 2


def test_the_content_is_html(wire: Wire) -> None:
    content = create(wire, "Ко & Ко <b>\nстрока\n\nhttps://www.example.org/a/very/long/path/indeed/yes #Новости").json[
        "content"
    ]
    assert content.startswith("<p>Ко &amp; Ко &lt;b&gt;<br />строка</p><p><a href=")
    assert (
        '<span class="invisible">https://www.</span><span class="ellipsis">example.org/a/very/long/path/i</span>'
        in content
    )
    assert re.sub(r"<[^>]+>", "", content).endswith("https://www.example.org/a/very/long/path/indeed/yes #Новости")
    assert tags("#Новости #1 a#b #Два_слова") == ["новости", "два_слова"]
    assert as_html("https://a.org/", "s").count('<span class="">a.org/</span>') == 1
    assert wire.broken() == []


# --- new statuses ----------------------------------------------------------------------------------------------------


def test_a_status_comes_back_whole(wire: Wire) -> None:
    answer = create(wire, "  Итоги дня  ", language="ru", visibility="unlisted", sensitive=True).json
    assert (answer["language"], answer["visibility"], answer["sensitive"]) == ("ru", "unlisted", True)
    assert answer["account"]["id"] == accounts.MASTODON_ACCOUNT
    assert answer["url"] == f"{wire.sandbox.url}/mastodon/@mission/{answer['id']}"
    assert datetime.fromisoformat(answer["created_at"]) == wire.clock.moment
    assert (answer["replies_count"], answer["reblogs_count"], answer["favourites_count"]) == (0, 0, 0)
    assert wire.sandbox.wall("mastodon")[0].text == "Итоги дня"
    assert wire.broken() == []


def test_form_query_and_multipart_are_read_as_rails_does(wire: Wire, jpeg: bytes) -> None:
    files = [upload(wire, jpeg).json["id"], upload(wire, jpeg).json["id"]]
    asked = [("status", "Ёлка & Ко"), ("media_ids[]", files[0]), ("media_ids[]", files[1])]
    assert len(call(wire, "POST", STATUSES, urlencode(asked).encode(), FORM).json["media_attachments"]) == 2
    body, kind = bundle({}, status="Одна часть")
    assert call(wire, "POST", STATUSES, body, kind).status == 200
    assert call(wire, "POST", f"{STATUSES}?status=a").status == 200
    assert wire.broken() == []
    call(wire, "POST", STATUSES, form(status="a", media_ids="1", colour="red"), FORM)
    assert wire.broken() == [
        "mastodon: a new status takes no colour",
        "mastodon: media_ids is no list: media_ids[] was meant",
    ]
    assert call(wire, "POST", STATUSES, b"[]", "application/json").status == 400
    assert wire.broken()


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"status": ""}, "422 Validation failed: Text can't be blank"), ({"status": " \n"}, "422 Validation failed: Text can't be blank"),
        ({"status": "ы" * 501}, "422 Validation failed: Text character limit of 500 exceeded"),
        ({"status": "ы" * 499, "spoiler_text": "ы" * 2}, "422 Validation failed: Text character limit of 500 exceeded"),
        ({"status": "a", "visibility": "secret"}, "422 Validation failed: Visibility is not included in the list"),
        ({"status": "a", "media_ids": ["1"] * 5}, "422 Cannot attach more than 4 files"),
        ({"status": "a", "poll": {"options": ["a"]}}, "403 This action is not allowed"),
    ],
)  # fmt: skip
def test_what_validation_refuses(wire: Wire, given: dict[str, Any], answer: str) -> None:
    assert said(create(wire, **given)) == answer
    assert wire.broken()
    assert wire.sandbox.wall("mastodon") == []


def test_links_count_23_and_servers_may_allow_more(wire: Wire) -> None:
    assert create(wire, "ы" * 476 + " https://example.org/" + "a" * 900).status == 200
    assert wire.broken() == []
    wire.control("switches", network="mastodon", name="max_characters", value=5000)
    limits = call(wire, "GET", "/api/v2/instance").json["configuration"]
    assert limits["statuses"] == {"max_characters": 5000, "max_media_attachments": 4, "characters_reserved_per_url": 23}
    assert limits["media_attachments"]["description_limit"] == 1500
    assert create(wire, "ы" * 5000).status == 200
    assert call(wire, "GET", "/api/v1/instance").json["configuration"] == limits


def test_an_unknown_language_is_noted(wire: Wire) -> None:
    assert create(wire, language="Русский").json["language"] == "en"
    assert "ISO 639" in wire.broken()[0]


def test_a_reply_needs_its_status(wire: Wire) -> None:
    first = made(wire)
    assert create(wire, "Дальше", in_reply_to_id=first).json["in_reply_to_id"] == first
    assert said(create(wire, "a", in_reply_to_id="5")).startswith("404 The post you are trying to reply to")
    assert [post["id"] for post in call(wire, "GET", f"{TIMELINE}?exclude_replies=true").json] == [first]
    assert wire.broken() == []


def test_a_key_holds_for_an_hour_and_for_its_account(wire: Wire) -> None:
    first = create(wire, key="k1").json["id"]
    assert create(wire, key="k1").json["id"] == first
    assert create(wire, key="k2").json["id"] != first
    assert create(wire, key="k1", token=accounts.MASTODON_OTHER_TOKEN).json["id"] != first
    wire.clock.forward(minutes=59, seconds=59)
    assert create(wire, key="k1").json["id"] == first
    assert wire.broken() == []
    assert create(wire, "Другой текст", key="k1").json["content"] == "<p>Новость дня</p>"
    assert "another text" in wire.broken()[0]
    wire.clock.forward(seconds=1)
    assert create(wire, key="k1").json["id"] != first
    assert len(wire.sandbox.wall("mastodon")) == 4


def test_a_key_of_a_deleted_status_leads_nowhere(wire: Wire) -> None:
    first = create(wire, key="k").json["id"]
    call(wire, "DELETE", f"{STATUSES}/{first}")
    assert said(create(wire, key="k")) == "404 Record not found"
    assert wire.sandbox.wall("mastodon") == []


def test_without_a_key_the_same_text_stands_twice(wire: Wire) -> None:
    assert made(wire) != made(wire)
    assert wire.broken() == []


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_with_its_alt_text(wire: Wire, jpeg: bytes) -> None:
    answer = upload(wire, jpeg, description=" Зал ", focus="-0.5,0.25")
    assert answer.status == 200
    media = answer.json
    assert (media["type"], media["description"], media["meta"]["focus"]) == ("image", "Зал", {"x": -0.5, "y": 0.25})
    assert media["meta"]["original"]["size"] == "1280x720"
    picture = wire.send("GET", urlsplit(media["url"]).path)
    assert picture.body == jpeg
    posted = create(wire, "", media_ids=[media["id"]]).json
    assert [file["id"] for file in posted["media_attachments"]] == [media["id"]]
    assert wire.sandbox.wall("mastodon")[0].alts == ("Зал",)
    assert (
        said(create(wire, media_ids=[media["id"]]))
        == f"422 Media {media['id']} not found or already attached to another post"
    )
    assert call(wire, "GET", f"/api/v1/media/{media['id']}").status == 404
    assert wire.broken() == []


def test_a_large_file_is_ready_later(wire: Wire, jpeg: bytes) -> None:
    wire.control("switches", network="mastodon", name="processing_polls", value=2)
    answer = upload(wire, jpeg)
    assert (answer.status, answer.json["url"]) == (202, None)
    identity = answer.json["id"]
    assert call(wire, "GET", f"/api/v1/media/{identity}").status == 206
    assert said(create(wire, media_ids=[identity])).startswith(
        "422 Cannot attach files that have not finished processing."
    )
    assert "before it had been processed" in wire.broken()[0]
    assert call(wire, "GET", f"/api/v1/media/{identity}").json["url"] is None
    ready = call(wire, "GET", f"/api/v1/media/{identity}")
    assert (ready.status, ready.json["url"]) == (200, ready.json["preview_url"])
    assert create(wire, media_ids=[identity]).status == 200
    assert upload(wire, jpeg, "/api/v1/media").status == 200
    wire.control("switches", network="mastodon", name="processing_fails", value=True)
    failed = upload(wire, jpeg, "/api/v1/media").json["id"]
    assert said(call(wire, "GET", f"/api/v1/media/{failed}")) == "422 Error processing thumbnail for uploaded media"
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("content", "fields", "words", "noted"),
    [
        (b"no picture", {}, "File content type is invalid", False), (drawn("BMP"), {}, "File content type is invalid", False),
        (drawn("JPEG"), {"description": "ы" * 1501}, "Description is too long", True),
        (drawn("JPEG") + b"\0" * 16_777_216, {}, "less than 16 MB", True), (drawn("PNG", 33_178, 1001), {}, "images are not supported", True),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_a_status_is_refused(
    wire: Wire, content: bytes, fields: dict[str, str], words: str, noted: bool
) -> None:
    answer = said(upload(wire, content, **fields))
    assert answer.startswith("422 ")
    assert words in answer
    assert bool(wire.broken()) is noted


def test_an_upload_needs_its_part_with_a_mime_type(wire: Wire, jpeg: bytes) -> None:
    body, kind = bundle({"photo": jpeg})
    assert said(call(wire, "POST", "/api/v2/media", body, kind)) == "422 Validation failed: File can't be blank"
    bare = b'--cut\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + jpeg + b"\r\n--cut--"
    call(wire, "POST", "/api/v2/media", bare, "multipart/form-data; boundary=cut")
    assert "MIME type" in wire.broken()[-1]
    upload(wire, jpeg, focus="middle")
    assert "focus" in wire.broken()[0]


def test_an_alt_text_is_changed_and_a_file_taken_away(wire: Wire, jpeg: bytes) -> None:
    identity = upload(wire, jpeg).json["id"]
    path = f"/api/v1/media/{identity}"
    assert call(wire, "PUT", path, form(description="Зал"), FORM).json["description"] == "Зал"
    assert call(wire, "PUT", path, form(description="ы" * 1501), FORM).status == 422
    assert wire.broken()
    assert call(wire, "GET", path, token=accounts.MASTODON_OTHER_TOKEN).status == 404
    assert said(create(wire, media_ids=[identity], token=accounts.MASTODON_OTHER_TOKEN)).startswith("422 Media")
    assert call(wire, "DELETE", path).json == {}
    assert said(create(wire, media_ids=[identity])).startswith("422 Media")
    assert wire.broken() == []


# --- changing, deleting ----------------------------------------------------------------------------------------------


def test_an_edit_leaves_its_traces(wire: Wire) -> None:
    first = made(wire, "Было", language="ru")
    wire.clock.forward(minutes=5)
    edited = edit(wire, first, status="Стало").json
    assert (edited["content"], edited["language"]) == ("<p>Стало</p>", "ru")
    assert datetime.fromisoformat(edited["edited_at"]) == wire.clock.moment
    assert edited["created_at"] < edited["edited_at"]
    assert [version["content"] for version in call(wire, "GET", f"{STATUSES}/{first}/history").json] == [
        "<p>Было</p>",
        "<p>Стало</p>",
    ]
    assert call(wire, "GET", f"{STATUSES}/{first}/source").json == {"id": first, "text": "Стало", "spoiler_text": ""}
    wire.clock.forward(minutes=5)
    assert edit(wire, first, status="Стало").json["edited_at"] == edited["edited_at"]
    assert wire.broken() == []
    assert said(edit(wire, first, status="")) == "422 Validation failed: Text can't be blank"
    assert said(edit(wire, first, status="ы" * 501)).endswith("limit of 500 exceeded")
    assert edit(wire, first, status="Стало", visibility="direct").status == 200
    assert len(wire.broken()) == 3


def test_an_edit_without_media_ids_takes_the_files_off(wire: Wire, jpeg: bytes) -> None:
    file = upload(wire, jpeg).json["id"]
    first = made(wire, media_ids=[file])
    rows = [{"id": file, "description": "Новая подпись"}]
    kept = edit(wire, first, status="a", media_ids=[file], media_attributes=rows).json
    assert kept["media_attachments"][0]["description"] == "Новая подпись"
    assert wire.sandbox.wall("mastodon")[0].alts == ("Новая подпись",)
    wire.control("switches", network="mastodon", name="edit_keeps_media", value=True)
    assert len(edit(wire, first, status="b").json["media_attachments"]) == 1
    wire.control("switches", network="mastodon", name="edit_keeps_media", value=False)
    assert edit(wire, first, status="c").json["media_attachments"] == []
    assert create(wire, media_ids=[file]).status == 200
    assert wire.broken() == []
    edit(wire, first, status="d", media_attributes=rows)
    edit(wire, first, status="d", media_attributes=["x"])
    assert len(wire.broken()) == 2


def test_deleting_gives_the_source_and_the_files_back(wire: Wire, jpeg: bytes) -> None:
    file = upload(wire, jpeg).json["id"]
    first = made(wire, "Итоги <дня>", media_ids=[file])
    gone = call(wire, "DELETE", f"{STATUSES}/{first}").json
    assert (gone["text"], gone["media_attachments"][0]["id"]) == ("Итоги <дня>", file)
    for method, path in (("DELETE", ""), ("GET", ""), ("PUT", ""), ("GET", "/source"), ("GET", "/history")):
        assert said(call(wire, method, f"{STATUSES}/{first}{path}")) == "404 Record not found"
    assert create(wire, media_ids=[file]).status == 200
    assert wire.broken() == []


def test_only_one_s_own_status_is_changed(wire: Wire) -> None:
    theirs = create(wire, token=accounts.MASTODON_OTHER_TOKEN).json["id"]
    assert edit(wire, theirs, status="a").status == 404
    assert call(wire, "DELETE", f"{STATUSES}/{theirs}").status == 404
    assert call(wire, "GET", f"{STATUSES}/{theirs}").status == 200
    assert call(wire, "GET", TIMELINE).json == []


# --- reading ---------------------------------------------------------------------------------------------------------


def test_many_statuses_in_one_look_up(wire: Wire) -> None:
    numbers = [made(wire, f"Запись {n}") for n in range(3)]
    query = urlencode([("id[]", identity) for identity in [*reversed(numbers), "5", numbers[0]]])
    assert [post["id"] for post in call(wire, "GET", f"{STATUSES}?{query}").json] == numbers[::-1]
    assert call(wire, "GET", STATUSES).json == []
    assert wire.broken() == []
    over = urlencode([("id[]", str(n)) for n in range(21)])
    assert call(wire, "GET", f"{STATUSES}?{over}").status == 422
    assert "21 ids" in wire.broken()[0]


def test_the_timeline_comes_in_pages(wire: Wire) -> None:
    numbers = []
    for number in range(5):
        numbers.append(made(wire, f"Запись {number}"))
        wire.clock.forward(seconds=1)
    newest = numbers[::-1]

    def page(**query: str) -> list[str]:
        return [post["id"] for post in call(wire, "GET", f"{TIMELINE}?{urlencode(query)}").json]

    assert page() == newest
    answer = call(wire, "GET", f"{TIMELINE}?limit=2")
    links = dict(re.findall(r"<([^>]+)>; rel=\"(\w+)\"", answer.headers["link"]))
    following = next(address for address, rel in links.items() if rel == "next")
    assert following.startswith(f"{wire.sandbox.url}/mastodon{TIMELINE}?")
    path = following.removeprefix(f"{wire.sandbox.url}/mastodon")
    assert [post["id"] for post in call(wire, "GET", path).json] == newest[2:4]
    assert page(limit="2", since_id=numbers[0]) == newest[:2]
    assert page(limit="2", min_id=numbers[0]) == [numbers[2], numbers[1]]
    assert page(max_id=numbers[1]) == [numbers[0]]
    assert "next" not in call(wire, "GET", TIMELINE).headers["link"]
    assert "link" not in call(wire, "GET", f"{TIMELINE}?max_id={numbers[0]}").headers
    assert wire.broken() == []
    for bad in ("limit=41", "limit=x", "max_id=x", "page=2"):
        assert call(wire, "GET", f"{TIMELINE}?{bad}").status == 200
        assert wire.broken()
    assert call(wire, "GET", "/api/v1/accounts/5/statuses").status == 404


def test_flags_of_the_timeline(wire: Wire, jpeg: bytes) -> None:
    made(wire)
    with_file = made(wire, media_ids=[upload(wire, jpeg).json["id"]])
    assert [post["id"] for post in call(wire, "GET", f"{TIMELINE}?only_media=true").json] == [with_file]
    assert call(wire, "GET", f"{TIMELINE}?pinned=true").json == []


def test_public_reads_need_no_token_and_see_nothing_private(wire: Wire) -> None:
    open_, closed = made(wire), made(wire, visibility="private")
    path = f"/mastodon{STATUSES}"
    seen = wire.send("GET", f"{path}/{open_}").json
    assert "favourited" not in seen
    assert "application" not in seen
    assert wire.send("GET", f"{path}/{closed}").status == 404
    assert [post["id"] for post in wire.send("GET", f"/mastodon{TIMELINE}").json] == [open_]
    assert len(call(wire, "GET", TIMELINE).json) == 2
    assert (
        wire.send("GET", f"/mastodon/api/v1/accounts/lookup?acct={accounts.MASTODON_USERNAME}").json["id"]
        == accounts.MASTODON_ACCOUNT
    )
    assert wire.send("GET", "/mastodon/api/v1/accounts/lookup?acct=nobody").status == 404
    assert wire.broken() == []
    wire.control("switches", network="mastodon", name="authorized_fetch", value=True)
    assert said(wire.send("GET", f"{path}/{open_}")) == "401 This API requires an authenticated user"


def test_figures_grow_and_never_fall(wire: Wire) -> None:
    identity = made(wire)
    seen = []
    for hours in (0, 1, 24):
        wire.clock.forward(hours=hours)
        post = call(wire, "GET", f"{STATUSES}?id[]={identity}").json[0]
        seen.append([post[name] for name in ("replies_count", "reblogs_count", "favourites_count", "quotes_count")])
    assert seen == sorted(seen)
    assert seen[0] == [0, 0, 0, 0]
    assert seen[2][2] > 0


def test_the_card_comes_after_the_answer(wire: Wire) -> None:
    link = f"{wire.sandbox.url}/site{wire.sandbox.site.listed()[0].path}"
    wire.control("switches", network="mastodon", name="card_lag_s", value=60)
    posted = create(wire, f"Итоги {link}").json
    assert posted["card"] is None
    path = f"{STATUSES}/{posted['id']}"
    assert call(wire, "GET", path).json["card"] is None
    wire.clock.forward(seconds=60)
    card = call(wire, "GET", path).json["card"]
    assert (card["url"], card["type"]) == (link, "link")
    assert card["title"]


def test_what_a_person_does_by_hand(wire: Wire) -> None:
    identity = wire.control("posts", network="mastodon", text="Рукой", link="https://example.org/a")["id"]
    shown = call(wire, "GET", f"{STATUSES}/{identity}").json
    assert shown["application"] is None
    assert re.sub(r"<[^>]+>", "", shown["content"]) == "Рукой https://example.org/a"
    wire.control("posts", network="mastodon", id=identity, delete=True)
    assert call(wire, "GET", f"{STATUSES}/{identity}").status == 404


# --- limits ----------------------------------------------------------------------------------------------------------


def test_the_headers_tell_of_the_nearest_limit(wire: Wire, jpeg: bytes) -> None:
    first = call(wire, "GET", TIMELINE).headers
    assert (first["x-ratelimit-limit"], first["x-ratelimit-remaining"]) == ("300", "299")
    assert first["x-ratelimit-reset"] == "2026-11-25T09:05:00.000000Z"
    told = upload(wire, jpeg).headers
    assert (told["x-ratelimit-limit"], told["x-ratelimit-remaining"]) == ("30", "29")
    assert told["x-ratelimit-reset"] == "2026-11-25T09:30:00.000000Z"
    wire.control("switches", network="mastodon", name="headers", value=False)
    assert "x-ratelimit-limit" not in call(wire, "GET", TIMELINE).headers


@pytest.mark.parametrize(
    ("quota", "limit", "method", "path", "reset"),
    [
        ("api", 300, "GET", "/api/v1/accounts/verify_credentials", "09:05:00"), ("media", 30, "POST", "/api/v2/media", "09:30:00"),
        ("delete", 30, "DELETE", f"{STATUSES}/5", "09:30:00"), ("statuses", 300, "POST", STATUSES, "12:00:00"),
        ("paging", 300, "GET", f"{TIMELINE}?max_id=5", "09:15:00"),
    ],
)  # fmt: skip
def test_each_limit_holds(wire: Wire, quota: str, limit: int, method: str, path: str, reset: str) -> None:
    wire.control("quotas", network="mastodon", name=quota, used=limit)
    answer = call(wire, method, path)
    assert said(answer) == "429 Too many requests"
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert answer.headers["x-ratelimit-reset"] == f"2026-11-25T{reset}.000000Z"
    assert wire.broken() == []
    wire.clock.forward(hours=3)
    assert call(wire, method, path).status != 429


# --- errors on demand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINES)
def test_every_line_on_demand(name: str) -> None:
    status, text = LINES[name]
    for asked in (name, f"{status}/{name}"):
        answer = of_code(asked, "2026-11-25T09:05:00.000000Z")
        assert (answer.status, json.loads(answer.body)) == (status, {"error": text})


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("401", "401 The access token is invalid"), ("410", "410 The page you were looking for doesn't exist here anymore"), ("429", "429 Too many requests"),
        ("429/bare", "429 Too many requests"), ("422/Validation failed: Neu", "422 Validation failed: Neu"), ("503", "503 There was a temporary problem serving your request, please try again"),
        ("418", "418 error"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(wire: Wire, code: str, answer: str) -> None:
    wire.sandbox.faults.add("mastodon", "error", "publish", code=code)
    got = create(wire)
    assert said(got) == answer
    assert ("x-ratelimit-reset" in got.headers) is (code == "429")
    assert ("www-authenticate" in got.headers) is (code == "401")
    assert wire.sandbox.wall("mastodon") == []


@pytest.mark.parametrize("code", ["500", "502", "504"])
def test_pages_of_the_server_and_what_was_accepted_in_spite_of_them(wire: Wire, code: str) -> None:
    wire.sandbox.faults.add("mastodon", "error_after_accept", "publish", code=code)
    answer = create(wire, key="k")
    assert (answer.status, answer.headers["content-type"]) == (int(code), "text/html; charset=utf-8")
    assert create(wire, key="k").json["id"] == wire.sandbox.wall("mastodon")[0].id


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("rate_limit", 429),
        ("dead_token", 401),
        ("permission", 403),
        ("content_refused", 422),
        ("picture_refused", 422),
        ("server_error", 503),
    ],
)
def test_the_common_kinds(wire: Wire, kind: str, status: int) -> None:
    wire.sandbox.faults.add("mastodon", kind, "publish")
    assert create(wire).status == status


def test_operations_and_unknown_routes(wire: Wire) -> None:
    for method, path in (("POST", STATUSES), ("PUT", f"{STATUSES}/1"), ("DELETE", f"{STATUSES}/1"), ("GET", STATUSES), ("GET", f"{STATUSES}/1"),
                         ("POST", "/api/v2/media"), ("GET", "/api/v1/media/1"), ("POST", "/oauth/token")):  # fmt: skip
        call(wire, method, path)
    kinds = [kind for _, kind, _, _ in wire.sandbox.calls]
    assert kinds == ["publish", "edit", "delete", "measure", "read", "upload", "upload", "connect"]
    wire.broken()
    assert call(wire, "GET", "/api/v1/timelines/home").status == 404
    assert "has no GET" in wire.broken()[0]
