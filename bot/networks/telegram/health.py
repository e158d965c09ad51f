"""What harmless reads show: which bot the token is of, which chat is configured, what the bot may do there."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Forbidden, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import AccountHealth, Standing
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.owner import Owner, may_post, name_of

NO_READING = (
    "bots cannot read a channel back: an unclear outcome is left to a person",
    "bots are told neither views nor reactions: nothing is measured",
)
_MENDS: Mapping[type[RemoteError], str] = {
    Unauthorized: "ask @BotFather for the token (/token), then pressbot connect",
    Forbidden: "check the id, and make the bot an administrator of the channel",
    RateLimited: "wait until Telegram answers again",
}
_NEVER: Mapping[str, bool | None] = {"find": False, "engagement": False}


def health_of(calls: Calls, owner: Owner) -> AccountHealth:
    """What was found. Raises Unavailable when Telegram cannot be reached."""
    bot = ""
    try:
        me = owner.asked_anew()
        bot = f"@{me.username}" if me.username else str(me.id)
        chat = owner.chat()
        member = owner.member()
    except Unavailable:
        raise
    except RemoteError as error:
        mend = _MENDS.get(type(error), "see docs/networks/telegram.md")
        passing = isinstance(error, RateLimited)
        standing, able = (Standing.LIMITED, None) if passing else (Standing.BROKEN, False)
        return AccountHealth(standing, bot or None, {"publish": able, **_NEVER}, (f"{error} → {mend}",), NO_READING)
    able = may_post(chat, member)
    # What a bot posted it may change, and delete with the right to post or to delete (deleteMessage).
    deletes = able or member.can_delete_messages is True
    abilities = {"publish": able, "picture": able, "edit": able, "delete": deletes, **_NEVER}
    notes = [] if able else [owner.complaint(chat, member)]
    if calls.moved_to is not None:
        notes.append(f'the group has a new id → write id = "{calls.moved_to}"')
    standing = Standing.BROKEN if not able else Standing.LIMITED if notes else Standing.GOOD
    return AccountHealth(standing, f"{name_of(chat)} by {bot}", abilities, tuple(notes), NO_READING)
