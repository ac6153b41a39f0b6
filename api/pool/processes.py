"""A store goes in; processes that answer over its last published state come out, and go back when they have.

A remote store has no published states: its processes ask it as it is.
"""

from __future__ import annotations

import asyncio
import os
from bisect import insort
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from api.pool.generation import Generation
from api.pool.nest import Child, Nest
from api.pool.values import Limits, NoAnswer
from kg.errors import StoreError, StoreMissing
from kg.publish import Publisher
from kg.remote.address import Remote, folder_of

_ANSWERS = 1_000_000
"""After so many answers a process ends, in case that it gathers memory. Its caches are full and warm after some 20,000."""
_ANSWERS_IN_MEMORY = 1_000
"""The same where the state is held in memory: reading copies pages of it, for the engine counts in them who reads."""
_MOST = 64_000_000
"""Bytes by which a process may have grown that goes on after an answer that took long."""
_PAUSES = (1.0, 10.0, 60.0)
"""Seconds for which nothing is written before a state is held in memory, and after each time that this failed."""


class Processes:
    """The processes of one pool. `restarts` counts those that ended before their time."""

    def __init__(self, place: Path | Remote, limits: Limits, *, network: bool) -> None:
        self.limits = limits
        self.restarts = 0
        self._folder = folder_of(place)
        self._network = network or isinstance(place, Remote)
        self._publisher = Publisher(self._folder / "published")
        self._mark = str(self._folder / "published" / "CURRENT")
        self._stamp: tuple[int, int] | None = None
        self._generation: Generation | None = None
        if isinstance(place, Remote):
            from api.pool import distant  # which brings a client

            self._generation = Generation(distant.order(place))
        self._older: set[Generation] = set()
        self._nest: Nest | None = None
        self._starting = asyncio.Lock()
        self._is_closed = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Start the nursery and the first process. Raises StoreMissing where nothing is published."""
        generation = self._current()
        self.rest(await self._fork(generation))
        self._hold(generation, _PAUSES)

    async def close(self) -> None:
        """End everything at once."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for generation in (*self._older, *([self._generation] if self._generation is not None else [])):
            generation.close()
        if self._nest is not None:
            self._nest.close()
            await self._nest.ended()

    @property
    def is_fenced(self) -> bool:
        """Whether the processes have left the network."""
        return self._nest is not None and self._nest.is_fenced

    @property
    def idle(self) -> int:
        """How many wait for a question."""
        return len(self._generation.idle) if self._generation is not None else 0

    # ── States ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def current(self) -> Generation:
        """The last published state, and what reads it. Raises NoAnswer where it cannot be read."""
        try:
            return self._current()
        except (StoreError, OSError) as error:
            raise NoAnswer("unusable", str(error)) from error

    def _current(self) -> Generation:
        if self._generation is None or not self._generation.is_far:
            self._look()
        if self._generation is None:
            raise StoreMissing(
                str(self._folder), "a published state", "none", "load a document first: policykg load FILE"
            )
        return self._generation

    def _look(self) -> None:
        """Go over to a newer published state, where there is one."""
        try:
            told = os.stat(self._mark)  # noqa: PTH116  (on the path of every request)
        except OSError:
            return
        stamp = (told.st_mtime_ns, told.st_ino)
        if stamp == self._stamp:
            return
        held = self._publisher.hold()
        if held is None:
            return
        self._stamp = stamp
        before = self._generation
        if before is not None and before.path == held.path:
            held.close()
            return
        self._generation = Generation.near(held)
        if before is not None:
            before.retire()
            self._older = {one for one in (*self._older, before) if not one.is_over}
        if self._nest is not None:
            self._spawn(self._ready_one(self._generation))
            self._hold(self._generation, _PAUSES)

    # ── Processes ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def take(self) -> Child:
        """A process over the last published state, for one question. Raises NoAnswer where there can be none."""
        generation = self.current()
        if generation.idle:
            return generation.idle.pop()  # that has answered most: its caches are warm, and the others' stay small
        try:
            return await self._fork(generation)
        except OSError as error:
            raise NoAnswer("busy", str(error)) from error

    def give_back(self, child: Child, *, is_sound: bool, was_long: bool) -> None:
        """A process has answered: it waits for its next question, or is ended."""
        child.answers += 1
        home = child.home
        if home is None or not home.keeps(child):
            self._end(child)
        elif not is_sound or child.is_lost or (was_long and not self._may_go_on(child)):
            self.restarts += 1
            self._end(child)
        elif child.answers < (_ANSWERS if home.holder is None else _ANSWERS_IN_MEMORY):
            self.rest(child)
        else:
            self._end(child)

    def _may_go_on(self, child: Child) -> bool:
        """Whether a process may answer another question after one that took long: it has its priority, and few megabytes more."""
        if child.is_far:
            return True
        held = child.home is None or child.home.holder is not None  # where another one is made in milliseconds
        return not held and child.grown() <= _MOST and child.restore()

    def rest(self, child: Child) -> None:
        """A process waits for its next question."""
        home = child.home
        if home is None or child.is_lost or not home.keeps(child) or len(home.idle) >= self.limits.fast:
            self._end(child)
            return
        child.take = lambda kind, content: None
        child.lost = lambda: self._lost_idle(child)
        insort(home.idle, child, key=lambda one: one.answers)

    async def writer(self) -> Child:
        """A process for one change. Raises NoAnswer where there can be none."""
        try:
            return await (await self._nursery()).child("writer", memory=self.limits.writing_memory)
        except OSError as error:
            raise NoAnswer("busy", str(error)) from error

    def _lost_idle(self, child: Child) -> None:
        self.restarts += 1
        self._end(child)  # the next question makes another: one that cannot read the state tells why

    def _end(self, child: Child) -> None:
        if child.home is not None:
            child.home.end(child)

    async def _ready_one(self, generation: Generation) -> None:
        """Have an idle process for the next question."""
        with suppress(OSError):  # which the next question finds out too
            self.rest(await self._fork(generation))

    async def _fork(self, generation: Generation) -> Child:
        with generation.used():
            holder = generation.holder
            nest = holder if holder is not None and not holder.is_lost else await self._nursery()
            limits: dict[str, Any] = {"memory": self.limits.memory, "rows": self.limits.rows}
            child = await nest.child(**generation.order, **limits)
            generation.add(child)
        return child

    async def _nursery(self) -> Nest:
        async with self._starting:
            if self._is_closed:
                raise ConnectionResetError("the service ends")
            if self._nest is None or self._nest.is_lost:
                if self._nest is not None:
                    self._spawn(self._nest.ended())
                self._nest = await Nest.start(network=self._network)
            return self._nest

    # ── In memory ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _hold(self, generation: Generation, pauses: tuple[float, ...]) -> None:
        """Hold a state in memory once nothing was written for a while, where it is small; and again if that is lost."""
        if self.limits.held and not (generation.is_far or generation.is_retired or self._is_closed):
            generation.growing = self._spawn(self._grow(generation, pauses))

    async def _grow(self, generation: Generation, pauses: tuple[float, ...]) -> None:
        for pause in pauses:
            await asyncio.sleep(pause)
            with suppress(OSError):
                if generation.size() > self.limits.held:
                    return
                holder = await (await self._nursery()).grow(str(generation.path))
                holder.lost = lambda: self._hold(generation, _PAUSES[1:])
                generation.move(holder)
                await self._ready_one(generation)
                return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
