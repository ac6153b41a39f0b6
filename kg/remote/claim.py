"""A remote store goes in, the right to write to it comes out, or who has it.

A writer notes a claim in the store, then looks: where no other claim is in force, the right is its own; where two came at
once, both see both and withdraw, and try again after a while of different length. This needs of the store only that what
was written is seen by who reads afterwards. A claim is renewed before the store is written to, and is in force for five
minutes of the store's own clock. One of this machine's folder that this process does not have is of a process that was
stopped: the folder's lock, which ends with its process, says so.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kg.errors import StoreError, StoreLocked
from kg.remote import marks
from kg.remote.client import Client

IN_FORCE = timedelta(minutes=5)
_RENEWED_AFTER = 60.0
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Claim:
    """What a writer says of itself: the name of its folder, where it runs, and when it last said so."""

    keeper: str
    host: str
    process: int
    command: str
    since: str
    renewed: str

    @classmethod
    def now(cls, keeper: str, moment: datetime) -> Claim:
        told = moment.isoformat(timespec="seconds")
        command = next((word for word in sys.argv[1:] if word.isalpha()), "") if sys.argv else ""
        return cls(keeper, platform.node(), os.getpid(), command, told, told)

    @classmethod
    def parse(cls, text: str) -> Claim | None:
        """The claim as it was written, None of what is none."""
        with suppress(ValueError, TypeError):
            return cls(**json.loads(text))
        return None

    def __str__(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False)

    def told(self) -> str:
        return f"process {self.process} on {self.host} ({self.command or 'policykg'}) since {self.since}"


class Right:
    """The right to write, as long as it is renewed."""

    def __init__(self, client: Client, keeper: str) -> None:
        self._client = client
        self._keeper = keeper
        self._claim: Claim | None = None
        self._renewed = 0.0

    def take(self, patience: float) -> None:
        """Get the right, waiting for it as many seconds. Raises StoreLocked, which names the holder."""
        end = time.monotonic() + patience
        while True:
            found = marks.read(self._client)
            self._remove_dead(found)
            others = self._others(found)
            if not others:
                self._note(Claim.now(self._keeper, found.now))
                others = self._others(marks.read(self._client))
                if not others:
                    return
                self.give_back()
            if time.monotonic() >= end:
                raise StoreLocked(
                    str(self._client.remote),
                    "no other writer",
                    others[0],
                    "wait until it is done, or read with query, sparql or serve meanwhile",
                )
            time.sleep(_PAUSE * (1 + random.random()))  # noqa: S311  (it keeps two apart, and nothing secret)

    def renew(self) -> None:
        """Say that the right is still used, if that was not said for a while. Raises StoreLocked where it was lost."""
        if self._claim is None or time.monotonic() - self._renewed < _RENEWED_AFTER:
            return
        old = self._claim
        found = marks.read(self._client)
        others = self._others(found)
        if others or str(old) not in found.writers:
            self._claim = None
            holder = others[0] if others else "none: another removed it"
            remedy = "do this again: what was confirmed is stored, and nothing after it"
            raise StoreLocked(
                str(self._client.remote), "the writer's right, five minutes after its last use", holder, remedy
            )
        self._note(replace(old, renewed=found.now.isoformat(timespec="seconds")))
        if str(old) != str(self._claim):
            self._client.update(marks.take_away(marks.WRITER, str(old)), repeatable=True)

    def noted(self) -> str:
        """The update that notes the right once more."""
        return marks.put(marks.WRITER, str(self._claim))

    def give_back(self) -> None:
        """Let others write."""
        if self._claim is not None:
            claim, self._claim = self._claim, None
            self._client.update(marks.take_away(marks.WRITER, str(claim)), repeatable=True)

    def _note(self, claim: Claim) -> None:
        self._client.update(marks.put(marks.WRITER, str(claim)), repeatable=True)
        self._claim, self._renewed = claim, time.monotonic()

    def _others(self, found: marks.Marks) -> list[str]:
        """The other claims that are in force, in words."""
        claims = [(text, Claim.parse(text)) for text in found.writers]
        return [
            one.told() if one else "another"
            for text, one in claims
            if not self._is_own(text, one) and not _is_dead(one, found.now)
        ]

    def _is_own(self, text: str, claim: Claim | None) -> bool:
        return claim is not None and claim.keeper == self._keeper

    def _remove_dead(self, found: marks.Marks) -> None:
        """Remove the claims of writers that were stopped."""
        for text in found.writers:
            claim = Claim.parse(text)
            if text != str(self._claim) and (self._is_own(text, claim) or _is_dead(claim, found.now)):
                with suppress(StoreError):
                    self._client.update(marks.take_away(marks.WRITER, text), repeatable=True)


def _is_dead(claim: Claim | None, now: datetime) -> bool:
    if claim is None:
        return False
    try:
        return now - datetime.fromisoformat(claim.renewed) > IN_FORCE
    except (ValueError, TypeError):
        return False
