"""Value earned by each technique, worked out by hand; nothing is known before it is reported."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.earning import earned, unknowable
from pmo_core.analysis.planned_value import planned
from pmo_core.analysis.working_days import Calendar

MONDAY = date(2026, 6, 1)
ELEMENT = {
    "project": pl.String, "wbs": pl.String, "technique": pl.String, "bac": pl.Float64,
    "planned_units": pl.Float64, "based_on": pl.String, "planned_start": pl.Date,
    "planned_finish": pl.Date,
}  # fmt: skip
PROGRESS = {
    "project": pl.String, "wbs": pl.String, "data_date": pl.Date, "percent_complete": pl.Float64,
    "units_done": pl.Float64, "actual_start": pl.Date, "actual_finish": pl.Date,
}  # fmt: skip
MILESTONE = {
    "project": pl.String, "wbs": pl.String, "weight_pct": pl.Float64, "achieved_on": pl.Date,
}  # fmt: skip


def day(n: int) -> date:
    return MONDAY + timedelta(n)


def table(schema: dict[str, Any], *rows: dict[str, Any]) -> pl.DataFrame:
    full = [{**dict.fromkeys(schema), "project": "A", "wbs": "1", **row} for row in rows]
    return pl.DataFrame(full, schema=schema)


def element(**given: Any) -> pl.DataFrame:
    base = {"bac": 1000.0, "planned_start": MONDAY, "planned_finish": day(11)}
    return table(ELEMENT, {**base, **given})


def with_planned_value(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of elements and dates with what was planned of each element by the date."""
    key = pl.format("{} {}", "project", "wbs")
    items = rows.select("planned_start", "planned_finish", project=key, planned_cost="bac").unique()
    found = planned(items, Calendar(), rows.select("data_date", project=key))
    return rows.with_columns(found["pv"])


def shares(
    elements: pl.DataFrame,
    progress: pl.DataFrame,
    *days: int,
    milestones: pl.DataFrame | None = None,
) -> list[float | None]:
    """Earned share of element 1 on the days."""
    dates = pl.DataFrame({"data_date": [day(n) for n in days]})
    rows = with_planned_value(elements.join(dates, how="cross"))
    found, _ = earned(rows, progress, table(MILESTONE) if milestones is None else milestones)
    return found.filter(wbs="1").sort("data_date")["earned_share"].to_list()


def reports(*rows: tuple[int, dict[str, Any]]) -> pl.DataFrame:
    return table(PROGRESS, *({"data_date": day(n), **given} for n, given in rows))


def test_percent_complete() -> None:
    """The last percent reported by the day; what is reported later is not yet known."""
    progress = reports((2, {"percent_complete": 20}), (8, {"percent_complete": 55}))
    assert shares(element(), progress, 1, 2, 7, 8, 30) == [None, 0.2, 0.2, 0.55, 0.55]


def test_a_report_without_percent_keeps_the_last() -> None:
    """An empty cell takes nothing back; a finish is all of it."""
    progress = reports((2, {"percent_complete": 20}), (5, {}), (9, {"actual_finish": day(8)}))
    assert shares(element(), progress, 5, 8, 9) == [0.2, 0.2, 1.0]


@pytest.mark.parametrize(
    ("technique", "found"), [("0/100", [0, 0, 1]), ("50/50", [0, 0.5, 1])]
)  # fmt: skip
def test_by_start_and_finish(technique: str, found: list[float]) -> None:
    """Nothing, or half, at the start; all at the end; percents between do not count."""
    progress = reports(
        (1, {}),
        (3, {"actual_start": day(3), "percent_complete": 90}),
        (9, {"actual_finish": day(9)}),
    )  # fmt: skip
    assert shares(element(technique=technique), progress, 1, 3, 9) == found
    whole = reports((4, {"percent_complete": 100}))
    assert shares(element(technique=technique), whole, 4) == [1]


def test_weighted_milestones() -> None:
    """Weights 20, 30 and 30 are 25, 37.5 and 37.5 %; one without weight or date earns nothing."""
    milestones = table(
        MILESTONE,
        {"weight_pct": 20, "achieved_on": day(2)}, {"weight_pct": 30, "achieved_on": day(5)},
        {"weight_pct": 30}, {"achieved_on": day(1)},
    )  # fmt: skip
    one = element(technique="weighted milestones")
    found = shares(one, table(PROGRESS), -1, 2, 4, 5, milestones=milestones)
    assert found == [0, 0.25, 0.25, 0.625]


def test_units() -> None:
    """18 of 40 units are 45 %; more than planned is all of it."""
    progress = reports((2, {"units_done": 18}), (9, {"units_done": 44}))
    assert shares(element(technique="units", planned_units=40.0), progress, 2, 9) == [0.45, 1]


def test_level_of_effort() -> None:
    """It earns what is planned, whatever is reported: 4 of 10 working days are 40 %."""
    progress = reports((1, {"percent_complete": 90}))
    one = element(technique="level of effort")
    assert shares(one, progress, -1, 3, 20) == pytest.approx([0, 0.4, 1])


def test_apportioned() -> None:
    """It follows the share of its basis, also through another that follows."""
    elements = pl.concat([
        element(technique="apportioned", based_on="2", bac=100.0),
        element(wbs="2", technique="apportioned", based_on="3"),
        element(wbs="3", bac=5000.0),
    ])  # fmt: skip
    progress = table(PROGRESS, {"wbs": "3", "data_date": day(2), "percent_complete": 30})
    assert shares(elements, progress, 2) == [0.3]
    steady = elements.with_columns(
        technique=pl.when(pl.col("wbs") == "3").then(pl.lit("level of effort"))
        .otherwise("technique")
    )  # fmt: skip
    assert shares(steady, progress, 3) == pytest.approx([0.4])


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"technique": "weighted milestones"}, "no milestone of it has a weight"),
        ({"technique": "units"}, "no planned units are given"),
        ({"technique": "apportioned"}, "1 names no element to follow"),
        ({"technique": "apportioned", "based_on": "9"}, "there is no element 9 to follow"),
        ({"technique": "apportioned", "based_on": "1"}, "it follows itself in a circle"),
        ({"technique": "apportioned", "based_on": "2"}, "it follows itself in a circle"),
        ({"technique": "apportioned", "based_on": "3"}, "3: no planned units are given"),
    ],
)  # fmt: skip
def test_what_cannot_be_known(given: dict[str, Any], why: str) -> None:
    """It is null with the reason; circles and missing bases are findings too."""
    elements = pl.concat([
        element(**given), element(wbs="2", technique="apportioned", based_on="1"),
        element(wbs="3", technique="units"),
    ])  # fmt: skip
    progress = reports((1, {"percent_complete": 50}))
    rows = elements.with_columns(data_date=pl.lit(day(2)), pv=pl.lit(0.0))
    found, findings = earned(rows, progress, table(MILESTONE))
    one = found.row(0, named=True)
    assert (one["earned_share"], one["ev"], one["ev_reason"]) == (None, None, why)
    told = {finding.value: finding.code for finding in findings}
    if given["technique"] == "apportioned" and given.get("based_on") != "3":
        assert told["A 1"] == ("cycle" if "circle" in why else "unknown_basis")
    lost, _ = unknowable(elements, table(MILESTONE))
    assert dict(lost.select("wbs", "ev_reason").rows())["1"] == why


def test_a_basis_of_which_nothing_is_known() -> None:
    """What follows is not known either: planned effort without a budget, or a silent element."""
    for technique in ("level of effort", None):
        elements = pl.concat([
            element(technique="apportioned", based_on="2"),
            element(wbs="2", technique=technique, bac=None),
        ])  # fmt: skip
        rows = elements.with_columns(data_date=pl.lit(day(2)), pv=pl.lit(None, pl.Float64))
        found, _ = earned(rows, table(PROGRESS), table(MILESTONE))
        assert found["ev_reason"][0] == "nothing is known of 2, which it follows"
        assert found["ev"].to_list() == [None, None]


def test_silence() -> None:
    """Of 2 nothing is reported: unknown while the project is silent, then nothing, and marked."""
    elements = pl.concat([element(), element(wbs="2"), element(wbs="3", planned_start=day(9))])
    dates = pl.DataFrame({"data_date": [day(2), day(4)]})
    rows = elements.join(dates, how="cross").with_columns(pv=pl.lit(0.0))
    found, _ = earned(rows, reports((3, {"percent_complete": 50})), table(MILESTONE))
    assert found.select("wbs", "earned_share", "ev_reason", "is_silent").rows() == [
        ("1", None, "no progress is reported", True), ("1", 0.5, None, False),
        ("2", None, "no progress is reported", True), ("2", 0.0, None, True),
        ("3", 0.0, None, False), ("3", 0.0, None, False),
    ]  # fmt: skip


def test_no_budget() -> None:
    """A share of a budget that is not given is not known in money."""
    rows = element(bac=None).with_columns(data_date=pl.lit(day(3)), pv=pl.lit(None, pl.Float64))
    found, _ = earned(rows, reports((1, {"percent_complete": 50})), table(MILESTONE))
    assert found.select("earned_share", "ev", "ev_reason").row(0) == (
        0.5, None, "no budget is given",
    )  # fmt: skip


TECHNIQUES = [
    None, "percent complete", "0/100", "50/50", "weighted milestones", "units", "level of effort",
    "apportioned",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_value_is_earned_once(seed: int) -> None:
    """Whatever is reported, in any order: EV is within 0 and BAC, or null with its reason."""
    rng = np.random.default_rng(seed)
    codes = [(f"P-{n % 6}", f"1.{n // 6}") for n in range(60)]
    elements = table(ELEMENT, *(
        {
            "project": project, "wbs": wbs, "bac": float(rng.integers(0, 900)),
            "technique": TECHNIQUES[rng.integers(0, 8)], "planned_units": 7.0,
            "based_on": f"1.{rng.integers(0, 10)}", "planned_start": day(int(rng.integers(0, 40))),
            "planned_finish": day(int(rng.integers(40, 90))),
        }
        for project, wbs in codes
    ))  # fmt: skip
    progress = table(PROGRESS, *(
        {
            "project": project, "wbs": wbs, "data_date": day(n),
            "percent_complete": [None, float(rng.integers(0, 101))][rng.integers(0, 2)],
            "units_done": [None, float(rng.integers(0, 9))][rng.integers(0, 2)],
            "actual_start": [None, day(n - 1)][rng.integers(0, 2)],
            "actual_finish": [None, None, None, day(n)][rng.integers(0, 4)],
        }
        for project, wbs in codes[:45] if project != "P-5"
        for n in rng.choice(90, 3, replace=False).tolist()
    ))  # fmt: skip
    milestones = table(MILESTONE, *(
        {"project": project, "wbs": wbs, "weight_pct": float(rng.integers(1, 60)),
         "achieved_on": [None, day(int(rng.integers(0, 90)))][rng.integers(0, 2)]}
        for project, wbs in codes for _ in range(3) if project != "P-5"
    ))  # fmt: skip
    lost, _ = unknowable(elements, milestones)
    dates = pl.DataFrame({"data_date": [day(n) for n in range(-5, 100, 7)]})
    rows = with_planned_value(elements.join(dates, how="cross"))
    found, _ = earned(rows, progress, milestones)
    known = found.drop_nulls("ev")
    assert known["ev"].min() == 0
    assert (known["ev"] <= known["bac"] + 1e-9).all()
    assert (found["ev"].is_null() == found["ev_reason"].is_not_null()).all()
    assert 0 < known.height < found.height
    keys = ["project", "wbs"]
    assert known.join(lost, on=keys, how="semi").is_empty()
    silent = found.join(lost, on=keys, how="anti").filter(pl.col("ev").is_null())
    assert set(silent.filter(data_date=day(93))["project"]) == {"P-5"}
    order = rows.with_row_index("place").sample(fraction=1, shuffle=True, seed=seed)
    mixed, _ = earned(order, progress.reverse(), milestones.reverse())
    assert mixed.sort("place")["ev"].to_list() == pytest.approx(found["ev"].to_list(), nan_ok=True)
    alone, _ = earned(rows.filter(data_date=day(37)), progress, milestones)
    assert alone["ev"].to_list() == found.filter(data_date=day(37))["ev"].to_list()
