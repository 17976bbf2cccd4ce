"""Assessing independently: which project is next, its scores, and what the others say."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pmo_core.analysis import assessment
from pmo_core.charts import short
from pmo_core.ui import data
from pmo_core.ui.boot import actor
from pmo_core.ui.decide import assessing
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, listed, plain

PARAM = "project"


@dataclass(frozen=True)
class Mine:
    """What the acting person has scored of the projects to be assessed.

    Parameters
    ----------
    who : str
        Name of the assessor.
    scores : polars.DataFrame
        His rows of the register, of projects to be assessed.
    progress : polars.DataFrame
        project, name, request, state_on, n_scored, n_missing, those that wait longest first.
    """

    who: str
    scores: pl.DataFrame
    progress: pl.DataFrame

    def of(self, project: str) -> pl.DataFrame:
        """Return the scores of one project, by criterion."""
        return self.scores.filter(project=project).sort("criterion")

    def is_complete(self, project: str) -> bool:
        """Whether every criterion of the project has a score."""
        return self.progress.filter(project=project)["n_missing"].sum() == 0

    @property
    def complete(self) -> pl.DataFrame:
        """The projects that are scored on every criterion."""
        return self.progress.filter(n_missing=0)

    def next_after(self, project: str) -> str | None:
        """Return the next project with a criterion to score, from the top again after the last."""
        codes = self.progress["project"].to_list()
        open_codes = set(self.progress.filter(pl.col("n_missing") > 0)["project"]) - {project}
        start = codes.index(project) + 1 if project in codes else 0
        return next((one for one in [*codes[start:], *codes[:start]] if one in open_codes), None)


def mine() -> Mine:
    """Return what the acting person has scored."""
    who, _ = actor()
    return data.derived("own scores", lambda: _mine(who), who=who)


def _mine(who: str) -> Mine:
    own = assessing.scores().filter(assessor=who)
    n_criteria = assessing.criteria().height
    counted_ = own.group_by("project").agg(n_scored=pl.len().cast(pl.Int64))
    progress = (
        assessing.projects()
        .join(counted_, on="project", how="left")
        .with_columns(pl.col("n_scored").fill_null(0))
        .with_columns(n_missing=n_criteria - pl.col("n_scored"))
        .sort("state_on", "project", nulls_last=True)
    )
    return Mine(who, own, progress)


def figures(of: Mine) -> None:
    """Draw what is done and what is left."""
    gaps = assessing.gaps()
    needed = data.settings().assessors_needed
    begun = of.progress.filter(pl.col("n_scored") > 0, pl.col("n_missing") > 0).height
    headline(
        [
            Figure(
                "Scored by you", f"{of.complete.height:,}",
                "Projects in assessment that you have scored on every criterion.",
                f"of {counted(of.progress.height, 'project')}",
            ),
            Figure(
                "Left for you", f"{of.progress.height - of.complete.height:,}",
                "Projects in assessment with a criterion that you have not scored.",
                f"{begun:,} begun",
            ),
            Figure(
                "Missing in all", f"{gaps['n_missing'].sum():,}",
                f"Scores that are missing: each criterion needs {needed} assessors.",
                f"of {gaps['n_needed'].sum():,}",
            ),
        ],
        "assess_figures",
    )  # fmt: skip


def choose(of: Mine) -> str:
    """Draw the choice of the project; return its code, that of the address or the next to score."""
    asked = st.query_params.get(PARAM, "")
    codes = of.progress["project"].to_list()
    now = asked if asked in codes else of.next_after("") or codes[0]
    if asked and asked not in codes:
        st.warning(f"{plain(asked)} is not in assessment. The next to score is shown.")
    rows = {row["project"]: row for row in of.progress.iter_rows(named=True)}

    def label(code: str) -> str:
        row = rows[code]
        done = "done" if not row["n_missing"] else f"{row['n_missing']} to score"
        return f"{code}  {row['name']} · {done}"

    def go() -> None:
        st.query_params[PARAM] = st.session_state["assess_project"]

    st.session_state["assess_project"] = now
    with st.container(horizontal=True, vertical_alignment="bottom", key="assess_choice"):
        st.selectbox(
            "Project", codes, format_func=label, key="assess_project", on_change=go, width=480
        )
        following = of.next_after(now)
        st.button(
            "Next to score", icon=":material/skip_next:", key="assess_next",
            disabled=following is None, on_click=_go, args=(following,),
            help=None if following else "You have scored all others.",
        )  # fmt: skip
    return now


def about(project: str) -> None:
    """Draw what the project is about, and the way to its request and its business case."""
    row = data.table("project").filter(code=project).row(0, named=True)
    request = assessing.projects().filter(project=project)["request"][0]
    st.subheader(plain(row["name"]), anchor=False)
    cost = row["planned_cost"]
    currency = row["currency"] or data.settings().base_currency
    facts = [
        project, row["sponsor"],
        f"{short(cost)} {currency}" if cost is not None else "cost not estimated",
        f"{row['planned_start']} to {row['planned_finish']}" if row["planned_start"] else None,
    ]  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(" · ".join(plain(one) for one in facts if one), width="content")
        if request:
            st.page_link(
                PAGES / "decide" / "triage.py", label=plain(request), icon=":material/view_kanban:",
                query_params={"request": request},
            )  # fmt: skip
        st.page_link(
            PAGES / "decide" / "case.py", label="Business case", icon=":material/payments:",
            query_params={PARAM: project},
        )  # fmt: skip
    if row["description"]:
        st.text(row["description"])


def said(of: Mine, project: str) -> None:
    """Draw what all assessors gave, once the acting person has scored every criterion."""
    left = of.progress.filter(project=project)["n_missing"].sum()
    others = assessing.scores().filter(
        pl.col("project") == project, pl.col("assessor") != of.who
    )["assessor"].n_unique()  # fmt: skip
    if left:
        st.info(
            f"{counted(others, 'other assessor')} {'has' if others == 1 else 'have'} scored this "
            f"project. What they gave is shown once you have scored every criterion: "
            f"{left} to go.",
            icon=":material/visibility_off:",
        )  # fmt: skip
        return
    rows = assessing.spread().filter(project=project)
    shown = (
        assessing.criteria()
        .select("criterion", "name")
        .join(rows.drop("project"), on="criterion", how="left", maintain_order="left")
        .join(of.of(project).select("criterion", own_score="score"), on="criterion", how="left",
              maintain_order="left")
        .sort("range", descending=True, nulls_last=True, maintain_order=True)
    )  # fmt: skip
    apart = shown.filter("is_apart")["name"].to_list()
    if not others:
        st.info("Nobody else has scored this project yet.", icon=":material/hourglass_empty:")
        return
    if apart:
        st.warning(
            f"Assessors differ by more than one level on {plain(listed(apart))}: talk about it.",
            icon=":material/forum:",
        )
    else:
        st.success("The assessors differ by one level at most.", icon=":material/handshake:")
    _entry(project)
    _versions(project)
    grid(
        shown.with_columns(pl.col("mean").round(2)).select(
            "name", "own_score", "mean", "lowest", "highest", "range", "is_apart", "given"
        ),
        "assess_spread", alt="What each assessor gave, by criterion", pinned=("name",),
        labels={"name": "Criterion"}, file_name=f"{project}-scores",
    )  # fmt: skip


def _entry(project: str) -> None:
    unmet = assessment.unmet(assessing.entry().filter(project=project))
    must = unmet.filter("is_mandatory")["words"].to_list()
    may = unmet.filter(~pl.col("is_mandatory"))["words"].to_list()
    if must:
        st.error(plain(f"Cannot be accepted: {', '.join(must)}."), icon=":material/block:")
    if may:
        st.caption(plain(f"Below the entry threshold: {', '.join(may)}."))


def _versions(project: str) -> None:
    """Say which scores were made under an earlier version, and what the scale was then."""
    rows = data.query("score_versions").filter(project=project)
    if rows.is_empty():
        return
    n = counted(rows.height, "score")
    with st.expander(f"{n} made under an earlier version of a criterion", type="compact"):
        for row in rows.iter_rows(named=True):
            st.text(f"{row['name']}, {row['assessor']}: {assessing.version(row)}")


def differences(of: Mine) -> None:
    """Draw where assessors differ, over the projects that the acting person has scored."""
    rows = (
        assessing.spread()
        .filter("is_apart")
        .join(of.complete.select("project", project_name="name"), on="project")
        .join(assessing.criteria().select("criterion", "name"), on="criterion")
        .sort("range", "project", "criterion", descending=[True, False, False])
    )
    st.caption(
        "Criteria on which assessors differ by more than one level, over the projects that you "
        "have scored on every criterion. The others stay hidden until you have."
    )
    if rows.is_empty():
        st.success(f"No differences on {counted(of.complete.height, 'project')}.")
        return
    grid(
        rows.with_columns(pl.col("mean").round(2)).select(
            "project_name", "name", "range", "mean", "given", "project", "criterion"
        ),
        "assess_differences", alt="Where assessors differ by more than one level",
        pinned=("project_name",), labels={"name": "Criterion", "criterion": "Code"},
        hidden=("criterion",),
    )  # fmt: skip


def lacking() -> None:
    """Draw what is missing: by project, and by assessor."""
    gaps = (
        assessing.projects()
        .join(assessing.gaps(), on="project", maintain_order="left")
        .filter(pl.col("n_missing") > 0)
        .with_columns(age_days=(pl.lit(as_of()) - pl.col("state_on")).dt.total_days())
        .sort("n_missing", "age_days", "project", descending=[True, True, False], nulls_last=True)
    )
    st.markdown("**By project**")
    if gaps.is_empty():
        st.success("Every project has the scores that it needs.")
    else:
        grid(
            gaps.select(
                "name", "n_missing", "n_needed", "n_assessors", "age_days", "request", "project"
            ),
            "assess_gaps", alt="Projects with missing scores", pinned=("name",),
            labels={"n_missing": "Scores missing", "name": "Project", "project": "Code",
                    "age_days": "In assessment for"},
        )  # fmt: skip
    st.markdown("**By assessor**")
    st.caption("Assessors are all who scored any of the projects in assessment.")
    per = assessment.by_assessor(
        assessing.projects(), assessing.criteria(), assessing.scores()
    ).group_by("assessor", maintain_order=True)
    grid(
        per.agg(
            n_complete=(pl.col("n_missing") == 0).sum(),
            n_begun=((pl.col("n_missing") > 0) & (pl.col("n_scored") > 0)).sum(),
            n_missing=pl.col("n_missing").sum(),
        ),
        "assess_assessors", alt="Assessors with what they have not scored",
        labels={"n_missing": "Scores missing"},
    )  # fmt: skip


def _go(project: str) -> None:
    st.query_params[PARAM] = project


__all__ = [
    "PARAM", "Mine", "about", "choose", "differences", "figures", "lacking", "mine", "said",
]  # fmt: skip
