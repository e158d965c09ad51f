"""Posts drawn as their networks would show them, on a page that needs nothing from anywhere."""

from bot.web.previews.page import Shown, preview_page

__all__ = ["Shown", "preview_page"]
