"""Posts in every form, found again, taken down, paid for: what stands on the stand-in's wall and in its ledger."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import Forbidden, OutcomeUnknown, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.post import Picture, Post
from bot.model.quota import Use, spent_quota
from bot.networks.x.adapter import X
from bot.sandbox import accounts
from tests.networks.x.desk import LINK, Desk, bare, jpeg, post

PARTS = ("Часть вторая", "Часть третья", "Часть четвёртая")


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_token", [False, True])
def test_four_pictures_with_their_alt_texts(desk: Desk, by_token: bool) -> None:
    network = desk.by_token() if by_token else desk.x()
    pictures = [jpeg("Один"), jpeg(None), jpeg("Три"), jpeg("я" * 1200), jpeg("Пять")]
    receipt = network.publish(post(), pictures)
    (seen,) = desk.sandbox.wall("x")
    assert seen.text == post().text
    assert len(seen.pictures) == 4
    assert seen.alts == ("Один", "", "Три", "я" * 1000)
    assert receipt.notes == ()
    assert receipt.permalink == f"https://x.com/{accounts.X_USERNAME}/status/{receipt.external_id}"
    assert desk.wire.broken() == []


def test_an_alt_text_comes_before_the_post(desk: Desk) -> None:
    desk.x().publish(post(), [jpeg()])
    assert desk.routes() == [
        "GET /2/users/me",
        "POST /2/media/upload",
        "POST /2/media/metadata",
        "POST /2/tweets",
    ]


@pytest.mark.parametrize(
    "code", ["400/media-type", "403/oauth1-permissions", "403/disallowed-resource", "404/resource-not-found"]
)
def test_a_picture_refused_alone_is_left_out_and_noted(desk: Desk, code: str) -> None:
    desk.fail(code, "upload")
    receipt = desk.x().publish(post(), [jpeg("Первая"), jpeg("Вторая")])
    (seen,) = desk.sandbox.wall("x")
    assert seen.alts == ("Вторая",)
    (note,) = receipt.notes
    assert note.startswith("sent without a picture: ")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("401/unauthorized", Unauthorized),
        ("402/CreditsDepleted", PersonNeeded),
        ("429/too-many", RateLimited),
        ("503", Unavailable),
    ],
)
def test_an_upload_that_no_post_would_survive_leaves_nothing(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    desk.fail(code, "upload")
    with pytest.raises(kind):
        desk.x().publish(post(), [jpeg()])
    assert desk.wall() == []


def test_pictures_refused_by_the_post_itself_are_left_out_once(desk: Desk) -> None:
    desk.fail("400/media-ids", "publish")
    receipt = desk.x().publish(post(), [jpeg(None), jpeg(None)])
    (seen,) = desk.sandbox.wall("x")
    assert seen.pictures == ()
    assert receipt.notes == (
        "sent without a picture: an uploaded picture cannot be used: Your media IDs are invalid. [400/media ids are invalid]",
    )
    assert desk.routes().count("POST /2/tweets") == 2


def test_an_alt_text_refused_costs_the_alt_text_alone(desk: Desk) -> None:
    network, long = desk.x(), jpeg()
    desk.sandbox.faults.add("x", "slow", "upload", times=1, seconds=0)  # the upload itself
    desk.fail("500", "upload")
    receipt = network.publish(post(), [long])
    (seen,) = desk.sandbox.wall("x")
    assert (len(seen.pictures), seen.alts) == (1, ("",))
    assert receipt.notes[0].startswith("the picture has no alt text: ")


def test_the_permalink_needs_no_name_and_a_configured_one_no_question(desk: Desk) -> None:
    desk.fail("503", "read")
    receipt = desk.x().publish(post("Один"), [])
    assert receipt.permalink == f"https://x.com/i/web/status/{receipt.external_id}"
    desk.sandbox.calls.clear()
    named = desk.x(f"@{accounts.X_USERNAME}").publish(post("Два"), [])
    assert named.permalink == f"https://x.com/{accounts.X_USERNAME}/status/{named.external_id}"
    assert desk.routes() == ["POST /2/tweets"]


# --- threads ---------------------------------------------------------------------------------------------------------


def parents(desk: Desk) -> list[str | None]:
    return [post.extra.get("reply_to") for post in reversed(desk.sandbox.wall("x"))]


def test_a_thread_hangs_one_under_the_other(desk: Desk) -> None:
    receipt = desk.x().publish(post(thread=PARTS), [jpeg()])
    wall = list(reversed(desk.sandbox.wall("x")))
    assert [seen.text for seen in wall] == [post().text, *PARTS]
    assert [seen.extra.get("reply_to") for seen in wall] == [None, *(seen.id for seen in wall[:-1])]
    assert [len(seen.pictures) for seen in wall] == [1, 0, 0, 0]
    assert receipt.external_id == wall[0].id
    assert receipt.notes == ()
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("kind", "code", "out"),
    [
        ("cut_after_accept", "", 2),
        ("cut_before", "", 1),
        ("cut_body", "", 2),
        ("error", "403/not-permitted", 1),
        ("error", "429/too-many", 1),
        ("error", "401/unauthorized", 1),
        ("server_error_after_accept", "", 2),
    ],
)
@pytest.mark.parametrize("broken", [2, 3])
def test_a_reply_that_fails_breaks_the_thread_off_and_nothing_else(
    desk: Desk, kind: str, code: str, out: int, broken: int
) -> None:
    for _ in range(broken - 1):
        desk.sandbox.faults.add("x", "slow", "publish", times=1, seconds=0)
    desk.sandbox.faults.add("x", kind, "publish", times=1, code=code)
    receipt = desk.x().publish(post(thread=PARTS), [])
    assert desk.wall() == [post().text, *PARTS][: broken + out - 2]
    assert receipt.external_id == desk.sandbox.wall("x")[-1].id
    (note,) = receipt.notes
    assert note.startswith(f"the thread broke off after part {broken - 1}: ")
    assert desk.routes().count("POST /2/tweets") == broken


def test_a_head_that_fails_has_no_thread(desk: Desk) -> None:
    desk.sandbox.faults.add("x", "cut_after_accept", "publish", times=1)
    with pytest.raises(OutcomeUnknown):
        desk.x().publish(post(thread=PARTS), [])
    assert desk.wall() == [post().text]


def test_a_publish_that_takes_too_long_leaves_pictures_and_parts_out(desk: Desk) -> None:
    network = desk.x()

    def slow_clock() -> object:
        desk.clock.forward(seconds=5)
        return desk.clock()

    network._clock = slow_clock  # type: ignore[assignment]
    receipt = network.publish(post(thread=PARTS), [jpeg(None)] * 4)
    assert [note.split(":")[0] for note in receipt.notes] == [
        "sent without a picture",
        "sent without a picture",
        "the thread broke off after part 1",
    ]


# --- whose the keys are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", ["", accounts.X_USER, accounts.X_USERNAME, f"@{accounts.X_USERNAME.upper()}"])
def test_the_owner_is_asked_once(desk: Desk, identity: str) -> None:
    network = desk.x(identity)
    network.require_owner()
    network.require_owner()
    assert desk.routes() == ["GET /2/users/me"]


@pytest.mark.parametrize("identity", ["7701", "@someone", "mission"])
def test_another_accounts_keys_are_named(desk: Desk, identity: str) -> None:
    network = desk.x(identity)
    for _ in range(2):
        with pytest.raises(Forbidden, match=f"@{accounts.X_USERNAME}.*{identity}"):
            network.require_owner()
    assert len(desk.routes()) == 1


def test_an_apps_own_bearer_is_nobody(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.x(secrets={"token": accounts.X_BEARER_TOKEN}).require_owner()


# --- found again, taken down -----------------------------------------------------------------------------------------


def test_the_newest_posts_are_paged_through_to_their_beginning(desk: Desk) -> None:
    early = desk.clock()
    ids = []
    for number in range(230):
        desk.clock.forward(seconds=60)
        ids.append(desk.wire.control("posts", network="x", text=f"Запись {number}", link=None)["id"])
    found = desk.x().find_recent(early)
    assert [post.external_id for post in found] == ids[::-1]
    assert [route for route in desk.routes() if route.endswith("tweets")] == ["GET /2/users/:id/tweets"] * 3
    desk.sandbox.calls.clear()
    assert [post.external_id for post in desk.x().find_recent(desk.clock() - timedelta(minutes=4, seconds=30))] == ids[
        :-6:-1
    ]
    assert desk.wire.broken() == []


def test_nothing_is_found_in_the_future_and_replies_are_not_found(desk: Desk) -> None:
    network = desk.x()
    receipt = network.publish(post(thread=PARTS), [])
    assert [found.external_id for found in network.find_recent(desk.clock())] == [receipt.external_id]
    assert network.find_recent(desk.clock() + timedelta(minutes=5)) == []


def test_a_found_post_has_its_link_and_its_own_letters(desk: Desk) -> None:
    network = desk.x()
    network.publish(bare(f"Ты & я <3 > 2\n{LINK}"), [jpeg(None)])
    (found,) = network.find_recent(desk.clock())
    assert found.text.startswith("Ты & я <3 > 2\nhttps://t.co/")
    assert LINK in found.links


def test_a_deletion_is_read_back_for_nothing(desk: Desk) -> None:
    network = desk.x()
    receipt = network.publish(bare("Снять"), [])
    network.charges()
    desk.sandbox.calls.clear()
    network.delete(receipt.external_id)
    assert desk.wall() == []
    assert [price.amount for price in network.charges()] == [Decimal("0.01")]
    assert [route.split("/")[0] for route in desk.routes()] == ["DELETE ", "GET "]


@pytest.mark.parametrize("counts", [True, False])
def test_what_is_not_there_counts_as_deleted(desk: Desk, counts: bool) -> None:
    desk.switch("gone_counts_as_deleted", counts)
    desk.x().delete("1859000000000000000")
    desk.x().delete("not an id")
    assert desk.wire.broken() == []


def test_a_deletion_that_does_not_show_is_a_question(desk: Desk) -> None:
    network = desk.x()
    receipt = network.publish(bare("Снять"), [])
    desk.switch("gone_counts_as_deleted", True)
    desk.sandbox.world.delete = lambda *_: False  # type: ignore[method-assign]
    with pytest.raises(OutcomeUnknown, match="shows it all the same"):
        network.delete(receipt.external_id)


@pytest.mark.parametrize(
    ("code", "kind"), [("503", Unavailable), ("403/oauth1-permissions", Forbidden), ("429/too-many", RateLimited)]
)
def test_a_refused_deletion_is_told(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    network = desk.x()
    receipt = network.publish(bare("Снять"), [])
    desk.fail(code, "delete")
    with pytest.raises(kind):
        network.delete(receipt.external_id)
    assert desk.wall() == ["Снять"]


def test_a_reading_back_that_fails_takes_nothing_back(desk: Desk) -> None:
    network = desk.x()
    receipt = network.publish(bare("Снять"), [])
    desk.fail("503", "measure")
    network.delete(receipt.external_id)
    assert desk.wall() == []


# --- old and new names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "configured"), [("new", "tweet"), ("old", "post"), ("new", "post"), ("old", "tweet")]
)
def test_the_names_that_x_understands_are_found_once_and_remembered(desk: Desk, known: str, configured: str) -> None:
    identity = desk.wire.control("posts", network="x", text="Запись", link=None)["id"]
    desk.switch("field_names", known)
    network = desk.x(options={"field_names": configured})
    for _ in range(3):
        (snapshot,) = network.read_engagement([identity])
        assert snapshot.figures
    asked = 3 if (known, configured) in {("new", "post"), ("old", "tweet")} else 4
    assert len(desk.routes()) == asked
    assert desk.wire.broken() == []


def test_the_answer_to_a_post_shows_the_names_at_once(desk: Desk) -> None:
    desk.switch("field_names", "new")
    network = desk.x()
    receipt = network.publish(post(), [])
    desk.sandbox.calls.clear()
    assert network.fetch(receipt.external_id) is not None
    assert len(desk.routes()) == 1


# --- limits and money ------------------------------------------------------------------------------------------------


def test_limits_are_read_from_every_answer_and_forbid_before_the_wall(desk: Desk) -> None:
    network = desk.x()
    network.publish(post("Один"), [jpeg()])
    told = {quota.name: quota for quota in network.quotas()}
    assert told["posts in 15 minutes"].remaining == 99
    assert told["posts of the app in 24 hours"].remaining == 9_999
    assert told["pictures in 15 minutes"].remaining == 499
    assert network.quotas() == []
    desk.wire.control("quotas", network="x", name="POST /2/tweets app 24hour", used=9_999)
    network.publish(post("Два"), [])
    spent = spent_quota(network.quotas(), Use.POSTING, desk.clock())
    assert spent is not None
    assert spent.name == "posts of the app in 24 hours"
    with pytest.raises(RateLimited) as caught:
        network.publish(post("Три"), [])
    assert caught.value.retry_after == timedelta(hours=15)


def test_a_limit_of_the_user_and_a_429_without_headers(desk: Desk) -> None:
    network = desk.x()
    desk.wire.control("quotas", network="x", name="POST /2/tweets user 24hour", used=5, limit=5)
    with pytest.raises(RateLimited) as caught:
        network.publish(post("Один"), [])
    assert caught.value.retry_after == timedelta(hours=15)
    desk.switch("headers", False)
    desk.switch("legacy_429", True)
    with pytest.raises(RateLimited) as caught:
        network.publish(post("Два"), [])
    assert caught.value.retry_after == timedelta(minutes=15)


@pytest.mark.parametrize(
    "made",
    [
        post(),
        post(alts=("Зал",)),
        bare("Без ссылки"),
        bare("Встреча на mid.example.kg"),
        post(thread=(*PARTS, "Ещё на example.org"), alts=("Зал", None, "Люди")),
    ],
)
def test_the_price_before_is_the_bill_after(desk: Desk, made: Post) -> None:
    network = desk.x()
    before = network.price_of(made, len(made.images))
    pictures = [Picture(jpeg().content, "image/jpeg", 1280, 720, image.alt, image.url) for image in made.images]
    network.publish(made, pictures)
    bill = sum(musd for action, _, musd in desk.ledger() if action != "user_read")
    assert before.amount == Decimal(bill) / 1000


def test_reads_and_deletions_are_charged_as_the_stand_in_charges_them(desk: Desk) -> None:
    network = desk.x()
    ids = [network.publish(bare(f"Запись {number}"), []).external_id for number in range(3)]
    network.find_recent(desk.clock())
    network.read_engagement(ids)  # read today already
    desk.clock.forward(days=1)
    network.read_engagement([*ids, "1859000000000000000"])
    network.fetch(ids[0])
    network.delete(ids[0])
    network.check()
    told = sum((price.amount for price in network.charges()), Decimal())
    bill = sum(musd for action, _, musd in desk.ledger() if action not in {"post", "post_with_url", "metadata"})
    assert told == Decimal(bill) / 1000
    assert {price.currency for price in network.charges()} == set()


def test_alt_texts_of_a_post_that_was_not_made_are_charged_all_the_same(desk: Desk) -> None:
    network = desk.x(cost_per_alt_text=0.5)
    network.require_owner()
    network.charges()
    desk.fail("403/not-permitted", "publish")
    with pytest.raises(RemoteError):
        network.publish(post(), [jpeg()])
    assert [(price.amount, price.what) for price in network.charges()] == [
        (Decimal("0.5"), "1 × alt texts of a post that was not made")
    ]


def test_prices_can_be_laid_over(desk: Desk) -> None:
    network = desk.x(cost_per_post=0.5, cost_per_post_with_link=2.0, cost_per_user_read=0.25)
    assert network.price_of(bare("а", thread=("example.org",)), 0).amount == Decimal("2.5")
    network.require_owner()
    assert [price.amount for price in network.charges()] == [Decimal("0.25")]


def test_no_secret_is_shown_wherever_x_puts_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    network: X = desk.by_token()
    stand = desk.sandbox.networks["x"]
    refusal = stand.refusal
    echo = f'{{"title": "t", "detail": "token {accounts.X_OAUTH2_TOKEN} is odd"}}'.encode()
    monkeypatch.setattr(stand, "refusal", lambda kind, code="": type(refusal(kind, code))(403, echo, {}))
    desk.fail("403", "publish")
    with pytest.raises(Forbidden) as caught:
        network.publish(post(), [])
    assert accounts.X_OAUTH2_TOKEN not in f"{caught.value!r} {caught.value}"
