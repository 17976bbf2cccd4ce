"""Where it is kept: the repository and its few verbs."""

from pmo_core.store.repository import Repository, open
from pmo_core.store.rights import WRITABLE, AccessRole
from pmo_core.store.session import Session
from pmo_core.store.staging import Counts, Staged

__all__ = ["WRITABLE", "AccessRole", "Counts", "Repository", "Session", "Staged", "open"]
