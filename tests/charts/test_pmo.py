"""The charts of the PMO itself."""

from datetime import date

import altair as alt
import polars as pl
import pytest

from pmo_core.charts import pmo

STANDING = pl.DataFrame({
    "area": ["risk", "control"], "level_text": ["Some list.", None], "maturity_level": [2, None],
    "maturity_before": [1, None], "target_level": [3, None],
})  # fmt: skip
TREND = pl.DataFrame({
    "assessed_on": [date(2025, 1, 1)], "n_areas": [1], "mean_level": [2.0], "lowest_level": [2],
})  # fmt: skip
USE = pl.DataFrame({
    "month": [date(2026, 1, 1)] * 2, "actor_role": ["manager", "contributor"], "n_saved": [3, 4],
    "n_people": [1, 2],
})  # fmt: skip
OPEN = pl.DataFrame({
    "cycle": ["Finding to verified"] * 2, "cycle_days": [0, 30], "open_pct": [100.0, 66.7],
})  # fmt: skip


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (pmo.maturity(STANDING, title="Level"), "Level, levels 1 to 5: Risk 2."),
        (pmo.course(TREND, title="Mean"), "Mean: 2.0 on 2025-01-01."),
        (pmo.use(USE, title="Changes"), "Changes: 7 in 1 month."),
        (
            pmo.still_open(OPEN, ("Finding to verified",), title="Open"),
            "Open; in the end: Finding to verified 67 %.",
        ),
    ],
)
def test_each_is_valid_and_said(drawing, said):
    """Each says in words what is seen, and fits the schema of the drawing language."""
    assert drawing.alt == said
    whole = {**drawing.spec, "data": {"values": drawing.frame.to_dicts()}}
    alt.Chart.from_dict(whole, validate=True)
