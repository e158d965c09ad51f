"""Corrections and withdrawals: what follows for posts when their article changes, and changes to posts that are out."""
