"""Evidence of a finding: the violations as they were, held against those of now."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

GONE, STILL, NEW = "gone", "still", "new"
SAME = "same"
_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?")
_ORDER = (STILL, NEW, GONE)


def rows_of(evidence: str | None) -> list[dict[str, Any]]:
    """Return the violations that are kept as JSON; none where there is no evidence.

    Parameters
    ----------
    evidence : str or None
        A list of objects; what is no such list is one row `text`.

    Examples
    --------
    >>> rows_of('[{"wbs": "1.2", "days": 3}]'), rows_of(None), rows_of("Seen on site.")
    ([{'wbs': '1.2', 'days': 3}], [], [{'text': 'Seen on site.'}])
    """
    if not evidence:
        return []
    try:
        found = json.loads(evidence)
    except ValueError:
        return [{"text": evidence}]
    if isinstance(found, list) and all(isinstance(row, dict) for row in found):
        return found
    return [{"text": evidence}]


def frame_of(evidence: str | None, other: str | None = None) -> pl.DataFrame:
    """Return the violations as a frame, each told from those of another time.

    Parameters
    ----------
    evidence : str or None
        Violations as JSON.
    other : str or None
        Violations of the other time.

    Returns
    -------
    polars.DataFrame
        `seen` ("same": the other time has the same row; "changed": it speaks of the same thing with
        other figures or days; "only here") and the fields of the evidence.

    Examples
    --------
    >>> then = '[{"wbs": "1", "days": 3}, {"wbs": "2", "days": 5}, {"wbs": "4", "days": 1}]'
    >>> frame_of(then, '[{"wbs": "2", "days": 9}, {"wbs": "4", "days": 1}]')["seen"].to_list()
    ['only here', 'changed', 'same']
    """
    rows, others = rows_of(evidence), rows_of(other)
    equal, left = Counter(map(_whole, others)), Counter(map(_subject, others))
    marks = []
    for row in rows:
        whole, subject = _whole(row), _subject(row)
        is_there = left[subject] > 0
        marks.append("only here" if not is_there else SAME if equal[whole] > 0 else "changed")
        equal[whole] -= 1
        left[subject] -= 1
    frame = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    return frame.select(pl.Series("seen", marks, dtype=pl.String), pl.all())


def compared(then: str | None, now: str | None) -> dict[str, int]:
    """Return how many violations are gone, still there and new.

    Parameters
    ----------
    then, now : str or None
        Violations as JSON; two rows speak of the same thing where all their texts are the same.
        Figures and days may differ, as they grow while nothing is mended.

    Examples
    --------
    >>> compared('[{"wbs": "1"}, {"wbs": "2", "days": 5}]', '[{"wbs": "2", "days": 9}]')
    {'still': 1, 'new': 0, 'gone': 1}
    """
    before, after = (Counter(map(_subject, rows_of(text))) for text in (then, now))
    counts = {STILL: before & after, NEW: after - before, GONE: before - after}
    return {name: counts[name].total() for name in _ORDER}


def in_words(then: str | None, now: str | None, n_now: int) -> str:
    """Return what a second look showed, as one sentence.

    Parameters
    ----------
    then, now : str or None
        Violations as JSON, as far as they were kept.
    n_now : int
        Violations now, in all.

    Examples
    --------
    >>> in_words('[{"wbs": "1"}, {"wbs": "2"}]', '[{"wbs": "2"}]', 1)
    '1 of 2 violations remains.'
    >>> in_words('[{"wbs": "1"}]', '[{"wbs": "3"}, {"wbs": "4"}]', 2)
    'The violation found is gone, but there are 2 others.'
    >>> in_words('[{"wbs": "1"}]', "[]", 0)
    'No violation is left.'
    """
    if not n_now:
        return "No violation is left."
    found = compared(then, now)
    n_then = found[STILL] + found[GONE]
    if n_now > len(rows_of(now)) or not n_then:
        return f"{n_now:,} {'violation' if n_now == 1 else 'violations'} now."
    if not found[STILL]:
        gone = "The violation found is" if n_then == 1 else f"The {n_then:,} violations found are"
        others = "another one" if found[NEW] == 1 else f"{found[NEW]:,} others"
        return f"{gone} gone, but there {'is' if found[NEW] == 1 else 'are'} {others}."
    noun = "violation" if n_then == 1 else "violations"
    remain = "remains" if found[STILL] == 1 else "remain"
    more = f", {found[NEW]:,} {'is' if found[NEW] == 1 else 'are'} new" if found[NEW] else ""
    return f"{found[STILL]:,} of {n_then:,} {noun} {remain}{more}."


def _whole(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _subject(row: Mapping[str, Any]) -> str:
    """Return what a row speaks of: its texts without days; the whole row where it has none."""
    texts = {
        name: value for name, value in row.items()
        if isinstance(value, str) and not _DAY.fullmatch(value)
    }  # fmt: skip
    return _whole(texts or row)


__all__ = ["GONE", "NEW", "SAME", "STILL", "compared", "frame_of", "in_words", "rows_of"]
