"""The proof of exactly once: the real daemon, killed at random moments and at every step, then walls counted."""
