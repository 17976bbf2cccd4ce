"""Why in, why out, over every second candidate of the demonstration: every sentence is so."""

from collections import Counter

import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.selection.why import Today, explain, today_of
from pmo_core.analysis.selection.why_words import Reason
from pmo_core.jobs.archive import load_demo
from pmo_core.jobs.case import case_of
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection.confirming import LEVERS, confirm, other_way

SECONDS = 0.8
"""For one project; a page gives more."""
EVERY = slice(1, None, 2)
"""Which of the candidates are asked about; that is enough for nearly every kind of sentence."""
N_KINDS = 8
"""So many kinds are said even where the machine is slow."""


@pytest.fixture(scope="module")
def today() -> Today:
    """Give the demonstration's best selection."""
    with pmo_core.open(":memory:") as repo:
        load_demo(repo, repo.session("test", "administrator"), demo.AS_OF)
        case = case_of(repo, demo.AS_OF)
    return today_of(case, WhatIf(), {}, 10, None)


def test_every_sentence_about_the_demonstration_is_so(today: Today) -> None:
    """Each reason for half of its candidates is confirmed by solving again from scratch."""
    assert today.answer.status == "optimal"
    asked = list(today.number)[EVERY]
    said: dict[str, list[Reason]] = {one: explain(today, one, SECONDS) for one in asked}
    assert len(said) == 50
    kinds: Counter[str] = Counter()
    for lines in said.values():
        assert lines
        other = other_way(today, lines[0])
        for one in lines:
            if one.kind != "unknown":
                confirm(today, one, other)
            kinds[one.kind] += 1
    assert kinds["unknown"] <= 2, kinds
    assert len(kinds.keys() - {"unknown"}) >= N_KINDS, kinds
    assert kinds.keys() >= {"loss", "worth", "forced"}, kinds
    explained = [lines for lines in said.values() if not lines[0].is_in]
    helped = [lines for lines in explained if LEVERS & {one.kind for one in lines}]
    # How many find a way in within their time depends on the machine; that most do does not.
    assert len(helped) > len(explained) / 2, (len(helped), len(explained))
