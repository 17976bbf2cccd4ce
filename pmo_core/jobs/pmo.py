"""What is done about the PMO itself: it says how mature it finds itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.errors import Refused
from pmo_core.model import Maturity
from pmo_core.model.pmo import Area
from pmo_core.store import Repository, Session


@dataclass(frozen=True)
class Said:
    """What is said about one area: level, level aimed at, and what shows it."""

    level: int
    target: int | None
    evidence: str = ""


def assess(session: Session, repo: Repository, on: date, said: Mapping[Area, Said]) -> int:
    """Keep an assessment of some areas on a day, in the actor's name; return the change.

    What was said of these areas on the same day is replaced; other days stay.

    Raises
    ------
    Refused
        No area is assessed, one aims below where it stands, or nothing differs.
    Conflict
        Somebody else assessed on the same day meanwhile.
    """
    if not said:
        raise Refused("No area is assessed.", "Choose the level of one area at least.")
    lower = [area for area, one in said.items() if one.target and one.target < one.level]
    if lower:
        raise Refused(
            f"The target is below the level: {', '.join(lower)}.",
            "Aim at the level reached, or higher.",
        )
    now = Maturity.frame(*(
        Maturity(
            assessed_on=on, area=area, level=one.level, target_level=one.target,
            evidence=one.evidence.strip() or None, assessed_by=session.actor,
        )
        for area, one in said.items()
    ))  # fmt: skip
    was = repo.table("maturity", assessed_on=on).filter(pl.col("area").is_in(list(said)))
    number = session.put({"maturity": now}, {"maturity": was}, note=f"Maturity on {on}")
    if number is None:
        raise Refused("Nothing was changed: it says so already.", "Change a level.")
    return number


__all__ = ["Said", "assess"]
