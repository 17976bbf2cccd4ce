"""What the page of policies shows: the register, one policy, its versions, readers and files."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import policies as analysis
from pmo_core.analysis.text_diff import SAME, line_diff
from pmo_core.errors import PmoError
from pmo_core.jobs import policies as jobs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.govern.policy_text import show
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.text import counted, iso, plain

PARAMETER = "policy"
TABS = ("Text", "Versions", "Readers", "Files")


def asked() -> pl.DataFrame:
    """Return who is to acknowledge what, and who has."""
    return data.derived(
        "readers of policies",
        lambda: analysis.readers(
            data.table("policy"), data.table("person"), data.table("acknowledgement")
        ),
    )


def standing() -> pl.DataFrame:
    """Return the register of policies with reviews and readers."""
    today = as_of()
    return data.derived(
        "policies",
        lambda: analysis.standing(data.table("policy"), asked(), today),
        today=today,
    )


def figures() -> None:
    """Show what is read first: reviews that are overdue, who has not read, what waits for you."""
    rows = standing()
    overdue = rows.filter(pl.col("review_overdue_days").is_not_null())
    oldest = overdue["review_overdue_days"].max()
    n_open, n_asked = rows["n_unread"].sum(), rows["n_readers"].sum()
    own = waiting_for(actor()[0])
    headline(
        [
            Figure("Policies", f"{rows.height:,}", "Policies, procedures, standards, guidelines "
                   "and forms that are kept."),
            Figure("Reviews overdue", f"{overdue.height:,}", "Policies whose review date has "
                   "passed.", f"the oldest by {counted(int(str(oldest)), 'day')}" if oldest
                   else "none"),
            Figure("Open acknowledgements", f"{n_open:,}", "People with one of the readers' roles "
                   "who have not acknowledged the present version, summed over the policies.",
                   f"of {n_asked:,}"),
            Figure("Waiting for you", f"{len(own):,}", "Policies that ask for your role and that "
                   "you have not acknowledged in the present version.",
                   ", ".join(own[:3])),
        ],
        "policy_figures",
    )  # fmt: skip


def waiting_for(name: str) -> list[str]:
    """Return the policies that wait for somebody's acknowledgement."""
    rows = asked().filter((pl.col("person") == name) & pl.col("acknowledged_on").is_null())
    return rows["policy"].to_list()


def listing() -> None:
    """Draw the register; a click opens a policy."""
    rows = standing().sort("review_overdue_days", descending=True, nulls_last=True)

    def open_(row: int) -> None:
        st.query_params[PARAMETER] = rows["code"][row]

    grid(rows, "policies", alt="Policies", register="policy", pinned=("code",), on_row=open_)


def back() -> None:
    """Offer the way back to the register."""
    st.button(
        "All policies", icon=":material/arrow_back:", key="all_policies",
        on_click=st.query_params.clear,
    )  # fmt: skip


def head(policy: dict[str, Any]) -> None:
    """Say what the policy is, who keeps it, and whether its review is overdue."""
    facts = [
        policy["code"], policy["kind"], f"version {policy['version']}",
        f"in force since {iso(policy['valid_from'])}" if policy["valid_from"] else None,
        f"kept by {policy['owner']}" if policy["owner"] else "nobody keeps it",
    ]  # fmt: skip
    st.text(" · ".join(filter(None, facts)))
    row = standing().row(by_predicate=pl.col("code") == policy["code"], named=True)
    with st.container(horizontal=True, gap="small", key="policy_state"):
        late = row["review_overdue_days"]
        if late:
            st.badge(f"Review overdue by {counted(late, 'day')}", color="red",
                     icon=":material/event_busy:")  # fmt: skip
        elif policy["review_on"]:
            st.badge(f"Review by {iso(policy['review_on'])}", color="gray")
        if row["n_unread"]:
            st.badge(f"{row['n_unread']:,} of {row['n_readers']:,} have not read it",
                     color="orange", icon=":material/mark_email_unread:")  # fmt: skip
        elif row["n_readers"]:
            st.badge("Everybody has read it", color="green", icon=":material/done_all:")


def acknowledge(policy: dict[str, Any]) -> None:
    """Offer to say that this version was read; disabled with the reason."""
    name, version = actor()[0], policy["version"]
    done = data.table("acknowledgement").filter(
        (pl.col("policy") == policy["code"]) & (pl.col("version") == version)
        & (pl.col("person") == name)
    )  # fmt: skip
    if not done.is_empty():
        st.badge(f"You have read version {plain(version)}", color="green", icon=":material/check:")
        return
    is_able = may_write("acknowledgement")

    def act() -> str:
        number = jobs.acknowledge(session(), repository(), policy["code"], version, as_of())
        return f"{name} has read version {version} of {policy['code']} (change {number})."

    if st.button(
        f"I have read version {plain(version)}", key="acknowledge", icon=":material/check:",
        type="primary" if policy["code"] in waiting_for(name) else "secondary",
        disabled=not is_able,
        help="Kept in your name; it cannot be taken back." if is_able
        else "A viewer cannot acknowledge: act as a contributor.",
    ):  # fmt: skip
        attempt(act)


def text(policy: dict[str, Any]) -> None:
    """Draw the text."""
    if policy["text"]:
        show(policy["text"])
    else:
        empty("This policy has no text.", "Write it as a new version, or attach a file.")


def versions(policy: dict[str, Any]) -> None:
    """Show every version, and what one changed against another, line by line."""
    rows = data.query("policy_versions", code=policy["code"])
    grid(
        rows.select("number", "version", "made_at", "actor", "owner", "valid_from", "review_on",
                    "note"),
        "policy_versions", alt="Versions, the latest first",
    )  # fmt: skip
    if rows.height < 2:
        st.caption("There is one version: nothing to compare yet.")
        return
    labels = {
        row["number"]: f"Version {row['version']}, change {row['number']}"
        for row in rows.iter_rows(named=True)
    }
    numbers = list(labels)
    left, right = st.columns(2)
    old = left.selectbox(
        "From", numbers, index=1, format_func=labels.__getitem__, key="policy_from"
    )
    new = right.selectbox("To", numbers, index=0, format_func=labels.__getitem__, key="policy_to")
    texts = dict(rows.select("number", "policy_text").iter_rows())
    marked = line_diff(texts[old or numbers[1]], texts[new or numbers[0]])
    if all(mark == SAME for mark, _ in marked):
        st.caption("The text is the same in both.")
        return
    st.code("\n".join(f"{mark} {line}" for mark, line in marked), language="diff", wrap_lines=True)


def readers(policy: dict[str, Any]) -> None:
    """Show who is to read it: those who have not, first."""
    rows = asked().filter(pl.col("policy") == policy["code"])
    nobody = analysis.unknown_roles(policy["readers"], data.table("person"))
    if nobody:
        st.warning(f"Nobody has the role {plain(', '.join(nobody))}.")
    if rows.is_empty():
        empty("Nobody is asked to acknowledge it.", "Name roles as readers: Edit.")
        return
    shown = rows.select("person", "role", "acknowledged_on").sort(
        "acknowledged_on", "role", "person", nulls_last=False, descending=[True, False, False]
    )
    first = {"Not read first": [(pl.col("acknowledged_on").is_not_null(), False)],
             "By name": [(pl.col("person"), False)]}  # fmt: skip
    grid(
        paged(shown, first, "reader"), "policy_readers", alt="Readers of this version",
        export=lambda: shown, file_name=f"{policy['code']}-readers",
    )  # fmt: skip


def files(policy: dict[str, Any]) -> None:
    """Show the files kept with it, each to be downloaded."""
    rows = data.query("attachments", about="policy")
    own = rows.filter(pl.col("code") == policy["code"])
    if own.is_empty():
        empty("No file is attached.", "Attach one above: at most 10 MB, of any kind.")
        return
    shown = own.select("name", "n_bytes", "media_type", "added_by", "added_at", "sha256")
    grid(
        shown, "policy_files", alt="Files", register="attachment",
        labels={"n_bytes": "Bytes", "sha256": "SHA-256"},
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="policy_download"):
        name = st.selectbox("File", own["name"].to_list(), key="policy_file", width=320)
        is_asked = st.button(
            "Prepare the download", key="policy_prepare", icon=":material/verified:",
            help="The file is read and its checksum compared.",
        )  # fmt: skip
        if name and is_asked:
            _download(policy["code"], name)


def _download(code: str, name: str) -> None:
    """Offer a file that is what was attached; the browser is not told to open it."""
    try:
        content = jobs.content_of(repository(), "policy", code, name)
    except PmoError as problem:
        tell(problem)
        return
    st.download_button(
        f"Download {plain(name)}", data=content, file_name=name, mime=jobs.UNKNOWN_TYPE,
        key="policy_download_file", icon=":material/download:", on_click="ignore", type="primary",
    )  # fmt: skip
