"""How mature the PMO finds itself, worked out by hand."""

from datetime import date

from pmo_core.analysis import maturity as analysis
from pmo_core.model import Maturity

FIRST, SECOND = date(2025, 1, 10), date(2026, 1, 10)


def one(day, area, level, target=None):
    return Maturity(
        assessed_on=day, area=area, level=level, target_level=target, assessed_by="Ida"
    )  # fmt: skip


ROWS = Maturity.frame(
    one(FIRST, "risk", 2, 3), one(FIRST, "control", 1), one(SECOND, "risk", 3, 3),
    one(SECOND, "intake", 5, 4),
)  # fmt: skip


def test_each_area_has_five_different_levels():
    """All eight areas are described, no two levels in the same words."""
    assert tuple(analysis.LEVELS) == analysis.AREAS
    texts = [text for levels in analysis.LEVELS.values() for text in levels]
    assert len(texts) == len(set(texts)) == 40


def test_standing_by_hand():
    """Risk rose by one and reached its target; control has none; six are as they were."""
    rows = {row["area"]: row for row in analysis.standing(ROWS).iter_rows(named=True)}
    assert list(rows) == list(analysis.AREAS)
    keys = ("maturity_level", "maturity_before", "maturity_change", "target_gap", "assessed_on")
    assert [rows["risk"][key] for key in keys] == [3, 2, 1, 0, SECOND]
    assert [rows["control"][key] for key in keys] == [1, None, None, None, FIRST]
    assert rows["risk"]["level_text"] == analysis.LEVELS["risk"][2]
    assert rows["risk"]["next_text"] == analysis.LEVELS["risk"][3]
    assert (rows["intake"]["target_gap"], rows["intake"]["next_text"]) == (0, None)
    assert rows["learning"]["maturity_level"] is None


def test_what_was_not_assessed_anew_still_holds():
    """First (2 + 1) / 2; then risk 3, control still 1, intake 5: 9 / 3."""
    rows = analysis.trend(ROWS).rows()
    assert rows == [(FIRST, 2, 1.5, 1), (SECOND, 3, 3.0, 1)]
    assert analysis.trend(ROWS.clear()).is_empty()
