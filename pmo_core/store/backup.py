"""Back the database up into a new file, and prove that the copy opens and says the same."""

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from pmo_core.errors import Refused, StoreUnavailable
from pmo_core.store import journal, recovery
from pmo_core.store.address import BACKUPS, STORAGE, Address, connect
from pmo_core.store.instance import Instance


def backup(shared: Instance, path: Path) -> Path:
    """Copy all that is kept, the journal included, to a new file; see `Repository.backup`.

    The copy is made from inside the database, so it needs no quiet moment and misses nothing that
    stands only in the write-ahead log.
    """
    target = path.expanduser().resolve()
    folder = shared.address.beside(BACKUPS)
    if folder is None:
        raise Refused("The data is in memory only and cannot be backed up.")
    if target.exists():
        raise Refused(f"The file {target} exists already.", "Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    draft = folder / f"{uuid4().hex}.duckdb"
    with shared.cursor() as cursor:
        cursor.execute(f"attach '{draft}' as backup (storage_version '{STORAGE}')")
        try:
            ((source,),) = cursor.execute("select current_database()").fetchall()
            cursor.execute(f'copy from database "{source}" to backup')
        finally:
            cursor.execute("detach backup")
    shutil.move(draft, target)
    with suppress(OSError):
        folder.rmdir()
    copy = Address(target)
    try:
        connection = connect(copy)
    except duckdb.Error as error:
        raise StoreUnavailable(f"The backup failed: {recovery.sentence(error)}") from error
    try:
        journal.check_anchor(connection, copy)
        if journal.verify(connection):
            raise StoreUnavailable("The backup failed: the copy does not say the same.")
    finally:
        connection.close()
    return target
