"""An empty store gives empty answers, not errors."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis import overview, rollup, scurve, series, structure, workload
from pmo_core.model import REGISTERS, settings_from

AS_OF = date(2026, 10, 31)
REGISTER = {name: pl.DataFrame(schema=record.polars_schema()) for name, record in REGISTERS.items()}
FACTS = pl.DataFrame(
    schema={
        "project": pl.String, "category": pl.String, "role": pl.String, "person": pl.String,
        "month": pl.Date, "planned": pl.Float64, "actual": pl.Float64, "forecast": pl.Float64,
        "hours": pl.Float64,
    }
)  # fmt: skip
MEMBERS = pl.DataFrame(schema={"member": pl.String, "group": pl.String, "group_name": pl.String})


def nothing() -> pl.DataFrame:
    """Give the overview of no projects."""
    spent = pl.DataFrame(schema={"project": pl.String, "actual_cost": pl.Float64})
    return overview.overview(
        REGISTER["project"], REGISTER["status_report"], spent, REGISTER["rate"],
        as_of=AS_OF, settings=settings_from({}),
    )  # fmt: skip


def test_overview_of_nothing() -> None:
    """No project, no row; each headline figure is unknown, with nothing missing."""
    assert nothing().is_empty()
    assert {(f.value, f.n_known, f.n_missing, f.note) for f in overview.headline(nothing())} == {
        (None, 0, 0, "")
    }


def test_forecast_of_nothing() -> None:
    """No project, nothing to spread and nothing to say."""
    found, findings = series.forecast(nothing(), AS_OF)
    assert found.is_empty()
    assert findings == ()
    assert series.planned(REGISTER["budget_line"]).is_empty()


@pytest.mark.parametrize(
    "by", ["portfolio", "program", "department", "category", "kind", "method", "stage", "tag"]
)
@pytest.mark.parametrize("cumulative", [True, False])
def test_rollup_of_nothing(by: structure.Structure, cumulative: bool) -> None:
    """Without projects or categories there is at most the group of what is not given, unknown."""
    groups, _ = structure.members(by, REGISTER)
    found = rollup.rollup(
        FACTS, groups, values=["actual"], key=structure.key_of(by), cumulative=cumulative
    )
    assert found["actual"].null_count() == found.height <= 2


def test_curves_and_workload_of_nothing() -> None:
    """No facts give no line, no sparkline and no load."""
    assert scurve.s_curve(FACTS, AS_OF).is_empty()
    assert scurve.trend(FACTS, AS_OF).is_empty()
    assert workload.workload(FACTS, MEMBERS, key="person", hours_per_month=160).is_empty()
    load = workload.workload(FACTS, MEMBERS, key="person", hours_per_month=160, period="total")
    assert load.is_empty()
