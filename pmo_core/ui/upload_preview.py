"""The third step of an upload: what would happen, before anything is kept."""

from typing import Any, cast

import streamlit as st

from pmo_core.exchange.conventions import ValueQuestion
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.prepare import Prepared
from pmo_core.jobs.opening import Opened
from pmo_core.jobs.pieces import Reshaped
from pmo_core.jobs.preview import Choices, Preview, Unknown, preview, ready
from pmo_core.model import REGISTERS
from pmo_core.store.rights import require_write
from pmo_core.ui import boot, data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.text import plain
from pmo_core.ui.upload_answers import answers, value_answers
from pmo_core.ui.upload_mapping import Start, questions_of
from pmo_core.ui.upload_state import SHELF, Place, remembered

PRESSED = "upload_pressed"
_SEEN = "upload_seen"
_MOST_ROUNDS = 4
Read = tuple[Prepared, Reshaped]


def look(start: Start, opened: Opened, mapping: Mapping, n_bytes: int) -> Preview | None:
    """Ask what is open, read the file, and return what would happen; None while anything is open.

    Raises
    ------
    NotAllowed
        The role may not change the register.
    Refused
        The mapping does not fit the file.
    """
    require_write(boot.session().role, mapping.register)
    mapping, still_open = answers(questions_of(start, mapping), mapping, start.key)
    if still_open:
        _wait_for(still_open)
        return None
    choices = _choices(mapping, start.key)
    with _Bar() as bar:
        return _looked(start, opened, mapping, choices, n_bytes=n_bytes, bar=bar)


class _Bar:
    """How far the reading is; drawn only while there is something to read."""

    def __init__(self) -> None:
        self._place = st.empty()

    def __enter__(self) -> Any:
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._place.empty()

    def _tell(self, share: float) -> None:
        done = "Comparing with what is kept ..." if share >= 1 else "Reading the values ..."
        self._place.progress(share, text=done)


def _looked(
    start: Start, opened: Opened, mapping: Mapping, choices: Choices, *, n_bytes: int, bar: Any
) -> Preview | None:
    """Return the preview that is kept, or make it."""
    settled = _settled(opened, mapping, choices, start.key, bar)
    if settled is None:
        return None
    mapping, read = settled
    name = (opened.file_hash, opened.name, mapping.to_json(), repr(choices))
    kept = _kept(name)
    if kept is not None:
        return kept
    discard()
    revision = boot.repository().revision
    made = preview(
        boot.session(), opened, mapping, data.settings(), choices,
        progress=bar, read=read, proposals=start.guess.proposals,
    )  # fmt: skip
    st.session_state[_SEEN] = (name, revision, SHELF.put(made, n_bytes))
    return made


def _wait_for(still_open: list[str]) -> None:
    st.info(
        f"To be answered: {plain(', '.join(still_open))}. The preview then appears here.",
        icon=":material/help:",
    )


def _choices(mapping: Mapping, key: str) -> Choices:
    """Return what the user decided so far beside the mapping; `upload_decide` asks it."""
    state = st.session_state
    unknown: dict[str, Unknown] = {
        name: "reject"
        for name, target in REGISTERS[mapping.register].refers.items()
        if state.get(f"{key}_unknown_{name}") == "reject" or not may_write(target)
    }
    return Choices(unknown, state.get(f"{key}_repairs", True), state.get(f"{key}_replaces"))


def _settled(
    opened: Opened, mapping: Mapping, choices: Choices, key: str, bar: Any
) -> tuple[Mapping, Read | None] | None:
    """Ask how values are written until nothing is open; return the mapping with the answers.

    What the file asks is remembered, so that an answer can be changed; the reading comes along
    where it was made just now.
    """
    read: Read | None = None

    def find() -> tuple[ValueQuestion, ...]:
        nonlocal read
        read = ready(opened, mapping, data.settings(), choices, bar)
        return read[0].questions

    for number in range(_MOST_ROUNDS):
        name = (opened.file_hash, opened.name, mapping.to_json(), choices.take_repaired)
        questions = remembered(f"asked_{number}", (*name, repr(data.settings())), find)
        if not questions:
            break
        read = None
        mapping, still_open = value_answers(questions, mapping, key)
        if still_open:
            _wait_for(still_open)
            return None
    return mapping, read


def _kept(name: tuple[str, ...]) -> Preview | None:
    """Return the preview of just this, where it still says what is kept.

    One that the user has just agreed to stays as he saw it: saving it is refused when something
    that was changed meanwhile makes it untrue.
    """
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] != name:
        return None
    if seen[1] != boot.repository().revision and not st.session_state.get(PRESSED):
        return None
    return cast(Preview | None, SHELF.get(seen[2]))


def number_seen() -> int:
    """Return the number of the preview that is shown: what the user agrees to when he saves."""
    place: Place = st.session_state[_SEEN][2]
    return place.number


def take() -> bool:
    """Take the preview off the shelf while it is saved: nobody else closes it."""
    place: Place = st.session_state[_SEEN][2]
    return SHELF.take(place) is not None


def discard() -> None:
    """Forget the preview; the page makes another one."""
    st.session_state.pop(_SEEN, None)
