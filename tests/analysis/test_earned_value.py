"""Earned value adds up at every level and date, and is never made up."""

import re
from datetime import date

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis import structure
from pmo_core.analysis.earned_value import AMOUNTS, EACS, indices, rolled, workings
from pmo_core.analysis.earned_workings import INPUTS
from pmo_core.analysis.time_forecasts import time_forecasts
from pmo_core.analysis.work_breakdown import valued, within

DATES = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]
TREES = {
    "portfolio": pl.DataFrame({"code": ["X", "Y"], "name": ["X", "Y"]}),
    "program": pl.DataFrame({"code": ["X1", "X2", "Y1"], "name": ["X1", "X2", "Y1"],
                             "portfolio": ["X", "X", "Y"]}),
    "department": pl.DataFrame({"code": ["IT", "IT.DEV", "HR"], "name": ["IT", "Dev", "HR"],
                                "parent": [None, "IT", None]}),
}  # fmt: skip
CODES = ["1", "1.1", "1.1.1", "1.1.2", "1.10", "1.2", "2", "2.1", "2.2", "3"]
FULL = {"bac": 100.0, "pv": 50.0, "ev": 40.0, "ac": 50.0, "remaining_cost": 70.0, "es_days": 8.0,
        "at_days": 10.0, "pd_days": 20.0}  # fmt: skip


def elements(seed: int) -> pl.DataFrame:
    """Elements of 12 projects at three dates; some amounts are not known, parents have budgets."""
    rng = np.random.default_rng(seed)
    projects = pl.DataFrame({
        "project": [f"P-{n:02}" for n in range(12)],
        "program": [["X1", "X2", "Y1", None][n] for n in rng.integers(0, 4, 12)],
    })  # fmt: skip
    grid = projects.join(pl.DataFrame({"wbs": CODES}), how="cross")
    grid = grid.with_columns(
        planned_cost=pl.Series(rng.integers(100, 9_000, grid.height)).cast(pl.Float64),
        department=pl.Series(rng.choice(["IT", "IT.DEV", "HR"], grid.height)),
    )
    rows = grid.join(pl.DataFrame({"data_date": DATES}), how="cross")
    shares = rng.uniform(0, 1, (3, rows.height))
    return rows.with_columns(
        bac="planned_cost", pv=pl.col("planned_cost") * pl.Series(shares[0]),
        ev=pl.when(pl.Series(shares[2] > 0.1)).then(pl.col("planned_cost") * pl.Series(shares[1])),
        ac=pl.col("planned_cost") * pl.Series(shares[2]),
    )  # fmt: skip


def plain_sum(rows: pl.DataFrame) -> tuple[float, ...]:
    """The four sums over whole rows, added one by one."""
    whole = [row for row in rows.select(AMOUNTS).rows() if None not in row]
    return tuple(sum(row[n] for row in whole) for n in range(4))


@pytest.mark.parametrize("seed", range(3))
def test_parts_sum_to_the_whole_at_every_level_and_date(seed: int) -> None:
    """Leaf elements, WBS, control accounts, projects, programs, portfolios, departments."""
    every = elements(seed)
    one_date = every.filter(data_date=DATES[0])
    leaves, _ = valued(one_date.select("project", "wbs", "planned_cost"))
    carrying = every.join(leaves.select("project", "wbs"), on=["project", "wbs"], how="semi")
    assert set(carrying["wbs"]) == {"1.1.1", "1.1.2", "1.10", "1.2", "2.1", "2.2", "3"}
    up = rolled(within(carrying, every), ["project", "group", "data_date"], members="elements")
    accounts = rolled(carrying, ["project", "wbs", "department", "data_date"], members="elements")
    projects = rolled(carrying, ["project", "data_date"], members="elements")
    registers = {
        **TREES,
        "project": one_date.unique("project", maintain_order=True).select(
            "program", "department", code="project", portfolio=pl.lit(None, pl.String)
        ),
    }
    for day in DATES:
        total = plain_sum(carrying.filter(data_date=day))
        tops = up.filter(pl.col("group").is_in(["1", "2", "3"]), data_date=day)
        assert plain_sum(tops) == pytest.approx(total)
        assert plain_sum(accounts.filter(data_date=day)) == pytest.approx(total)
        assert plain_sum(projects.filter(data_date=day)) == pytest.approx(total)
        for by in ("program", "portfolio", "department"):
            members, _ = structure.members(by, registers)
            placed = projects.join(members, left_on="project", right_on="member")
            groups = rolled(placed, ["level", "group", "parent", "data_date"]).filter(data_date=day)
            for level in (0, 1):
                assert plain_sum(groups.filter(level=level)) == pytest.approx(total)
            below = groups.filter(level=2)
            for parent in below["parent"].unique():
                own = placed.filter(level=1, group=parent, data_date=day)
                parts = plain_sum(below.filter(parent=parent))
                homes = members.filter(level=2, parent=parent)["member"]
                assert parts == pytest.approx(
                    plain_sum(own.filter(pl.col("project").is_in(homes.implode())))
                )


def test_a_code_is_compared_by_its_parts() -> None:
    """1.1 holds 1.1.1 and 1.1.2, and not 1.10."""
    rows = elements(0).filter(data_date=DATES[0], project="P-00")
    found = within(rows, rows).filter(group="1.1", depth=1)
    assert sorted(found["wbs"]) == ["1.1.1", "1.1.2"]


def test_what_is_not_known_is_left_out_of_all_sums() -> None:
    """A member without one of the four counts nowhere but in n_unknown; none known is null."""
    frame = pl.DataFrame(
        [("A", 10, 5, 4, 8), ("A", 20, 5, 4, None), ("A", 30, None, 1, 1), ("B", 1, 1, None, 1)],
        schema=["program", *AMOUNTS], orient="row",
    )  # fmt: skip
    assert rolled(frame, "program").rows() == [
        ("A", 10, 5, 4, 8, 3, 2), ("B", None, None, None, None, 1, 1),
    ]  # fmt: skip
    alone = rolled(frame.with_columns(remaining_cost=pl.Series([7, 1, 1, 1])), "program")
    assert alone["remaining_cost"].to_list() == [7, None]
    silent = rolled(frame.with_columns(remaining_cost=pl.lit(None, pl.Int64)), "program")
    assert silent["remaining_cost"].to_list() == [None, None]


def test_indices_are_of_sums() -> None:
    """CPI of a program is its EV by its AC, not the mean of 2.0 and 0.5."""
    frame = pl.DataFrame([("A", 10, 5, 4, 2), ("A", 90, 50, 20, 40)],
                         schema=["program", *AMOUNTS], orient="row")  # fmt: skip
    assert indices(rolled(frame, "program"))["cpi"].to_list() == [pytest.approx(24 / 42)]


@pytest.mark.parametrize(
    ("change", "null"),
    [
        ({"ac": 0.0}, {"cpi", "eac_cpi", "eac_cpi_spi", "eac_weighted"}),
        ({"ac": -5.0}, {"cpi", "eac_cpi", "eac_cpi_spi", "eac_weighted"}),
        ({"pv": 0.0}, {"spi", "sv_pct", "eac_spi", "eac_cpi_spi", "eac_weighted"}),
        ({"ev": 0.0}, {"cv_pct", "eac_cpi", "eac_spi", "eac_cpi_spi"}),
        ({"bac": 0.0}, {"earned_pct", "tcpi_bac"}),
        ({"ac": 100.0}, {"tcpi_bac"}),
        ({"ev": 100.0, "ac": 90.0}, {"tcpi_eac"}),
        ({"at_days": 0.0}, {"spi_t", "eac_spi_t", "eac_sci_t", "eac_weighted_t"}),
        ({"remaining_cost": None}, {"eac_bottom_up"}),
        ({"es_days": None}, {"spi_t", "sv_t_days", "eac_spi_t"}),
        ({"at_days": 20.0}, {"tspi"}),
        *(({name: None}, {"earned_pct", *EACS[:3]}) for name in ("bac", "ev")),
    ],
)
def test_undefined_is_null_with_a_reason(change: dict[str, float | None], null: set[str]) -> None:
    """A zero, negative or missing denominator gives null, never 0, 1 or infinity, and says why."""
    row = {**FULL, **change}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.Float64))
    found = time_forecasts(indices(frame))
    assert all(found[name].item() is None for name in null)
    numbers = [value for value in found.row(0) if value is not None]
    assert np.isfinite(numbers).all()
    for one in workings(found.row(0, named=True)):
        assert (one.value is None) == bool(one.reason), one
        assert one.figure not in null or one.reason


def decimal(found: re.Match[str]) -> str:
    number = found[0].replace(",", "")
    return f"cast({number} as double)"


@pytest.mark.parametrize("seed", range(3))
def test_workings_give_the_figures(seed: int) -> None:
    """The shown formula with the shown numbers, worked out, is the shown result."""
    rng = np.random.default_rng(seed)
    row = {name: round(float(value), 2) for name, value in zip(FULL, rng.uniform(5, 900, 8),
                                                               strict=True)}  # fmt: skip
    row = {**row, "at_days": 10.0, "pd_days": 40.0}
    found = time_forecasts(indices(pl.DataFrame([row]))).row(0, named=True)
    shown = workings(found)
    assert len(shown) == 24
    for one in shown:
        assert not re.search(r"[{}_]", one.formula)
        if one.value is None:
            assert one.figure.startswith("tcpi")
            continue
        by_hand = pl.select(pl.sql_expr(re.sub(r"[\d.,]+", decimal, one.numbers))).item()
        assert by_hand == pytest.approx(one.value, rel=1e-3, abs=0.05), one


def test_the_chosen_estimate_leads() -> None:
    """ETC, VAC and TCPI speak of the form that was asked for."""
    frame = pl.DataFrame([FULL])
    for form in EACS:
        found = indices(frame, eac=form).row(0, named=True)
        assert found["vac"] == 100 - found[form]
        assert found["etc"] == found[form] - 50
        assert found["tcpi_eac"] == pytest.approx(60 / found["etc"])


def test_without_earned_schedule() -> None:
    """Where ES is no column, the time forms are null and no column is added for the input."""
    found = indices(pl.DataFrame([FULL]).select(AMOUNTS))
    assert not set(INPUTS) - set(AMOUNTS) & set(found.columns)
    assert found.select("spi_t", "eac_spi_t", "eac_bottom_up").row(0) == (None, None, None)
