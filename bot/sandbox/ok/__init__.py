"""Stand-in of the OK API, written from the fact sheet of 2026-11-23 alone."""

from bot.sandbox.ok.signature import session_secret, sig
from bot.sandbox.ok.stand_in import OK
from bot.sandbox.standing import Stand

#: How it stands in the sandbox.
STAND = Stand("ok", "OK", OK, "#d9730d", (("likes", 35), ("comments", 6), ("reshares", 7)))

__all__ = ["OK", "STAND", "session_secret", "sig"]
