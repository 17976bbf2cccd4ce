"""Exposure, age, lateness and sums of a RAID register, worked out by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis import raid
from pmo_core.model import RaidItem

TODAY = date(2026, 11, 23)


def items(*given: dict[str, Any]) -> pl.DataFrame:
    """Return valued items, numbered where no code is given, of project A where none is given."""
    made = [
        RaidItem(**{"project": "A", "code": str(n), "kind": "risk", "name": f"Item {n}", **one})
        for n, one in enumerate(given, 1)
    ]
    return raid.valued(RaidItem.frame(*made), TODAY)


def one(**given: Any) -> dict[str, Any]:
    """Return one valued item."""
    return items(given).row(0, named=True)


def test_a_risk_is_probability_times_impact() -> None:
    """30 % of 50,000 and of 20 days."""
    risk = one(probability_pct=30, impact_cost=50_000, impact_days=20)
    assert (risk["exposure"], risk["exposure_days"]) == (15_000, 6)
    assert not risk["is_unknown"]
    assert risk["is_unassessed"]


def test_an_issue_counts_whole() -> None:
    """It has happened: its probability, even where one is left over from a risk, is 1."""
    issue = one(kind="issue", probability_pct=30, impact_cost=50_000, impact_days=20)
    assert (issue["exposure"], issue["exposure_days"]) == (50_000, 20)
    left = one(kind="issue", impact_cost=50_000, residual_probability_pct=10)
    assert left["residual_exposure"] is None
    assert one(kind="issue", impact_cost=50_000, residual_cost=800)["residual_exposure"] == 800


@pytest.mark.parametrize("kind", ["risk", "issue"])
def test_closed_is_worth_nothing(kind: str) -> None:
    """Also where it was never estimated; and it has no age and is not late."""
    closed = one(
        kind=kind, state="closed", due_on=date(2026, 1, 1), raised_on=date(2025, 1, 1)
    )  # fmt: skip
    assert (closed["exposure"], closed["exposure_days"], closed["is_unknown"]) == (0, 0, False)
    assert (closed["age_days"], closed["late_days"]) == (None, None)


@pytest.mark.parametrize("kind", ["assumption", "dependency", "decision", "action"])
def test_other_kinds_have_no_exposure(kind: str) -> None:
    """An amount beside them is kept, not summed, and nothing is missing."""
    item = one(kind=kind, probability_pct=50, impact_cost=100)
    assert item["exposure"] is None
    assert not item["is_unknown"]


@pytest.mark.parametrize(
    "given", [{"probability_pct": 30}, {"impact_cost": 100}, {"residual_cost": 100}, {}]
)
def test_unknown_is_null_and_counted(given: dict[str, Any]) -> None:
    """Without probability or cost there is no exposure, before or after."""
    risk = one(**given)
    assert (risk["exposure"], risk["exposure_left"], risk["is_unknown"]) == (None, None, True)


def test_what_is_left_after_the_response() -> None:
    """What the response does not state stays as it was; accepting leaves all of it."""
    risk = {"probability_pct": 40, "impact_cost": 1000, "impact_days": 10}
    assert one(**risk, residual_probability_pct=10)["residual_exposure"] == 100
    assert one(**risk, residual_cost=500)["residual_exposure"] == 200
    assert one(**risk, residual_days=5)["residual_exposure_days"] == 2
    assert one(**risk, strategy="accept")["residual_exposure"] == 400
    unsaid = one(**risk, strategy="mitigate", residual_days=5)
    assert (unsaid["residual_exposure"], unsaid["exposure_left"]) == (None, 400)
    assert unsaid["is_unassessed"]


@pytest.mark.parametrize(
    "given",
    [{"impact_cost": -1000}, *({"impact_cost": 1000, "strategy": s} for s in raid.OPPORTUNITY)],
)
def test_opportunities_stand_apart(given: dict[str, Any]) -> None:
    """A gain of 20 % of 1,000 is positive, and no negative exposure."""
    found = one(probability_pct=20, **given)
    assert (found["gain"], found["exposure"], found["exposure_left"]) == (200, None, None)
    assert not found["is_unknown"]


def test_age_and_lateness_in_calendar_days() -> None:
    """Due today is not late; raised tomorrow has no age."""
    item = one(raised_on=date(2026, 11, 3), due_on=date(2026, 11, 20))
    assert (item["age_days"], item["late_days"]) == (20, 3)
    item = one(raised_on=date(2026, 11, 24), due_on=TODAY)
    assert (item["age_days"], item["late_days"]) == (None, None)


def register() -> pl.DataFrame:
    """Three projects: A and B in program X, C in none; C has ended."""
    rows = items(
        {"probability_pct": 50, "impact_cost": 1000, "residual_cost": 200, "owner": "Ida",
         "due_on": date(2026, 11, 13)},
        {"probability_pct": 10, "impact_cost": 1000, "owner": "Tom"},
        {"project": "B", "kind": "issue", "impact_cost": 300, "impact_days": 4},
        {"project": "B", "probability_pct": 50, "impact_cost": -80},
        {"project": "B", "impact_cost": 700, "due_on": date(2026, 11, 21), "owner": "Ida"},
        {"project": "C", "kind": "action", "due_on": date(2026, 11, 22), "owner": "Ida"},
        {"project": "C", "probability_pct": 90, "impact_cost": 9000, "state": "closed"},
    )  # fmt: skip
    places = pl.DataFrame(
        {"project": ["A", "B", "C"], "program": ["X", "X", None], "is_ended": [False, False, True]}
    )
    return rows.join(places, on="project", maintain_order="left")


def test_totals_say_what_is_missing() -> None:
    """500 + 100 + 300 before; 100 + 100 + 300 after; 40 to gain; one without probability."""
    found = raid.totals(register())
    assert (found.exposure, found.after, found.gain, found.exposure_days) == (900, 500, 40, 4)
    assert (found.n_open, found.n_risks, found.n_opportunities, found.n_issues) == (6, 3, 1, 1)
    assert (found.n_unknown, found.n_unassessed, found.n_without_days) == (1, 2, 3)
    assert (found.n_overdue, found.n_ended) == (3, 1)


def test_nothing_known_is_not_zero() -> None:
    """Without one known exposure the sum is null."""
    rows = items({"kind": "action"}).with_columns(is_ended=pl.lit(False))
    assert raid.totals(rows).exposure is None


@pytest.mark.parametrize("by", ["project", "program", "owner", "kind"])
def test_groups_add_up_to_the_whole(by: str) -> None:
    """Whatever the structure, its groups sum to the totals and reduction is before less after."""
    rows, whole = register(), raid.totals(register())
    groups = raid.rolled(rows, by)
    sums = groups.select(pl.selectors.numeric().sum()).row(0, named=True)
    assert sums == {
        "exposure": whole.exposure, "exposure_left": whole.after, "gain": whole.gain,
        "exposure_days": whole.exposure_days, "n_open_items": whole.n_open,
        "n_overdue_items": whole.n_overdue, "n_not_valued": whole.n_unknown,
        "n_unassessed": whole.n_unassessed, "reduction": 400,
    }  # fmt: skip
    assert groups["group"].n_unique() == groups.height


def test_the_top_contributors_are_named_with_their_share() -> None:
    """Of the 900 in program X the first has 500; C, without exposure, names nobody."""
    groups = raid.rolled(register(), "program", top=2)
    assert groups["contributors"].to_list() == ["A 1 Item 1 (56 %); B 3 Item 3 (33 %)", None]


def test_ageing_puts_each_open_item_into_one_band() -> None:
    """30 days belong to the first band, 31 to the second; no date is a band of its own."""
    rows = items(
        {"raised_on": date(2026, 10, 24)}, {"raised_on": date(2026, 10, 23)},
        {"raised_on": date(2025, 1, 1)}, {}, {"kind": "action", "raised_on": TODAY},
        {"raised_on": TODAY, "state": "closed"},
    )  # fmt: skip
    assert raid.ageing(rows).rows() == [
        ("action", "up to 30 days", 1, 0), ("risk", "up to 30 days", 1, 30),
        ("risk", "31 to 90 days", 1, 31), ("risk", "over a year", 1, 691),
        ("risk", "no date", 1, None),
    ]  # fmt: skip


def test_who_is_late() -> None:
    """Ida has three open items, late by 10, 2 and 1 days; the exposure of one is known."""
    assert raid.overdue(register()).rows() == [("Ida", 3, 3, 10, 13 / 3, 500.0)]
