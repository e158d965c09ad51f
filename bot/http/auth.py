"""httpx's seam for signing, under our own name."""

from httpx import Auth, Request, Response

__all__ = ["Auth", "Request", "Response"]
