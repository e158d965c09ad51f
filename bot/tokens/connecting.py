"""One consent, from the address a person opens to the grant that is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from bot.errors import Problem, UserError
from bot.model.account import Account
from bot.model.grant import Choice
from bot.networks.base import CanRegister, Connector


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent under way; nothing of it outlives the command that began it."""

    #: What the person opens; None where the answers were all there is.
    address: str | None
    redirect: str
    #: Comes back with the redirect, and proves that it is ours.
    state: str = field(repr=False)
    #: PKCE: known to us alone until the code is exchanged.
    verifier: str = field(repr=False)
    #: What the network gave for this consent alone: an application's id and secret.
    registered: Mapping[str, str] = field(default_factory=dict, repr=False)


def begin(connector: Connector, answers: Mapping[str, str], redirect: str) -> Consent:
    """A consent with fresh state and verifier. Makes no call but where the network registers an application first.

    Raises RemoteError then.
    """
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    registered = connector.registered(answers, redirect) if isinstance(connector, CanRegister) else {}
    address = connector.address({**answers, **registered}, redirect, state, verifier)
    return Consent(address, redirect, state, verifier, registered)


def returned(consent: Consent, came: str) -> dict[str, str]:
    """The parameters with which the network sent the person back, and what was registered.

    `came`: the whole address, or its query.

    Raises UserError when the person refused, when the address is another one's, or holds no code.
    """
    text = came.strip()
    query = urlsplit(text).query or urlsplit(text).fragment if "://" in text or text.startswith("/") else text
    given = dict(parse_qsl(query.lstrip("?")))
    where = "the address you were sent back to"
    if "error" in given:
        told = given.get("error_description") or given["error"]
        raise UserError(Problem(where, f"says: {told}", "begin again, and accept every right asked for"))
    if not secrets.compare_digest(given.get("state", "").encode(), consent.state.encode()):
        raise UserError(
            Problem(where, "belongs to another attempt", "run pressbot connect again, and use its own address")
        )
    if not given.get("code"):
        raise UserError(Problem(where, "holds no code", "copy the whole address, from https:// to its end"))
    return {**given, **consent.registered}


def chosen(account: Account, choices: Sequence[Choice]) -> Choice:
    """The choice that is the configured account. Raises UserError naming what there is instead."""
    where = f"account {account.name}"
    if not choices:
        raise UserError(Problem(where, "the network shows nothing this person may post as", "ask for the role first"))
    if not account.id:
        if len(choices) == 1:
            return choices[0]
        offered = "; ".join(f'{choice.label}: id = "{choice.value}"' for choice in choices)
        raise UserError(
            Problem(where, f"there are several: {offered}", f"write one id under [accounts.{account.name}]")
        )
    for choice in choices:
        if choice.value == account.id.rpartition(":")[2].lstrip("-"):
            return choice
    offered = "; ".join(f"{choice.label} ({choice.value})" for choice in choices)
    mend = "consent as a person with a role there, or correct its id"
    raise UserError(Problem(where, f"its id {account.id} is not among what was granted: {offered}", mend))
