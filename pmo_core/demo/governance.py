"""What the demonstration's governance left behind, all from one agreed story per project."""

import numpy as np
import polars as pl

from pmo_core.demo import boards, changes, decisions, gates, minutes
from pmo_core.demo.deliverables import deliverables
from pmo_core.demo.faults import Fault
from pmo_core.demo.life import Lives
from pmo_core.demo.people import Staff
from pmo_core.demo.shape import typed
from pmo_core.model import Adoption
from pmo_core.model.initial import initial

Frames = dict[str, pl.DataFrame]
FIRST_CHANGE = 1  # the demonstration is the first change of the store that holds it


def governed(
    rng: np.random.Generator, projects: Lives, who: Staff, register: pl.DataFrame
) -> tuple[Frames, tuple[Fault, ...]]:
    """Return boards, meetings, gates, decisions, changes and baselines, and faults at gates.

    `register` is the register of projects. What was agreed first is what is planned now without
    the changes that were approved since.
    """
    as_of = projects.as_of
    asked = changes.asked(rng, projects, register)
    cost = pl.DataFrame({"project": projects.code, "planned": projects.planned})
    cost = cost.join(changes.approved(asked), on="project", how="left").select(
        "project", agreed=pl.col("planned") - pl.col("delta").fill_null(0.0)
    )
    planned = gates.calendar(rng, projects, register, cost)
    seats = boards.members(who, as_of)
    meetings = boards.sittings(int(planned["ready"].min() or as_of), as_of)  # type: ignore[arg-type]
    at_gates, faults = gates.misheld(gates.held(rng, planned, meetings, as_of))
    decided = decisions.decide(rng, at_gates, asked, meetings, as_of)
    past = meetings.filter(pl.col("day") <= as_of)
    present = boards.present(rng, past, seats)
    frames = {
        "method_element": initial("method_element"),
        "adoption": _adoptions(at_gates),
        "board": boards.boards(),
        "board_member": seats,
        "gate": decisions.gates_of(at_gates, decided),
        "meeting": minutes.meetings_of(meetings, present, decided, as_of),
        "agenda_item": minutes.agenda(
            at_gates, asked, decided, meetings=meetings, register=register, as_of=as_of
        ),
        "decision": decisions.register_of(decided, seats),
        "vote": decisions.votes(rng, decided, present),
        "condition": decisions.conditions(rng, decided, register, as_of),
        "change_request": changes.register_of(asked, decided),
        "baseline": changes.baselines(projects, asked, decided, register),
        "deliverable": deliverables(
            rng, at_gates, register.select("sponsor", project="code"), as_of
        ),
    }
    return frames, faults


def _adoptions(at_gates: pl.DataFrame) -> pl.DataFrame:
    """Return the method of each project, adopted when its first gate was held."""
    first = at_gates.filter(pl.col("number") == 1, pl.col("held").is_not_null()).sort("project")
    return typed(Adoption, {
        "project": first["project"],
        "method": first["method"],
        "revision": [FIRST_CHANGE] * first.height,
        "adopted_on": first["held"].cast(pl.Int32).cast(pl.Date),
        "recommended": first["method"],
    })  # fmt: skip
