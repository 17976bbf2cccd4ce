"""A PMO's portfolio: what is kept, how files come in, what it means, and how it looks."""

from pmo_core.store import Repository, open

__all__ = ["Repository", "open"]
