"""Links between elements as links between tasks.

A link of a summary element holds for its parts: what must end before something else is all of
them, what must start after something is each of them; the start of a summary is that of the part
planned first, its finish that of the part planned last. A link to a whole project is one to its
finish: a milestone with the code "".
"""

import polars as pl

from pmo_core.analysis.network_arrays import circles, in_words
from pmo_core.analysis.network_frames import named, tied
from pmo_core.analysis.work_time import Dated
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule_tasks import lasting

WHOLE = ""
"""Code of the task that is a whole project."""
_LINK = ["project", "successor", "predecessor_project", "predecessor", "kind", "lag"]
_MOST_CIRCLES = 200


def links_of(
    source: Source, tasks: pl.DataFrame, elements: pl.DataFrame, below: pl.DataFrame,
    projects: pl.DataFrame, *, time: Dated,
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[Finding, ...]]:  # fmt: skip
    """Return the links between tasks, whole projects as tasks, and the links that are left out.

    Parameters
    ----------
    source : Source
        Where links are read from.
    tasks, elements, projects : polars.DataFrame
        From `schedule_tasks`.
    below : polars.DataFrame
        From `summary_tasks.leaves`.
    time : Dated
        Working time.
    """
    links, left_out = _kept(source, elements, projects)
    links = _from_first(links, tasks)
    parts = _parts(tasks, below, links)
    of = links.rename({"predecessor": "of_predecessor", "successor": "of_successor"})
    is_from_end, is_to_start = (
        pl.col("kind").str.starts_with("F"), pl.col("kind").str.ends_with("S")
    )  # fmt: skip
    before = parts.select(
        predecessor_project="project", of_predecessor="summary", predecessor="code",
        _from_end="stands_for_end", _from_start="is_first",
    )  # fmt: skip
    after = parts.select(
        "project", of_successor="summary", successor="code",
        _to_start="stands_for_start", _to_end="is_last",
    )  # fmt: skip
    found = (
        of.join(before, on=["predecessor_project", "of_predecessor"], how="left")
        .join(after, on=["project", "of_successor"], how="left")
        .filter(
            pl.col("predecessor").is_null()
            | pl.when(is_from_end).then("_from_end").otherwise("_from_start"),
            pl.col("successor").is_null()
            | pl.when(is_to_start).then("_to_start").otherwise("_to_end"),
        )
        .with_columns(
            pl.coalesce("predecessor", "of_predecessor"), pl.coalesce("successor", "of_successor")
        )
    )
    ends, whole = _wholes(tasks, found, projects, time)
    links = pl.concat([found.select(*_LINK, "of_predecessor", "of_successor"), ends])
    return links.sort(_LINK[:4]), whole, left_out


def without_circles(
    tasks: pl.DataFrame, links: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the links without the last one of each circle, and the circles task by task."""
    ends, names = tied(tasks, links).links, named(tasks)
    found = circles(len(names), ends.predecessor, ends.successor, _MOST_CIRCLES)
    if not found:
        return links, ()
    said = tuple(
        Finding(
            "error", "circle",
            f"The links run in a circle: {in_words(names, ends.predecessor, ends.successor, one)}. "
            "The last one is left out.", value=tasks["project"][int(ends.predecessor[one[0]])],
        )
        for one in found
    )  # fmt: skip
    rows = pl.Series([one[-1] for one in found])
    return links.filter(~pl.int_range(pl.len()).is_in(rows.implode())), said


def _kept(
    source: Source, elements: pl.DataFrame, projects: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the links of open projects whose ends are there; an ended project holds nobody up."""
    own = source.table("precedence").with_columns(predecessor_project="project")
    across = source.table("cross_link").with_columns(predecessor_project="other_project")
    links = pl.concat(
        [one.rename({"lag_days": "lag"}).select(_LINK) for one in (own, across)]
    ).join(projects, on="project", how="semi")  # fmt: skip
    codes = source.table("project").select(predecessor_project="code", _stage="stage")
    links = links.join(codes, on="predecessor_project", how="left", maintain_order="left")
    stage = pl.col("_stage")
    canceled = links.filter(stage == "canceled")
    links = links.filter(stage.is_null() | ~stage.is_in(["closed", "canceled"])).drop("_stage")
    known = elements.select("project", "code", _is_known=True)
    there = {
        "predecessor": known.rename({"project": "predecessor_project", "code": "predecessor"}),
        "successor": known.rename({"code": "successor"}),
    }
    findings = [
        Finding("warning", "canceled_predecessor",
                f"{row['successor']} of {row['project']} waits for {row['predecessor_project']}, "
                "which is canceled.", value=row["successor"])
        for row in canceled.iter_rows(named=True)
    ]  # fmt: skip
    for end, frame in there.items():
        project = frame.columns[0]
        is_whole = pl.col(end) == WHOLE
        rows = links.join(frame, on=[project, end], how="left", maintain_order="left")
        is_there = pl.col("_is_known").is_not_null() | is_whole
        findings += [
            Finding("error", "unknown_task",
                    f"The link from {row['predecessor']} of {row['predecessor_project']} to "
                    f"{row['successor']} of {row['project']} is left out: there is no element "
                    f"{row[end]} in {row[project]}.", value=row["successor"])
            for row in rows.filter(~is_there).iter_rows(named=True)
        ]  # fmt: skip
        links = rows.filter(is_there).drop("_is_known")
    return links, tuple(findings)


def _from_first(links: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """Return the links with the start of a whole project as that of its task planned first."""
    order = tasks.sort("planned_start", "code", nulls_last=True)
    first = order.group_by(predecessor_project="project").agg(_first=pl.col("code").first())
    is_start = (pl.col("predecessor") == WHOLE) & pl.col("kind").str.starts_with("S")
    rows = links.join(first, on="predecessor_project", how="left", maintain_order="left")
    own = pl.when(is_start).then(pl.coalesce("_first", "predecessor")).otherwise("predecessor")
    return rows.with_columns(predecessor=own).drop("_first")


def _parts(tasks: pl.DataFrame, below: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of summaries that links name, and which of them stand for start and end.

    A part that waits for another part need not be held up again, nor one that another waits for be
    waited for; but what has begun no longer waits, so it passes nothing on.
    """
    named_ones = pl.concat([
        links.select("project", summary="successor"),
        links.select(project="predecessor_project", summary="predecessor"),
    ]).unique()  # fmt: skip
    facts = tasks.select(
        "project", "code", "planned_start", "planned_finish",
        is_begun=pl.col("actual_start").is_not_null(),
    )  # fmt: skip
    rows = below.join(named_ones, on=["project", "summary"], how="semi").join(
        facts, on=["project", "code"]
    )
    place = ["project", "summary"]
    inside = links.filter(
        pl.col("project") == pl.col("predecessor_project"), pl.col("lag") >= 0
    ).select("project", "predecessor", "successor", "kind")  # fmt: skip
    ends = rows.select(*place, "code", "is_begun")
    inner = inside.join(
        ends.rename({"code": "predecessor", "is_begun": "_of_begun"}), on=["project", "predecessor"]
    ).join(
        ends.rename({"code": "successor", "is_begun": "_to_begun"}), on=[*place, "successor"]
    )  # fmt: skip
    held = inner.filter(pl.col("kind").is_in(["FS", "SS"]), ~pl.col("_of_begun"))
    awaited = inner.filter(pl.col("kind").is_in(["FS", "FF"]), ~pl.col("_to_begun"))
    order = rows.sort("planned_start", "code", nulls_last=True)
    first = order.group_by(place).agg(_first=pl.col("code").first())
    last = rows.sort("planned_finish", "code").group_by(place).agg(_last=pl.col("code").last())
    return (
        rows.join(held.select(*place, code="successor", _held=True).unique(),
                  on=[*place, "code"], how="left")
        .join(awaited.select(*place, code="predecessor", _awaited=True).unique(),
              on=[*place, "code"], how="left")
        .join(first, on=place)
        .join(last, on=place)
        .select(
            *place, "code",
            stands_for_start=pl.col("_held").is_null(),
            stands_for_end=pl.col("_awaited").is_null(),
            is_first=pl.col("code") == pl.col("_first"),
            is_last=pl.col("code") == pl.col("_last"),
        )
    )  # fmt: skip


def _wholes(
    tasks: pl.DataFrame, links: pl.DataFrame, projects: pl.DataFrame, time: Dated
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the finishes of projects that others wait for as milestones, and their links.

    A project without elements is one task from its planned start to its planned finish.
    """
    asked = links.filter(pl.col("predecessor") == WHOLE)["predecessor_project"].unique()
    rows = projects.filter(pl.col("project").is_in(asked.implode()))
    ends = tasks.filter(pl.col("project").is_in(asked.implode())).select(
        "project",
        successor=pl.lit(WHOLE), predecessor_project="project", predecessor="code",
        kind=pl.lit("FS"), lag=pl.lit(0, pl.Int64), of_predecessor="code",
        of_successor=pl.lit(WHOLE),
    )  # fmt: skip
    by_dates = lasting(rows.with_columns(duration_days=pl.lit(None, pl.Int64)), time)
    has_parts = pl.col("project").is_in(tasks["project"].unique().implode())
    return ends.select(*_LINK, "of_predecessor", "of_successor"), rows.select(
        "project", code=pl.lit(WHOLE), name="name", calendar="calendar",
        duration=pl.when(has_parts).then(0).otherwise(by_dates.fill_null(1)),
        is_estimated=has_parts | by_dates.is_not_null(),
        planned_start=pl.when(~has_parts).then("planned_start"),
        planned_finish="planned_finish",
    )  # fmt: skip


__all__ = ["WHOLE", "links_of", "without_circles"]
