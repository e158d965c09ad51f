"""Stand-in of the OK API, written from the fact sheet of 2026-11-23 alone."""

from bot.sandbox.ok.signature import session_secret, sig
from bot.sandbox.ok.stand_in import OK

__all__ = ["OK", "session_secret", "sig"]
