"""Pictures made ready to send: real pictures only, within a network's limits, without metadata."""

from bot.sources.pictures.fit import fitted
from bot.sources.pictures.reader import PictureReader

__all__ = ["PictureReader", "fitted"]
