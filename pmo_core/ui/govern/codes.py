"""What the page of codes shows: coding structures, codes that break them, and the columns."""

from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis import coding
from pmo_core.errors import Finding, PmoError
from pmo_core.jobs.templates import missing
from pmo_core.model import REGISTERS, CodePart
from pmo_core.model.columns import SHARED, register_columns
from pmo_core.model.initial import initial
from pmo_core.model.policies import Scheme
from pmo_core.ui import admin_edit, data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, plain

SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
KEPT: dict[str, tuple[str, str]] = {
    "project": ("project", "Projects"),
    "WBS": ("wbs_element", "Work breakdown"),
    "OBS": ("department", "Departments"),
    "CBS": ("cost_category", "Cost categories"),
}
"""Scheme -> register whose codes follow it. No register keeps cost codes by themselves."""
_MAY_NOT = "Coding structures are changed by a manager or an administrator."
EVERYWHERE = "any table"


def parts(scheme: str) -> tuple[CodePart, ...]:
    """Return the parts of a scheme."""
    return data.derived(
        "parts of a scheme", lambda: coding.parts_of(data.table("code_part"), scheme),
        scheme=scheme,
    )  # fmt: skip


def offenders() -> pl.DataFrame:
    """Return every kept code that is not as its scheme says: scheme, code, n_rows, reason."""
    return data.derived("codes against their schemes", _offenders)


def _offenders() -> pl.DataFrame:
    schema = {"scheme": pl.String, "code": pl.String, "n_rows": pl.Int64, "reason": pl.String}
    found = [pl.DataFrame(schema=schema)]
    for scheme, (register, _) in KEPT.items():
        codes = data.table(register).group_by("code", maintain_order=True).agg(n_rows=pl.len())
        wrong = coding.check(codes["code"], parts(scheme)).join(codes, on="code", how="left")
        found.append(
            wrong.select(scheme=pl.lit(scheme), code="code",
                         n_rows=pl.col("n_rows").cast(pl.Int64), reason="reason")
        )  # fmt: skip
    return pl.concat(found)


def counts() -> pl.DataFrame:
    """Return per scheme how many different codes are kept and how many are wrong."""
    wrong = dict(offenders().group_by("scheme").len().iter_rows())
    rows = [
        (scheme, title, len(parts(scheme)), data.table(register)["code"].n_unique(),
         wrong.get(scheme, 0))
        for scheme, (register, title) in KEPT.items()
    ]  # fmt: skip
    schema = {
        "scheme": pl.String, "kept_in": pl.String, "n_code_parts": pl.Int64, "n_codes": pl.Int64,
        "n_wrong_codes": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def figures() -> None:
    """Show what is read first."""
    rows = counts()
    ruled = rows.filter(pl.col("n_code_parts") > 0)
    n_codes, n_wrong = int(ruled["n_codes"].sum()), int(ruled["n_wrong_codes"].sum())
    headline(
        [
            Figure("Structures", f"{data.table('code_part')['scheme'].n_unique()}",
                   "Coding structures that have parts.", f"of {len(SCHEMES)}"),
            Figure("Codes checked", f"{n_codes:,}", "Different codes in the registers that have a "
                   "structure: projects, work breakdown, departments, cost categories."),
            Figure("Wrong codes", f"{n_wrong:,}", "Codes that are not as their structure "
                   "says.", "none" if not n_wrong else f"{100 * n_wrong / n_codes:.1f} %"),
        ],
        "code_figures",
    )  # fmt: skip


def structure() -> None:
    """Draw a scheme: its parts to edit, the next free code, and a code to prove."""
    scheme = st.segmented_control(
        "Structure", SCHEMES, default=SCHEMES[0], key="scheme", label_visibility="collapsed"
    )
    scheme = scheme or SCHEMES[0]
    own = parts(scheme)
    rows = data.table("code_part").filter(pl.col("scheme") == scheme).drop("scheme")
    picked = None
    if rows.is_empty():
        empty(
            "This structure has no parts, so every code is right.",
            "Add its parts, or the ones that come with the product.",
        )
    else:
        st.markdown(f"Codes look like **{plain(example(own))}**")
        picked = grid(
            rows, f"parts_{scheme}", alt="Parts of the coding structure", register="code_part",
            clickable=True,
        )  # fmt: skip
    _buttons(scheme, rows, picked)
    faults = coding.structure_faults(own)
    if faults:
        st.error("\n".join(f"- {plain(one.message)}" for one in faults))
    elif own:
        left, right = st.columns(2)
        with left, st.container(border=True):
            next_code(scheme, own)
        with right, st.container(border=True):
            prove(own)


def example(own: tuple[CodePart, ...]) -> str:
    """Return how the codes of a structure look, with a letter for what varies.

    Examples
    --------
    >>> example((CodePart(scheme="project", number=1, name="A", kind="fixed", choices="P"),
    ...          CodePart(scheme="project", number=2, name="B", kind="digits", length=2,
    ...                   separator="-")))
    'P-99'
    """
    return "".join(part.separator + _sample(part) for part in own)


def _sample(part: CodePart) -> str:
    length = part.length or 3
    if part.kind in ("fixed", "choice"):
        return next(iter(coding.choices_of(part)), "?")
    if part.kind == "levels":
        one = {"letters": "AB", "digits": "1"}.get((part.choices or "").strip(), "A1")
        return ".".join([one] * min(length, 3))
    return ("9" if part.kind == "digits" else "A") * length


def _buttons(scheme: str, rows: pl.DataFrame, picked: int | None) -> None:
    """Offer to add, edit and remove parts, and to add what comes with the product."""
    is_able = may_write("code_part")
    common: dict[str, Any] = {"disabled": not is_able, "help": None if is_able else _MAY_NOT}
    with st.container(horizontal=True, key="part_verbs"):
        if st.button("Add a part", icon=":material/add:", key="add_part", **common):
            admin_edit.add("code_part")
        if picked is not None and picked < rows.height:
            record = repository().get("code_part", scheme, rows["number"][picked])
            if st.button("Edit the part", icon=":material/edit:", key="edit_part", **common):
                admin_edit.edit(record)
            if st.button("Remove the part", icon=":material/delete:", key="drop_part", **common):
                admin_edit.remove(record)
        shipped = initial("code_part").filter(pl.col("scheme") == scheme)
        if rows.is_empty() and not shipped.is_empty() and st.button(
            "Add the ready parts", icon=":material/library_add:", key="ready_parts", **common
        ):  # fmt: skip
            attempt(lambda: _add(shipped, scheme))


def _add(shipped: pl.DataFrame, scheme: str) -> str:
    rows = missing(repository(), {"code_part": shipped})
    number = session().put(rows, note=f"Coding structure {scheme}")
    return f"{counted(shipped.height, 'part')} of structure {scheme} added (change {number})."


def next_code(scheme: str, own: tuple[CodePart, ...]) -> None:
    """Draw the inputs of what varies, and the next free code."""
    st.markdown("**Next free code**")
    given = {}
    for part in own:
        value = _input(scheme, part)
        if value:
            given[coding.keyword(part)] = value
    taken = in_use(scheme)
    try:
        code = coding.generate(own, taken, **given)
    except PmoError as problem:
        st.caption(plain(problem.message))
        return
    st.code(code, language=None)
    if scheme not in KEPT:
        st.caption("No register keeps these codes, so the number begins at the first.")


def in_use(scheme: str) -> pl.Series:
    """Return the codes that are kept; of a work breakdown those of one project, which is asked."""
    if scheme not in KEPT:
        return pl.Series(dtype=pl.String)
    rows = data.table(KEPT[scheme][0])
    if scheme == "WBS":
        known = rows["project"].unique(maintain_order=True).to_list()
        project = st.selectbox("Project", known, key="code_project", index=None,
                               placeholder="None: a new work breakdown")  # fmt: skip
        rows = rows.filter(pl.col("project") == (project or ""))
    return rows["code"]


def _input(scheme: str, part: CodePart) -> str | None:
    """Draw the input of a part that varies; digits that are not given count on."""
    key = f"give_{scheme}_{part.number}"
    label = plain(part.name)
    if part.kind == "fixed":
        return None
    if part.kind == "choice":
        means = coding.choices_of(part)
        return st.selectbox(
            label, list(means), key=key, format_func=lambda one: f"{one}  {means[one]}"
        )
    hint = {"levels": "Code above it; empty = at the top", "digits": "Empty = counts on"}
    if (part.choices or "").strip() == "letters":
        hint = {"levels": "The whole code"}
    return st.text_input(label, key=key, placeholder=hint.get(part.kind)).strip()


def prove(own: tuple[CodePart, ...]) -> None:
    """Draw an input for any code, and what is wrong with it."""
    st.markdown("**Is this code right?**")
    code = st.text_input("Code", key="prove_code", placeholder=example(own))
    if not code:
        return
    found: list[Finding] = coding.validate(code, own)
    for one in found:
        st.error(plain(one.message), icon=":material/error:")
    if not found:
        st.success(f"{plain(code)} is right.", icon=":material/check_circle:")


def check() -> None:
    """Show how many kept codes are right, and those that are not with the reason."""
    grid(counts(), "code_counts", alt="Codes by structure")
    faulty = [one for scheme in KEPT for one in coding.structure_faults(parts(scheme))]
    if faulty:
        tell(PmoError("A structure cannot be read, so its figures may be wrong."))
    rows = offenders()
    if rows.is_empty():
        empty("Every kept code is as its structure says.", "New codes are checked here, too.")
        return
    orders = {"Structure": [(pl.col("scheme"), False), (pl.col("code"), False)],
              "Reason": [(pl.col("reason"), False)],
              "Most used": [(pl.col("n_rows"), True)]}  # fmt: skip
    shown = paged(rows, orders, "code")
    grid(shown, "code_offenders", alt="Codes that break their structure", export=lambda: rows)


def formats() -> None:
    """Show the registry of columns: what every figure of every table means."""
    rows = data.derived("columns registry", registry)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sought = st.text_input(
            "Search", key="column_search", width=320, icon=":material/search:",
            placeholder="Name, label or meaning",
        )  # fmt: skip
        places = rows["comes_from"].unique().sort().to_list()
        place = st.selectbox("Comes from", places, index=None, key="column_place", width=260,
                             placeholder="Everywhere")  # fmt: skip
    found = matching(rows, sought, place)
    if found.is_empty():
        empty("No column holds this text.", "Search for something else, or clear the search.")
        return
    label = pl.col("label").str.to_lowercase()
    orders: dict[str, Order] = {
        "Label": [(label, False)],
        "Comes from": [(pl.col("comes_from"), False), (label, False)],
    }
    shown = paged(found, orders, "column")
    grid(shown, "column_registry", alt="Columns with their meaning", export=lambda: found,
         file_name="report-columns")  # fmt: skip


def registry() -> pl.DataFrame:
    """Return every column that reports may have.

    Returns
    -------
    polars.DataFrame
        column, label, unit, column_kind, meaning, comes_from: "any table", or the title of the
        register whose own field it is.
    """
    shared = [(one, EVERYWHERE) for one in SHARED.values()]
    own = [(one, _title(register)) for (register, _), one in register_columns().items()]
    rows = [
        (one.name, one.label, one.unit, one.kind, one.meaning, place)
        for one, place in (*shared, *own)
    ]
    names = ("column", "label", "unit", "column_kind", "meaning", "comes_from")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _title(register: str) -> str:
    return f"Register {REGISTERS[register].title}"


def matching(rows: pl.DataFrame, sought: str, place: str | None) -> pl.DataFrame:
    """Return the columns that hold a text, from one place or from all."""
    words = sought.strip().lower()
    texts = pl.concat_str("column", "label", "meaning", separator="\n").str.to_lowercase()
    found = rows.filter(texts.str.contains(words, literal=True))
    return found.filter(pl.col("comes_from") == place) if place else found
