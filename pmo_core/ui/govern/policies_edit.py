"""Policies are changed: a new version, a file, other facts."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from pmo_core.errors import Refused
from pmo_core.jobs import policies as jobs
from pmo_core.model import Policy
from pmo_core.ui import admin_edit
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern.policy_text import show

_MAY_NOT = "Policies are changed by a manager or an administrator."
_WAS = "policy was"


def add_button() -> None:
    """Offer to add a policy."""
    is_able = may_write("policy")
    if st.button(
        "Add a policy", icon=":material/add:", key="add_policy", disabled=not is_able,
        help=None if is_able else _MAY_NOT,
    ):  # fmt: skip
        admin_edit.add("policy")


def buttons(policy: dict[str, Any]) -> None:
    """Offer a new version, a file, and to edit the other facts."""
    is_able = may_write("policy")
    common: dict[str, Any] = {"disabled": not is_able, "help": None if is_able else _MAY_NOT}
    if st.button("New version", icon=":material/edit_note:", key="new_version", **common):
        st.session_state[_WAS] = repository().get("policy", policy["code"])
        st.dialog("New version", width="large")(version_form)()
    if st.button("Attach a file", icon=":material/attach_file:", key="attach", **common):
        st.dialog("Attach a file")(lambda: file_form(policy["code"]))()
    if st.button("Edit", icon=":material/edit:", key="edit_policy", **common):
        admin_edit.edit(repository().get("policy", policy["code"]))


def version_form() -> None:
    """Draw the form of a new version, with its text as it will be shown."""
    was: Policy = st.session_state[_WAS]
    left, middle, right = st.columns(3)
    version = left.text_input("Version \\*", key="policy_version", placeholder=f"now {was.version}")
    valid_from = middle.date_input(
        "In force from", value=None, key="policy_valid_from", format="YYYY-MM-DD"
    )
    review_on = right.date_input(
        "Review by", value=None, key="policy_review_on", format="YYYY-MM-DD"
    )
    write, look = st.tabs(["Write", "Preview"])
    with write:
        text = st.text_area(
            "Text, in Markdown", value=was.text or "", key="policy_text", height=420
        )
    with look:
        show(text)
    if st.button("Save the new version", type="primary", key="save_version"):
        attempt(lambda: _renew(was, version, valid_from, review_on, text))


def _renew(was: Policy, version: str, valid_from: Any, review_on: Any, text: str) -> str:
    values = was.model_dump() | {
        "version": version.strip(), "valid_from": valid_from or was.valid_from,
        "review_on": review_on or was.review_on, "text": text.strip() or None,
    }  # fmt: skip
    try:
        policy = Policy.model_validate(values)
    except ValidationError as error:
        raise Refused("A new version needs a name.", "Enter it, such as 2.2.") from error
    number = jobs.renew(session(), repository(), policy, was)
    return f"{policy.code} is in version {policy.version} (change {number})."


def file_form(code: str) -> None:
    """Draw the choice of a file to attach."""
    file = st.file_uploader("File, at most 10 MB", key="policy_upload", max_upload_size=10)
    st.caption("It is kept as it is, never opened here; one of the same name is replaced.")
    if st.button("Attach", type="primary", key="attach_go", disabled=file is None) and file:
        attempt(lambda: _attach(code, file.name, file.type, file.getvalue()))


def _attach(code: str, name: str, media_type: str, content: bytes) -> str:
    number = jobs.attach(
        session(), repository(), "policy", code,
        name=name, media_type=media_type, content=content,
    )  # fmt: skip
    return f"{jobs.file_name(name)} is attached to {code} (change {number})."
