"""Charts of the proof of capacity: what is sent, said and drawn in which order."""

import altair as alt
import polars as pl

from pmo_core.charts.capacity import OTHERS, PROMISED, asked_and_there, before_and_after

ASKED = pl.DataFrame(
    [("2027-03", "P-2", 20.0, 30.0), ("2027-03", "P-1", 15.0, 30.0), ("2027-03", OTHERS, 5.0, 30.0),
     ("2027-04", PROMISED, 8.0, 40.0)],
    schema=["period", "part", "asked", "there"], orient="row",
)  # fmt: skip
SIDES = pl.DataFrame({
    "period": ["2027-03", "2027-04"], "asked": [40.0, 8.0], "there": [30.0, 40.0],
    "asked_after": [25.0, 23.0], "there_after": [30.0, 40.0],
})  # fmt: skip


def test_specs_are_valid() -> None:
    """Both pass Vega-Lite's schema without the rows, also when nothing is asked."""
    names = {"P-2": "P-2 Beta", "P-1": "P-1 Alpha"}
    drawings = [
        asked_and_there(ASKED, title="Load", names=names, short=("2027-03",)),
        asked_and_there(ASKED.clear(), title="Load", names={}),
        before_and_after(SIDES, title="Load"), before_and_after(SIDES.clear(), title="Load"),
    ]  # fmt: skip
    for drawing in drawings:
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert drawings[1].alt == "Load. Nothing is asked."


def test_the_stack_names_projects_and_what_is_short() -> None:
    """Projects come in the order given, then others, then promises; short periods are strong."""
    names = {"P-2": "P-2 Beta", "P-1": "P-1 Alpha"}
    drawn = asked_and_there(ASKED, title="Load", names=names, short=("2027-03",))
    assert drawn.frame.sort("rank")["group"].to_list() == [
        "P-2 Beta", "P-1 Alpha", OTHERS, PROMISED
    ]  # fmt: skip
    assert drawn.frame.filter("is_short")["period"].unique().to_list() == ["2027-03"]
    assert drawn.alt == "Load. The tightest is 2027-03: 40.0 person-days asked, 30.0 there."


def test_both_sides_are_told() -> None:
    """The sentence says what differs, period by period."""
    assert before_and_after(SIDES, title="Load").alt == (
        "Load: 2027-03 40.0 of 30.0 now, 25.0 of 30.0 then; "
        "2027-04 8.0 of 40.0 now, 23.0 of 40.0 then."
    )
