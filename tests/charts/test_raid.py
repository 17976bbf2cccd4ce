"""Charts of the RAID register: what is sent, and that the specs are valid."""

import altair as alt
import polars as pl

from pmo_core.analysis.raid import AGES, NO_AGE
from pmo_core.charts.raid import AFTER, BEFORE, TOP, ageing, before_after, matrix

LEVELS = tuple(f"{name} | to {limit}" for limit, name in enumerate("ABCDE", 1))
CELLS = pl.DataFrame(
    [(f"{p}-{i}", p, i, 0, 0.0) for p in range(5, 0, -1) for i in range(5, 0, -1)],
    schema=["cell", "p_level", "i_level", "n_raid", "exposure"], orient="row",
).with_columns(
    n_raid=pl.when(pl.col("cell") == "4-2").then(3).otherwise(0),
    exposure=pl.when(pl.col("cell") == "4-2").then(1500.0).otherwise(0.0),
)  # fmt: skip
AGED = pl.DataFrame(
    {"kind": ["risk", "risk", "issue"], "age_band": [AGES[0], NO_AGE, AGES[4]],
     "n_raid": [2, 1, 4], "oldest_days": [10, None, 700]}
)  # fmt: skip
GROUPS = pl.DataFrame(
    {"group_name": ["X", "Y", "Z"], "exposure": [900.0, 100.0, None],
     "exposure_left": [500.0, 100.0, None]}
)  # fmt: skip


def drawn_matrix(cells: pl.DataFrame = CELLS):
    """Return the drawing of a matrix."""
    return matrix(cells, title="Threats", unit="EUR", probability=LEVELS, impact=LEVELS)


def test_specs_are_valid() -> None:
    """All pass Vega-Lite's schema without the rows, which travel as a frame."""
    aged = ageing(AGED, ages=(*AGES, NO_AGE))
    sums = before_after(GROUPS, title="Exposure", unit="EUR", group_title="Program")
    for drawing in (drawn_matrix(), aged, sums):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_only_cells_that_hold_something_can_be_picked() -> None:
    """One of 25 cells has a key; its band follows from the product of its levels, 4 x 2."""
    drawing = drawn_matrix()
    picked = drawing.frame.drop_nulls("key")
    assert picked.select("key", "band", "n_raid").rows() == [("4-2", "medium", 3)]
    assert drawing.alt == "Threats: 3 risks, most at probability and impact D, to 4 and B, to 2."
    empty = drawn_matrix(CELLS.with_columns(n_raid=pl.lit(0)))
    assert empty.alt.endswith("most at probability and impact none.")


def test_ages_stand_from_young_to_old() -> None:
    """Bands keep their rank, also where some are missing; the sentence tells the oldest."""
    drawing = ageing(AGED, ages=(*AGES, NO_AGE))
    assert drawing.frame["rank"].to_list() == [0, 5, 4]
    assert drawing.alt == "7 open items by kind and age; the oldest is 700 days old."
    legend = drawing.spec["encoding"]["color"]["legend"]["values"]
    assert legend == [AGES[0], AGES[4], NO_AGE]


def test_groups_of_unknown_exposure_are_not_drawn() -> None:
    """Two of three groups have two bars each, in the order of their exposure."""
    drawing = before_after(GROUPS, title="Exposure", unit="EUR", group_title="Program")
    assert drawing.frame.rows() == [
        ("X", BEFORE, 900.0), ("Y", BEFORE, 100.0), ("X", AFTER, 500.0), ("Y", AFTER, 100.0),
    ]  # fmt: skip
    many = pl.DataFrame(
        {"group_name": [str(n) for n in range(TOP + 2)], "exposure": [1.0] * (TOP + 2),
         "exposure_left": [1.0] * (TOP + 2)}
    )  # fmt: skip
    cut = before_after(many, title="Exposure", unit="EUR", group_title="Program")
    assert cut.frame["group"].n_unique() == TOP
    assert cut.spec["title"] == f"Exposure (largest {TOP} of {TOP + 2})"
