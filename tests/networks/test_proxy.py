"""With default addresses and only the standard variables set, all five go through an intercepting proxy."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from bot.clock import now
from bot.errors import OutcomeUnknown, Unavailable
from bot.model.post import Form, Picture
from bot.networks.registry import REGISTRY
from bot.sandbox.server import Sandbox
from tests.networks.conftest import COLUMNS, NETWORKS, account, post
from tests.networks.proxy import HOSTS, proxy, unused_port


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    made = trustme.CA()
    bundle = tmp_path / "ca.pem"
    made.cert_pem.write_to_path(str(bundle))
    for name in ("HTTP_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    return made


@pytest.mark.parametrize("name", NETWORKS)
def test_a_whole_life_through_the_proxy(
    name: str, authority: trustme.CA, sandbox: Sandbox, jpeg: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    with proxy(sandbox, authority, seen) as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        registration = REGISTRY[name]
        network = registration.factory(account(name), registration.endpoint, clock=now)
        try:
            before = now()
            receipt = network.publish(post(name, "Через прокси", form=Form.PHOTO), [jpeg])
            if not COLUMNS[name].cannot_be_read:
                assert [found.external_id for found in network.find_recent(before)] == [receipt.external_id]
            assert not network.read_engagement([receipt.external_id])[0].gone
            network.delete(receipt.external_id)  # type: ignore[attr-defined]
        finally:
            network.close()
    assert sandbox.violations == []
    assert {line.split()[0] for line in seen} == {host for host, (network, _) in HOSTS.items() if network == name}


@pytest.mark.parametrize("fault", ["cut_before", "cut_after_accept", "cut_body"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_connection_that_breaks_behind_the_proxy_may_have_brought_the_post(
    name: str, fault: str, authority: trustme.CA, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(sandbox, authority, []) as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        registration = REGISTRY[name]
        network = registration.factory(account(name), registration.endpoint, clock=now)
        sandbox.faults.add(name, fault, "publish")
        try:
            with pytest.raises(OutcomeUnknown):
                network.publish(post(name, "Оборвалось"), [])
        finally:
            network.close()


@pytest.mark.parametrize("name", NETWORKS)
def test_a_dead_proxy_means_nothing_was_sent(name: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{unused_port()}")
    registration = REGISTRY[name]
    network = registration.factory(account(name), registration.endpoint, clock=now)
    try:
        with pytest.raises(Unavailable):
            network.publish(post(name, "Никуда"), [])
    finally:
        network.close()
