"""Keep a run of audit rules together with what it shows of findings and actions, proved here."""

from collections.abc import Mapping

import polars as pl

from pmo_core.errors import NotAllowed, Refused
from pmo_core.model import REGISTERS, AuditRun
from pmo_core.store.change import Change
from pmo_core.store.guarded import differing
from pmo_core.store.guarded_audit import sides
from pmo_core.store.put import put
from pmo_core.store.rights import WRITABLE
from pmo_core.store.rules import shipped

_EFFECTS = ("finding", "corrective_action")
"""Registers that a run may change, in the order of references."""

_SHOWN = {
    "finding": ("state", "closed_on", "closed_run"),
    "corrective_action": (
        "state", "tested_on", "tested_run", "tested_by", "test_note", "n_reopened",
    ),
}  # fmt: skip
"""What a run says of them."""

_OTHERWISE = (
    "select 1 from rule_result as told, rule_result as first, audit_run as test, "
    "audit_run as start where told.run = shown.run and told.rule = shown.rule "
    "and test.code = shown.run and first.run = found.found_run "
    "and first.rule = found.rule and start.code = first.run "
    "and (test.data_date < start.data_date or first.parameters is distinct from told.parameters "
    "or (first.query_hash <> told.query_hash and not list_contains(?, told.rule)))"
)
"""When the run `shown` judges otherwise than the one that `found` it; `?` = shipped rules."""

Frames = Mapping[str, pl.DataFrame]


def audit(
    made: Change, run: AuditRun, results: pl.DataFrame, outcomes: pl.DataFrame, *, now: Frames,
    was: Frames,
) -> None:  # fmt: skip
    """Write a run inside a change; see `Session.audit`."""
    entry = made.entry
    if entry.role == "viewer":
        raise NotAllowed("A viewer may not run rules for keeps.", "Ask a contributor.")
    if run.revision >= made.number:
        raise Refused(f"There was no change {run.revision} yet when the rules were run.")
    for name in sorted({*now, *was} - {*_EFFECTS}):
        raise NotAllowed(f"A run of rules does not change {name.replace('_', ' ')}.")
    _require_agreement(results, outcomes)
    stamped = run.model_copy(update={"ran_at": entry.made_at, "ran_by": entry.actor})
    entry.n_new += made.add_frame("audit_run", run.frame(stamped))
    for register, frame in (("rule_result", results), ("rule_outcome", outcomes)):
        typed = frame.with_columns(run=pl.lit(run.code)).cast(
            pl.Schema(REGISTERS[register].polars_schema())
        )  # fmt: skip
        entry.n_new += made.add_frame(register, typed)
    for name in (name for name in _EFFECTS if name in now or name in was):
        empty = pl.DataFrame(schema=REGISTERS[name].polars_schema())
        put(made, name, now.get(name, empty), was.get(name, empty))
    _require_shown(made, run.code)


def _require_agreement(results: pl.DataFrame, outcomes: pl.DataFrame) -> None:
    """Refuse outcomes of rules without result or that failed, and sums that differ."""
    summed = outcomes.group_by("rule").agg(_n=pl.col("n_rows").sum())
    both = results.join(summed, on="rule", how="full", coalesce=True)
    wrong = both.filter(
        pl.col("name").is_null()
        | (pl.col("failure").is_not_null() & pl.col("_n").is_not_null())
        | (pl.col("n_rows") != pl.col("_n").fill_null(0))
    )
    if not wrong.is_empty():
        raise Refused(f"Result and outcomes of rule {wrong['rule'][0]} contradict each other.")


def _require_shown(made: Change, run: str) -> None:
    """Refuse a state of a finding or action that this run does not show.

    A rule that judged nothing of the project shows nothing: neither that it is mended nor that it
    is not. Nor does one with other thresholds than found it, an own one that asks something else,
    or a run that judges an earlier day.
    """
    shown = (
        "(select 1 from rule_outcome as shown where shown.run = ? and shown.rule = found.rule "
        f"and shown.project = found.project and not exists ({_OTHERWISE}) and "
    )
    passes = f"exists {shown} shown.n_rows = 0 and coalesce(shown.n_checked, 1) <> 0)"
    fails = f"exists {shown} shown.n_rows > 0)"
    finding = "from finding as found where found.code = now"
    turns = "now.state is distinct from was.state and now.state = "
    for register, condition, words in (
        ("finding",
         f"{turns}'verified' and (now.closed_run is distinct from ? "
         f"or not exists (select 1 {finding}.code and {passes}))",
         "is not verified by this run"),
        ("corrective_action",
         f"{turns}'verified' and (now.tested_run is distinct from ? "
         f"or not exists (select 1 {finding}.finding and {passes}))",
         "is not verified by this run"),
        ("corrective_action",
         f"{turns}'reopened' and (now.tested_run is distinct from ? "
         f"or not exists (select 1 {finding}.finding and {fails}))",
         "is not reopened by this run"),
    ):  # fmt: skip
        values = [run, run, list(shipped())]
        for key in differing(
            made.cursor, register, sides(register, made.number), condition, values
        ):
            raise Refused(
                f"{REGISTERS[register].title}: {key[0]} {words}.",
                "Its rule must have judged the project in this run as it did then, and say so.",
            )
    if "finding" not in WRITABLE[made.entry.role]:
        for register in _EFFECTS:
            _require_result_only(made, register)


def _require_result_only(made: Change, register: str) -> None:
    """Refuse that who may not write findings changes more than what the run shows."""
    rewritten = " or ".join(
        f"now.{name} is distinct from was.{name}"
        for name in REGISTERS[register].model_fields
        if name not in _SHOWN[register]
    )
    turned = "now.state is distinct from was.state and now.state not in ('verified', 'reopened')"
    condition = f"{rewritten} or ({turned})"
    for key in differing(made.cursor, register, sides(register, made.number), condition):
        raise NotAllowed(f"Of {key[0]} only what the run shows can be said so.", "Ask a manager.")


__all__ = ["audit"]
