"""Which database holds the data: the only module that knows the engine's options."""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pmo_core.errors import StoreUnavailable

MEMORY = ":memory:"
BACKUPS = ".backup"
"""Suffix of the only folder that the engine may write to, beside the database file."""

STORAGE = "v1.5.0"
_MEBIBYTE = 1024 * 1024
_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the data is kept; `path` is None for a database that lives in memory only."""

    path: Path | None

    @property
    def name(self) -> str:
        """The address as the user writes it."""
        return MEMORY if self.path is None else str(self.path)

    def beside(self, suffix: str) -> Path | None:
        """Return the file beside the database whose name ends in the suffix, None in memory."""
        return None if self.path is None else self.path.with_name(self.path.name + suffix)


def resolve(address: str | None = None) -> Address:
    """Return the address given, else that of PMO_STORE_URL, else data/pmo.duckdb of the project.

    Raises
    ------
    StoreUnavailable
        The address names a kind of database that this release cannot open.

    Examples
    --------
    >>> resolve(":memory:").name
    ':memory:'
    """
    text = address or os.environ.get("PMO_STORE_URL") or ""
    if text == MEMORY:
        return Address(None)
    if not text:
        return Address(Path(__file__).resolve().parents[2] / "data" / "pmo.duckdb")
    scheme, separator, rest = text.partition(":")
    if separator and len(scheme) > 1:
        if scheme not in ("duckdb", "file"):
            raise StoreUnavailable(
                f"The address {text!r} names a kind of database that cannot be opened.",
                "Give the path of a database file.",
            )
        text = rest.removeprefix("//")
    return Address(Path(text).expanduser().resolve())


def connect(address: Address, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the database and lock its configuration: no other file, no network, no extension.

    The storage version is the oldest that the current release line can read, so that the pinned
    engine can be rolled back.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_limit() // _MEBIBYTE}MiB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if not read_only:
        config["storage_compatibility_version"] = STORAGE
    temporary = address.beside(".tmp")
    if temporary is not None:
        config["temp_directory"] = str(temporary)
        if not read_only:
            temporary.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(address.name, read_only=read_only, config=config)
    backups = address.beside(BACKUPS)
    if backups is not None:
        quoted = str(backups).replace("'", "''")
        connection.execute(f"set allowed_directories = ['{quoted}']")
    connection.execute("set python_enable_replacements = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def memory_limit() -> int:
    """Return the engine's share of memory in bytes: 40 % of what there is, 300 MiB to 2 GiB."""
    available = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in _CGROUP_LIMITS:
        try:
            available = min(available, int(Path(name).read_text()))
        except (OSError, ValueError):
            continue
    return max(300 * _MEBIBYTE, min(2048 * _MEBIBYTE, int(available * 0.4)))
