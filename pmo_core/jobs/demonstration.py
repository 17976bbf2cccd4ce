"""The demonstration as it is loaded: what hangs on the store, and what follows from its rows."""

from datetime import time

import polars as pl

from pmo_core.analysis.charter import charter_hash, required
from pmo_core.analysis.currency import convert
from pmo_core.analysis.earning import earned
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.work_breakdown import valued
from pmo_core.analysis.working_days import Calendar
from pmo_core.model import CharterApproval, settings_from

Frames = dict[str, pl.DataFrame]
_UNIT = {"finance": "BIZ.FIN", "security": "IT.SEC", "architecture": "IT.DEV"}
_PMO = "PMO-B"
_ROUND = 3  # of approved projects every third charter is still going round
_AFTERNOON = time(15)


def loadable(frames: Frames, number: int) -> Frames:
    """Return the frames as they are loaded by the change of this number.

    Projects follow the methods as that change writes them, charters are approved, and reports say
    what the elements earn.
    """
    adoption = frames["adoption"].with_columns(revision=pl.lit(number, pl.Int64))
    return {
        **frames, "adoption": adoption, "charter_approval": approvals(frames),
        "status_report": reports(frames),
    }  # fmt: skip


def reports(frames: Frames) -> pl.DataFrame:
    """Return the status reports with the percent complete that the elements have earned.

    Reports before the first progress by element change in the same measure as the first with it.
    Where a report says less than the highest before, it stays so much lower.

    Returns
    -------
    polars.DataFrame
        Rows of register `status_report`.
    """
    said = pl.col("percent_complete")
    highest = said.cum_max().over("project", order_by="data_date")
    measure = pl.when(highest > 0).then(pl.col("_earned") / highest)
    ratio = measure.backward_fill().over("project", order_by="data_date")
    told = pl.coalesce(
        pl.col("_earned") + said - highest, said * ratio, said
    )  # fmt: skip
    kept = frames["status_report"]
    return (
        kept.join(_earned(frames), on=["project", "data_date"], how="left", maintain_order="left")
        .with_columns(percent_complete=told.clip(0, 100).round(1))
        .select(kept.columns)
    )


def _earned(frames: Frames) -> pl.DataFrame:
    """Return project, data_date and _earned (0-100) where progress by element is reported."""
    elements = valued(frames["wbs_element"].rename({"code": "wbs"}))[0]
    elements = elements.with_row_index("element")
    calendar = Calendar.of(settings_from(dict(frames["setting"].rows())), frames["holiday"])
    plan = plan_of(
        elements.select("planned_start", "planned_finish", "planned_cost", project="element"),
        calendar,
    )
    days = frames["progress"].select("project", "data_date").unique()
    rows = days.join(elements, on="project").with_columns(
        bac=pl.col("planned_cost").cast(pl.Float64)
    )
    planned = plan.at(rows.select("data_date", project="element"))["pv"]
    told, _ = earned(rows.with_columns(planned), frames["progress"], frames["milestone"])
    share = pl.col("ev").sum() / pl.col("bac").sum()
    return told.drop_nulls("ev").group_by("project", "data_date").agg(_earned=share * 100)


def approvals(frames: Frames) -> pl.DataFrame:
    """Return who approved the charters of the demonstration.

    All who must did, on the day of the first baseline; where a project has not begun, every third
    charter has only the approvals of sponsor and project manager.

    Returns
    -------
    polars.DataFrame
        Rows of register `charter_approval`.
    """
    first = frames["baseline"].filter(pl.col("number") == 1)
    day = pl.col("approved_on")
    cost = convert(
        first, frames["rate"], ["planned_cost"],
        base=settings_from(dict(frames["setting"].rows())).base_currency, on="approved_on",
    )  # fmt: skip
    hashes = [charter_hash(row) for row in frames["charter"].iter_rows(named=True)]
    charters = frames["charter"].select(
        "project", charter_hash=pl.Series(hashes, dtype=pl.String)
    ).join(cost.select("project", "planned_cost"), on="project").sort("project")  # fmt: skip
    wanted = [list(required(amount, None)) for amount in charters["planned_cost"]]
    rows = charters.with_columns(
        position=pl.Series(wanted, dtype=pl.List(pl.String)), nth=pl.int_range(pl.len())
    ).explode("position")
    known = rows.join(_approvers(frames), on=["project", "position"]).join(
        first.select("project", approved_at=day.dt.combine(_AFTERNOON)), on="project"
    )
    is_open = (pl.col("stage") == "approved") & (pl.col("nth") % _ROUND == 0)
    is_first = pl.col("position").is_in(["sponsor", "project manager"])
    kept = known.filter(~is_open | is_first).with_columns(comment=pl.lit(None, pl.String))
    return kept.select(*CharterApproval.polars_schema()).sort(CharterApproval.key)


def _approvers(frames: Frames) -> pl.DataFrame:
    """Return project, stage, position and approver: who would approve as what."""
    project = frames["project"].select("stage", "sponsor", "manager", project="code")
    manager = dict(frames["department"].select("code", "manager").rows())
    secretary = frames["board_member"].filter(
        pl.col("board") == _PMO, pl.col("position") == "secretary"
    )["member"]
    columns = {position: pl.lit(manager[unit]) for position, unit in _UNIT.items()}
    wide = project.rename({"manager": "project manager"}).with_columns(
        PMO=pl.lit(secretary[0]), **columns
    )
    return wide.unpivot(index=["project", "stage"], variable_name="position", value_name="approver")


__all__ = ["approvals", "loadable", "reports"]
