"""Alerts: what is wrong becomes known to people, once, and they hear when it is over."""
