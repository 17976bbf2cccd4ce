"""Scenarios: selections kept with everything that they were made from, read back and run again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any, cast

import polars as pl
from pydantic import ValidationError

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer
from pmo_core.analysis.selection.result import from_json
from pmo_core.errors import PmoError, Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.jobs.solver import Lane, Solver, Ticket
from pmo_core.model import Scenario
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

_SAME = 1e-9
"""Two worths that differ by a smaller share are equal."""


@dataclass(frozen=True, eq=False)
class Frozen:
    """A scenario as it was kept, independent of what the store says now.

    Parameters
    ----------
    record : Scenario
        As it is kept.
    case : Case
        The frozen inputs.
    what_if : WhatIf
        The frozen controls.
    result : dict
        The selection as `analysis.selection.result.to_json` gives it, and objective.
    """

    record: Scenario
    case: Case
    what_if: WhatIf
    result: dict[str, Any]

    @cached_property
    def formulation(self) -> Formulation:
        """Return the problem that this release makes of inputs and controls."""
        return build(self.case, self.what_if)

    @cached_property
    def answer(self) -> Answer:
        """Return the saved selection as the solver gave it, for `analysis.selection.result`."""
        return from_json(self.formulation, self.result)

    @property
    def is_whole(self) -> bool:
        """Whether this release knows every project and start of the saved selection."""
        return len(self.answer.chosen) == len(self.result["chosen"])


@dataclass(frozen=True)
class Rerun:
    """What came out when a scenario was run again on its frozen inputs.

    Parameters
    ----------
    is_same : bool
        Whether the selection is the saved one, start by start.
    is_better : bool
        Whether another selection is worth more.
    content_hash : str
        That of the scenario when the selection is the same, another one otherwise.
    sentence : str
        The outcome in words.
    result : dict
        What the solver answered.
    """

    is_same: bool
    is_better: bool
    content_hash: str
    sentence: str
    result: dict[str, Any]


def save(
    session: Session,
    repo: Repository,
    case: Case,
    what_if: WhatIf,
    result: Mapping[str, Any],
    *,
    name: str,
    note: str = "",
    seed: int = 0,
    revision: int | None = None,
) -> str:
    """Keep a selection with its inputs and controls, and return the code of the scenario.

    Parameters
    ----------
    session : Session
        In whose name.
    repo : Repository
        Where it is kept.
    case, what_if : Case, WhatIf
        What the selection was made from.
    result : mapping
        As the task "solve" gives it.
    name, note : str
        How it is called, and what it is for.
    seed : int
        Seed of the solver.
    revision : int, optional
        Revision of the data that the case was made from; without it the present one.

    Raises
    ------
    Refused
        There is no selection, or the name is empty.
    """
    if result["status"] not in ("optimal", "feasible"):
        raise Refused("There is no selection to save.", "Relax a rule or a limit first.")
    kept = {**result, "objective": build(case, what_if).objective}
    inputs, controls = case.to_text(), what_if.model_dump_json()
    inputs_hash = _hash(inputs)

    def under(code: str) -> str:
        try:
            record = Scenario(
                code=code, name=name, author=session.actor, note=note or None, made_at=utc_now(),
                revision=repo.revision if revision is None else revision,
                data_date=case.data_date, inputs=inputs, inputs_hash=inputs_hash, what_if=controls,
                seed=seed, solver=f"HiGHS {version('highspy')}", result=_canonical(kept),
                content_hash=_content_hash(inputs_hash, controls, seed, kept["chosen"]),
            )  # fmt: skip
        except ValidationError as error:
            raise Refused("A scenario needs a name of up to 2,000 characters.") from error
        session.save(record, note=f"Scenario {name}")
        return code

    return keep_under_next(lambda: repo.query("scenarios")["code"], "S-0001", under)


def load(repo: Repository, code: str) -> Frozen:
    """Return a scenario as it was kept.

    Raises
    ------
    NotFound
        There is no such scenario.
    Refused
        It does not match its hashes, or this release cannot read it.
    """
    record = cast(Scenario, repo.get("scenario", code))
    if _hash(record.inputs) != record.inputs_hash:
        raise Refused(f"The inputs of scenario {code} do not match their hash: they were altered.")
    try:
        result = json.loads(record.result)
        case, what_if = Case.from_text(record.inputs), WhatIf.model_validate_json(record.what_if)
    except (ValueError, KeyError, pl.exceptions.PolarsError) as error:
        raise Refused(
            f"Scenario {code} cannot be read by this release.", "Save it again from today's data."
        ) from error
    if record.content_hash != _content_hash(
        record.inputs_hash, record.what_if, record.seed, result["chosen"]
    ):
        raise Refused(f"Scenario {code} does not match its hash: it was altered.")
    return Frozen(record, case, what_if, result)


def ask_again(
    solver: Solver, owner: str, frozen: Frozen, *, seconds: float = 10.0, lane: Lane = "long"
) -> Ticket:
    """Put the frozen question to the solver again, with the saved selection to start from.

    Parameters
    ----------
    solver : Solver
        Where to ask.
    owner : str
        Who asks; should differ from who asks about live data in the same session.
    frozen : Frozen
        The scenario.
    seconds : float
        For how long a better selection may be searched for.
    lane : {"quick", "long"}
        Where the question waits.
    """
    saved, seed = frozen.result["chosen"], frozen.record.seed
    options = {"seconds": seconds, "start": saved, "seed": seed}
    return solver.ask(
        owner, "solve", frozen.case, frozen.what_if, options, lane=lane, seconds=seconds + 5
    )


def verdict(frozen: Frozen, result: Mapping[str, Any]) -> Rerun:
    """Return what a new answer to the frozen question says about the scenario.

    Parameters
    ----------
    frozen : Frozen
        The scenario.
    result : mapping
        As the task "solve" gives it.
    """
    record, saved = frozen.record, frozen.result
    is_same = result["chosen"] == saved["chosen"]
    margin = _SAME * max(1.0, abs(saved["value"]))
    is_better = (
        not is_same and result["value"] is not None and result["value"] > saved["value"] + margin
    )
    if is_same:
        is_proven = result["status"] == "optimal"
        proof = "it is proven optimal" if is_proven else "nothing better was found"
        sentence = f"The same selection again, {len(saved['chosen']):,} projects; {proof}."
    elif not frozen.is_whole:
        sentence = "This release reads the inputs otherwise: the saved selection cannot be reached."
    elif is_better:
        sentence = (
            f"Better found: worth {result['value']:,.6g} instead of {saved['value']:,.6g}. "
            "The scenario stays as it was saved."
        )
    else:
        sentence = "Another selection of the same worth was found: the two are tied."
    content_hash = _content_hash(record.inputs_hash, record.what_if, record.seed, result["chosen"])
    return Rerun(is_same, is_better, content_hash, sentence, dict(result))


def rerun(solver: Solver, owner: str, frozen: Frozen, seconds: float = 10.0) -> Rerun:
    """Run a scenario again on its frozen inputs, and wait for the outcome.

    Raises
    ------
    PmoError
        The solver gave no answer; the message says why.
    """
    ticket = ask_again(solver, owner, frozen, seconds=seconds)
    answer = ticket.wait(2 * seconds + 60)
    if answer is None or not ticket.is_done or ticket.failed:
        raise PmoError(ticket.failed or "The solver is busy.", "Try again.")
    return verdict(frozen, answer)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _content_hash(inputs_hash: str, what_if: str, seed: int, chosen: list[list[Any]]) -> str:
    """Return the hash of what makes a scenario; the bound is none of it, as it hangs on time."""
    return _hash(_canonical([inputs_hash, what_if, seed, chosen]))


__all__ = ["Frozen", "Rerun", "ask_again", "load", "rerun", "save", "verdict"]
