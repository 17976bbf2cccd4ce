"""The Gantt chart: a sound spec, marks cut to what is seen, rows in their order, links."""

from datetime import date, timedelta

import altair as alt
import polars as pl

from pmo_core.charts.theme import CANVAS_FROM
from pmo_core.charts.timeline import Layers, gantt, set_in

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
END = LAST + timedelta(days=1)
ROWS = pl.DataFrame({
    "key": ["1:R", "3:B", "3:A"], "level": [1, 3, 3], "code": ["R", "B", "A"],
    "name": ["Run", "Beta", "Alpha"], "is_group": [True, False, False],
    "is_heading": [True, False, False], "is_critical": [False, False, True],
    "early_start": [date(2025, 1, 1), date(2026, 3, 1), date(2026, 5, 1)],
    "early_finish": [date(2027, 3, 1), date(2026, 4, 30), date(2027, 3, 1)],
    "baseline_start": [None, date(2026, 2, 1), None],
    "baseline_finish": [None, date(2026, 3, 31), None], "behind_days": [30, 30, None],
    "percent_complete": [None, 50.0, None],
}, schema_overrides={"baseline_start": pl.Date, "baseline_finish": pl.Date})  # fmt: skip
LAYERS = Layers(
    ticks=pl.DataFrame({"on": [FIRST, date(2026, 7, 1)], "label": ["2026", ""]}),
    milestones=pl.DataFrame({
        "key": ["3:B", "3:A"], "on": [date(2026, 4, 1), date(2028, 1, 1)], "n": [2, 1],
        "n_late": [1, 0], "names": ["x\ny", "out"],
    }),
    links=pl.DataFrame({
        "from_key": ["3:B", None], "to_key": ["3:A", "3:A"], "from_on": [date(2026, 4, 30)] * 2,
        "planned_on": [date(2026, 4, 1), date(2026, 5, 1)], "now_on": [date(2026, 5, 1)] * 2,
        "kind": ["FS", "FS"], "late_by_days": [20, 0], "words": ["late", "drives"],
    }),
    work=pl.DataFrame({
        "key": ["1:R"], "begin": [FIRST], "end": [LAST], "n": [2], "n_behind": [1], "share": [1.0],
    }),
    strips=pl.DataFrame({
        "key": ["3:B"], "start": [date(2026, 3, 1)], "finish": [date(2026, 3, 9)]
    }),
)  # fmt: skip


def drawn(rows: pl.DataFrame = ROWS, layers: Layers = LAYERS, today: date = FIRST):
    """Return the chart of the year 2026."""
    named = rows.with_columns(set_in(rows))
    return gantt(named, layers, title="Projects", first=FIRST, last=LAST, today=today)


def of(kind: str, frame: pl.DataFrame) -> list[dict]:
    """Return the marks of a kind."""
    return frame.filter(pl.col("kind").cast(pl.String) == kind).to_dicts()


def test_the_spec_keeps_to_the_schema() -> None:
    """It is valid Vega-Lite without data, and a canvas where there are many marks."""
    drawing = drawn()
    alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert drawing.spec["usermeta"]["embedOptions"]["renderer"] == "svg"
    ticks = pl.DataFrame({"on": [FIRST] * CANVAS_FROM, "label": [""] * CANVAS_FROM})
    many = drawn(layers=LAYERS._replace(ticks=ticks))
    assert many.spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    assert drawing.alt.endswith("3 rows, 2 of them behind their baseline.")


def test_rows_come_first_and_in_order() -> None:
    """The axis takes the order of the first marks; those of one name are told apart by key."""
    assert drawn().frame["kind"].cast(pl.String).head(3).to_list() == ["row"] * 3
    assert [one["key"] for one in of("row", drawn().frame)] == ["1:R", "3:B", "3:A"]
    same = ROWS.with_columns(code=pl.lit("A"), name=pl.lit("Same"))
    assert set_in(same).n_unique() == 3


def test_bars_are_cut_to_what_is_seen() -> None:
    """A's bar ends with the year, B's goes to the end of its last day; half of it is done."""
    frame = drawn().frame
    bars = {one["key"]: one for one in of("bar", frame)}
    assert (bars["3:A"]["x2"], bars["3:A"]["part"]) == (END, "Critical")
    assert (bars["3:B"]["x"], bars["3:B"]["x2"]) == (date(2026, 3, 1), date(2026, 5, 1))
    (done,) = of("done", frame)
    assert done["x2"] == date(2026, 3, 31)  # 30.5 of 61 days, rounded to the even number
    (ghost,) = of("ghost", frame)
    assert (ghost["x"], ghost["x2"]) == (date(2026, 2, 1), date(2026, 4, 1))
    assert [one["words"] for one in of("note", frame)] == ["+30 d"]
    (diamond,) = of("milestone", frame)
    assert (diamond["part"], diamond["words"]) == ("Late milestone", "x\ny (1 late)")


def test_a_link_leads_from_row_to_row() -> None:
    """From the end of B down to A and back to what was planned; one without a row stays on A's."""
    points = of("link", drawn().frame)
    late = [(one["row"][-5:].strip(), one["x"]) for one in points if one["link"] == 0]
    turn = date(2026, 5, 1)
    assert late == [("Beta", turn), ("Alpha", turn), ("Alpha", date(2026, 4, 1))]
    assert [one["row"][-5:] for one in points if one["link"] == 1] == ["Alpha", "Alpha"]
    assert [one["x"] for one in of("tip", drawn().frame)] == [turn, turn]


def test_today_is_drawn_where_it_is_seen() -> None:
    """The last day has its line, the day after has none."""
    assert of("today", drawn(today=LAST).frame)
    assert not of("today", drawn(today=END).frame)
