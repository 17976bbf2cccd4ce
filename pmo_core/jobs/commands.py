"""The command line: the same upload, undo, check and export that the pages offer."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import pmo_core
from pmo_core.errors import PmoError, Refused, worst
from pmo_core.jobs import archive, importing
from pmo_core.jobs.answering import UnansweredError

OK, NOTHING_SAVED, SOME_REJECTED = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """A parser that exits with "nothing saved" where it does not understand the request."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(NOTHING_SAVED, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Returns
    -------
    int
        0: all done. 1: nothing was saved, the reason is on stderr. 2: saved, but some lines were
        rejected (`import`), or errors were found (`check`).
    """
    given = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.run
    try:
        return _with_files(command, given)
    except PmoError as error:
        if getattr(given, "json", False):
            print(json.dumps(_refusal(error), indent=2))
        else:
            print(error, file=sys.stderr)
        return NOTHING_SAVED


def _with_files(command: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """Run a command; a file or folder that cannot be used is a request that cannot be met."""
    try:
        return command(given)
    except OSError as error:
        if error.filename is None:
            raise
        raise Refused(f"{str(error.filename)!r} cannot be used: {error.strerror}.") from error


def _refusal(error: PmoError) -> dict[str, object]:
    questions = error.to_json() if isinstance(error, UnansweredError) else []
    return {"saved": None, "error": error.message, "hint": error.hint, "questions": questions}


def _user() -> str:
    """Return the name of the user; a job in a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return "command line"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = _Parser(prog="python -m pmo_core", description=__doc__)
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    load = _command(commands, "import", importing.run, "Import a CSV, TSV or XLSX file, or a zip.")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--register", help="what the file is, for example actual or project")
    load.add_argument("--mapping", type=Path, metavar="FILE.json", help="how its columns are meant")
    load.add_argument(
        "--save-mapping", type=Path, metavar="FILE.json", help="write the mapping used"
    )
    load.add_argument("--part", help="sheet of a workbook, or member of a zip")
    load.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a value for every line; source=NAME is the feed, year=YYYY that of the columns",
    )
    load.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="how a column is written: %%d/%%m/%%Y, a decimal mark, a factor, or COLUMN:WORD=TEXT",
    )
    load.add_argument(
        "--unknown", choices=("create", "reject"), default="create",
        help="codes that are not kept yet: create them from the file, or reject those lines",
    )  # fmt: skip
    load.add_argument("--refuse-repairs", action="store_true", help="reject every repaired line")
    load.add_argument("--replaces", type=int, metavar="CHANGE", help="earlier import it corrects")
    load.add_argument("--rejects", type=Path, metavar="FILE.csv", help="write the rejected lines")
    load.add_argument("--max-mb", type=int, default=200, help="largest file, in MB (default 200)")
    load.add_argument("--dry-run", action="store_true", help="show what would happen, save nothing")

    undo = _command(commands, "undo", _undo, "Undo an import or any other change.")
    undo.add_argument("change", type=int, metavar="BATCH", help="number, as the import printed it")
    _command(commands, "check", _check, "Prove what is kept: keys, references, sums, journal.")
    export = _command(commands, "export", _export, "Write every register as CSV, with a manifest.")
    export.add_argument("folder", type=Path, metavar="DIR")
    demo = _command(
        commands, "demo", _demo, "Load the demonstration portfolio into an empty store."
    )
    demo.add_argument("--seed", type=int, default=None, help="another fictional company")
    return root


def _command(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    purpose: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=purpose, description=purpose)
    command.add_argument("--store", metavar="ADDRESS", help="where the data is kept")
    command.add_argument("--actor", default=_user(), help="who the journal names")
    command.add_argument(
        "--role", default="administrator",
        choices=("viewer", "contributor", "manager", "administrator"), help="what the actor may do",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(run=run)
    return command


def _undo(given: argparse.Namespace) -> int:
    with pmo_core.open(given.store) as repo:
        number = repo.session(given.actor, given.role).undo(given.change)
    _say(given, {"undone": given.change, "change": number}, f"Change {given.change} is undone.")
    return OK


def _check(given: argparse.Namespace) -> int:
    with pmo_core.open(given.store) as repo:
        findings = [*repo.notices, *repo.check()]
    text = "\n".join(str(finding) for finding in findings) or "Everything kept is in order."
    _say(given, {"findings": [str(finding) for finding in findings]}, text)
    return SOME_REJECTED if worst(findings) == "error" else OK


def _export(given: argparse.Namespace) -> int:
    with pmo_core.open(given.store) as repo:
        manifest = archive.export(repo, given.folder)
    n_rows = sum(entry["n_rows"] for entry in manifest.values())
    _say(given, manifest, f"{n_rows:,} rows are written to {given.folder}.")
    return OK


def _demo(given: argparse.Namespace) -> int:
    with pmo_core.open(given.store) as repo:
        number = archive.load_audited_demo(
            repo, repo.session(given.actor, given.role), date.today(), given.seed
        )
    _say(given, {"change": number}, f"The demonstration is loaded as change {number}.")
    return OK


def _say(given: argparse.Namespace, result: object, text: str) -> None:
    print(json.dumps(result, default=str, indent=2) if given.json else text)
