"""Which group a project or cost category belongs to, for each structure that a roll-up follows."""

from collections.abc import Mapping
from typing import Literal

import polars as pl

from pmo_core.errors import Finding
from pmo_core.model.codes import paths

Structure = Literal[
    "portfolio", "program", "department", "category", "kind", "method", "stage", "tag"
]
ALL, NONE = "All", ""
BELOW = " › "
"""Between portfolio and program in the code of a program's part of a portfolio."""
SCHEMA = {
    "member": pl.String, "level": pl.Int64, "group": pl.String, "group_name": pl.String,
    "parent": pl.String,
}  # fmt: skip


def key_of(by: Structure) -> str:
    """Return the column of the facts that a structure groups: `category` or `project`."""
    return "category" if by in {"category", "kind"} else "project"


def members(
    by: Structure, registers: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the groups that each project (or cost category) counts in, level by level.

    Parameters
    ----------
    by : Structure
        portfolio: portfolio > program; department and category: their trees; the others are flat.
    registers : mapping of str to polars.DataFrame
        Frames of `project` (always), `program`, `portfolio`, `department`, `cost_category` as
        far as the structure needs them.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        One row per member and group: `member` (code of the project or category), `level` (0 = all,
        1 = top groups), `group` (code; empty = not given; below a portfolio `portfolio › program`,
        as projects of one program may stand in several portfolios), `group_name`, `parent` (group
        one level up). A member counts once at level 0, and below it once per level, or once per
        tag. Members for which nothing is given count in a group named "No ...". Findings: faults
        of the tree.
    """
    findings: tuple[Finding, ...] = ()
    if by in {"department", "category"}:
        rows, findings = _tree(by, registers)
    elif by == "portfolio":
        rows = _portfolio(registers)
    elif by == "tag":
        rows = _tags(registers["project"])
    elif by == "program":
        programs = registers["program"].select(group="code", group_name="name")
        rows = registers["project"].select(member="code", group="program")
        rows = _flat(rows.join(programs, on="group", how="left"))
    elif by == "kind":
        rows = _kind(registers["cost_category"])
    else:
        rows = _flat(registers["project"].select(member="code", group=by))
    everything = rows.select("member").unique(maintain_order=True).with_columns(
        level=pl.lit(0, pl.Int64), group=pl.lit(NONE), group_name=pl.lit(ALL), parent=pl.lit(NONE)
    )  # fmt: skip
    named = pl.col("group_name").fill_null(
        pl.when(pl.col("group") == NONE).then(pl.lit(f"No {by}")).otherwise("group")
    )
    found = pl.concat([everything, rows.select(*SCHEMA)]).with_columns(group_name=named)
    return found.cast(pl.Schema(SCHEMA)), findings


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """One group per member at level 1; `group_name` as given, if it is."""
    name = pl.col("group_name") if "group_name" in rows.columns else pl.col("group")
    return rows.with_columns(
        group=pl.col("group").fill_null(NONE),
        group_name=name.replace(NONE, None),
        level=pl.lit(1, pl.Int64),
        parent=pl.lit(NONE),
    )


def _tree(
    by: str, registers: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Groups of a tree with explicit parents: each member counts in every group of its path."""
    tree = registers["department" if by == "department" else "cost_category"]
    path_of, findings = paths(dict(tree.select("code", "parent").rows()))
    steps = [
        (code, level, group, path[level - 2] if level > 1 else NONE)
        for code, path in path_of.items()
        for level, group in enumerate(path, 1)
    ]
    schema = {"home": pl.String, "level": pl.Int64, "group": pl.String, "parent": pl.String}
    path = pl.DataFrame(steps, schema=schema, orient="row").join(
        tree.select(group="code", group_name="name"), on="group", how="left"
    )
    if by == "department":
        homes = registers["project"].select(member="code", home="department")
    else:  # facts without a category have the code ""
        codes = tree.select(member="code", home="code")
        homes = pl.concat([codes, pl.DataFrame({"member": [NONE], "home": [NONE]})])
    rows = homes.join(path, on="home", how="left").with_columns(
        pl.col("level").fill_null(1),
        pl.col("group").fill_null(pl.col("home").fill_null(NONE)),
        pl.col("parent").fill_null(NONE),
    )
    return rows, findings


def _portfolio(registers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Portfolio at level 1 (the project's own, else its program's), program at level 2."""
    program = registers["program"].select(
        program="code", program_name="name", programs_portfolio="portfolio"
    )
    portfolio = registers["portfolio"].select(group="code", group_name="name")
    rows = registers["project"].select("program", "portfolio", member="code").join(
        program, on="program", how="left"
    ).with_columns(
        top=pl.coalesce("portfolio", "programs_portfolio").fill_null(NONE)
    )  # fmt: skip
    top = _flat(rows.select("member", group="top").join(portfolio, on="group", how="left"))
    below = rows.filter(pl.col("program").is_not_null()).select(
        "member", group=pl.concat_str("top", pl.lit(BELOW), "program"), group_name="program_name",
        parent="top", level=pl.lit(2, pl.Int64),
    )  # fmt: skip
    return pl.concat([top.select(*SCHEMA), below.select(*SCHEMA)])


def _tags(project: pl.DataFrame) -> pl.DataFrame:
    """One row per project and different tag; without any, the group that is not given."""
    tags = (
        project.select(member="code", group=pl.col("tags").fill_null(NONE).str.split(";"))
        .explode("group")
        .with_columns(pl.col("group").str.strip_chars())
        .unique(maintain_order=True)
    )
    is_alone = (pl.col("group") != NONE) | (pl.len().over("member") == 1)
    return _flat(tags.filter(is_alone))


def _kind(category: pl.DataFrame) -> pl.DataFrame:
    """Kind of cost of each category: its own, else that of the nearest category above."""
    path_of, _ = paths(dict(category.select("code", "parent").rows()))
    kind = dict(category.select("code", "kind").rows())
    found = [
        (code, next((kind[above] for above in reversed(path) if kind[above]), NONE))
        for code, path in path_of.items()
    ]
    rows = pl.DataFrame(
        [*found, (NONE, NONE)], schema={"member": pl.String, "group": pl.String}, orient="row"
    )
    return _flat(rows)
