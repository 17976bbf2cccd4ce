"""Sentences that say what a figure leaves out."""


def missing_note(n_missing: int, n: int, what: str) -> str:
    """Return how many are missing, or an empty text when none is.

    Parameters
    ----------
    n_missing, n : int
        How many lack it, out of how many.
    what : str
        What is missing, with its preposition.

    Examples
    --------
    >>> missing_note(4, 31, "without budget")
    '4 of 31 without budget'
    >>> missing_note(0, 31, "without budget")
    ''
    """
    return f"{n_missing:,} of {n:,} {what}" if n_missing else ""
