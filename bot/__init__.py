"""pressbot takes every newly published article of a newsroom to its social networks, exactly once."""

__version__ = "0.1.0"
