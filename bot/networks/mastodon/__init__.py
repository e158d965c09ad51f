"""Mastodon accounts, on any server, by the REST API."""
