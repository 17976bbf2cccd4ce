"""From a list to one of its things, and back to the list as it was left."""

import streamlit as st


def leave(name: str, **address: str | None) -> None:
    """Lead to one thing; the address of the list, if it is left, is kept for the way back.

    Parameters
    ----------
    name : str
        What in the address names the thing; in that of the list it does not stand.
    **address : str or None
        The address, None = not in it.
    """
    if name not in st.query_params:
        st.session_state[f"list of {name}"] = st.query_params.to_dict()
    st.query_params.from_dict({key: one for key, one in address.items() if one is not None})


def back(name: str) -> None:
    """Lead to the list as it was left: its tab, filters and order stand in the address."""
    st.query_params.from_dict(st.session_state.get(f"list of {name}", {}))


__all__ = ["back", "leave"]
