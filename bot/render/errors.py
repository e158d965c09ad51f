"""What rendering may raise."""

from __future__ import annotations

from bot.errors import PressbotError


class RenderingError(PressbotError):
    """No faithful text fits, or a template cannot be used; nothing was sent."""
