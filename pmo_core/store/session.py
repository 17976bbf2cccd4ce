"""The verbs that write, in the name of an actor with a role."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pmo_core.errors import Refused
from pmo_core.model import (
    REGISTERS,
    AuditRun,
    Condition,
    Decision,
    Record,
    Vote,
)
from pmo_core.store import entries, journal, staging, undo
from pmo_core.store.audit import audit
from pmo_core.store.change import NoChangeError, change
from pmo_core.store.commit import commit
from pmo_core.store.decide import decide
from pmo_core.store.put import put, put_settings, require_unchanged
from pmo_core.store.rights import require_administrator, require_write
from pmo_core.store.sql import record_class
from pmo_core.store.writer import Writer, frames_of


class Session(Writer):
    """An actor with a role, who may change some registers. Every verb is one journaled change."""

    def save(self, *records: Record, note: str = "") -> int:
        """Keep new records and return the number of the change.

        Raises
        ------
        Refused
            A key is kept already, or a record refers to something not kept.
        """
        if not records:
            raise Refused("There is nothing to save.")
        with self._change("save", [record.register for record in records], note) as made:
            for register, frame in frames_of(records).items():
                made.entry.n_new += made.add_frame(register, frame)
        return made.number

    def amend(self, record: Record, was: Record, note: str = "") -> int:
        """Replace what is kept by `record`, provided that it still says what `was` says.

        Returns
        -------
        int
            Number of the change.

        Raises
        ------
        Conflict
            Someone else changed the record since; the message says who, when and what.
        Refused
            The key differs: a key is for life.
        """
        if record.key_values() != was.key_values() or record.register != was.register:
            raise Refused("The key of a record cannot be changed.", "Create a new record instead.")
        if record == was:
            raise Refused("Nothing was changed.")
        with self._change("amend", [record.register], note) as made:
            require_unchanged(made.cursor, was)
            with made.relation(record.register, record.frame(record)) as rows:
                made.end(record.register, rows)
                made.entry.n_changed = made.add(record.register, rows, unique=True)
        return made.number

    def remove(self, record: Record, note: str = "") -> int:
        """Keep the record no more, provided that it still says what `record` says.

        Raises
        ------
        Conflict
            Someone else changed the record since.
        Refused
            Something kept refers to it; the message names it.
        """
        with self._change("remove", [record.register], note) as made:
            require_unchanged(made.cursor, record)
            with made.relation(record.register, record.frame(record)) as rows:
                made.entry.n_removed = made.end(record.register, rows)
        return made.number

    def put_settings(self, **values: object) -> int | None:
        """Set the settings named, for example `put_settings(base_currency="USD")`.

        Returns
        -------
        int or None
            Number of the change; None when they were so already.

        Raises
        ------
        Refused
            There is no such setting, or it cannot have that value.
        """
        with self._change("settings", ["setting"]) as made:
            put_settings(made, {name: str(value) for name, value in values.items()})
            return made.number
        return None

    def load(self, frames: Mapping[str, pl.DataFrame], note: str = "") -> int:
        """Keep many new rows of many registers as one change.

        Parameters
        ----------
        frames : mapping of str to polars.DataFrame
            Register -> rows with the record's fields and types.
        note : str
            What the journal says about it.
        """
        with self._change("load", list(frames), note) as made:
            for register in (name for name in REGISTERS if name in frames):
                made.entry.n_new += made.add_frame(register, frames[register])
        return made.number

    def put(
        self,
        now: Mapping[str, pl.DataFrame],
        was: Mapping[str, pl.DataFrame] | None = None,
        note: str = "",
    ) -> int | None:
        """Bring several registers from what was seen to what they are to say, as one change.

        A row is known by its key. It is new where only `now` has it, removed where only `was` has
        it, changed where both have it and differ; a row that stands in both alike is only proved.

        Parameters
        ----------
        now : mapping of str to polars.DataFrame
            Register -> rows with the record's fields and types.
        was : mapping of str to polars.DataFrame, optional
            Register -> rows as they were seen.
        note : str
            What the journal says about it.

        Returns
        -------
        int or None
            Number of the change; None when it says so already.

        Raises
        ------
        Conflict
            Someone else changed a row of `was` since; the message says which, who and when.
        Refused
            A new row is kept already, or something kept refers to a row that goes.
        """
        was = was or {}
        with self._change("put", [*now, *was], note) as made:
            for name in (name for name in REGISTERS if name in now or name in was):
                empty = pl.DataFrame(schema=REGISTERS[name].polars_schema())
                put(made, name, now.get(name, empty), was.get(name, empty))
            entry = made.entry
            if not entry.n_new + entry.n_changed + entry.n_removed:
                raise NoChangeError
            return made.number
        return None

    def decide(
        self,
        decision: Decision,
        votes: Sequence[Vote],
        conditions: Sequence[Condition] = (),
        now: Mapping[str, pl.DataFrame] | None = None,
        was: Mapping[str, pl.DataFrame] | None = None,
        *,
        note: str = "",
    ) -> int:
        """Record what a board decided and what it changes, as one change that is never undone.

        The actor needs no right to the registers that change, but a seat on the board: chair or
        secretary, on the day of the decision and today. The amount and the moment of recording are
        set here.

        Parameters
        ----------
        decision : Decision
            Recorded by the actor; it supersedes a decision about the same subject by the same board
            or one below it.
        votes : sequence of Vote
            Of chair and members on that day: as many as the quorum, more for than against; the vote
            of the chair breaks a tie.
        conditions : sequence of Condition
            With a conditional go, and only there.
        now, was : mapping of str to polars.DataFrame, optional
            What it changes, as in `put`: registers of `EFFECTS`, rows of the decision's project.
        note : str
            What the journal says about it.

        Returns
        -------
        int
            Number of the change.

        Raises
        ------
        Conflict
            It was decided or superseded already, or a row of `was` was changed since.
        NotAllowed
            The actor may not record, a vote does not count, or the board decides about another
            portfolio or up to a smaller amount; the hint names who may.
        Refused
            Quorum or majority is missed, an amount or rate is not known, the code is taken, or the
            decision contradicts itself.
        """
        now, was = now or {}, was or {}
        given = ["decision", "vote", *(["condition"] if conditions else []), *now, *was]
        entry = self._begin("decide", dict.fromkeys(given), note)
        with change(self._instance, entry) as made:
            decide(made, decision, votes, conditions, now=now, was=was)
            made.prove()
            made.roll_up()
        return made.number

    def audit(
        self,
        run: AuditRun,
        results: pl.DataFrame,
        outcomes: pl.DataFrame,
        *,
        now: Mapping[str, pl.DataFrame] | None = None,
        was: Mapping[str, pl.DataFrame] | None = None,
    ) -> int:
        """Keep a run of rules and what it shows of findings and actions, as one change that stays.

        Parameters
        ----------
        run : AuditRun
            What was run; when and by whom are set here.
        results, outcomes : polars.DataFrame
            Rows of the registers rule_result and rule_outcome; the run is set here.
        now, was : mapping of str to polars.DataFrame, optional
            Findings and corrective actions, as in `put`.

        Returns
        -------
        int
            Number of the change.

        Raises
        ------
        Conflict
            A row of `was` was changed since.
        NotAllowed
            The actor is a viewer, or changes more of a finding than the run shows.
        Refused
            Something is called verified or reopened that this run does not show, or results and
            outcomes contradict each other.
        """
        now, was = now or {}, was or {}
        named = ["audit_run", "rule_result", "rule_outcome", *now, *was]
        entry = self._begin("audit", dict.fromkeys(named), run.note or "")
        with change(self._instance, entry) as made:
            audit(made, run, results, outcomes, now=now, was=was)
            made.prove()
        return made.number

    def reset(self, note: str = "") -> int | None:
        """End everything that is kept, as one change that can be undone.

        Returns
        -------
        int or None
            Number of the change; None when nothing is kept.
        """
        require_administrator(self.role, "empty the store")
        with self._change("reset", list(REGISTERS), note) as made:
            made.entry.n_removed = sum(made.end_all(register) for register in REGISTERS)
            if not made.entry.n_removed:
                raise NoChangeError
            return made.number
        return None

    def stage(
        self,
        register: str,
        frames: Iterable[pl.DataFrame],
        *,
        source: str | None = None,
        replaces: int | None = None,
        fields: Iterable[str] | None = None,
    ) -> staging.Staged:
        """Compare typed frames with what is kept, without changing anything.

        Parameters
        ----------
        register : str
            The register that the rows belong to.
        frames : iterable of polars.DataFrame
            Chunks of rows: some or all of the record's fields, and `_line` (Int64).
        source : str, optional
            Feed that the file comes from, for the journal.
        replaces : int, optional
            An earlier change of which this file is the corrected whole: rows that it (or what it
            replaced) wrote and that this file lacks are removed.
        fields : iterable of str, optional
            The fields that the file gives; all others stay as they are. Default: the columns.
        """
        require_write(self.role, register)
        record = record_class(register)
        with self._instance.engine_errors():
            return staging.stage(
                self._instance, record, frames, source=source, replaces=replaces, fields=fields
            )

    def kept_entries(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Return the kept actuals that share all of their key but the entry; see `entries`."""
        with self._instance.cursor() as cursor:
            return entries.kept_entries(cursor, lines)

    def commit(
        self,
        staged: staging.Staged,
        *,
        file_name: str | None = None,
        file_hash: str | None = None,
        note: str = "",
        counts: Mapping[str, Any] | None = None,
        totals: Mapping[str, Any] | None = None,
        rejected: pl.DataFrame | None = None,
        create: Mapping[str, pl.DataFrame] | None = None,
        remarks: pl.DataFrame | None = None,
    ) -> int | None:
        """Keep what was staged as one change, all or nothing.

        Parameters
        ----------
        staged : Staged
            What `stage` gave.
        file_name, file_hash, note : str, optional
            What the journal says about it.
        counts, totals : mapping, optional
            The account of the file's lines and sums, kept with the change as JSON.
        rejected : polars.DataFrame, optional
            Lines not taken, any of the columns `_line`, text, column, value, reason.
        create : mapping of str to polars.DataFrame, optional
            Register -> new rows that the staged rows refer to.
        remarks : polars.DataFrame, optional
            What is said about lines: `_line`, code, field, value, message.

        Returns
        -------
        int or None
            Number of the change; None when the file says nothing that is not kept already.

        Raises
        ------
        Conflict
            What is kept changed since staging in a way that makes the preview untrue.
        Refused
            A key stands twice in the file, or a row refers to something not kept.
        """
        created = dict(create or {})
        registers = [staged.register, *created]
        entry = self._entry("import", registers, note)
        entry.source, entry.replaces = staged.source, staged.replaces
        entry.file_name, entry.file_hash = file_name, file_hash
        entry.counts, entry.totals = journal.as_json(counts), journal.as_json(totals)
        with self._instance.engine_errors():
            return commit(
                self._instance, staged, entry, created, rejected=rejected, remarks=remarks
            )

    def undo(self, number: int, note: str = "") -> int:
        """Undo a change exactly, also after later ones, and return the number of the undoing.

        Raises
        ------
        NotFound
            There is no such change.
        Refused
            It is undone already, it is a decision, an approval or an acknowledgement, or something
            kept now refers to what would vanish.
        """
        with self._instance.cursor() as cursor:
            registers = undo.undoable(cursor, number, self.actor, self.role)
        entry = self._entry("undo", registers, note)
        with change(self._instance, entry) as made:
            undo.undo(made, number)
        return made.number
