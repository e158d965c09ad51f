"""What is written into requests and read out of answers, without a network; and the official specification beside it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.engagement import Metric
from bot.model.post import Form
from bot.model.quota import Quota, Use
from bot.networks.facebook import figures, payloads
from bot.networks.facebook.auth import proof
from bot.networks.facebook.usage import quotas_of
from bot.sandbox.facebook.fields import parse
from bot.sandbox.wire import Request
from bot.sandbox.world import fields
from tests.networks.facebook.desk import PAGE, Desk, jpeg, post

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LINK = "https://mission.example.org/ru/news/1?utm_content=m1"
SPECS = Path(__file__).parents[4] / "shared" / "networks" / "schemas" / "facebook-specs.json"


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_link_post_keeps_its_link_out_of_the_text() -> None:
    assert payloads.link_post(post("Текст")) == {"message": "Текст", "link": LINK}
    assert payloads.link_post(post("Текст", link=None)) == {"message": "Текст"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Текст", f"Текст\n\n{LINK}"),
        ("Текст \n", f"Текст\n\n{LINK}"),
        ("", LINK),
        (f"См. {LINK} там", f"См. {LINK} там"),
    ],
)
def test_without_a_card_the_link_stands_in_the_text_once(text: str, message: str) -> None:
    assert payloads.link_post(post(text), card=False) == {"message": message}
    assert payloads.with_link(message, LINK) == message


def test_a_photo_that_waits_for_its_post_is_not_published() -> None:
    assert payloads.photo_form(jpeg(alt="Зал"), message=None) == {"published": "false", "alt_text_custom": "Зал"}
    assert payloads.photo_form(jpeg(alt=None), message="Текст") == {"message": "Текст"}


def test_photos_are_named_by_their_ids_in_order() -> None:
    form = payloads.album_post("Текст", ["7", "5"])
    assert form["message"] == "Текст"
    assert json.loads(form["attached_media"]) == [{"media_fbid": "7"}, {"media_fbid": "5"}]


def test_the_proof_is_the_tokens_hmac_under_the_apps_secret() -> None:
    assert proof("token", "secret") == hmac.new(b"secret", b"token", hashlib.sha256).hexdigest()


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "identity", "permalink", "made_at"),
    [
        ({"id": "1_2"}, "1_2", "https://www.facebook.com/1_2", NOW),
        ({"id": "7", "post_id": "1_2"}, "1_2", "https://www.facebook.com/1_2", NOW),
        ({"id": "1_2", "permalink_url": "https://f.example/2"}, "1_2", "https://f.example/2", NOW),
        ({"id": "1_2", "permalink_url": {"odd": 1}, "created_time": 17}, "1_2", "https://www.facebook.com/1_2", NOW),
        ({"id": "1_2", "created_time": "2026-11-25T14:59:58+0600"}, "1_2", "https://www.facebook.com/1_2", NOW - timedelta(seconds=2)),
        ({"id": "1_2", "created_time": "2026-11-25T08:00:00"}, "1_2", "https://www.facebook.com/1_2", NOW),
    ],
)  # fmt: skip
def test_nothing_beside_the_id_can_spoil_a_receipt(
    answer: dict[str, Any], identity: str, permalink: str, made_at: datetime
) -> None:
    receipt = payloads.receipt_of(payloads.Made.model_validate(answer), NOW, ["note"])
    assert (receipt.external_id, receipt.permalink, receipt.published_at) == (identity, permalink, made_at)
    assert receipt.notes == ("note",)


@given(
    st.dictionaries(
        st.sampled_from(["permalink_url", "created_time", "x"]),
        st.none() | st.text() | st.floats() | st.lists(st.text()),
    )
)
@settings(max_examples=50)
def test_a_post_that_is_out_has_its_receipt_whatever_else_is_answered(odd: dict[str, Any]) -> None:
    assert payloads.receipt_of(payloads.Made(id="1_2", **odd), NOW).external_id == "1_2"


@pytest.mark.parametrize(
    ("attachments", "links"),
    [
        ([{"unshimmed_url": LINK, "url": "https://l.facebook.com/l.php?u=other"}], (LINK,)),
        ([{"url": f"https://l.facebook.com/l.php?{urlencode({'u': LINK, 'h': 'AT0'})}"}], (LINK,)),
        ([{"url": "https://lm.facebook.com/l.php?h=AT0"}], ()),
        ([{"url": "https://www.facebook.com/photo/1"}, {"url": "https://facebook.com.example.org/a"}], ("https://facebook.com.example.org/a",)),
        ([{"url": LINK}, {"unshimmed_url": LINK}], (LINK,)),
        ([{}], ()),
    ],
)  # fmt: skip
def test_of_links_those_that_lead_out_are_kept_their_redirects_undone(
    attachments: list[dict[str, str]], links: tuple[str, ...]
) -> None:
    answer = {"id": "1_2", "created_time": "2026-11-25T15:00:00+0600", "attachments": {"data": attachments}}
    found = payloads.remote_post(payloads.PagePost.model_validate(answer))
    assert found.links == links
    assert (found.text, found.created_at) == ("", NOW)


def test_a_message_that_is_null_is_an_empty_text() -> None:
    answer = {"id": "1_2", "created_time": "2026-11-25T09:00:00+0000", "message": None, "permalink_url": None}
    found = payloads.remote_post(payloads.PagePost.model_validate(answer))
    assert (found.text, found.permalink) == ("", "https://www.facebook.com/1_2")


@pytest.mark.parametrize(
    ("answer", "pictured"),
    [
        ({"id": LINK}, False),
        ({"id": LINK, "og_object": {"id": "5"}}, False),
        ({"id": LINK, "og_object": {"id": "5", "image": [{"url": "u"}]}}, True),
        ({"id": "5", "image": [{"url": "u"}]}, True),
        ({"id": "5", "image": []}, False),
    ],
)
def test_a_look_and_a_scrape_both_tell_of_the_cards_picture(answer: dict[str, Any], pictured: bool) -> None:
    assert payloads.Scraped.model_validate(answer).pictured is pictured


@pytest.mark.parametrize(
    ("paging", "following"),
    [
        ({}, None),
        ({"cursors": {"before": "a", "after": "b"}}, None),
        ({"cursors": {"after": "b"}, "next": "https://graph.facebook.com/…"}, "b"),
    ],
)
def test_a_list_goes_on_where_it_says_so(paging: dict[str, Any], following: str | None) -> None:
    assert payloads.Paging.model_validate(paging).following == following


# --- figures ---------------------------------------------------------------------------------------------------------


def insight(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "period": "lifetime", "values": [{"value": value}], **more}


@pytest.mark.parametrize(
    ("told", "metric", "figure"),
    [
        (insight("post_media_view", 7), Metric.IMPRESSIONS, 7),
        (insight("post_total_media_view_unique", 0), Metric.REACH, 0),
        ({"name": "post_media_view", "total_value": {"value": 9}}, Metric.IMPRESSIONS, 9),
        (insight("post_reactions_by_type_total", {"like": 4, "love": 1}), Metric.REACTIONS, 5),
        (insight("post_activity_by_action_type", {"like": 4, "comment": 2}), Metric.COMMENTS, 2),
        (insight("post_activity_by_action_type", {"like": 4}), Metric.COMMENTS, None),
        (insight("post_reactions_by_type_total", {}), Metric.REACTIONS, None),
        (insight("post_media_view", 7, period="day"), Metric.IMPRESSIONS, None),
        ({"name": "post_media_view", "values": []}, Metric.IMPRESSIONS, None),
        (insight("post_never_heard_of", 7), Metric.IMPRESSIONS, None),
    ],
)  # fmt: skip
def test_insights_in_all_their_shapes(told: dict[str, Any], metric: Metric, figure: int | None) -> None:
    body = json.dumps({"id": "1_2", "insights": {"data": [told]}})
    assert figures.figures_of(body, ["post_media_view"]).get(metric) == figure


def test_counters_win_over_what_stands_in_for_them_and_shares_left_out_are_none() -> None:
    answer = {
        "id": "1_2", "reactions": {"data": [], "summary": {"total_count": 3}}, "comments": {"data": []},
        "insights": {"data": [insight("post_reactions_by_type_total", {"like": 9})]},
    }  # fmt: skip
    assert figures.figures_of(json.dumps(answer), ["shares"]) == {Metric.SHARES: 0, Metric.REACTIONS: 3}
    assert Metric.SHARES not in figures.figures_of(json.dumps(answer), [])


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 7}', '{"id": "1", "shares": {"count": "many"}}'])
def test_what_is_no_post_is_no_figures(body: str) -> None:
    with pytest.raises(ValueError):
        figures.figures_of(body, [])


# --- usage -----------------------------------------------------------------------------------------------------------


def business(**entry: object) -> str:
    return json.dumps({PAGE: [{"type": "pages", **entry}], "99": [{"call_count": 100}]})


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, []),
        ({"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":30}'}, [("app calls in an hour", 0.3, None)]),
        ({"x-app-usage": '{"call_count":80}'}, [("app calls in an hour", 0.8, timedelta(hours=1))]),
        ({"x-business-use-case-usage": business(call_count=12, total_time=14)}, [("page calls in 24 hours", 0.14, None)]),
        ({"x-business-use-case-usage": business(call_count=100, estimated_time_to_regain_access=7)},
         [("page calls in 24 hours", 1.0, timedelta(minutes=7))]),
        ({"x-business-use-case-usage": '{"99": [{"call_count": 100}]}'}, []),
        ({"x-app-usage": "?", "x-business-use-case-usage": "[]"}, []),
        ({"x-app-usage": '{"call_count":"many"}', "x-business-use-case-usage": json.dumps({PAGE: ["odd"]})}, []),
    ],
)  # fmt: skip
def test_usage_headers(headers: dict[str, str], found: list[tuple[str, float, timedelta | None]]) -> None:
    wanted = [Quota(name, Use.ALL, share, NOW, NOW + wait if wait else None) for name, share, wait in found]
    assert quotas_of(headers, PAGE, NOW) == wanted


# --- the official specification ----------------------------------------------------------------------------------


@pytest.mark.skipif(not SPECS.exists(), reason="the networks' schemas are not part of the project")
def test_every_field_and_parameter_is_in_the_specification(desk: Desk) -> None:
    nodes = json.loads(SPECS.read_text(encoding="utf-8"))["nodes"]
    edges = {"attachments", "insights", "reactions", "comments"}
    assert edges <= {api.get("endpoint") for api in nodes["PagePost"]["apis"]}
    for text in (payloads.RECENT_FIELDS, payloads.READ_AFTER_WRITE, ",".join(figures.COUNTERS.values())):
        assert {field.name for field in parse(text)} <= set(nodes["PagePost"]["fields"]) | edges
    seen, page = desk.watch(), desk.page()
    first = page.publish(post("Ссылка"), [])
    page.publish(post("Снимок", form=Form.PHOTO, mark="m2"), [jpeg()])
    page.publish(post("Альбом", form=Form.PHOTO, mark="m3"), [jpeg(), jpeg("orchestra")])
    page.edit(first.external_id, post("Исправлено"))
    page.delete(first.external_id)
    asked = {
        ("POST", "feed"): {"message", "link", "attached_media"}, ("POST", "photos"): {"message", "published", "alt_text_custom"},
        ("POST", "#update"): {"message"}, ("DELETE", "#delete"): set(),
    }  # fmt: skip
    found: dict[tuple[str, str], set[str]] = {}
    for request in seen:
        edge = edge_of(request)
        if edge is not None:
            found.setdefault((request.method, edge), set()).update(set(fields(request)) - {"source"})
    assert found == asked
    for (method, edge), names in asked.items():
        node = "PagePost" if edge.startswith("#") else "Page"
        (api,) = [
            a for a in nodes[node]["apis"] if a["method"] == method and edge in (a.get("endpoint"), a.get("name"))
        ]
        # The specification forgot what may be changed of a post; the documents name it.
        assert names - {"message", "attached_media"} <= {parameter["name"] for parameter in api["params"]}


def edge_of(request: Request) -> str | None:
    """The edge of the page, or what is done to a post; None for anything else."""
    *_, last = request.path.split("/")
    if re.fullmatch(r"\d+_\d+", last):
        return {"POST": "#update", "DELETE": "#delete"}.get(request.method)
    return last if request.method == "POST" and last in {"feed", "photos"} else None
