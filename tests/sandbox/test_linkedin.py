"""LinkedIn's stand-in, asked without an adapter: every rule of the fact sheet that it enforces."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from bot.sandbox import accounts
from bot.sandbox.linkedin import errors, protocol, text
from tests.sandbox.calling import Answer, Wire

ORG = f"urn:li:organization:{accounts.LINKEDIN_ORGANISATION}"
ORG_RAW = quote(ORG, safe="")
LINK = "https://mission.example.org/ru/news/1"
STATISTICS = f"/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={ORG_RAW}"


def call(wire: Wire, method: str, path: str, body: Any = None, restli: str = "", **changed: str | None) -> Answer:
    headers: dict[str, str | None] = {
        "authorization": f"Bearer {accounts.LINKEDIN_TOKEN}", "linkedin_version": "202609",
        "x_restli_protocol_version": "2.0.0", "x_restli_method": restli or None,
        "content_type": "application/json" if body is not None else None, **changed,
    }  # fmt: skip
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return wire.send(method, f"/linkedin/rest{path}", sent, **{name: v for name, v in headers.items() if v is not None})


def written(commentary: str = "Новость", content: Any = None, **changed: Any) -> dict[str, Any]:
    body = {
        "author": ORG, "commentary": commentary, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": False, **changed,
    }  # fmt: skip
    return body | ({"content": content} if content is not None else {})


def made(wire: Wire, commentary: str = "Новость", content: Any = None) -> str:
    answer = call(wire, "POST", "/posts", written(commentary, content))
    assert (answer.status, answer.body) == (201, b"")
    return answer.headers["x-restli-id"]


def code_of(answer: Answer) -> str:
    body = answer.json
    assert body["status"] == answer.status
    assert answer.headers["x-li-uuid"]
    code = body.get("code") or body.get("errorDetails", {}).get("inputErrors", [{}])[0].get("code")
    return f"{answer.status}/{code}" if code else str(answer.status)


def asked(wire: Wire) -> tuple[str, str]:
    value = call(wire, "POST", "/images?action=initializeUpload", {"initializeUploadRequest": {"owner": ORG}}).json[
        "value"
    ]
    return value["image"], value["uploadUrl"].removeprefix(wire.sandbox.url)


def put(wire: Wire, address: str, content: bytes) -> Answer:
    return wire.send("PUT", address, content, authorization=f"Bearer {accounts.LINKEDIN_TOKEN}")


def status(wire: Wire, urn: str) -> str:
    return str(call(wire, "GET", f"/images/{quote(urn, safe='')}").json["status"])


def ready(wire: Wire, jpeg: bytes) -> str:
    urn, address = asked(wire)
    assert put(wire, address, jpeg).status == 201
    while status(wire, urn) != "AVAILABLE":
        pass
    return urn


def enc(urns: list[str]) -> str:
    return ",".join(quote(urn, safe="") for urn in urns)


# --- who may, and how it is said -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"linkedin_version": None}, "400/VERSION_MISSING"), ({"linkedin_version": "202511"}, "426/NONEXISTENT_VERSION"),
        ({"linkedin_version": "202612"}, "426/NONEXISTENT_VERSION"), ({"linkedin_version": "2026-09"}, "426/NONEXISTENT_VERSION"),
        ({"x_restli_protocol_version": None}, "400/ILLEGAL_ARGUMENT"), ({"x_restli_protocol_version": "1.0.0"}, "400/ILLEGAL_ARGUMENT"),
        ({"content_type": "text/plain"}, "415/UNSUPPORTED_MEDIA_TYPE"),
    ],
)  # fmt: skip
def test_headers_are_asked_for(wire: Wire, changed: dict[str, str | None], code: str) -> None:
    assert code_of(call(wire, "POST", "/posts", written(), **changed)) == code
    assert len(wire.broken()) == 1
    assert wire.sandbox.wall("linkedin") == []


def test_tokens_stand_in_the_header_and_die_in_two_ways(wire: Wire) -> None:
    def look(**more: str | None) -> str:
        return code_of(call(wire, "GET", "/posts/urn%3Ali%3Ashare%3A1", **more))

    assert look() == "404/NOT_FOUND"
    assert look(authorization=None) == "401/EMPTY_ACCESS_TOKEN"
    assert look(authorization="Bearer nobody's") == "401/REVOKED_ACCESS_TOKEN"
    wire.control("tokens", network="linkedin", token=accounts.LINKEDIN_TOKEN, state="expired")
    assert look() == "401/EXPIRED_ACCESS_TOKEN"
    wire.control("tokens", network="linkedin", token=accounts.LINKEDIN_TOKEN, state="revoked")
    assert look() == "401/REVOKED_ACCESS_TOKEN"
    assert wire.broken() == []
    assert (
        code_of(call(wire, "GET", f"/posts?oauth2_access_token={accounts.LINKEDIN_TOKEN}")) == "401/EMPTY_ACCESS_TOKEN"
    )
    assert wire.broken() == ["linkedin: the token stands in the URL"]


@pytest.mark.parametrize(
    ("scope", "arguments"),
    [
        ("w_organization_social", ("POST", "/posts", written())),
        ("w_organization_social", ("DELETE", "/posts/urn%3Ali%3Ashare%3A1")),
        ("w_organization_social", ("GET", "/images/urn%3Ali%3Aimage%3A1")),
        ("r_organization_social", ("GET", f"/posts?q=author&author={ORG_RAW}", None, "FINDER")),
        ("rw_organization_admin", ("GET", f"{STATISTICS}&shares=List(urn%3Ali%3Ashare%3A1)", None, "FINDER")),
        ("r_organization_social_feed", ("GET", "/socialMetadata?ids=List(urn%3Ali%3Ashare%3A1)", None, "BATCH_GET")),
    ],
)  # fmt: skip
def test_a_scope_that_is_missing(wire: Wire, scope: str, arguments: tuple[Any, ...]) -> None:
    assert call(wire, *arguments).status in {200, 201, 204, 404}
    wire.control("tokens", network="linkedin", token=accounts.LINKEDIN_TOKEN, without=[scope])
    assert code_of(call(wire, *arguments)) == "403/ACCESS_DENIED"
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("role", "posts", "measures"),
    [("ADMINISTRATOR", True, True), ("CONTENT_ADMIN", True, False), ("ANALYST", False, False), ("", False, False)],
)
def test_the_members_role_decides(wire: Wire, role: str, posts: bool, measures: bool) -> None:
    wire.control("switches", network="linkedin", name="role", value=role)
    assert (call(wire, "POST", "/posts", written()).status == 201) is posts
    assert (call(wire, "GET", STATISTICS, None, "FINDER").status == 200) is measures
    wire.control("tokens", network="linkedin", token=accounts.LINKEDIN_TOKEN)
    found = call(wire, "GET", "/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED", None, "FINDER").json
    assert [entry["organization"] for entry in found["elements"]] == ([ORG] if role == "ADMINISTRATOR" else [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("GET", f"/posts?q=author&author={ORG_RAW}"), ("GET", "/posts?ids=List(urn%3Ali%3Ashare%3A1)"),
        ("GET", "/socialMetadata?ids=List(urn%3Ali%3Ashare%3A1)"), ("POST", "/posts/urn%3Ali%3Ashare%3A1", {"patch": {"$set": {}}}),
        ("GET", "/organizationAcls?q=roleAssignee"), ("GET", f"/posts?q=author&author={ORG_RAW}", None, "BATCH_GET"),
        ("GET", "/posts/urn:li:share:1"), ("GET", "/posts/share-1"), ("GET", "/posts/urn%3Ali%3Aactivity%3A1"),
        ("GET", f"/posts?q=author&author={ORG}", None, "FINDER"), ("GET", f"/posts?q=author&author={ORG_RAW}&count=101", None, "FINDER"),
        ("GET", "/posts?ids=List%28urn%3Ali%3Ashare%3A1%29", None, "BATCH_GET"), ("GET", "/posts?ids=List(urn:li:share:1)", None, "BATCH_GET"),
        ("GET", f"{STATISTICS}&shares=List(urn%3Ali%3AugcPost%3A1)", None, "FINDER"),
        ("GET", f"/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={ORG}", None, "FINDER"),
        ("GET", f"{STATISTICS}&shares=List({enc([f'urn:li:share:{n}' for n in range(51)])})", None, "FINDER"),
        ("GET", f"/socialMetadata?ids=List({enc([f'urn:li:share:{n}' for n in range(101)])})", None, "BATCH_GET"),
    ],
)  # fmt: skip
def test_the_protocol_is_kept(wire: Wire, arguments: tuple[Any, ...]) -> None:
    answer = call(wire, *arguments)
    assert answer.status == 400
    assert len(wire.broken()) == 1


def test_a_statistics_call_is_a_finder_too(wire: Wire) -> None:
    assert code_of(call(wire, "GET", STATISTICS)) == "400/ILLEGAL_ARGUMENT"
    assert call(wire, "GET", STATISTICS, None, "FINDER").status == 200


def test_long_queries_go_through_a_tunnel(wire: Wire) -> None:
    urns = [f"urn:li:ugcPost:{7140000000000000000 + n}" for n in range(100)]
    query = f"ids=List({enc(urns)})"
    assert len(query) > protocol.QUERY_MAX
    assert code_of(call(wire, "GET", f"/socialMetadata?{query}", None, "BATCH_GET")) == "414/URI_TOO_LONG"
    assert "without tunnelling" in wire.broken()[0]
    tunnel = {"x_http_method_override": "GET", "content_type": "application/x-www-form-urlencoded"}
    answer = call(wire, "POST", "/socialMetadata", query.encode(), "BATCH_GET", **tunnel)
    assert len(answer.json["errors"]) == 100
    assert wire.sandbox.calls[-1][1] == "measure"
    assert wire.broken() == []
    assert (
        call(wire, "POST", "/socialMetadata", query.encode(), "BATCH_GET", x_http_method_override="GET").status == 400
    )


def test_old_addresses_are_gone(wire: Wire) -> None:
    assert (
        wire.send("POST", "/linkedin/v2/ugcPosts", b"{}", authorization=f"Bearer {accounts.LINKEDIN_TOKEN}").status
        == 404
    )
    assert "before /rest" in wire.broken()[0]


# --- posts -----------------------------------------------------------------------------------------------------------


def test_a_post_with_a_card(wire: Wire, jpeg: bytes) -> None:
    card = {"source": LINK, "title": "Заголовок (1)", "description": "Описание", "thumbnail": ready(wire, jpeg)}
    urn = made(wire, "Новость \\(1\\) #мид", {"article": card})
    assert urn.startswith("urn:li:share:")
    (post,) = wire.sandbox.wall("linkedin")
    assert (post.text, post.link) == ("Новость (1) #мид", LINK)
    assert post.card is not None
    assert post.card[0] == "Заголовок (1)"
    seen = call(wire, "GET", f"/posts/{quote(urn, safe='')}").json
    assert seen["commentary"] == "Новость \\(1\\) {hashtag|\\#|мид}"
    assert (seen["content"]["article"]["source"], seen["lifecycleState"], seen["createdAt"]) == (
        LINK,
        "PUBLISHED",
        1795597200000,
    )
    assert wire.broken() == []


def test_own_pictures_make_a_ugc_post(wire: Wire, jpeg: bytes) -> None:
    images = [{"id": ready(wire, jpeg), "altText": f"{n}"} for n in range(2)]
    assert made(wire, "Две", {"multiImage": {"images": images}}).startswith("urn:li:ugcPost:")
    assert made(wire, "Одна", {"media": images[0]}).startswith("urn:li:ugcPost:")
    one, two = wire.sandbox.wall("linkedin")
    assert (one.alts, two.alts) == (("0",), ("0", "1"))
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        *[({key: value for key, value in written().items() if key != missing}, "400/MISSING_FIELD")
          for missing in ("author", "commentary", "visibility", "distribution", "lifecycleState")],
        (written(author="123"), "400/INVALID_URN_TYPE"), (written(author=f"urn:li:organization:{ORG}"), "400/INVALID_URN_ID"),
        (written(author="urn:li:organization:1"), "403/ACCESS_DENIED"), (written(author="urn:li:person:a"), "403/ACCESS_DENIED"),
        (written(lifecycleState="DRAFT"), "400/INVALID_VALUE_FOR_FIELD"), (written(visibility="ALL"), "400/INVALID_VALUE_FOR_FIELD"),
        (written(scheduledAt=1), "400/INVALID_VALUE_FOR_FIELD"), (written(distribution={}), "400/INVALID_VALUE_FOR_FIELD"),
        (written("ж" * 3001), "400/FIELD_LENGTH_TOO_LONG"), (written("😀" * 1501), "400/FIELD_LENGTH_TOO_LONG"),
        (written("\\(" * 1501), "400/FIELD_LENGTH_TOO_LONG"), (written(commentary=1), "400/INVALID_VALUE_FOR_FIELD"),
        (written(content={}), "400/INVALID_VALUE_FOR_FIELD"), (written(content={"article": {}}), "400/MISSING_FIELD"),
        (written(content={"article": {"source": "mission"}}), "400/INVALID_VALUE_FOR_FIELD"),
        (written(content={"article": {"source": LINK, "image": "x"}}), "400/INVALID_VALUE_FOR_FIELD"),
        (written(content={"article": {"source": LINK, "title": "ж" * 401}}), "400/FIELD_LENGTH_TOO_LONG"),
        (written(content={"article": {"source": LINK, "description": "ж" * 4087}}), "400/FIELD_LENGTH_TOO_LONG"),
        (written(content={"article": {"source": LINK, "thumbnail": LINK}}), "400/INVALID_URN_TYPE"),
        (written(content={"article": {"source": LINK}, "media": {"id": "x"}}), "400/INVALID_VALUE_FOR_FIELD"),
        (written(content={"media": {"id": "urn:li:image:1"}}), "400/INVALID_URN_ID"),
        (written(content={"media": {"id": "urn:li:image:1", "altText": "ж" * 4087}}), "400/FIELD_LENGTH_TOO_LONG"),
        (written(content={"multiImage": {"images": [{"id": "urn:li:image:1"}]}}), "400/INVALID_VALUE_FOR_FIELD"),
        (written(content={"multiImage": {"images": [{"id": f"urn:li:image:{n}"} for n in range(21)]}}), "400/INVALID_VALUE_FOR_FIELD"),
        (b"{", "400/ILLEGAL_ARGUMENT"), ([1], "400/ILLEGAL_ARGUMENT"),
    ],
)  # fmt: skip
def test_what_is_no_post_is_refused_and_remembered(wire: Wire, body: Any, code: str) -> None:
    assert code_of(call(wire, "POST", "/posts", body)) == code
    assert len(wire.broken()) == 1
    assert wire.sandbox.wall("linkedin") == []


def test_the_longest_post_is_taken(wire: Wire) -> None:
    card = {"source": LINK, "title": "ж" * 400, "description": "ж" * 4086}
    made(wire, "😀" * 1500, {"article": card})
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("commentary", "shown"),
    [
        ("Итоги (2026)", "Итоги "), ("a_b", "a"), ("# 5", ""), ("№ 5 #мид_2 да", "№ 5 #мид_2 да"), ("\\# 5", "# 5"),
        ("\\\\ a", "\\ a"), ("\\a", ""), ("{hashtag|\\#|мид} да", "#мид да"), ("\\#мид", "#мид"), ("a\\", "a"),
        (f"@[МИД]({ORG}) да", "МИД да"), ("@МИД да", ""), ("\\| \\{ \\} \\@ \\[ \\] \\( \\) \\< \\> \\# \\\\ \\* \\_ \\~", "| { } @ [ ] ( ) < > # \\ * _ ~"),
    ],
)  # fmt: skip
def test_an_unescaped_sign_ends_the_text_in_silence(wire: Wire, commentary: str, shown: str) -> None:
    assert text.display(commentary) == shown
    made(wire, commentary)
    assert wire.sandbox.wall("linkedin")[0].text == shown
    assert bool(wire.broken()) is (text.cut_at(commentary) is not None)


def test_the_same_text_again_names_the_earlier_post(wire: Wire) -> None:
    urn = made(wire)
    again = call(wire, "POST", "/posts", written(content={"article": {"source": LINK}}))
    assert (again.status, code_of(again)) == (422, "422/DUPLICATE_POST")
    assert urn in again.json["message"]
    assert again.json["errorDetailType"] == "com.linkedin.common.error.BadRequest"
    wire.clock.forward(minutes=11)
    made(wire)


def test_a_deleted_post_haunts_for_a_while(wire: Wire) -> None:
    urn = made(wire)
    path = f"/posts/{quote(urn, safe='')}"
    assert [call(wire, "DELETE", path).status for _ in range(2)] == [204, 204]
    again = call(wire, "POST", "/posts", written())
    assert urn in again.json["message"]
    assert code_of(call(wire, "GET", path)) == "404/NOT_FOUND"
    wire.control("switches", network="linkedin", name="ghost_s", value=48 * 3600)
    wire.clock.forward(hours=47)
    assert call(wire, "POST", "/posts", written()).status == 422
    wire.clock.forward(hours=2)
    made(wire)


def test_an_edit_changes_the_commentary_and_never_the_card(wire: Wire) -> None:
    urn = made(wire, content={"article": {"source": LINK}})
    path = f"/posts/{quote(urn, safe='')}"
    edit = {"patch": {"$set": {"commentary": "Новее \\(2\\)"}}}
    assert call(wire, "POST", path, edit, "PARTIAL_UPDATE").status == 204
    assert wire.sandbox.wall("linkedin")[0].text == "Новее (2)"
    assert call(wire, "GET", path).json["commentary"] == "Новее \\(2\\)"
    for wrong in ({"content": {}}, {"visibility": "PUBLIC"}, {}):
        assert call(wire, "POST", path, {"patch": {"$set": wrong}}, "PARTIAL_UPDATE").status == 400
    assert len(wire.broken()) == 3
    assert code_of(call(wire, "POST", "/posts/urn%3Ali%3Ashare%3A1", edit, "PARTIAL_UPDATE")) == "404/NOT_FOUND"


def test_a_post_may_be_lost_after_its_201(wire: Wire) -> None:
    for switch in ("publish_failed", "no_restli_id"):
        wire.control("switches", network="linkedin", name=switch, value=True)
    assert "x-restli-id" not in call(wire, "POST", "/posts", written()).headers
    (seen,) = call(wire, "GET", f"/posts?q=author&author={ORG_RAW}", None, "FINDER").json["elements"]
    assert seen["lifecycleState"] == "PUBLISH_FAILED"
    made(wire, "Второй")


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_is_waited_for(wire: Wire, jpeg: bytes) -> None:
    urn, address = asked(wire)
    assert status(wire, urn) == "WAITING_UPLOAD"
    early = call(wire, "POST", "/posts", written(content={"media": {"id": urn}}))
    assert code_of(early) == "400/MEDIA_ASSET_WAITING_UPLOAD"
    assert wire.send("PUT", address, jpeg).status == 401
    assert put(wire, address, jpeg).status == 201
    assert (
        code_of(call(wire, "POST", "/posts", written(content={"media": {"id": urn}})))
        == "400/MEDIA_ASSET_WAITING_UPLOAD"
    )
    assert [status(wire, urn) for _ in range(2)] == ["PROCESSING", "AVAILABLE"]
    assert call(wire, "POST", "/posts", written(content={"media": {"id": urn}})).status == 201
    assert code_of(put(wire, address, jpeg)) == "400/EXPIRED_UPLOAD_URL"
    assert len(wire.broken()) == 3


def webp() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (10, 10)).save(kept, "WEBP")
    return kept.getvalue()


@pytest.mark.parametrize("content", [b"<html>", webp(), b""])
def test_a_picture_is_a_jpeg_png_or_gif(wire: Wire, content: bytes) -> None:
    urn, address = asked(wire)
    assert put(wire, address, content).status == 201
    assert status(wire, urn) == "PROCESSING_FAILED"
    assert (
        code_of(call(wire, "POST", "/posts", written(content={"media": {"id": urn}})))
        == "400/MEDIA_ASSET_PROCESSING_FAILED"
    )


def test_an_upload_address_has_an_end_and_a_picture_its_owner(wire: Wire, jpeg: bytes) -> None:
    _, address = asked(wire)
    wire.clock.forward(hours=25)
    assert code_of(put(wire, address, jpeg)) == "400/EXPIRED_UPLOAD_URL"
    for body, code in (
        ({"initializeUploadRequest": {"owner": "urn:li:person:a"}}, "403/ACCESS_DENIED"),
        ({"owner": ORG}, "400/MISSING_FIELD"),
    ):
        assert code_of(call(wire, "POST", "/images?action=initializeUpload", body)) == code


# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_newest_of_the_author_and_several_by_id(wire: Wire) -> None:
    urns = []
    for number in range(3):
        urns.append(made(wire, f"Запись {number}"))
        wire.clock.forward(minutes=1)
    edit = {"patch": {"$set": {"commentary": "Изменена"}}}
    call(wire, "POST", f"/posts/{quote(urns[0], safe='')}", edit, "PARTIAL_UPDATE")

    def find(more: str) -> list[str]:
        return [
            e["id"]
            for e in call(wire, "GET", f"/posts?q=author&author={ORG_RAW}{more}", None, "FINDER").json["elements"]
        ]

    assert find("&sortBy=CREATED") == urns[::-1]
    assert find("") == [urns[0], urns[2], urns[1]]
    assert find("&sortBy=CREATED&count=1&start=1") == [urns[1]]
    several = call(wire, "GET", f"/posts?ids=List({enc([urns[0], 'urn:li:share:1'])})", None, "BATCH_GET").json
    assert (list(several["results"]), list(several["errors"])) == ([urns[0]], ["urn:li:share:1"])
    wire.control("posts", network="linkedin", id=urns[1], text="От руки (1)")
    assert call(wire, "GET", f"/posts/{quote(urns[1], safe='')}").json["commentary"] == "От руки \\(1\\)"


def test_statistics_leave_out_what_has_no_activity(wire: Wire, jpeg: bytes) -> None:
    share, ugc = made(wire, "a"), made(wire, "b", {"media": {"id": ready(wire, jpeg)}})
    query = f"{STATISTICS}&shares=List({enc([share, 'urn:li:share:1'])})&ugcPosts=List({enc([ugc])})"
    assert call(wire, "GET", query, None, "FINDER").json["elements"] == []
    wire.clock.forward(hours=1)
    first, second = call(wire, "GET", query, None, "FINDER").json["elements"]
    assert (first["share"], second["ugcPost"], first["organizationalEntity"]) == (share, ugc, ORG)
    assert set(first["totalShareStatistics"]) == {
        "impressionCount", "uniqueImpressionsCount", "clickCount", "likeCount", "commentCount", "shareCount", "engagement"
    }  # fmt: skip
    total = call(wire, "GET", STATISTICS, None, "FINDER").json["elements"][0]["totalShareStatistics"]
    assert total["impressionCount"] == sum(e["totalShareStatistics"]["impressionCount"] for e in (first, second))
    wire.clock.forward(days=366)
    assert call(wire, "GET", query, None, "FINDER").json["elements"] == []
    assert wire.broken() == []


def test_reactions_and_comments_of_many(wire: Wire) -> None:
    urn = made(wire)
    wire.clock.forward(hours=1)
    found = call(wire, "GET", f"/socialMetadata?ids=List({enc([urn, 'urn:li:share:1'])})", None, "BATCH_GET").json
    assert list(found["errors"]) == ["urn:li:share:1"]
    reactions = found["results"][urn]["reactionSummaries"]
    assert reactions["LIKE"]["reactionType"] == "LIKE"
    assert found["results"][urn]["commentSummary"]["count"] >= found["results"][urn]["commentSummary"]["topLevelCount"]
    assert call(wire, "GET", f"/socialMetadata/{quote(urn, safe='')}").json["reactionSummaries"] == reactions


# --- quotas and errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["app", "member"])
def test_the_days_calls_end_without_a_warning(wire: Wire, whose: str) -> None:
    wire.control("quotas", network="linkedin", name=f"{whose}:posts", used=0, limit=2)
    answers = [call(wire, "POST", "/posts", written(f"{n}")) for n in range(3)]
    assert [answer.status for answer in answers] == [201, 201, 429]
    assert "Resource level throttle limit" in answers[2].json["message"]
    assert not {"retry-after", "x-ratelimit-remaining"} & set(answers[2].headers)
    assert call(wire, "GET", STATISTICS, None, "FINDER").status == 200
    wire.clock.forward(hours=15)
    assert call(wire, "POST", "/posts", written("neu")).status == 201


@pytest.mark.parametrize("code", errors.TABLE)
def test_every_error_of_the_table_comes_when_asked_for(wire: Wire, code: str) -> None:
    urn = made(wire, "Первая")
    wire.control("faults", network="linkedin", kind="error", operation="publish", code=code)
    answer = call(wire, "POST", "/posts", written())
    assert len(wire.sandbox.wall("linkedin")) == 1
    assert code_of(answer) == (code if "UNABLE" not in code else "400")
    assert (urn in answer.json["message"]) is (code == "422/DUPLICATE_POST")
    assert call(wire, "POST", "/posts", written()).status == 201


@pytest.mark.parametrize(("code", "status"), [("429", 429), ("503", 503), ("418", 418), ("html", 502)])
def test_a_bare_status_is_an_error_too(wire: Wire, code: str, status: int) -> None:
    wire.control("faults", network="linkedin", kind="error", operation="publish", code=code)
    assert call(wire, "POST", "/posts", written()).status == status


def test_the_operations_are_told_apart(wire: Wire, jpeg: bytes) -> None:
    path = f"/posts/{quote(made(wire), safe='')}"
    ready(wire, jpeg)
    call(wire, "POST", path, {"patch": {"$set": {"commentary": "b"}}}, "PARTIAL_UPDATE")
    call(wire, "GET", path)
    call(wire, "GET", STATISTICS, None, "FINDER")
    call(wire, "DELETE", path)
    call(wire, "GET", "/organizationAcls?q=roleAssignee", None, "FINDER")
    wanted = ["publish", "upload", "upload", "upload", "upload", "edit", "read", "measure", "delete", "connect"]
    assert [operation for _, operation, _, _ in wire.sandbox.calls] == wanted
