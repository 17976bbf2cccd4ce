"""The charters of approved and running projects."""

import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.demo.wishes import ABOUT
from pmo_core.model import Charter

_STAGES = ("approved", "delivery", "on hold")
_OUT = "Processes of other departments\nOperation after the handover"
_TAKEN = "The people of the plan are released\nThe departments name their key users"


def charters(register: pl.DataFrame, gates: pl.DataFrame, baselines: pl.DataFrame) -> pl.DataFrame:
    """Return a charter per project that was approved or runs, as its first baseline has it.

    `register`, `gates` and `baselines` are the registers of project, gate and baseline.
    """
    first = baselines.filter(pl.col("number") == 1).select("project", budget="planned_cost")
    milestones = gates.sort("project", "number").group_by("project", maintain_order=True).agg(
        milestones=pl.format("{}: {}", pl.col("due_on").cast(pl.String), "name").str.join("\n"),
        deliverables=pl.format("Result of {}", pl.col("name").str.to_lowercase()).str.join("\n"),
    )  # fmt: skip
    chosen = register.filter(pl.col("stage").is_in(_STAGES)).with_columns(project="code").join(
        first, on="project"
    ).join(milestones, on="project").sort("project")  # fmt: skip

    def told(k: int) -> pl.Expr:
        words = {program: texts[k] for program, texts in ABOUT.items()}
        return pl.col("program").replace_strict(words, return_dtype=pl.String)

    frame = chosen.with_columns(
        purpose=pl.concat_str(told(1), pl.lit(" "), told(2)),
        scope_in=pl.format("{}\nTraining of the key users\nHandover to operations", "name"),
        scope_out=pl.lit(_OUT),
        risks=told(3),
        assumptions=pl.lit(_TAKEN),
        roles=pl.format(
            "Business case: R={}, A={}\nDelivery: R={}, A={}, C=Architecture\n"
            "Acceptance: R={}, A={}, I=Operations",
            "manager", "sponsor", "manager", "sponsor", "manager", "sponsor",
        ),
        author="manager",
    )  # fmt: skip
    return typed(Charter, frame.select(list(Charter.model_fields)).to_dict())
