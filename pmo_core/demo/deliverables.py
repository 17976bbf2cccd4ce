"""What the demonstration's projects handed over at their gates, as their methods ask for it."""

import numpy as np
import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.model import Deliverable
from pmo_core.model.initial import initial

OPEN_DAYS = 100  # what a conditional go lacked before that has come since
_DAY = pl.Int32


def deliverables(
    rng: np.random.Generator, gates: pl.DataFrame, sponsors: pl.DataFrame, as_of: int
) -> pl.DataFrame:
    """Return the deliverables of each gate, tailored by the agreed cost.

    What a gate needs came some days before it was held. Where it was passed under conditions, one
    was missing and came a month later, or has not come yet. Of what is due next a third is there.

    Parameters
    ----------
    rng : numpy.random.Generator
        Of this register.
    gates : polars.DataFrame
        As `gates.misheld` gives them.
    sponsors : polars.DataFrame
        project and sponsor.
    as_of : int
        Last day of the demonstration, from 1970-01-01.
    """
    elements = initial("method_element").filter(kind="deliverable").select(
        "method", "name", "is_required", "from_cost", "from_risk_pct", "number", code="code",
        gate="within",
    )  # fmt: skip
    is_needed = (pl.col("from_cost").is_null() & pl.col("from_risk_pct").is_null()) | (
        pl.col("agreed") >= pl.col("from_cost").cast(pl.Float64)
    )
    frame = (
        gates.drop("number", "name").join(elements, on=["method", "gate"])
        .filter(is_needed).join(sponsors, on="project").sort("project", "gate", "number")
    )  # fmt: skip
    n = frame.height
    frame = frame.with_columns(
        before=pl.Series(rng.integers(2, 15, n)), chance=pl.Series(rng.random(n)),
        nth=pl.int_range(pl.len()).over("project", "gate"),
    )  # fmt: skip
    is_late = (pl.col("outcome") == "conditional go") & (pl.col("nth") == 0)
    is_early = pl.col("held").is_null() & (pl.col("due") <= as_of + 45) & (pl.col("chance") < 0.33)
    day = (
        pl.when(is_late & (pl.col("held") > as_of - OPEN_DAYS)).then(None)
        .when(is_late).then(pl.col("held") + 20 + pl.col("before"))
        .when(pl.col("held").is_not_null()).then(pl.col("held") - pl.col("before"))
        .when(is_early).then(pl.min_horizontal(pl.col("due"), as_of) - pl.col("before"))
    )  # fmt: skip
    frame = frame.with_columns(
        due_on=pl.col("due").cast(_DAY).cast(pl.Date),
        delivered_on=day.cast(_DAY).cast(pl.Date),
        accepted_by=pl.when(day.is_not_null()).then("sponsor"),
        reference=pl.when(day.is_not_null()).then(
            pl.format("DMS {}", pl.int_range(4_000, pl.len() + 4_000))
        ),
    )
    return typed(Deliverable, frame.select(list(Deliverable.model_fields)).to_dict())
