"""What managers say beside the figures, and what is agreed about deviations."""

import numpy as np
import polars as pl

from pmo_core.demo.life import Lives
from pmo_core.demo.people import RATES
from pmo_core.demo.shape import progress, typed
from pmo_core.model import EarnedValue, Tolerance

_COST = ("More external help was needed than planned.", "Licenses cost more than offered.",
         "The data had to be cleaned twice.", "The interfaces took more work.")  # fmt: skip
_TIME = ("The supplier is late.", "Key people were needed in operations.",
         "The test environment stood still.", "The department decides slowly.")  # fmt: skip
_HELP = (None, None, "A decision of the sponsor on the scope.", "A second tester.",
         "Pressure on the supplier from above.")  # fmt: skip
_SMALL_COST_PCT, _SMALL_SLIP = 2.0, 7  # below that the other is the reason
_TOLERANCES = (
    (5.0, 14, 10.0, "The date is promised to customers."),
    (15.0, 60, None, "A pilot: what it costs is not sure yet."),
    (8.0, 45, 15.0, None),
)
N_TOLERANCES = 9
N_MEASURED = 2
TOOL = "ProTrack"


def with_reasons(rng: np.random.Generator, reports: pl.DataFrame) -> pl.DataFrame:
    """Return the reports with a reason where they are not green, and the help that is needed."""
    n = reports.height
    over = (pl.col("forecast_cost") / pl.col("planned_cost")).cast(pl.Float64) * 100 - 100
    late = (pl.col("forecast_finish") - pl.col("planned_finish")).dt.total_days()
    picks = [np.array(words, dtype=object)[rng.integers(0, len(words), n)].tolist()
             for words in (_COST, _TIME, _HELP)]  # fmt: skip
    cost, time, needed = (pl.Series(pick, dtype=pl.String) for pick in picks)
    is_cost, is_time = over > _SMALL_COST_PCT, late > _SMALL_SLIP
    in_cost = pl.format("{} % over: {}", over.round(1), cost)
    in_time = pl.format("{} days late: {}", late, time)
    reason = (
        pl.when(is_cost & is_time).then(pl.concat_str(in_cost, in_time, separator=" "))
        .when(is_cost).then(in_cost).when(is_time).then(in_time)
        .otherwise(pl.lit("Quality of what was delivered so far."))
    )  # fmt: skip
    is_bad = pl.col("rag").is_not_null() & (pl.col("rag") != "green")
    return reports.with_columns(
        rag_reason=pl.when(is_bad).then(reason),
        help_needed=pl.when(is_bad & (pl.col("rag") != "amber")).then(needed),
    )


def tolerances(running: pl.DataFrame) -> pl.DataFrame:
    """Return own tolerances of some of the running projects; others have the usual ones."""
    codes = running["code"].sort().gather_every(max(running.height // N_TOLERANCES, 1))
    rows = [(code, *_TOLERANCES[k % len(_TOLERANCES)]) for k, code in enumerate(codes)]
    frame = pl.DataFrame(rows, schema=list(Tolerance.model_fields), orient="row")
    return typed(Tolerance, frame.to_dict())


def measured_elsewhere(
    rng: np.random.Generator, projects: Lives, reports: pl.DataFrame, codes: list[str],
    actual: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Return what another tool measured of these projects at each report."""
    place = {code: k for k, code in enumerate(projects.code.tolist())}
    known = actual.filter(pl.col("project").is_in(codes))
    rate = pl.col("currency").replace_strict(RATES, default=1.0, return_dtype=pl.Float64)
    spent = known.select(
        "project", "spent_on", spent=pl.col("cost").cast(pl.Float64) * rate
    ).sort("spent_on").with_columns(pl.col("spent").cum_sum().over("project"))  # fmt: skip
    rows = reports.filter(pl.col("project").is_in(codes)).sort("data_date").join_asof(
        spent, left_on="data_date", right_on="spent_on", by="project", check_sortedness=False
    ).sort("project", "data_date")  # fmt: skip
    where = rows["project"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    budget = projects.planned[where]
    day = rows["data_date"].to_physical().to_numpy()
    passed = (day - projects.start[where]) / projects.planned_days[where]
    read = 1 + rng.normal(0, 0.004, rows.height)  # it counts work a little otherwise
    return typed(EarnedValue, {
        **rows.select("project", "data_date").to_dict(),
        "planned_value": np.round(budget * progress(passed), -1),
        "earned_value": np.round(budget * rows["percent_complete"].to_numpy() / 100 * read, -1),
        "measured_cost": rows["spent"].fill_null(0.0).round(0),
        "budget_at_completion": budget,
        "currency": ["EUR"] * rows.height,
        "source": [TOOL] * rows.height,
    })  # fmt: skip


__all__ = ["measured_elsewhere", "tolerances", "with_reasons"]
