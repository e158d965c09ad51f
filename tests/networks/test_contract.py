"""The contract that every network passes: one suite, a column for each; a further network starts here, red."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.clock import now
from bot.errors import (
    Forbidden,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.account import Standing
from bot.model.engagement import Metric
from bot.model.post import Form, Picture
from bot.networks.base import CanDelete, CanEdit, CanFetch, KnowsOwner, Network, ReportsQuotas
from bot.sandbox.server import Sandbox
from tests.networks.conftest import COLUMNS, NETWORKS, post

Connect = Callable[..., Network]
TRICKY = "Итоги (2026): «круглый стол» [№ 5] – 100 % #дипломатия * _ ~ < > \\ | {да} @имя & ещё"

pytestmark = pytest.mark.parametrize("name", NETWORKS)


def test_a_link_post_stands_on_the_wall_as_written(name: str, connect: Connect, sandbox: Sandbox) -> None:
    ours = post(name, TRICKY)
    receipt = connect(name).publish(ours, [])
    (seen,) = sandbox.wall(name)
    assert seen.id == receipt.external_id
    assert seen.text == ours.text
    assert receipt.permalink.startswith("http")
    assert abs(receipt.published_at - now()) < timedelta(seconds=10)
    assert ours.link in (seen.link, *seen.text.split())
    assert sandbox.violations == []


@pytest.mark.parametrize("form", [Form.LINK, Form.PHOTO])
def test_a_picture_goes_along(name: str, form: Form, connect: Connect, sandbox: Sandbox, jpeg: Picture) -> None:
    connect(name).publish(post(name, "С картинкой", form=form), [jpeg])
    (seen,) = sandbox.wall(name)
    card = seen.card and seen.card[2]
    assert bool(seen.pictures or card) is not (COLUMNS[name].card_is_scraped_only and form is Form.LINK)
    assert sandbox.violations == []


def test_a_refused_picture_is_left_out_and_noted(name: str, connect: Connect, sandbox: Sandbox, jpeg: Picture) -> None:
    broken = Picture(b"no picture", jpeg.media_type, 10, 10, None, jpeg.url)
    receipt = connect(name).publish(post(name, "Без картинки", form=Form.PHOTO), [broken])
    (seen,) = sandbox.wall(name)
    assert seen.pictures == ()
    assert any("without a picture" in note for note in receipt.notes)


def test_what_was_posted_is_found_again_by_its_mark(name: str, connect: Connect) -> None:
    network, before = connect(name), now()
    receipt = network.publish(post(name, "Найдите меня", mark="abc123"), [])
    if COLUMNS[name].cannot_be_read:
        # An empty list would say that it is surely not there.
        with pytest.raises(Forbidden):
            network.find_recent(before - timedelta(minutes=1))
        return
    (found,) = network.find_recent(before - timedelta(minutes=1))
    assert found.external_id == receipt.external_id
    assert any("abc123" in link for link in found.links)
    assert network.find_recent(now() + timedelta(minutes=5)) == []


def test_a_list_that_does_not_go_so_far_back_never_says_that_nothing_is_there(
    name: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = COLUMNS[name]
    if column.cannot_be_read:
        pytest.skip("nothing is listed there")
    assert column.short_list is not None
    module, numbers = column.short_list
    for number, value in numbers.items():
        monkeypatch.setattr(f"{module}.{number}", value)
    network, before = connect(name), now() - timedelta(minutes=1)
    for number in range(6):
        network.publish(post(name, f"Запись № {number}", mark=f"m{number}"), [])
    with pytest.raises(Forbidden, match="younger than"):
        network.find_recent(before)


def test_one_post_can_be_fetched(name: str, connect: Connect) -> None:
    network = connect(name)
    if not isinstance(network, CanFetch):
        pytest.skip("cannot be fetched there")
    receipt = network.publish(post(name, "Одна запись"), [])
    found = network.fetch(receipt.external_id)
    assert found is not None
    assert "Одна запись" in found.text
    assert network.fetch(COLUMNS[name].gone) is None


def test_a_deleted_post_is_gone_and_deleting_again_is_no_error(name: str, connect: Connect, sandbox: Sandbox) -> None:
    network = connect(name)
    if not isinstance(network, CanDelete):
        pytest.skip("cannot be deleted there")
    receipt = network.publish(post(name, "Удалить"), [])
    network.delete(receipt.external_id)
    assert sandbox.wall(name) == []
    network.delete(receipt.external_id)


def test_an_edit_changes_the_text_alone(name: str, connect: Connect, sandbox: Sandbox) -> None:
    network = connect(name)
    if not isinstance(network, CanEdit):
        pytest.skip("cannot be edited there")
    receipt = network.publish(post(name, "Было"), [])
    (before,) = sandbox.wall(name)
    edited = post(name, TRICKY)
    network.edit(receipt.external_id, edited)
    (seen,) = sandbox.wall(name)
    assert (seen.id, seen.text, seen.link) == (receipt.external_id, edited.text, before.link)
    assert sandbox.violations == []


def test_whose_the_credential_is_costs_one_question(name: str, connect: Connect, sandbox: Sandbox) -> None:
    network = connect(name)
    if not isinstance(network, KnowsOwner):
        pytest.skip("cannot be asked there")
    network.require_owner()
    asked = len(sandbox.calls)
    network.require_owner()
    assert len(sandbox.calls) == asked
    assert sandbox.wall(name) == []
    assert sandbox.violations == []


def test_quotas_are_told_once_and_cost_no_call(name: str, connect: Connect, sandbox: Sandbox) -> None:
    network = connect(name)
    if not isinstance(network, ReportsQuotas):
        pytest.skip("tells no quotas")
    network.publish(post(name, "Лимит"), [])
    calls = len(sandbox.calls)
    told = network.quotas()
    assert all(quota.name and quota.share_used >= 0 for quota in told)
    assert len({quota.name for quota in told}) == len(told)
    assert list(network.quotas()) == []
    assert len(sandbox.calls) == calls


def test_every_figure_is_told_or_its_absence_explained(name: str, connect: Connect) -> None:
    network = connect(name)
    ids = [network.publish(post(name, f"Запись {number}", mark=f"m{number}"), []).external_id for number in range(3)]
    snapshots = {snapshot.external_id: snapshot for snapshot in network.read_engagement([*ids, COLUMNS[name].gone])}
    assert set(snapshots) == {*ids, COLUMNS[name].gone}
    assert snapshots[COLUMNS[name].gone].gone is not COLUMNS[name].cannot_be_read
    for identity in ids:
        told, absent = set(snapshots[identity].figures), set(snapshots[identity].absent)
        assert told | absent == set(Metric)
        assert not told & absent
        offered = {Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES, Metric.IMPRESSIONS} - COLUMNS[name].never_told
        assert offered <= told


def test_nothing_to_measure_costs_no_call(name: str, connect: Connect, sandbox: Sandbox) -> None:
    assert connect(name).read_engagement([]) == []
    assert [call for call in sandbox.calls if call[1] == "measure"] == []


def test_a_check_finds_good_keys_good(name: str, connect: Connect, sandbox: Sandbox) -> None:
    health = connect(name).check()
    assert health.standing is Standing.GOOD
    assert health.identity
    assert sandbox.wall(name) == []


def test_a_check_finds_dead_keys_broken(name: str, connect: Connect, sandbox: Sandbox) -> None:
    sandbox.faults.add(name, "dead_token", times=None)
    health = connect(name).check()
    assert health.standing is Standing.BROKEN
    assert health.notes


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("rate_limit", RateLimited),
        ("dead_token", Unauthorized),
        ("permission", Forbidden),
        ("content_refused", Rejected),
        ("server_error", OutcomeUnknown),
        ("server_error_after_accept", OutcomeUnknown),
        ("cut_before", OutcomeUnknown),
        ("cut_after_accept", OutcomeUnknown),
        ("cut_body", OutcomeUnknown),
    ],
)
def test_publishing_says_what_is_sure(
    name: str, fault: str, kind: type[RemoteError], connect: Connect, sandbox: Sandbox
) -> None:
    sandbox.faults.add(name, fault, "publish", times=1)
    with pytest.raises(RemoteError) as caught:
        connect(name).publish(post(name, "Ошибка"), [])
    assert type(caught.value) is kind
    assert len([call for call in sandbox.calls if call[1] == "publish"]) == 1
    no_secret(name, caught.value)


@pytest.mark.parametrize("fault", ["server_error", "cut_before", "cut_after_accept", "rate_limit"])
def test_a_read_is_never_of_unknown_outcome(name: str, fault: str, connect: Connect, sandbox: Sandbox) -> None:
    sandbox.faults.add(name, fault, "read", times=None)
    network = connect(name)
    if COLUMNS[name].cannot_be_read:
        assert isinstance(network, KnowsOwner)
        with pytest.raises((Unavailable, RateLimited)):
            network.require_owner()
        return
    with pytest.raises((Unavailable, RateLimited)):
        network.find_recent(now())


def test_a_silent_network_is_a_question_after_its_time(name: str, connect: Connect, sandbox: Sandbox) -> None:
    sandbox.faults.add(name, "slow_after_accept", "publish", times=1, seconds=4)
    with pytest.raises(OutcomeUnknown):
        connect(name).publish(post(name, "Тишина"), [])


def test_a_failed_upload_leaves_nothing_visible(name: str, connect: Connect, sandbox: Sandbox, jpeg: Picture) -> None:
    if COLUMNS[name].uploads_with_the_post:
        pytest.skip("one photo is uploaded by the visible call itself")
    sandbox.faults.add(name, "cut_before", "upload", times=None)
    with pytest.raises(Unavailable):
        connect(name).publish(post(name, "Загрузка", form=Form.PHOTO), [jpeg])
    assert sandbox.wall(name) == []


def test_a_lost_post_is_not_found_by_another_kind_of_error(name: str, connect: Connect) -> None:
    # What is not there is told as such, never as our own bug.
    network = connect(name)
    try:
        network.delete(COLUMNS[name].gone)  # type: ignore[attr-defined]
    except NotFound:
        pytest.fail("a post that is not there counts as deleted")


def no_secret(name: str, error: RemoteError) -> None:
    """No secret of that network stands in the error."""
    shown = f"{error!r} {error} {error.__cause__!r}"
    assert not [secret for secret in COLUMNS[name].secrets.values() if secret in shown]
