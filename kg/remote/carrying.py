"""Changes go in, a remote store that holds them comes out: each whole or, where the store refuses it, not at all.

Where the store does the operations of a request in one transaction, a change is one request. Elsewhere its updates are
kept in a journal first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.change import Update
from kg.errors import StoreUnusable
from kg.remote import marks
from kg.remote.dialect import Writing
from kg.remote.engine import RemoteEngine
from kg.remote.journal import Journal, Plan
from kg.remote.steps import steps
from kg.trouble import told_of


class Carrier:
    """Carries changes to one remote store, from one folder of this machine."""

    def __init__(self, engine: RemoteEngine, folder: Path) -> None:
        self._engine = engine
        self._client = engine.client
        self._folder = folder
        self._journal = Journal(folder)

    def keeper(self) -> str:
        """The name of the folder among all writers."""
        return self._journal.keeper()

    def carry_out(self, update: Update) -> None:
        """Carry out a change. Raises StoreUnusable where the store is gone, or refuses it: then nothing of it is stored."""
        self.redo()
        how = self._how()
        texts = steps(update, how.limits, self._place)
        if how.atomic and len(texts) == 1:
            try:
                self._engine.write(update, texts)
            except SyntaxError as error:
                raise self._refused(error) from None
            return
        plan = self._plan(update, texts, how)
        with told_of(self._folder):
            self._journal.begin(plan)
        try:
            self._finish(plan)
        except BaseException:
            self._engine.mirror.forget()  # nobody knows what was done
            raise
        self._engine.mirror.write(update)

    def redo(self) -> None:
        """Finish a change at which this folder's writer was stopped."""
        if (plan := self._journal.pending()) is not None:
            self._engine.mirror.forget()
            self._finish(plan)

    def must_be_finished(self) -> None:
        """Raise StoreUnusable where another folder has what is left of a change."""
        pending = marks.read(self._client).pending
        if pending is not None:
            remedy = "load anything from the machine where that was, or restore a backup into an empty store"
            found = f"one at which another writer was stopped (folder {pending})"
            raise StoreUnusable(self._place, "a store without an unfinished change", found, remedy)

    def forget(self) -> None:
        """Forget what is left of a change, as all that it changed is gone."""
        if (pending := marks.read(self._client).pending) is not None:
            self._client.update(marks.take_away(marks.PENDING, pending), repeatable=True)
        self._journal.end()

    @property
    def _place(self) -> str:
        return str(self._client.remote)

    def _how(self) -> Writing:
        if self._engine.writing is None:
            raise StoreUnusable(self._place, "a store opened for writing", "another", "open it to write")
        return self._engine.writing

    def _plan(self, update: Update, texts: list[str], how: Writing) -> Plan:
        """How to do a change that has several steps, and how to undo it."""
        dropped = {quad for graph in update.drop for quad in self._engine.quads_for_pattern(None, None, None, graph)}
        undo = steps(Update(frozenset(), update.insert - dropped, update.delete | dropped), how.limits, self._place)
        keeper = self.keeper()
        begin, end = marks.put(marks.PENDING, keeper), marks.take_away(marks.PENDING, keeper)
        return Plan([begin, *texts, end], [*undo, end])

    def _finish(self, plan: Plan) -> None:
        """Do a change that is under way. Raises StoreUnusable where the store refuses it: then it is undone."""
        try:
            self._send(plan.do)
        except SyntaxError as error:
            self._send(plan.undo)
            self._journal.end()
            raise self._refused(error) from None
        self._journal.end()

    def _send(self, texts: Iterable[str]) -> None:
        """Send updates that do the same when they are done twice."""
        for text in filter(None, texts):
            self._client.update(text, repeatable=True)

    def _refused(self, error: SyntaxError) -> StoreUnusable:
        remedy = "nothing of it was stored; use another store for this document"
        return StoreUnusable(self._place, "a store that takes this change", str(error), remedy)
