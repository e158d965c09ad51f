"""Stand-in of Telegram's Bot API 9, written from its public documents of 2026-11-25 alone."""

from bot.sandbox.standing import Stand
from bot.sandbox.telegram.stand_in import Telegram

#: How it stands in the sandbox. People see views and forwards; the Bot API tells a bot neither.
STAND = Stand("telegram", "Telegram", Telegram, "#2481b5", (("views", 700), ("forwards", 9), ("reactions", 25)))

__all__ = ["STAND", "Telegram"]
