"""Projects of the demonstration that control is shown by, found by their tags.

================= ==============================================================================
late at fair cost cost performance is fine (CPI 1.02), schedule performance is not (SPI(t) ~ 0.7)
data too old      its manager has stopped to report, and nobody posts on it any more
cost exception    its forecast breaks the cost tolerance since three reports; nothing is decided
exception decided its forecast broke the cost tolerance too, and its board let it go on
over target       its baseline plans more than was approved
================= ==============================================================================

Where a portfolio is too small for one of them, it is missing.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.demo.earning import earned_at
from pmo_core.demo.life import Lives
from pmo_core.demo.shape import Floats, typed
from pmo_core.model import AgendaItem, Decision, Vote

Frames = dict[str, pl.DataFrame]
CPI = 1.02
SPI_T = 0.7
TOLERANCE = 1.1  # the settings' tolerance of cost
LEAST_REPORTS = 8
NEAR = 0.04  # its forecast cost may differ so much from its budget
LESS_DAYS = 180  # before as_of people were taken from the project that is late at fair cost
SILENT_DAYS = 18  # nobody posted any more that long before the last report
GRANTED = 0.5  # of the change for which the over-target baseline was made
_DECIDED_AT = 15  # o'clock


@dataclass(frozen=True, slots=True)
class Story:
    """Codes of the projects by what they show; see above for the tags."""

    late_at_fair_cost: str | None
    data_too_old: str | None
    cost_exception: str | None
    exception_decided: str | None
    over_target: str | None

    def tags(self) -> dict[str, str]:
        """Return the tag of each project."""
        named = {field.name.replace("_", " "): getattr(self, field.name) for field in fields(self)}
        return {code: tag for tag, code in named.items() if code is not None}


def told(
    frames: Frames, projects: Lives, silent: str | None, odd: set[str]
) -> tuple[Frames, Story]:
    """Return the frames in which the projects stand out, and which ones they are.

    Parameters
    ----------
    frames : dict
        By register, with the faults planted.
    projects : Lives
        As made.
    silent : str or None
        The project that has stopped to report.
    odd : set of str
        Projects with planted faults, which are left alone.
    """
    frames = dict(frames)
    running = _running(frames, odd)
    undecided, decided = _over_tolerance(frames, running)
    taken = {one for one in (undecided, decided and decided[0]) if one}
    late = _late(frames, projects, running.filter(~pl.col("code").is_in(taken)))
    story = Story(late, silent, undecided, decided and decided[0], _over_target(frames))
    _grant_by_rate(frames)
    if silent:
        _silence(frames, silent)
    if decided:
        _decide(frames, *decided)
    tag = pl.col("code").replace_strict(story.tags(), default=None, return_dtype=pl.String)
    frames["project"] = frames["project"].with_columns(
        tags=pl.concat_str(tag, "tags", separator=";", ignore_nulls=True).replace("", None)
    )
    return frames, story


def _running(frames: Frames, odd: set[str]) -> pl.DataFrame:
    """Return projects in delivery that report in base currency, without faults and changes."""
    changed = frames["change_request"].filter(state="approved")["project"].to_list()
    return frames["project"].filter(
        pl.col("stage") == "delivery", pl.col("currency") == "EUR",
        pl.col("planned_cost").is_not_null(), ~pl.col("code").is_in([*odd, *changed]),
    ).sort("code")  # fmt: skip


def _over_tolerance(
    frames: Frames, running: pl.DataFrame
) -> tuple[str | None, tuple[str, str, pl.Series] | None]:
    """Return who is over since three reports, and who is over since two: with board and day.

    The latter's board met since the first of the two.
    """
    ratio = pl.col("forecast_cost").cast(pl.Float64) / pl.col("planned_cost").cast(pl.Float64)
    last = frames["status_report"].sort("data_date").group_by("project").agg(
        over=(ratio > TOLERANCE).tail(4), since=pl.col("data_date").tail(2).first()
    ).join(running.select(project="code"), on="project", how="semi").sort("project")  # fmt: skip

    def over(n: int) -> pl.Expr:
        """Return whether the last `n` reports are over, and the one before is not."""
        return pl.col("over").list.slice(-n - 1, n + 1) == pl.lit([False, *[True] * n])

    three = last.filter(over(3))["project"]
    boards = frames["decision"].filter(about="gate").sort("decided_on").group_by("project").agg(
        pl.col("board").last()
    )  # fmt: skip
    met = frames["meeting"].drop_nulls("closed_on").sort("held_on").group_by("board").agg(
        pl.col("held_on").last()
    )  # fmt: skip
    two = last.filter(over(2)).join(boards, on="project").join(met, on="board").filter(
        pl.col("held_on") > pl.col("since")
    ).sort("project")  # fmt: skip
    first = two.select("project", "board", "held_on").row(0) if two.height else None
    return (three[0] if len(three) else None), first


def _late(frames: Frames, projects: Lives, running: pl.DataFrame) -> str | None:
    """Take people from one project, so that less is done and less is spent; return its code.

    It is the largest of those that had earned and spent little enough when they left. From then on
    work is posted less often, and percent complete grows with what is spent, to the CPI wanted.
    """
    left_on = projects.as_of - LESS_DAYS
    place = {code: k for k, code in enumerate(projects.code.tolist())}
    posted = frames["actual"].join(running.select(project="code"), on="project", how="semi")
    posted = posted.select("project", "spent_on", "line", cost=pl.col("cost").cast(pl.Float64))
    is_before = pl.col("spent_on").to_physical() <= left_on
    spent = posted.group_by("project").agg(
        spent=pl.col("cost").sum(), before=pl.col("cost").filter(is_before).sum()
    )
    fit = running.select("planned_cost", project="code").join(spent, on="project").with_columns(
        budget=pl.col("planned_cost").cast(pl.Float64),
        place=pl.col("project").replace_strict(place, return_dtype=pl.Int64),
    ).join(
        frames["status_report"].sort("data_date").group_by("project").agg(
            n=pl.len(), forecast=pl.col("forecast_cost").last().cast(pl.Float64)
        ), on="project",
    ).filter(
        pl.col("n") >= LEAST_REPORTS, (pl.col("forecast") / pl.col("budget") - 1).abs() < NEAR
    ).sort("budget", "project", descending=True)  # fmt: skip
    where = fit["place"].to_numpy()
    wanted = SPI_T * (projects.as_of - projects.start[where]) / projects.planned_days[where]
    fit = fit.with_columns(
        reached=pl.Series(earned_at(wanted, fit, frames["wbs_element"], projects))
    ).with_columns(cost=pl.col("reached") * pl.col("budget") / CPI)  # fmt: skip
    fit = fit.filter(
        pl.col("cost") < 0.95 * pl.col("spent"), pl.col("cost") > 1.1 * pl.col("before")
    )
    if fit.is_empty():
        return None
    one = fit.row(0, named=True)
    after = posted.filter(project=one["project"]).filter(~is_before).sort("spent_on", "line")
    is_kept = _thinned(after["cost"].to_numpy(), one["cost"] - one["before"])
    dropped = after.filter(~pl.Series(is_kept))["line"]
    frames["actual"] = frames["actual"].filter(~pl.col("line").is_in(dropped.implode()))
    _report_less(frames, one["project"], one["budget"], left_on)
    code: str = one["project"]
    return code


def _thinned(cost: Floats, wanted: float) -> npt.NDArray[np.bool_]:
    """Return which lines to keep, one in so many, for a cost nearest to what is wanted."""
    turns = np.floor(np.arange(len(cost) + 1) * np.linspace(0.01, 1.0, 100)[:, None])
    is_kept: npt.NDArray[np.bool_] = np.diff(turns, axis=1) > 0
    nearest: npt.NDArray[np.bool_] = is_kept[int(np.argmin(np.abs(is_kept @ cost - wanted)))]
    return nearest


def _report_less(frames: Frames, code: str, budget: float, left_on: int) -> None:
    """Let percent complete grow with what is spent since people left, until the CPI is met."""
    spent = frames["actual"].filter(project=code).group_by("spent_on").agg(
        pl.col("cost").cast(pl.Float64).sum()
    ).sort("spent_on").with_columns(spent=pl.col("cost").cum_sum())  # fmt: skip
    reports = frames["status_report"].filter(project=code).sort("data_date").join_asof(
        spent.select("spent_on", "spent"), left_on="data_date", right_on="spent_on"
    )  # fmt: skip
    is_after = pl.col("data_date").to_physical() > left_on
    old, cost = (pl.col(name).filter(~is_after).last().fill_null(0.0)
                 for name in ("percent_complete", "spent"))  # fmt: skip
    end = pl.col("spent").last() * CPI / budget * 100
    grown = old + (end - old) * (pl.col("spent") - cost) / (pl.col("spent").last() - cost)
    said = reports.with_columns(said=pl.when(is_after).then(grown.round(1)))
    both = frames["status_report"].join(
        said.select("project", "data_date", "said"), on=["project", "data_date"], how="left",
        maintain_order="left",
    )  # fmt: skip
    frames["status_report"] = both.with_columns(
        percent_complete=pl.coalesce("said", "percent_complete")
    ).drop("said")


def _over_target(frames: Frames) -> str | None:
    """Approve only a part of the change behind a newest baseline, and return its project."""
    raised = frames["change_request"].filter(pl.col("cost_delta") > 0)["decision"].drop_nulls()
    newest = frames["baseline"].sort("number").group_by("project").last().filter(
        pl.col("decision").is_in(raised.implode())
    ).join(frames["decision"].select("amount", decision="code"), on="decision").sort(
        "amount", "project", descending=True
    )  # fmt: skip
    if newest.is_empty():
        return None
    project, number, decision, amount = newest.select(
        "project", "number", "decision", "amount"
    ).row(0)
    part = round(float(amount) * GRANTED, -3)
    is_it = pl.col("code") == decision
    frames["decision"] = frames["decision"].with_columns(
        amount=pl.when(is_it).then(pl.lit(part).cast(newest.schema["amount"])).otherwise("amount"),
        reason=pl.when(is_it).then(pl.lit("Half of the money is there; the rest is not approved."))
        .otherwise("reason"),
    )  # fmt: skip
    frames["baseline"] = frames["baseline"].with_columns(
        is_over_target=(pl.col("project") == project) & (pl.col("number") == number)
    )
    code: str = project
    return code


def _grant_by_rate(frames: Frames) -> None:
    """Approve what projects in other currencies cost by the rate of the day, within the mandate."""
    first = frames["baseline"].filter(pl.col("number") == 1, pl.col("currency") != "EUR")
    cost = first.select("project", "currency", cost=pl.col("planned_cost").cast(pl.Float64))
    decided = frames["decision"].join(cost, on="project", how="left", maintain_order="left")
    valued = decided.with_row_index().sort("decided_on").join_asof(
        frames["rate"].sort("valid_from"), left_on="decided_on", right_on="valid_from",
        by="currency", check_sortedness=False,
    )  # fmt: skip
    valued = valued.join(
        frames["board"].select("mandate", board="code"), on="board", how="left"
    ).sort("index")
    kind = frames["decision"].schema["amount"]
    by_rate = (pl.col("cost") * pl.col("rate").cast(pl.Float64)).round(2).cast(kind)
    is_whole = (pl.col("about") == "gate") & pl.col("amount").is_not_null() & by_rate.is_not_null()
    frames["decision"] = valued.with_columns(
        amount=pl.when(is_whole).then(pl.min_horizontal(by_rate, "mandate")).otherwise("amount")
    ).select(frames["decision"].columns)


def _silence(frames: Frames, code: str) -> None:
    """Take away what was posted on a project after its manager fell silent.

    The last report expects that much less, so that what is still to be spent stays.
    """
    said = frames["status_report"].filter(project=code)["data_date"].max()
    is_gone = (pl.col("project") == code) & (
        pl.col("spent_on") > pl.lit(said) - pl.duration(days=SILENT_DAYS)
    )
    gone = frames["actual"].filter(is_gone)["cost"].sum()
    frames["actual"] = frames["actual"].filter(~is_gone)
    is_last = (pl.col("project") == code) & (pl.col("data_date") == said)
    less = pl.col("forecast_cost") - pl.lit(gone)
    frames["status_report"] = frames["status_report"].with_columns(
        forecast_cost=pl.when(is_last)
        .then(less.cast(frames["status_report"].schema["forecast_cost"]))
        .otherwise("forecast_cost")
    )


def _decide(frames: Frames, code: str, board: str, day: object) -> None:
    """Let the board of a project decide, at its last meeting, that it goes on."""
    number = frames["decision"].height + 1
    seats = frames["board_member"].filter(pl.col("board") == board)
    here = frames["meeting"].filter(board=board, held_on=day)["present"][0].split(";")
    scribe = seats.filter(position="secretary")["member"].to_list()
    voting = seats.filter(
        pl.col("position").is_in(["chair", "member"]), pl.col("member").is_in(here),
        pl.col("until_on").is_null(),
    )["member"]  # fmt: skip
    project = frames["project"].filter(code=code)
    on = pl.Series([day])
    decision = f"D-{number:04d}"
    rows = {
        "decision": typed(Decision, {
            "code": [decision], "board": [board], "decided_on": on, "about": ["exception"],
            "project": [code], "subject": ["cost"], "outcome": ["go"],
            "amount": project["planned_cost"],
            "reason": ["What is still to be paid is less than what it brings."],
            "recorded_by": scribe[:1] or [""],
            "recorded_at": on.cast(pl.Datetime("us")).dt.offset_by(f"{_DECIDED_AT}h"),
        }),
        "vote": typed(Vote, {
            "decision": [decision] * len(voting), "member": voting.sort(),
            "vote": ["for"] * len(voting),
        }),
        "agenda_item": typed(AgendaItem, {
            "board": [board], "held_on": on, "about": ["exception"], "project": [code],
            "subject": ["cost"],
            "number": [frames["agenda_item"].filter(board=board, held_on=day).height + 1],
            "minutes": [20], "presenter": project["manager"],
        }),
    }  # fmt: skip
    for register, row in rows.items():
        frames[register] = pl.concat([frames[register], row])
    is_it = (pl.col("board") == board) & (pl.col("held_on") == day)
    frames["meeting"] = frames["meeting"].with_columns(note=pl.when(~is_it).then("note"))


__all__ = ["Story", "told"]
