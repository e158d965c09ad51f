"""Whose the token is, and what the bot is in the channel: asked once, since a token is one bot's for ever."""

from __future__ import annotations

from bot.errors import Forbidden, NotFound
from bot.networks.telegram import payloads
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.payloads import Chat, Me, Member

#: Who may be in a channel with rights of its own (core.telegram.org/bots/api#chatmember, read 2026-11-25).
_STAFF = frozenset({"creator", "administrator"})


class Owner:
    """The bot behind the token, and its place in the configured chat."""

    def __init__(self, calls: Calls, account: str) -> None:
        self._calls = calls
        self._account = account
        self._me: Me | None = None
        self._may_post = False

    def asked_anew(self) -> Me:
        """The bot, by a call in any case: it shows that the token lives. Raises RemoteError."""
        self._me = payloads.understood(self._calls.ask("getMe"), Me)
        return self._me

    def chat(self) -> Chat:
        """The configured chat. Raises Forbidden when the bot does not see it, RemoteError."""
        return payloads.understood(self._calls.ask_of_chat("getChat"), Chat)

    def member(self) -> Member:
        """What the bot is there now. Raises RemoteError."""
        me = self._me or self.asked_anew()
        try:
            return payloads.understood(self._calls.ask_of_chat("getChatMember", user_id=me.id), Member)
        except NotFound:
            return Member(status="left")

    def require(self) -> None:
        """Nothing, when the bot may post in the channel; asked once. Raises Forbidden, RemoteError."""
        if self._may_post:
            return
        chat = self.chat()
        member = self.member()
        if not may_post(chat, member):
            raise Forbidden(self.complaint(chat, member))
        self._may_post = True

    def complaint(self, chat: Chat, member: Member) -> str:
        """In words: the bot may not post there."""
        bot = f"@{self._me.username}" if self._me is not None and self._me.username else "the bot"
        what = "has no right to post" if member.status in _STAFF else f"is {member.status or 'unknown'}"
        return (
            f"{bot} {what} in {name_of(chat)} ({chat.id}) → make it an administrator there with the right to post, or "
            f"correct token and id of {self._account}"
        )


def may_post(chat: Chat, member: Member) -> bool:
    """Whether that member may post in that chat: in a channel by right, in a group unless it was taken away."""
    if chat.type == "channel":
        return member.status == "creator" or (member.status == "administrator" and member.can_post_messages is True)
    if chat.type in {"group", "supergroup"}:
        return member.status in {*_STAFF, "member"} or (
            member.status == "restricted" and member.can_send_messages is True
        )
    return False


def name_of(chat: Chat) -> str:
    """The chat as people know it."""
    return f"@{chat.username}" if chat.username else chat.title or str(chat.id)
