"""What the scoring page shows: methods side by side, assessors, criteria and goals."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import streamlit as st

from pmo_core.analysis.scoring.assessors import agreement, disagreement
from pmo_core.analysis.scoring.compare import METHODS, concordant, like, name_of, side_by_side
from pmo_core.analysis.selection.build_starts import is_candidate
from pmo_core.analysis.selection.case import Case
from pmo_core.model.what_if import WhatIf
from pmo_core.ui import data
from pmo_core.ui.decide.controls import METHODS as TITLES
from pmo_core.ui.decide.weights import in_percent
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.text import counted, plain


@dataclass(frozen=True)
class Scored:
    """The candidates of a what-if and what they were given.

    Parameters
    ----------
    case : Case
    what_if : WhatIf
        Its weights, its method, and the stages of its candidates count.
    """

    case: Case
    what_if: WhatIf

    @cached_property
    def candidates(self) -> pl.DataFrame:
        """Project and name of each candidate, by code."""
        return self.case.projects.filter(is_candidate(self.what_if)).select("project", "name")

    @cached_property
    def scores(self) -> pl.DataFrame:
        """Scores of the candidates alone."""
        return self.case.scores.join(self.candidates, on="project", how="semi")

    @property
    def criteria(self) -> pl.DataFrame:
        """The criteria of the case."""
        return self.case.criteria

    def methods(self) -> pl.DataFrame:
        """Return the candidates by every method; see `analysis.scoring.compare.side_by_side`."""
        return data.derived(
            "scoring methods",
            lambda: side_by_side(self.criteria, self.scores, self.what_if.weights),
            case=self.case.content_hash, weights=self.what_if.weights, stages=self.what_if.stages,
        )  # fmt: skip

    def named(self, frame: pl.DataFrame, column: str = "project") -> pl.DataFrame:
        """Return the frame with the names of projects in front, or in place of the codes."""
        if column == "project":
            rows = frame.join(self.candidates, on="project", how="left", maintain_order="left")
            return rows.select("name", pl.exclude("name"))
        return frame.with_columns(pl.col(column).replace(dict(self.candidates.iter_rows())))


def methods(of: Scored) -> None:
    """Draw the candidates by all methods, and whether the methods agree."""
    found = of.methods()
    chosen = of.what_if.method
    alike = like(found, chosen)
    w = concordant(found)
    leaders = alike["leader"].drop_nulls()
    first = alike.filter(pl.col("method") == chosen)["leader"].item()
    n_methods = leaders.len()
    headline(
        [
            Figure(
                "Compared", f"{found.filter(pl.col(name_of(chosen)).is_not_null()).height:,}",
                f"Candidates with a number by {TITLES[chosen]}.",
                f"of {counted(of.candidates.height, 'candidate')}",
            ),
            Figure(
                "Agreement of the methods", "n/a" if w is None else f"{w:.2f}",
                "Kendall's W over the candidates that every method ranks: 1 = the same order by "
                "all methods, 0 = no order in common.",
                counted(n_methods, "method"),
            ),
            Figure(
                "Same leader", f"{leaders.to_list().count(first)} of {n_methods}",
                f"Methods by which the leader of {TITLES[chosen]} is first, too.",
            ),
        ],
        "scoring_figures",
    )  # fmt: skip
    titled = alike.with_columns(pl.col("method").replace(TITLES))
    grid(
        of.named(titled, "leader"), "scoring_agreement",
        alt="Methods with their leader and how alike they rank",
        labels={"rank_correlation": f"Like {TITLES[chosen]}", "leader": "First"},
    )  # fmt: skip
    names = [name_of(one) for one in METHODS]
    empty = [name for name in names if not found[name].count()]
    st.markdown("**Candidates by every method**")
    st.caption(
        f"Sorted by {TITLES[chosen]}, with the weights of the what-if. Talk about those whose "
        "place differs: that is what a second method is for."
    )
    grid(
        of.named(found.sort(f"{name_of(chosen)}_rank", "project", nulls_last=True)).select(
            "name", "rank_gap", *(f"{one}_rank" for one in names), *names, "n_missing", "project"
        ),
        "scoring_methods", alt="Candidates with number and rank by each method",
        hidden=tuple(f"{one}{end}" for one in empty for end in ("", "_rank")), pinned=("name",),
        labels={"n_missing": "Not scored"},
    )  # fmt: skip
    for one in empty:
        st.caption(f"{TITLES[one.replace('_', ' ')]} is not shown: no candidate has what it needs.")


def assessors(of: Scored) -> None:
    """Draw how far the assessors are apart, by criterion and by project, and what is missing."""
    n = of.candidates.height
    per_criterion, per_project = data.derived(
        "scoring assessors", lambda: (_by_criterion(of), _by_project(of)),
        case=of.case.content_hash, stages=of.what_if.stages,
    )  # fmt: skip
    n_cells = int(per_criterion["n_scored"].sum())
    n_missing = int(per_criterion["n_missing"].sum())
    headline(
        [
            Figure(
                "Assessors", f"{of.scores['assessor'].n_unique():,}",
                "Persons who scored any candidate; those without a name count as one.",
            ),
            Figure(
                "Not scored", f"{n_missing:,}",
                "Candidates times criteria that nobody scored. Their weight is spread over what "
                "was scored.", f"of {n_cells + n_missing:,}",
            ),
            Figure(
                "Complete", f"{per_project.filter(pl.col('n_missing') == 0).height:,}",
                "Candidates with a score on every criterion.", f"of {counted(n, 'candidate')}",
            ),
        ],
        "scoring_assessor_figures",
    )  # fmt: skip
    st.markdown("**By criterion**")
    st.caption(
        "Assessors far apart on a criterion: describe its levels better. Kendall's W speaks of the "
        "order alone: 1 = all rank the projects alike."
    )
    grid(
        per_criterion, "scoring_by_criterion", alt="Criteria with spread and agreement",
        pinned=("name",), labels={"n_projects": "Compared", "n_missing": "Not scored"},
    )  # fmt: skip
    st.markdown("**By project**")
    st.caption(
        "Those with missing scores first. Assessors far apart on a project: talk about it before "
        "it is decided."
    )
    grid(
        per_project, "scoring_by_project", alt="Candidates with spread and missing scores",
        pinned=("name",), labels={"n_missing": "Not scored"},
    )  # fmt: skip


def criteria(of: Scored) -> None:
    """Draw the criteria with their levels in words, and the goals that projects serve."""
    register = data.table("criterion").rename({"code": "criterion"})
    shares = in_percent(of.criteria, of.what_if)
    rows = register.with_columns(
        weight_pct=pl.col("criterion").replace_strict(shares, default=None)
    ).sort("weight_pct", "criterion", descending=[True, False], nulls_last=True)
    grid(
        rows.select(
            "name", "weight_pct", "direction", "scale_min", "scale_max", "part", "criterion"
        ),
        "scoring_criteria", alt="Criteria with weight, direction and scale", pinned=("name",),
    )  # fmt: skip
    st.markdown("**What the levels mean**")
    levels = rows.select("name", pl.col("levels").str.split(";")).explode("levels")
    grid(
        levels.with_columns(pl.col("levels").str.strip_chars()).drop_nulls(), "scoring_levels",
        alt="Levels of each criterion in words", labels={"name": "Criterion"},
    )  # fmt: skip
    silent = rows.filter(pl.col("levels").is_null())["name"].to_list()
    if silent:
        st.caption(plain(f"Without described levels: {', '.join(silent)}."))
    st.markdown("**Goals**")
    goals = data.table("goal")
    if goals.is_empty():
        st.caption("No goal is registered.")
        return
    serving = of.case.contributions.join(of.candidates, on="project", how="semi")
    served = (
        serving.filter(pl.col("share_pct") > 0).group_by("goal").agg(n_candidates_served=pl.len())
    )
    shown = goals.join(served, left_on="code", right_on="goal", how="left", maintain_order="left")
    grid(
        shown.select("name", "weight", "horizon", "measure", "owner",
                     pl.col("n_candidates_served").fill_null(0), "code"),
        "scoring_goals", alt="Goals, and how many candidates serve them", register="goal",
        pinned=("name",),
    )  # fmt: skip


def _by_criterion(of: Scored) -> pl.DataFrame:
    names = of.criteria.select("criterion", "name")
    return (
        disagreement(of.criteria, of.scores, "criterion")
        .join(agreement(of.criteria, of.scores), on="criterion", maintain_order="left")
        .join(names, on="criterion", maintain_order="left")
        .select(
            "name", pl.col("w").round(2), "n_assessors", "n_projects", "spread_pct",
            "most_spread_pct", "n_scored",
            (of.candidates.height - pl.col("n_scored")).alias("n_missing"), "criterion",
        )
    )  # fmt: skip


def _by_project(of: Scored) -> pl.DataFrame:
    asked = of.candidates.join(of.criteria.select("criterion", criterion_name="name"), how="cross")
    given = of.scores.filter(pl.col("score").is_finite())
    missing = (
        asked.join(given, on=["project", "criterion"], how="anti", maintain_order="left")
        .group_by("project")
        .agg(missing=pl.col("criterion_name").str.join(", "))
    )
    return (
        of.candidates.join(
            disagreement(of.criteria, of.scores, "project"), on="project", how="left"
        )
        .join(missing, on="project", how="left")
        .with_columns(
            pl.col("n_scored").fill_null(0), pl.col("n_missing").fill_null(of.criteria.height)
        )
        .sort("n_missing", "spread_pct", "project", descending=[True, True, False], nulls_last=True)
        .select(
            "name", "spread_pct", "most_spread_pct", "n_scored", "n_missing", "missing", "project"
        )
    )


__all__ = ["Scored", "assessors", "criteria", "methods"]
