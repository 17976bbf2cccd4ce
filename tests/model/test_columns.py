"""Every column has one label, one kind and one meaning."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from pmo_core.model import columns
from pmo_core.model.columns import SHARED, UNITS, column, label, register_columns

SUFFIXES = {
    "_pct": "pct", "_share": "share", "_days": "days", "_hours": "hours", "_on": "date",
    "_at": "moment",
}  # fmt: skip
VERBS = {"based_on", "depends_on"}
"""Names whose ending is part of a verb."""
PREFIXES = {"n_": "int", "is_": "flag"}


def wrong_kind(name: str, kind: str) -> str | None:
    """Return the kind that a name promises, where the column has another."""
    promised = [k for prefix, k in PREFIXES.items() if name.startswith(prefix)]
    if name not in VERBS:
        promised += [k for suffix, k in SUFFIXES.items() if name.endswith(suffix)]
    return promised[0] if promised and promised[0] != kind else None


def test_the_ending_of_a_name_tells_its_kind():
    """A name that ends in _pct is a percentage, and so for each suffix and prefix."""
    assert wrong_kind("slip_days", "int") == "days"
    everything = [*SHARED.values(), *register_columns().values()]
    assert not [(one.name, one.kind) for one in everything if wrong_kind(one.name, one.kind)]


def test_a_name_with_several_meanings_has_a_shared_entry():
    """Where two registers describe a field differently, the shared entry speaks for the name."""
    meanings = defaultdict(set)
    for (_, name), one in register_columns().items():
        meanings[name].add(one.meaning)
    assert {name for name, said in meanings.items() if len(said) > 1} <= set(SHARED)


def test_a_shared_entry_shows_a_field_as_its_registers_do():
    """A field and the shared column of its name are of one kind."""
    differing = {
        (register, name)
        for (register, name), one in register_columns().items()
        if name in SHARED and SHARED[name].kind != one.kind
    }
    assert differing == set()


def test_every_meaning_is_a_sentence_and_every_label_is_there():
    """Labels are not empty, meanings end with a full stop."""
    everything = [*SHARED.values(), *register_columns().values()]
    assert not [one.name for one in everything if not one.label or not one.meaning.endswith(".")]


def test_a_measured_kind_has_a_unit():
    """Hours, days, percent, shares, FTE and money say their unit."""
    everything = [*SHARED.values(), *register_columns().values()]
    assert not [one.name for one in everything if one.kind in UNITS and not one.unit]


def test_an_unknown_column_is_refused_by_name():
    """A column that nobody described raises, and the message names it and the place to mend."""
    with pytest.raises(KeyError, match=r"'shoe_size'.*columns\.py"):
        label("shoe_size")


def test_a_register_keeps_its_own_words():
    """Money of a register with a currency is in the row's currency, not in base currency."""
    assert column("cost", "actual").unit == "the row's currency"
    assert column("cost").unit == "base currency"
    assert column("comment", "actual").meaning == "Text of the line."


def test_a_column_is_described_once():
    """No name stands twice in the tables of the registry: the later one would win unseen."""
    files = Path(columns.__file__).parent.glob("columns*.py")
    text = "".join(file.read_text("utf-8") for file in files)
    rows = re.findall(r'^    \("(\w+)",', text, re.MULTILINE)
    assert set(rows) == set(SHARED)
    assert [name for name, n in Counter(rows).items() if n > 1] == []
