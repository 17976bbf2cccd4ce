"""Charts of competences: bands of the heat map, gaps by month, and valid specs."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.competence import heat, outcomes


def test_bands_by_the_share_that_holds_the_level() -> None:
    """Half is still short, all is all; without people or without a level no share is said."""
    asked = [(10, 0), (10, 5), (10, 6), (10, 9), (10, 10), (0, 0)]
    rows = pl.DataFrame({
        "role": "PM", "role_name": "Manager", "skill": [f"S{n}" for n in range(6)],
        "skill_name": [f"Skill {n}" for n in range(6)], "level_asked": 3,
        "n_people": [n for n, _ in asked], "n_able": [n for _, n in asked],
        "able_pct": [100 * able / n if n else None for n, able in asked],
    })  # fmt: skip
    unasked = rows.head(1).with_columns(
        level_asked=pl.lit(None, rows.schema["level_asked"]), able_pct=pl.lit(None, pl.Float64)
    )  # fmt: skip
    drawn = heat(pl.concat([rows, unasked]), title="Held")
    assert drawn.frame["band"].to_list() == [
        "nobody", "up to half", "up to 75 %", "most", "all", "no people", "not asked for",
    ]  # fmt: skip
    assert drawn.frame["text"].to_list()[1:] == ["5/10", "6/10", "9/10", "10/10", "", ""]
    assert drawn.frame["key"][0] == "PM|S0"
    alt.Chart.from_dict(drawn.spec | {"data": {"values": []}}, validate=True)


def test_months_without_a_gap_have_their_place() -> None:
    """From the first month to the last, each outcome counted."""
    needs = pl.DataFrame({
        "needed_on": [date(2027, 1, 5), date(2027, 1, 9), date(2027, 3, 1)],
        "need_outcome": ["in time", "late", "in time"],
    })  # fmt: skip
    drawn = outcomes(needs, title="Gaps")
    assert drawn.frame.select("month", "outcome", "n").rows() == [
        ("2027-01", "in time", 1), ("2027-01", "late", 1), ("2027-02", "open", 0),
        ("2027-03", "in time", 1),
    ]  # fmt: skip
    assert drawn.alt == "Gaps: 2 in time, 1 late."
    alt.Chart.from_dict(drawn.spec | {"data": {"values": []}}, validate=True)
