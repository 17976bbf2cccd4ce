"""What a run of audit rules covers."""

from dataclasses import dataclass

import polars as pl

from pmo_core.errors import NotFound
from pmo_core.jobs.facts import Source
from pmo_core.model.rules import RunScope


@dataclass(frozen=True)
class Scope:
    """What a run covers: everything, or one portfolio, program, department or project."""

    kind: RunScope = "all"
    code: str = ""


EVERYTHING = Scope()


def projects_within(source: Source, scope: Scope) -> pl.Series:
    """Return the projects that a scope covers; "", which belongs to none, is part of everything.

    A portfolio has its programs' projects too, a department those of the departments below it.

    Raises
    ------
    NotFound
        There is no such thing.
    """
    projects, kind = source.table("project"), scope.kind
    if kind == "all":
        return pl.concat([pl.Series("code", [""]), projects["code"]])
    if source.table(kind).filter(pl.col("code") == scope.code).is_empty():
        raise NotFound(f"There is no {kind} {scope.code}.")
    if kind == "project":
        return pl.Series("code", [scope.code])
    if kind == "department":
        return projects.filter(pl.col(kind).is_in(_below(source, scope.code)))["code"]
    if kind == "portfolio":
        of_program = source.table("program").select(program="code", _own="portfolio")
        joined = projects.join(of_program, on="program", how="left", maintain_order="left")
        return joined.filter(pl.coalesce("portfolio", "_own") == scope.code)["code"]
    return projects.filter(pl.col(kind) == scope.code)["code"]


def _below(source: Source, code: str) -> list[str]:
    """Return a department and all below it."""
    tree, found = source.table("department").select("code", "parent"), {code}
    while more := set(tree.filter(pl.col("parent").is_in(list(found)))["code"]) - found:
        found |= more
    return sorted(found)


__all__ = ["EVERYTHING", "Scope", "projects_within"]
