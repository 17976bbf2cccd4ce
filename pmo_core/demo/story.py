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
TOLERANCE, SLIP_DAYS = 1.1, 30  # the settings' tolerances of cost and time
LONG_REPORTS = 4  # after so many reports over the tolerance a board has decided
LEAST_REPORTS = 8
NEAR = 0.04  # its forecast cost may differ so much from its budget
LESS_DAYS = 180  # before as_of people were taken from the project that is late at fair cost
SILENT_DAYS = 18  # nobody posted any more that long before the last report
GRANTED = 0.5  # of the change for which the over-target baseline was made
_DECIDED_AT, _MINUTES = 15, 20  # o'clock; of the agenda
_REASONS = {
    "cost": ("What is still to be paid is less than what it brings.",
             "The cause is understood, the rest is estimated anew."),
    "time": ("The new date is agreed with the departments concerned.",
             "Nothing waits for it; people are not taken from elsewhere.",
             "The supplier's delay is accepted, the date is kept from now on."),
}  # fmt: skip


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
    cases = _long_over(frames, story)
    if decided:
        first = pl.DataFrame([(decided[0], "cost", *decided[1:], 0)], cases.schema, orient="row")
        cases = pl.concat([first, cases])
    _decide(frames, cases)
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


def _long_over(frames: Frames, story: Story) -> pl.DataFrame:
    """Return what broke its tolerance for at least four reports, so that a board has decided.

    Columns: project, measure (cost or time), board and held_on (its latest meeting), nth. Those
    of the story are left alone.
    """
    running = frames["project"].filter(
        pl.col("stage").is_in(["delivery", "on hold"]), pl.col("planned_cost").is_not_null(),
        ~pl.col("code").is_in(list(story.tags())),
    )  # fmt: skip
    plan = running.select("planned_finish", "planned_cost", project="code")
    said = frames["status_report"].select("project", "data_date", "forecast_cost",
                                          "forecast_finish").join(plan, on="project")  # fmt: skip
    ratio = pl.col("forecast_cost").cast(pl.Float64) / pl.col("planned_cost").cast(pl.Float64)
    slip = (pl.col("forecast_finish") - pl.col("planned_finish")).dt.total_days()
    over = (
        said.sort("project", "data_date")
        .group_by("project", maintain_order=True)
        .agg(
            cost=(ratio > TOLERANCE).fill_null(value=False).tail(LONG_REPORTS),
            time=(slip > SLIP_DAYS).fill_null(value=False).tail(LONG_REPORTS),
        )
        .unpivot(["cost", "time"], index="project", variable_name="measure", value_name="over")
    )
    long = over.filter(
        pl.col("over").list.len() == LONG_REPORTS, pl.col("over").list.all()
    )  # fmt: skip
    return (
        long.join(_last_meetings(frames), on="project")
        .sort("held_on", "project", "measure")
        .select("project", "measure", "board", "held_on", nth=pl.int_range(pl.len()))
    )


def _last_meetings(frames: Frames) -> pl.DataFrame:
    """Return project, board (that decided about its last gate) and held_on (its last meeting)."""
    boards = frames["decision"].filter(about="gate").sort("decided_on").group_by("project").agg(
        pl.col("board").last()
    )  # fmt: skip
    met = frames["meeting"].drop_nulls("closed_on").group_by("board").agg(pl.col("held_on").max())
    return boards.join(met, on="board")


def _decide(frames: Frames, cases: pl.DataFrame) -> None:
    """Let boards decide, at the meetings of the cases, that projects go on; see `_long_over`."""
    made = _decisions(frames, cases)
    rows = {"decision": made.select(frames["decision"].columns), "vote": _votes(frames, made),
            "agenda_item": _items(frames, made)}  # fmt: skip
    for register, row in rows.items():
        frames[register] = pl.concat([frames[register], row])
    at = made.select("board", held_on="decided_on", is_it=pl.lit(value=True)).unique()
    meeting = frames["meeting"].join(at, on=["board", "held_on"], how="left", maintain_order="left")
    frames["meeting"] = meeting.with_columns(
        note=pl.when(pl.col("is_it").is_null()).then("note")
    ).drop("is_it")


def _decisions(frames: Frames, cases: pl.DataFrame) -> pl.DataFrame:
    """Return the register of these decisions, the first held first."""
    scribes = frames["board_member"].filter(position="secretary").group_by("board").agg(
        scribe=pl.col("member").first()
    )  # fmt: skip
    cost = frames["project"].select("planned_cost", project="code")
    rows = (
        cases.join(scribes, on="board", how="left")
        .join(cost, on="project")
        .sort("held_on", "project", "measure")
    )
    first = frames["decision"].height + 1
    return typed(Decision, {
        "code": [f"D-{first + k:04d}" for k in range(rows.height)],
        **rows.select("board", "project", subject="measure", decided_on="held_on",
                      amount="planned_cost").to_dict(),
        "about": ["exception"] * rows.height, "outcome": ["go"] * rows.height,
        "reason": [_REASONS[measure][nth % len(_REASONS[measure])]
                   for measure, nth in rows.select("measure", "nth").iter_rows()],
        "recorded_by": rows["scribe"].fill_null(""),
        "recorded_at": rows["held_on"].cast(pl.Datetime("us")).dt.offset_by(f"{_DECIDED_AT}h"),
    })  # fmt: skip


def _votes(frames: Frames, made: pl.DataFrame) -> pl.DataFrame:
    """Return that all who sit on the board and were there were for it."""
    here = frames["meeting"].select(
        "board", decided_on="held_on", member=pl.col("present").str.split(";")
    ).explode("member")  # fmt: skip
    voting = frames["board_member"].filter(
        pl.col("position").is_in(["chair", "member"]), pl.col("until_on").is_null()
    )
    votes = (
        made.select("board", "decided_on", decision="code")
        .join(here, on=["board", "decided_on"])
        .join(voting, on=["board", "member"], how="semi")
        .sort("decision", "member")
    )
    for_it = ["for"] * votes.height
    return typed(Vote, {**votes.select("decision", "member").to_dict(), "vote": for_it})


def _items(frames: Frames, made: pl.DataFrame) -> pl.DataFrame:
    """Return the items under which the decisions stood on the agendas, after all others."""
    manager = frames["project"].select("manager", project="code")
    before = frames["agenda_item"].group_by("board", "held_on").agg(n=pl.len())
    rows = (
        made.select("board", "about", "project", "subject", held_on="decided_on")
        .join(manager, on="project", maintain_order="left")
        .join(before, on=["board", "held_on"], how="left", maintain_order="left")
    )
    nth = pl.int_range(pl.len()).over("board", "held_on")
    return typed(AgendaItem, {
        **rows.select("board", "held_on", "about", "project", "subject",
                      presenter="manager").to_dict(),
        "number": rows.select(pl.col("n").fill_null(0) + nth + 1).to_series(),
        "minutes": [_MINUTES] * rows.height,
    })  # fmt: skip


__all__ = ["Story", "told"]
