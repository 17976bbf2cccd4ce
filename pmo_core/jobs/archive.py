"""All of the store at once: exported as files, or filled with the demonstration."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pmo_core import demo
from pmo_core.errors import Refused
from pmo_core.exchange.export import write_directory
from pmo_core.jobs.demonstration import loadable
from pmo_core.jobs.demonstration_audits import load_audits
from pmo_core.model import REGISTERS
from pmo_core.store import Repository, Session


def export(repo: Repository, folder: Path) -> dict[str, Any]:
    """Write every register as CSV into a folder, with a manifest; return the manifest."""
    return write_directory({register: repo.table(register) for register in REGISTERS}, folder)


def load_demo(repo: Repository, session: Session, today: date, seed: int | None = None) -> int:
    """Load the demonstration portfolio into an empty store and return the number of the change.

    It ends with the last full month before `today`, so that its reports are fresh. Nothing in it
    was audited yet: see `load_audited_demo`.

    Raises
    ------
    Refused
        Something is kept already.
    """
    if not repo.table("project").is_empty():
        raise Refused("The store is not empty.", "Start empty first, or name another store.")
    last_day = today.replace(day=1) - timedelta(days=1)
    frames = demo.portfolio(demo.SEED if seed is None else seed, last_day)
    ready = loadable(frames, repo.revision + 1)
    return session.load(ready, note="Demonstration portfolio")


def load_audited_demo(
    repo: Repository, session: Session, today: date, seed: int | None = None
) -> int:
    """Load the demonstration with its audits, as two changes; return the number of the first.

    Raises
    ------
    Refused
        Something is kept already.
    """
    number = load_demo(repo, session, today, seed)
    load_audits(repo, session, today)
    return number
