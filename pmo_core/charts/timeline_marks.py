"""The marks of a Gantt chart as one frame: each has its row, its place in time, and its words."""

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

SCHEDULED, BASELINE, SLIPPED = "Scheduled", "Baseline", "Slipped link"
MILESTONE, LATE_MILESTONE, CRITICAL = "Milestone", "Late milestone", "Critical"
SET_IN = "\u2060"
"""First character of a label that is no heading: without one, the drawing trims spaces."""
_TEXT = pl.Categorical
"""Texts come again and again: each is sent once."""
_SCHEMA = {
    "kind": _TEXT, "row": _TEXT, "key": _TEXT, "part": _TEXT, "x": pl.Date, "x2": pl.Date,
    "share": pl.Float32, "what": _TEXT, "begin": _TEXT, "end": _TEXT, "words": _TEXT,
    "link": pl.Int16, "place": pl.Int8,
}  # fmt: skip
_GROUP_SHADE = 0.1
_BESIDE = 0.08
"""Share of the days seen within which a diamond would cover the words beside a bar."""


class Layers(NamedTuple):
    """What is drawn on the rows of a timeline; see `timeline.gantt`."""

    ticks: pl.DataFrame
    milestones: pl.DataFrame
    links: pl.DataFrame
    work: pl.DataFrame | None = None
    strips: pl.DataFrame | None = None


def set_in(rows: pl.DataFrame) -> pl.Series:
    """Return what stands before the rows, set in by their level; no two are the same.

    Parameters
    ----------
    rows : polars.DataFrame
        key, level (1 = not set in), code, name, is_group (the name stands alone), is_heading
        (drawn bold).

    Examples
    --------
    >>> rows = pl.DataFrame({"key": ["1:A", "1:B", "3:P"], "level": [1, 1, 2],
    ...     "code": ["A", "B", "P"], "name": ["Run", "Run", "x"], "is_group": [True, True, False],
    ...     "is_heading": [True, True, False]})
    >>> [label.replace(SET_IN, "").replace("\u2003", "_") for label in set_in(rows)]
    ['Run (1:A)', 'Run (1:B)', '_P  x']
    """
    indent = pl.lit("\u2003").repeat_by(pl.col("level") - 1).list.join("")
    before = pl.when(~pl.col("is_heading")).then(pl.concat_str(pl.lit(SET_IN), indent))
    alone = pl.coalesce("name", "code")
    coded = pl.concat_str("code", "name", separator="  ", ignore_nulls=True)
    label = pl.when("is_group").then(alone).otherwise(coded)
    named = rows.select("key", label=pl.concat_str(before, label, ignore_nulls=True))
    twice = pl.col("label").is_duplicated()
    return named.select(
        pl.when(twice).then(pl.format("{} ({})", "label", "key")).otherwise("label").alias("label")
    ).to_series()


def marks_of(
    rows: pl.DataFrame, layers: Layers, first: date, end: date, today: date
) -> pl.DataFrame:
    """Return all marks of a Gantt chart, cut to the days that are seen.

    Parameters
    ----------
    rows, layers
        As for `timeline.gantt`.
    first, end : date
        First day that is seen, and the first one that is not.
    today : date
        Where its line stands.

    Returns
    -------
    polars.DataFrame
        kind (of mark), row (label), key, part (name in the legend), x, x2, share, what, begin, end
        (days in words), words, link and place (of a point on a link). Each row has its mark `row`,
        in order, first.
    """
    names = rows.select("key", row="label")
    whole = rows.select(
        "key", row="label", kind=pl.lit("row"), x=pl.lit(first), x2=pl.lit(end),
        share=pl.when("is_group").then(_GROUP_SHADE).otherwise(0.0), **_told(),
    )  # fmt: skip
    bars = [
        *_bars(rows), _milestones(layers.milestones, names),
        *([_work(layers.work, names)] if layers.work is not None else []),
        *([_strips(layers.strips, names)] if layers.strips is not None else []),
    ]  # fmt: skip
    seen = [_cut(one, first, end) for one in bars]
    is_named = pl.col("label") != ""
    ticks = layers.ticks.select(
        kind=pl.lit("tick"), x="on", words="label", place=is_named.cum_sum() % 2,
        share=is_named.sum().cast(pl.Float32),
    )  # fmt: skip
    now = pl.DataFrame({"kind": ["today"], "x": [today]}).filter(first <= today < end)
    links = _links(layers.links, names, first, end)
    parts = [whole, ticks, *seen, *links, _notes(rows, layers.milestones, first, end), now]
    every = pl.concat(parts, how="diagonal_relaxed")
    return every.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _told() -> dict[str, pl.Expr]:
    """What a bar says: its days, how far it is, and how late."""
    done = pl.format("{} % complete", pl.col("percent_complete").round(0).cast(pl.Int64))
    behind = pl.col("behind_days")
    late = (
        pl.when(behind > 0).then(pl.format("{} days behind baseline", behind))
        .when(behind < 0).then(pl.format("{} days ahead of baseline", -behind))
        .when(behind == 0).then(pl.lit("as in the baseline"))
        .otherwise(pl.lit("no baseline"))
    )  # fmt: skip
    return {
        "what": pl.lit("Scheduled"),
        "begin": pl.col("early_start").dt.strftime("%Y-%m-%d"),
        "end": pl.col("early_finish").dt.strftime("%Y-%m-%d"),
        "words": pl.concat_str(done, late, separator=", ", ignore_nulls=True),
    }


def _bars(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the bars, what is done of them, and their baselines."""
    is_bar = rows.filter(~pl.col("is_group"))
    part = pl.when("is_critical").then(pl.lit(CRITICAL)).otherwise(pl.lit(SCHEDULED))
    after = pl.col("early_finish").dt.offset_by("1d")
    whole = is_bar.select(
        "key", "percent_complete", row="label", kind=pl.lit("bar"), part=part, x="early_start",
        x2=after, **_told(),
    )  # fmt: skip
    length = (pl.col("x2") - pl.col("x")).dt.total_days() * pl.col("percent_complete") / 100
    done = whole.filter(pl.col("percent_complete") > 0).with_columns(
        kind=pl.lit("done"), x2=pl.col("x") + pl.duration(days=length.round().cast(pl.Int64))
    )  # fmt: skip
    ghost = rows.drop_nulls(["baseline_start", "baseline_finish"]).select(
        "key", row="label", kind=pl.lit("ghost"), part=pl.lit(BASELINE), x="baseline_start",
        x2=pl.col("baseline_finish").dt.offset_by("1d"), what=pl.lit("Baseline"),
        begin=pl.col("baseline_start").dt.strftime("%Y-%m-%d"),
        end=pl.col("baseline_finish").dt.strftime("%Y-%m-%d"),
    )  # fmt: skip
    return [one.drop("percent_complete", strict=False) for one in (whole, done, ghost)]


def _work(work: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the periods of groups."""
    return names.join(work, on="key").select(
        "key", "row", "share", kind=pl.lit("work"), part=pl.lit(SCHEDULED), x="begin",
        x2=pl.col("end").dt.offset_by("1d"),
        what=pl.lit("Projects at work"), begin=pl.col("begin").dt.strftime("%Y-%m-%d"),
        end=pl.col("end").dt.strftime("%Y-%m-%d"),
        words=pl.format("{} projects, {} behind", "n", "n_behind"),
    )  # fmt: skip


def _strips(strips: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the spans of critical work."""
    return names.join(strips, on="key").select(
        "key", "row", kind=pl.lit("strip"), part=pl.lit(CRITICAL), x="start",
        x2=pl.col("finish").dt.offset_by("1d"), what=pl.lit("Critical work"),
        begin=pl.col("start").dt.strftime("%Y-%m-%d"), end=pl.col("finish").dt.strftime("%Y-%m-%d"),
    )  # fmt: skip


def _milestones(milestones: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the diamonds; one for several is larger, and late where half of them are."""
    late = pl.when(pl.col("n_late") > 0).then(pl.format("({} late)", "n_late"))
    return names.join(milestones, on="key").select(
        "key", "row", kind=pl.lit("milestone"), x="on", x2="on", share=pl.col("n").cast(pl.Float64),
        part=pl.when(pl.col("n_late") * 2 >= pl.col("n")).then(pl.lit(LATE_MILESTONE))
        .otherwise(pl.lit(MILESTONE)),
        what=pl.when(pl.col("n") == 1).then(pl.lit("Milestone"))
        .otherwise(pl.format("{} milestones", "n")),
        end=pl.col("on").dt.strftime("%Y-%m-%d"),
        words=pl.concat_str("names", late, separator=" ", ignore_nulls=True),
    )  # fmt: skip


def _notes(rows: pl.DataFrame, milestones: pl.DataFrame, first: date, end: date) -> pl.DataFrame:
    """Return how far bars end behind their baseline, right of them and of diamonds just behind."""
    near = timedelta(days=(end - first).days * _BESIDE)
    finish = pl.col("early_finish").dt.offset_by("1d")
    beside = (
        rows.select("key", "early_finish").join(milestones.select("key", "on"), on="key")
        .filter(
            pl.col("on").is_between(pl.col("early_finish"), pl.col("early_finish") + near),
            pl.col("on") < end,
        )
        .group_by("key").agg(pl.col("on").max())
    )  # fmt: skip
    return rows.filter(
        ~pl.col("is_group"), pl.col("behind_days") > 0, pl.col("early_finish") >= first,
        pl.col("early_finish") < end,
    ).join(beside, on="key", how="left", maintain_order="left").select(
        "key", row="label", kind=pl.lit("note"), x=pl.max_horizontal(finish, "on"),
        words=pl.format("+{} d", "behind_days"),
    )  # fmt: skip


def _links(links: pl.DataFrame, names: pl.DataFrame, first: date, end: date) -> list[pl.DataFrame]:
    """Return links as three points each, down from the predecessor and back to what was planned.

    The last point carries the tip: where the successor begins (or ends) now.
    """
    known = (
        links.with_row_index("link")
        .join(names.rename({"key": "to_key", "row": "to_row"}), on="to_key")
        .join(names.rename({"key": "from_key", "row": "from_row"}), on="from_key", how="left")
        .with_columns(
            pl.col("from_row").fill_null(pl.col("to_row")),
            # An end is drawn where the next day begins.
            _from=_end_of("from_on", pl.col("kind").str.starts_with("F")),
            _planned=_end_of("planned_on", pl.col("kind").str.ends_with("F")),
            _now=_end_of("now_on", pl.col("kind").str.ends_with("F")),
        )
        .filter(
            pl.col("_from").is_between(first, end), pl.col("_now").is_between(first, end),
        )
    )  # fmt: skip
    planned = pl.col("_planned").clip(first, end)
    late = pl.col("late_by_days").cast(pl.Float64)
    told = {
        "key": pl.col("to_key"), "part": pl.lit(SLIPPED), "share": late, "words": pl.col("words"),
        "what": pl.when(late > 0).then(pl.lit("Slipped link")).otherwise(pl.lit("Drives")),
        "begin": pl.col("from_on").dt.strftime("%Y-%m-%d"),
        "end": pl.col("now_on").dt.strftime("%Y-%m-%d"),
        "link": pl.col("link").cast(pl.Int64), "kind": pl.lit("link"),
    }  # fmt: skip
    points = [
        known.select(**told, row="from_row", x="_from", place=pl.lit(0)),
        known.select(**told, row="to_row", x="_from", place=pl.lit(1)),
        known.filter(late > 0).select(**told, row="to_row", x=planned, place=pl.lit(2)),
    ]
    tips = known.select(**(told | {"kind": pl.lit("tip")}), row="to_row", x="_now")
    return [pl.concat(points).sort("link", "place"), tips]


def _end_of(name: str, is_end: pl.Expr) -> pl.Expr:
    return pl.when(is_end).then(pl.col(name).dt.offset_by("1d")).otherwise(name)


def _cut(marks: pl.DataFrame, first: date, end: date) -> pl.DataFrame:
    """Return the marks that are seen, cut to what is seen of them."""
    return marks.filter(pl.col("x") < end, pl.col("x2") >= first).with_columns(
        pl.col("x", "x2").clip(first, end)
    )


__all__ = [
    "BASELINE", "CRITICAL", "LATE_MILESTONE", "MILESTONE", "SCHEDULED", "SET_IN", "SLIPPED",
    "Layers", "marks_of", "set_in",
]  # fmt: skip
