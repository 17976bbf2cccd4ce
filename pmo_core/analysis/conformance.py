"""Whether projects do what their method asks: gates held, deliverables there, in order."""

from datetime import date

import polars as pl

from pmo_core.analysis.methods import holds

DONE, MISSING, UNPLANNED, LATER = "done", "missing", "not planned", "not due yet"


def items(asked: pl.DataFrame, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return what the method of each project asks for, and whether it is there.

    An item is asked for when it is required and either the project plans it or it holds for the
    project's size and risk. It is due when its day has come (where it has none, that of its gate),
    or when its gate or a later gate was held. A gate that the project does not plan is due at once.

    Parameters
    ----------
    asked : polars.DataFrame
        What the query `method_items` gives.
    projects : polars.DataFrame
        project, planned_cost (base currency), risk_pct (null = not known).
    as_of : date
        Data date: what was done afterwards is not done.

    Returns
    -------
    polars.DataFrame
        project, kind, code, name, within, due_on, done_on, item_state (done, missing, not planned,
        not due yet), is_out_of_order: a gate held before or without a required one in front of
        it, or a deliverable that came after its gate was held.
    """
    frame = asked.join(
        projects.select("project", "planned_cost", "risk_pct"), on="project", how="left"
    )
    needed = frame.filter(
        "is_required", pl.col("is_planned") | holds(pl.col("planned_cost"), pl.col("risk_pct"))
    ).with_columns(done_on=pl.when(pl.col("done_on") <= as_of).then("done_on"))
    gates = _gates(needed.filter(kind="gate"))
    others = needed.filter(kind="deliverable").join(
        gates.select("project", within="code", gate_done="done_on", gate_passed="is_passed",
                         gate_due="due_on"),
        on=["project", "within"], how="left",
    ).with_columns(
        is_passed=pl.col("gate_done").is_not_null() | pl.col("gate_passed").fill_null(value=False),
        is_out_of_order=(pl.col("done_on") > pl.col("gate_done")).fill_null(value=False),
        due_on=pl.coalesce("due_on", "gate_due"),
    )  # fmt: skip
    shown = [
        "project", "kind", "code", "name", "within", "number", "is_planned", "due_on", "done_on",
        "is_passed", "is_out_of_order",
    ]  # fmt: skip
    both = pl.concat([gates.select(shown), others.select(shown)])
    is_due = pl.col("is_passed") | (pl.col("due_on") <= as_of).fill_null(value=False)
    state = (
        pl.when(pl.col("done_on").is_not_null()).then(pl.lit(DONE))
        .when(~pl.col("is_planned") & (is_due | (pl.col("kind") == "gate"))).then(pl.lit(UNPLANNED))
        .when(is_due).then(pl.lit(MISSING))
        .otherwise(pl.lit(LATER))
    )  # fmt: skip
    order = pl.col("kind").replace_strict({"gate": 0, "deliverable": 1}, return_dtype=pl.Int8)
    return (
        both.with_columns(item_state=state)
        .sort("project", order, "number", "code", nulls_last=True)
        .drop("number", "is_planned", "is_passed")
    )


def _gates(gates: pl.DataFrame) -> pl.DataFrame:
    """Return the gates with whether a later one was held, and whether they were held too early."""
    is_held = pl.col("done_on").is_not_null()
    n_later = is_held.cast(pl.Int64).cum_sum(reverse=True) - is_held
    earlier = pl.col("done_on").shift(1).cum_max().over("project")
    skipped = ((~is_held).cum_sum() > 0).over("project")
    return gates.sort("project", "number", "code").with_columns(
        is_passed=(n_later > 0).over("project"),
        is_out_of_order=is_held & ((pl.col("done_on") < earlier).fill_null(value=False) | skipped),
    )


def conformance(of: pl.DataFrame) -> pl.DataFrame:
    """Return one row per project: how much of what was due is there, and what is not.

    conformance_pct = 100 x done / (done + missing + not planned); null when nothing was due.

    Parameters
    ----------
    of : polars.DataFrame
        What `items` gave.

    Returns
    -------
    polars.DataFrame
        project, conformance_pct, n_done, n_due, n_gates_missed, n_deliverables_missed,
        n_out_of_order, still_missing (names, text); the worst first.
    """
    is_done = pl.col("item_state") == DONE
    is_missed = pl.col("item_state").is_in([MISSING, UNPLANNED])
    is_gate = pl.col("kind") == "gate"
    called = pl.when(is_gate).then(pl.format("{} {}", "code", "name")).otherwise("name")
    counted = of.group_by("project", maintain_order=True).agg(
        n_done=is_done.sum().cast(pl.Int64),
        n_due=(is_done | is_missed).sum().cast(pl.Int64),
        n_gates_missed=(is_missed & (pl.col("kind") == "gate")).sum().cast(pl.Int64),
        n_deliverables_missed=(is_missed & (pl.col("kind") != "gate")).sum().cast(pl.Int64),
        n_out_of_order=pl.col("is_out_of_order").sum().cast(pl.Int64),
        still_missing=called.filter(is_missed).str.join(", "),
    )
    share = pl.when(pl.col("n_due") > 0).then(100 * pl.col("n_done") / pl.col("n_due"))
    return (
        counted.with_columns(conformance_pct=share)
        .sort(
            "conformance_pct", "n_out_of_order", "project",
            descending=[False, True, False], nulls_last=True,
        )
        .select(
            "project", "conformance_pct", "n_done", "n_due", "n_gates_missed",
            "n_deliverables_missed", "n_out_of_order", "still_missing",
        )
    )  # fmt: skip


__all__ = ["conformance", "items"]
