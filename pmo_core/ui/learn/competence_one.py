"""One person: what is held and until when, what is missing and why, courses and mentors."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.ui import data
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import competence, competence_mentoring, training_book
from pmo_core.ui.learn import competence_data as found
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import iso

TABS = ("Held", "Missing", "Trainings", "Mentoring")


def head(row: dict[str, Any]) -> None:
    """Draw who it is, and the ways back and on."""
    role = dict(data.table("role").select("code", "name").rows()).get(row["role"])
    departments = dict(data.table("department").select("code", "name").rows())
    department = departments.get(row["department"], row["department"])
    with st.container(horizontal=True, vertical_alignment="center", key="competence_head"):
        st.button(
            "Everybody", icon=":material/arrow_back:", key="competence_back",
            on_click=competence.close_person,
        )  # fmt: skip
        st.text(" · ".join(filter(None, [row["code"], role, department])))
        st.page_link(
            PAGES / "plan/people.py", label="Working time and bookings", icon=":material/badge:",
            query_params={"person": row["code"]},
        )  # fmt: skip


def figures(row: dict[str, Any]) -> None:
    """Draw what is read first about a person."""
    gaps = found.needs().filter(person=row["code"])
    ends = found.certificates().filter(person=row["code"])
    next_end: Any = ends.filter(pl.col("expires_on") >= as_of())["expires_on"].min()
    first_gap: Any = gaps["needed_on"].min()
    held = found.held().filter(person=row["code"]).height
    n_expired = ends.filter(pl.col("validity") == "expired").height
    booked = data.table("training").filter(person=row["code"], state="booked")
    begins: Any = booked["starts_on"].min()
    headline(
        [
            Figure(
                "Held", f"{held:,}", "Competences and certificates that are valid today.",
                f"{n_expired:,} expired" if n_expired else "",
            ),
            Figure(
                "Missing", f"{gaps.height:,}",
                "Asked for by bookings, findings or the main role, and not held on that day.",
                f"the first on {iso(first_gap)}" if gaps.height else "",
            ),
            Figure(
                "Next end", iso(next_end),
                "Last day of the certificate that ends first.",
                "" if ends.height > n_expired else "nothing held has an end",
            ),
            Figure(
                "Trainings booked", f"{booked.height:,}", "Booked and not yet completed.",
                f"the first on {iso(begins)}" if booked.height else "",
            ),
        ],
        "competence_one_figures",
    )  # fmt: skip


def held(row: dict[str, Any]) -> None:
    """Draw what the person holds, to be changed."""
    code = row["code"]
    people_edit.add_button("person_skill", "Add a competence", "competence_one_add", person=code)
    skills = data.table("skill").select(skill="code", skill_name="name")
    rows = data.table("person_skill").filter(person=code).join(skills, on="skill", how="left")
    people_edit.listing(
        rows.select("skill_name", pl.exclude("skill_name")).sort("skill_name"), "person_skill",
        "competence_one_held", hidden=("person", "skill"),
        nothing="Nothing is kept that this person holds.",
        next_step="Add what this person can do, with a level and what shows it.",
        noun="competence", file_name=f"{code}-competences",
    )  # fmt: skip


def missing(row: dict[str, Any]) -> None:
    """Draw what is missing and what asks for it."""
    rows = found.needs().filter(person=row["code"])
    if rows.is_empty():
        empty("Nothing that is asked for is missing.", "All gaps are on the tab Gaps of everybody.")
        return
    st.page_link(
        PAGES / "learn/training.py", label="The training plan that closes them",
        icon=":material/school:",
    )  # fmt: skip
    grid(
        rows.select(
            "skill_name", "level_asked", "skill_held", "needed_on", "need_cause", "n_causes",
            "need_weight",
        ),
        "competence_one_missing", alt="What is missing and what asks for it",
        export=lambda: rows, file_name=f"{row['code']}-gaps",
    )  # fmt: skip


def trainings(row: dict[str, Any]) -> None:
    """Draw the trainings of the person, the latest first."""
    training_book.offer("competence_one_book", row["code"])
    rows = data.table("training").filter(person=row["code"]).sort("starts_on", descending=True)
    if rows.is_empty():
        empty(
            "No training is known.", "The training plan proposes what closes the gaps.",
            link=PAGES / "learn/training.py", link_label="Training",
        )  # fmt: skip
        return
    courses = data.table("course").select(course="code", course_name="name")
    rows = rows.join(courses, on="course", how="left", maintain_order="left")
    grid(
        rows.select("course_name", pl.exclude("course_name")), "competence_one_trainings",
        alt="Trainings of the person", register="training", hidden=("person", "course"),
        file_name=f"{row['code']}-trainings",
    )  # fmt: skip


def mentoring(row: dict[str, Any]) -> None:
    """Draw whom the person helps, and who helps the person."""
    code = row["code"]
    rows = competence_mentoring.pairs().filter(
        (pl.col("mentor") == code) | (pl.col("mentee") == code)
    )
    people_edit.add_button("mentoring", "Add a pair", "competence_one_pair", mentee=code)
    people_edit.listing(
        rows, "mentoring", "competence_one_mentoring", hidden=("mentor", "mentee", "skill"),
        nothing="No mentoring is known.",
        next_step="Pairs are suggested on the tab Mentoring of everybody.", noun="pair",
        file_name=f"{code}-mentoring",
    )  # fmt: skip


__all__ = ["TABS", "figures", "head", "held", "mentoring", "missing", "trainings"]
