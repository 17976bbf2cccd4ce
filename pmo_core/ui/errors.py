"""The one place where what went wrong becomes a sentence for the user."""

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.ui.text import plain


def tell(problem: Exception) -> bool:
    """Show a problem as one sentence with a hint; Streamlit has already logged it.

    Given to `st.App(on_script_error=...)`, so it covers pages, callbacks and fragments. What is not
    a `PmoError` is a bug: the user reads a plain sentence, the traceback stays in the log.

    Returns
    -------
    bool
        True: nothing else is shown.
    """
    if not isinstance(problem, PmoError):
        st.error(
            "Reload the page. If it happens again, tell the administrator: the details are in the "
            "server's log.",
            title="This could not be shown",
        )
    elif problem.hint:
        st.error(plain(problem.hint), title=plain(problem.message))
    else:
        st.error(plain(problem.message))
    return True
