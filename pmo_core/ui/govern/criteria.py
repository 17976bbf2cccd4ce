"""What projects are judged by: goals and the money that serves them, criteria, their versions."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import assessment
from pmo_core.analysis.goals_served import served
from pmo_core.charts import short
from pmo_core.charts.goals import goals_served
from pmo_core.model import REGISTERS
from pmo_core.ui import admin_edit, data, facts
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.admin_records import shown_history
from pmo_core.ui.boot import repository
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.text import counted, plain


def listed() -> pl.DataFrame:
    """Return the criteria, the heaviest first, with their scores and those of earlier versions."""
    return data.derived("criteria with scores", _listed)


def _listed() -> pl.DataFrame:
    criteria = data.table("criterion")
    given = data.table("score").group_by("criterion").agg(n_scores=pl.len().cast(pl.Int64))
    earlier = _earlier().group_by("criterion").agg(n_earlier=pl.len().cast(pl.Int64))
    weight = pl.col("weight")
    return (
        criteria.join(given, left_on="code", right_on="criterion", how="left")
        .join(earlier, left_on="code", right_on="criterion", how="left")
        .with_columns(
            pl.col("n_scores", "n_earlier").fill_null(0),
            weight_pct=pl.when(weight.sum() > 0).then(100 * weight / weight.sum()),
        )
        .sort("weight", "code", descending=[True, False])
    )


def goals() -> tuple[pl.DataFrame, float | None]:
    """Return the goals with the money that serves them; see `analysis.goals_served.served`."""
    return data.derived(
        "goals served",
        lambda: served(
            data.table("goal").sort("weight", "code", descending=[True, False], nulls_last=True),
            data.table("contribution"),
            facts.portfolio(as_of()),
        ),
    )


def figures() -> None:
    """Draw what is published, and what is to be looked at."""
    criteria = listed()
    rows, unserved = goals()
    n_must = criteria["is_mandatory"].sum()
    n_entry = criteria["threshold"].count()
    n_scores, n_earlier = criteria["n_scores"].sum(), criteria["n_earlier"].sum()
    currency = data.settings().base_currency
    headline(
        [
            Figure(
                "Criteria", f"{criteria.height:,}",
                "Criteria that projects are scored on. Mandatory ones must reach their threshold.",
                f"{n_must} mandatory, {n_entry} with a threshold",
            ),
            Figure(
                "Scores of earlier versions", f"{n_earlier:,}",
                "Scores that were made when their criterion had another direction, scale or "
                "levels. They keep that version.", f"of {n_scores:,}",
            ),
            Figure("Goals", f"{rows.height:,}", "Strategic goals that projects serve."),
            Figure(
                "Serves no goal", short(unserved, currency),
                "Planned cost of approved and running projects less the parts that serve a goal.",
            ),
        ],
        "criteria_figures",
    )  # fmt: skip


def criteria() -> None:
    """Draw the criteria; the one that is chosen with its levels and its history."""
    rows = listed()
    if rows.is_empty():
        _verbs("criterion", None)
        empty("There are no criteria yet.", "Add the first one, or upload a file of criteria.")
        return
    chosen = _chosen("criterion", rows)
    _verbs("criterion", chosen)
    grid(
        rows.select(
            "name", "weight_pct", "direction", "scale_min", "scale_max", "is_mandatory",
            "threshold", "n_scores", "n_earlier", "weight", "part", "code",
        ),
        "criteria_grid", alt="Criteria with weight, scale and threshold", register="criterion",
        pinned=("name",), on_row=_picker("criterion", rows), file_name="criteria",
        labels={"name": "Criterion", "is_mandatory": "Mandatory", "code": "Code"},
    )  # fmt: skip
    st.caption("Open a criterion to see its levels and its versions below.")
    silent = rows.filter(pl.col("levels").is_null())["name"].to_list()
    if silent:
        st.caption(plain(f"Without described levels: {', '.join(silent)}."))
    row = rows.filter(code=chosen).row(0, named=True)
    st.subheader(plain(row["name"]), anchor=False)
    _levels(row)
    _history("criterion", chosen)


def _levels(row: dict[str, Any]) -> None:
    choices = assessment.choices(row["levels"], row["scale_min"], row["scale_max"])
    less = row["direction"] == "less is better"
    st.caption(
        f"Scale {row['scale_min']:g} to {row['scale_max']:g}, {row['direction']}."
        + ("" if row["threshold"] is None else
           f" To enter, the mean must be {'at most' if less else 'at least'} "
           f"{row['threshold']:g}{', without exception' if row['is_mandatory'] else ''}.")
    )  # fmt: skip
    if not any(words for _, words in choices):
        st.info("Its levels are not described: assessors will read the scale each in his own way.")
        return
    grid(
        pl.DataFrame(choices, schema={"score": pl.Float64, "levels": pl.String}, orient="row"),
        "criterion_levels", alt="Levels of the scale in words", file_name=f"{row['code']}-levels",
        labels={"score": "Level", "levels": "What it means"},
    )  # fmt: skip


def goal_table() -> None:
    """Draw the goals with their weight and the money that serves them."""
    rows, unserved = goals()
    if rows.is_empty():
        _verbs("goal", None)
        empty("There are no goals yet.", "Add the first one, or upload a file of goals.")
        return
    chosen = _chosen("goal", rows)
    _verbs("goal", chosen)
    chart(goals_served(rows, title="What goals weigh, and what serves them"), "goals_chart")
    if unserved:
        st.caption(
            f"{short(unserved, data.settings().base_currency)} of the running portfolio serve no "
            "goal. Candidates are not in the chart."
        )
    grid(
        rows.select(
            "name", "weight_pct", "running_pct", "running_cost", "candidate_cost", "n_projects",
            "horizon", "measure", "owner", "weight", "code",
        ),
        "goals_grid", alt="Goals with the money that serves them", register="goal",
        pinned=("name",), on_row=_picker("goal", rows), file_name="goals",
        labels={"name": "Goal", "code": "Code", "weight_pct": "Weight %"},
    )  # fmt: skip
    name = rows.filter(code=chosen)["name"][0]
    st.subheader(plain(name), anchor=False)
    _history("goal", chosen)


def versions() -> None:
    """Draw the scores that were made under an earlier version, with the scale of then."""
    rows = _earlier()
    if rows.is_empty():
        st.success("Every score was made under the version of its criterion that holds now.")
        return
    st.caption(
        f"{counted(rows.height, 'score')} made when the criterion had another direction, scale or "
        "levels. A score keeps the version that it was made with: read it by the scale that stands "
        "beside it, or ask for it to be given again."
    )
    page = paged(
        rows,
        {
            "By criterion": [],
            "Latest change": [(pl.col("changed_at"), True)],
            "By assessor": [(pl.col("assessor"), False)],
        },
        "score",
    )
    grid(
        page.select(
            "name", "project_name", "assessor", "score", "scale_min", "scale_max", "levels",
            "direction", "made_at", "changed_at", "scored_on", "project", "criterion",
        ),
        "criteria_versions", alt="Scores made under an earlier version of their criterion",
        pinned=("name",), export=lambda: rows, hidden=("criterion",),
        labels={"name": "Criterion", "project": "Code", "made_at": "Version of",
                "scale_min": "Lowest then", "scale_max": "Highest then", "levels": "Levels then",
                "direction": "Direction then"},
    )  # fmt: skip


def _earlier() -> pl.DataFrame:
    return data.query("score_versions")


def _chosen(register: str, rows: pl.DataFrame) -> str:
    """Return the code that the address names under the register's name, or the first."""
    asked = st.query_params.get(register, "")
    return asked if asked in rows["code"] else str(rows["code"][0])


def _picker(register: str, rows: pl.DataFrame) -> Any:
    def picked(row: int) -> None:
        st.query_params[register] = rows["code"][row]

    return picked


def _verbs(register: str, code: str | None) -> None:
    """Offer to add a record, and to edit or remove the one that is chosen."""
    title = REGISTERS[register].title.lower()
    why = "" if may_write(register) else f"Only a manager may change {title}."
    with st.container(horizontal=True, key=f"{register}_verbs"):
        if st.button(
            "Add", icon=":material/add:", key=f"{register}_add", type="primary", help=why or None,
            disabled=bool(why),
        ):  # fmt: skip
            admin_edit.add(register)
        if code is None:
            return
        if st.button(
            f"Edit {plain(code)}", icon=":material/edit:", key=f"{register}_edit",
            disabled=bool(why), help=why or None,
        ):  # fmt: skip
            admin_edit.edit(repository().get(register, code))
        if st.button(
            f"Remove {plain(code)}", icon=":material/delete:", key=f"{register}_remove",
            disabled=bool(why), help=why or None,
        ):  # fmt: skip
            admin_edit.remove(repository().get(register, code))


def _history(register: str, code: str) -> None:
    """Draw the versions of a record: what was changed, by whom and when."""
    rows = data.derived(
        f"history {register}", lambda: repository().history(register, code), key=(code,)
    )
    n = rows["number"].n_unique()
    with st.expander(f"{counted(n, 'version')}", key=f"{register}_history", on_change="rerun") as h:
        if h.open:
            grid(
                shown_history(rows, register), f"{register}_changes",
                alt=f"Versions of {code}, the latest first", file_name=f"{code}-versions",
            )  # fmt: skip


__all__ = ["criteria", "figures", "goal_table", "goals", "listed", "versions"]
