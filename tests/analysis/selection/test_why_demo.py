"""Why in, why out, over every fourth candidate of the demonstration: every sentence is so."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.selection.why import Today, explain, today_of
from pmo_core.analysis.selection.why_words import Reason
from pmo_core.jobs.case import case_of
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection.confirming import LEVERS, confirm, other_way

GLANCE_S = 0.2
"""For one project; what is not found by then is left out, and hangs on the machine."""
WHOLE_S = 60.0
"""For those of which everything is to be found; it takes a tenth of that."""
EVERY = slice(1, None, 4)
N_WHOLE = 2


@pytest.fixture(scope="module")
def today(demonstration: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Today:
    """Give the demonstration's best selection."""
    day = demo.AS_OF + timedelta(days=1)
    store = demonstration(tmp_path_factory.mktemp("demo") / "pmo.duckdb", day)
    with pmo_core.open(str(store)) as repo:
        case = case_of(repo, day)
    return today_of(case, WhatIf(), {}, 60, None)


def test_every_sentence_about_the_demonstration_is_so(today: Today) -> None:
    """Each reason that is given is confirmed by solving again from scratch, ways in among them."""
    assert today.answer.status == "optimal"
    asked = list(today.number)[EVERY]
    said: dict[str, list[Reason]] = {one: explain(today, one, GLANCE_S) for one in asked}
    out = [one for one, lines in said.items() if lines and not lines[0].is_in]
    said |= {one: explain(today, one, WHOLE_S) for one in out[:N_WHOLE]}
    assert len(said) == 25
    kinds = set()
    for lines in said.values():
        assert lines
        other = other_way(today, lines[0])
        for one in lines:
            kinds.add(one.kind)
            if one.kind != "unknown":
                confirm(today, one, other)
    assert kinds >= {"loss", "worth", "forced", *LEVERS}
