"""The updates of a change go in, a file comes out that stays until all of them are done, whatever stops the process.

It is for stores that take a change in several requests, or do the operations of one request one by one: whoever writes
next from the same folder does all of them once more, in their order, which leaves the change done; or where the store
refuses one of them, those that leave it undone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from kg.files import sync_folder, write_whole


@dataclass(frozen=True, slots=True)
class Plan:
    """The updates that do a change, and those that undo it."""

    do: list[str]
    undo: list[str]


class Journal:
    """The file of updates that are under way, and the name by which its folder is known to other writers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "pending"

    def keeper(self) -> str:
        """The name of the folder, made when it is asked for first."""
        file = self._folder / "keeper"
        if not file.exists():
            write_whole(file, uuid4().hex.encode("ascii"))
        return file.read_text(encoding="ascii").strip()

    def begin(self, plan: Plan) -> None:
        """Keep the updates, before the first is sent."""
        write_whole(self._file, json.dumps(asdict(plan), ensure_ascii=False).encode())

    def pending(self) -> Plan | None:
        """The updates that may not all be done."""
        return Plan(**json.loads(self._file.read_bytes())) if self._file.exists() else None

    def end(self) -> None:
        """All of them are done."""
        self._file.unlink(missing_ok=True)
        sync_folder(self._folder)
