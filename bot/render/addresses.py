"""Where X sees a link in a text; the finder stands in the model, since X's price depends on it as its length does."""

from bot.model.addresses import urls

__all__ = ["urls"]
