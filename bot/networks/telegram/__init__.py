"""Telegram channels, by the Bot API."""
