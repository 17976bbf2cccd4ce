"""The demonstration as it is loaded: what hangs on the store, and approvals of its charters."""

from datetime import time

import polars as pl

from pmo_core.analysis.charter import charter_hash, required
from pmo_core.analysis.currency import convert
from pmo_core.model import CharterApproval, settings_from

Frames = dict[str, pl.DataFrame]
_UNIT = {"finance": "BIZ.FIN", "security": "IT.SEC", "architecture": "IT.DEV"}
_PMO = "PMO-B"
_ROUND = 3  # of approved projects every third charter is still going round
_AFTERNOON = time(15)


def loadable(frames: Frames, number: int) -> Frames:
    """Return the frames as they are loaded by the change of this number.

    Projects follow the methods as that change writes them, and charters are approved.
    """
    adoption = frames["adoption"].with_columns(revision=pl.lit(number, pl.Int64))
    return {**frames, "adoption": adoption, "charter_approval": approvals(frames)}


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


__all__ = ["approvals", "loadable"]
