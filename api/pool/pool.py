"""A store goes in; questions of its last published state are answered, each by a process that can be killed.

A question begins in the fast lane. One that runs long goes to the slow lane, at a lower priority, or where that is full it
is parked: it stands still until there is a place. So short ones find places and processor however many long ones there are.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.pool import wire
from api.pool.answer import Answer, Lane
from api.pool.nest import Child
from api.pool.processes import Processes
from api.pool.values import Limits, NoAnswer, Question
from kg.remote.address import Remote, folder_of

_STUCK = 0.2
"""Where questions wait and no place was free for this part of `long`, that part is long enough."""
_YOUNG = 0.004
"""Seconds for which a question counts as one that has just begun."""
_WATCHED = 0.02
"""Seconds after which it is noticed if somebody hangs up who waits for a place."""
_SOUND = ("syntax", "format", "rows", "refused", "unreachable")
"""Faults after which a process answers the next question."""


class Pool:
    """Answers questions. `start` before, `close` after."""

    def __init__(self, place: Path | Remote, limits: Limits, *, network: bool = False) -> None:
        self.place = place
        self.folder = folder_of(place)
        self.limits = limits
        self.processes = Processes(place, limits, network=network)
        self._asked: set[Answer] = set()
        self._lanes: list[dict[Answer, None]] = [{} for _ in Lane]  # each in the order of coming
        self._abreast = max(2, len(os.sched_getaffinity(0)))
        self._freed = 0.0
        self._room: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._is_closed = False

    async def start(self) -> None:
        """Start the first processes. Raises StoreMissing where nothing is published."""
        await self.processes.start()

    async def close(self) -> None:
        """End everything at once."""
        self._is_closed = True
        for answer in list(self._asked):
            answer.end(NoAnswer("busy", "the service ends"))
        await self.processes.close()

    @property
    def revision(self) -> str:
        """What tells the state that questions are asked of now from all others that were or will be. Raises NoAnswer."""
        return self.processes.current().revision

    @property
    def is_fenced(self) -> bool:
        """Whether the processes that answer have left the network."""
        return self.processes.is_fenced

    def counts(self) -> dict[str, int]:
        """How many questions are in each lane and wait, and how many processes are idle."""
        fast, slow, waiting, parked = (
            len(self._lanes[one]) for one in (Lane.FAST, Lane.SLOW, Lane.WAITING, Lane.PARKED)
        )
        idle, restarts = self.processes.idle, self.processes.restarts
        return {"fast": fast, "slow": slow, "waiting": waiting + parked, "idle": idle, "restarts": restarts}

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def ask(self, question: Question, on_long: Callable[[Answer], None] | None = None) -> Answer:
        """The answer, once some of it has arrived. `on_long` is called where that takes long, or has to wait.

        Raises NoAnswer.
        """
        answer = Answer(question, on_long)
        answer.done = self._done
        self._asked.add(answer)
        try:
            if self._is_closed:
                raise NoAnswer("busy", "the service ends")
            if not self._lanes[Lane.WAITING] and self._may_begin():
                self._enter(answer, Lane.FAST)
            else:
                await self._turn(answer)
            if on_long is not None and not self.processes.idle:  # one must be made first
                on_long(answer)
            child = await self.processes.take()
            if answer.is_ended:  # nobody waits for it any more
                self.processes.rest(child)
            else:
                self._begin(answer, child)
            await answer.begun
        except NoAnswer as why:
            answer.end(why)
            raise
        except BaseException:
            answer.close()
            raise
        return answer

    async def _turn(self, answer: Answer) -> None:
        """Wait for a place in the fast lane, and take it."""
        if len(self._lanes[Lane.WAITING]) >= self.limits.queue:
            raise NoAnswer("busy", "queue")
        loop = asyncio.get_running_loop()
        answer.turn = loop.create_future()
        answer.since = loop.time()
        answer.timer = loop.call_later(self.limits.patience, answer.end, NoAnswer("busy", "patience"))
        self._enter(answer, Lane.WAITING)
        if self._room is None:
            self._room = loop.call_later(_YOUNG, self._make_room)
        await answer.turn
        if answer.fault is not None:
            raise answer.fault

    def _may_begin(self) -> bool:
        """Whether there is a place in the fast lane, and no more of it have just begun than there are processors.

        So a burst of short ones is answered by few processes, one after the other, whose caches are warm.
        """
        fast = self._lanes[Lane.FAST]
        if len(fast) < min(self._abreast, self.limits.fast):
            return True
        return len(fast) < self.limits.fast and sum(self._is_young(answer) for answer in fast) < self._abreast

    def _is_young(self, answer: Answer) -> bool:
        """Whether the work on it has just begun; on a crowded machine, that is by what its process has done."""
        age, child = asyncio.get_running_loop().time() - answer.since, answer.child
        if age < _YOUNG or child is None or child.is_far:
            return age < _YOUNG
        return age < _WATCHED and child.used() - answer.used < _YOUNG / 2

    def _begin(self, answer: Answer, child: Child) -> None:
        loop = asyncio.get_running_loop()
        answer.child = child
        answer.revision = child.home.revision if child.home is not None else ""
        answer.since, answer.used = loop.time(), child.used()
        answer.timer = loop.call_later(min(self.limits.long, self.limits.seconds), self._long, answer)
        child.take = answer.take
        child.lost = lambda: self._lost(answer, child)
        for message in child.early:
            answer.take(*message)
        if child.is_lost:
            self._lost(answer, child)
        elif not answer.is_ended:
            child.transport.write(wire.frame(wire.ASK, wire.asked(answer.question)))

    def _long(self, answer: Answer) -> None:
        """It runs long: it leaves the fast lane, unless it only waits for a processor."""
        if answer.lane is not Lane.FAST or answer.child is None:
            return
        if answer.on_long is not None:
            answer.on_long(answer)
        loop = asyncio.get_running_loop()
        left = answer.since + self.limits.seconds - loop.time()
        if left <= 0:
            answer.end(self._late())
        elif self._is_long(answer, self.limits.long):
            self._leave(answer, left)
        else:
            answer.timer = loop.call_later(min(self.limits.long, left), self._long, answer)

    def _is_long(self, answer: Answer, seconds: float) -> bool:
        """Whether its process has worked for half of so many seconds, can work no more, or has another machine work."""
        child = answer.child
        return child is not None and (answer.is_paused or child.is_far or child.used() - answer.used >= seconds / 2)

    def _leave(self, answer: Answer, left: float) -> None:
        """It goes to the slow lane, for so many seconds, or waits for that."""
        answer.left = left
        if answer.timer is not None:
            answer.timer.cancel()
        if len(self._lanes[Lane.SLOW]) < self.limits.slow:
            self._slow_down(answer)
        elif len(self._lanes[Lane.PARKED]) < self.limits.queue and answer.child is not None:
            answer.child.send(signal.SIGSTOP)
            self._enter(answer, Lane.PARKED)
            patience, busy = self.limits.patience, NoAnswer("busy", "patience")
            answer.timer = asyncio.get_running_loop().call_later(patience, answer.end, busy)
        else:
            answer.end(NoAnswer("busy", "queue"))

    def _slow_down(self, answer: Answer) -> None:
        """It has a place in the slow lane."""
        self._enter(answer, Lane.SLOW)
        answer.timer = asyncio.get_running_loop().call_later(answer.left, answer.end, self._late())

    def _late(self) -> NoAnswer:
        return NoAnswer("time", f"{self.limits.seconds:g}")

    def _done(self, answer: Answer) -> None:
        """An answer has ended: its process answers the next question, or is ended too."""
        self._asked.discard(answer)
        child, answer.child = answer.child, None
        if child is not None:
            is_sound = answer.fault is None or answer.fault.kind in _SOUND
            self.processes.give_back(child, is_sound=is_sound, was_long=answer.lane is not Lane.FAST)
        self._enter(answer, Lane.NONE)
        if answer.turn is not None and not answer.turn.done():
            answer.turn.set_result(None)

    def _lost(self, answer: Answer, child: Child) -> None:
        """The process that works on an answer has ended; how, is told soon."""
        child.status.add_done_callback(
            lambda status: answer.end(NoAnswer("crashed", str(status.result()))) if answer.child is child else None
        )

    # ── Lanes ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _enter(self, answer: Answer, lane: Lane) -> None:
        """Go over to a lane; the place that was taken before is the next one's."""
        before, answer.lane = answer.lane, lane
        if before is not Lane.NONE:
            del self._lanes[before][answer]
        if lane is not Lane.NONE:
            self._lanes[lane][answer] = None
        if lane is Lane.FAST:
            answer.since = asyncio.get_running_loop().time()
        if before is Lane.FAST:
            self._freed = asyncio.get_running_loop().time()
            self._next_fast()
        elif before is Lane.SLOW:
            self._next_slow()
        if self._lanes[Lane.SLOW]:
            self._lower()

    def _lower(self) -> None:
        """Have others come before those that run long. One that is alone keeps its priority: not every system gives it back."""
        slow, fast = self._lanes[Lane.SLOW], self._lanes[Lane.FAST]
        if len(slow) + len(fast) > 1:
            for answer in slow:
                if answer.child is not None and not answer.child.is_far:
                    answer.child.lower()

    def _next_fast(self) -> None:
        waiting = self._lanes[Lane.WAITING]
        while waiting and self._may_begin():
            answer = next(iter(waiting))
            self._enter(answer, Lane.FAST)
            if answer.timer is not None:
                answer.timer.cancel()
            if answer.turn is not None:
                answer.turn.set_result(None)

    def _next_slow(self) -> None:
        parked = self._lanes[Lane.PARKED]
        while parked and len(self._lanes[Lane.SLOW]) < self.limits.slow:
            answer = next(iter(parked))
            if answer.timer is not None:
                answer.timer.cancel()
            self._slow_down(answer)
            if answer.child is not None:
                answer.child.send(signal.SIGCONT)

    def _make_room(self) -> None:
        """While questions wait: the next may begin where others have not just begun. Where no place becomes free, those that have
        run for a while go to the slow lane early."""
        loop = asyncio.get_running_loop()
        now, enough = loop.time(), self.limits.long * _STUCK
        self._room = None
        self._next_fast()
        for answer in self._lanes[Lane.WAITING]:
            if now - answer.since < _WATCHED:
                break
            if answer.on_long is not None:
                answer.on_long(answer)
        if self._lanes[Lane.WAITING] and now - self._freed >= enough:
            for answer in list(self._lanes[Lane.FAST]):
                if now - answer.since >= enough and self._is_long(answer, enough):
                    if answer.on_long is not None:
                        answer.on_long(answer)
                    self._leave(answer, answer.since + self.limits.seconds - now)
        if self._lanes[Lane.WAITING]:
            self._room = loop.call_later(_YOUNG, self._make_room)

    # ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def write(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives that changes the store, carried out in a process of its own, one at a time.

        Raises NoAnswer; what it changed is then in the store as a whole, or not at all.
        """
        order = wire.frame(wire.WRITE, pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL))
        async with self._writing:
            child = await self.processes.writer()
            result: asyncio.Future[tuple[bytes, bytes]] = asyncio.get_running_loop().create_future()

            def take(kind: bytes, content: bytes) -> None:
                if not result.done():
                    result.set_result((kind, content))

            def lost() -> None:
                child.status.add_done_callback(lambda status: take(b"", str(status.result()).encode("ascii")))

            child.take, child.lost = take, lost
            if child.is_lost:
                lost()
            try:
                child.transport.write(order)
                kind, content = await asyncio.wait_for(result, self.limits.writing)
            except TimeoutError:
                if isinstance(self.place, Remote):  # which may go on with it
                    raise NoAnswer("unsure", f"{self.limits.writing:g} s") from None
                raise NoAnswer("time", f"{self.limits.writing:g}") from None
            finally:
                child.take, child.lost = (lambda kind, content: None), (lambda: None)
                child.kill()
        if kind == wire.END:
            return json.loads(content)
        if kind == wire.FAULT:
            raise NoAnswer(*json.loads(content))
        raise NoAnswer("unsure" if isinstance(self.place, Remote) else "crashed", content.decode("ascii"))
