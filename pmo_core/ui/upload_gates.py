"""A part of the second step of an upload: the columns that are gates, and their order."""

from dataclasses import replace

import streamlit as st

from pmo_core.exchange.mapping import Mapping


def order(mapping: Mapping, key: str) -> Mapping:
    """Let the user correct which columns are gates and in which order; return the mapping.

    Parameters
    ----------
    mapping : Mapping
        How the file is meant; where it has no column per gate nothing is drawn.
    key : str
        Of the widget.
    """
    gates = mapping.shape.get("gates")
    if not gates:
        return mapping
    chosen = st.multiselect(
        "Gates, in their order",
        gates,
        default=gates,
        key=f"{key}_gates",
        persist_state="session",
        help="Each becomes a gate of every project, numbered as they stand here. Take out what is "
        "no gate; to move one, take it out and choose it again where it belongs.",
    )
    return replace(mapping, shape={**mapping.shape, "gates": chosen or gates})
