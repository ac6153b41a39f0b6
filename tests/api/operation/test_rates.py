"""The rate limit: its arithmetic on a clock of the test's own, and one count over real processes."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.operation import rates, shared
from api.operation.rates import RateLimit, Table

SPAWN = mp.get_context("spawn")


@pytest.fixture
def table() -> Table:
    return Table.anonymous()


@pytest.mark.parametrize(
    ("per_minute", "burst", "times", "waits", "reason"),
    [
        (60, 1, (0, 0, 1), (0, 1, 0), "one a second"),
        (60, 1, (0, 0.5, 0.9, 1), (0, 0.5, 0.1, 0), "what was refused does not count"),
        (60, 3, (0, 0, 0, 0, 1, 1), (0, 0, 0, 1, 0, 1), "a burst, then the rate"),
        (60, 3, (0, 0, 0, 3, 3, 3, 3), (0, 0, 0, 0, 0, 0, 1), "rest gives the whole burst back, and no more"),
        (60, 2, (0, 0, 1000, 1000, 1000), (0, 0, 0, 0, 1), "long rest gives no more than the burst"),
        (1, 1, (0, 1, 60), (0, 59, 0), "one a minute"),
        (6000, 1, (0, 0, 0.01), (0, 0.01, 0), "a hundred a second"),
    ],
)
def test_the_arithmetic(
    table: Table, per_minute: int, burst: int, times: tuple[float, ...], waits: tuple[float, ...], reason: str
) -> None:
    limit = RateLimit(table, per_minute, burst)
    begin = table.began + 1
    found = [limit.allow("192.0.2.1", begin + at) for at in times]
    assert found == pytest.approx(waits, abs=0.002), reason


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(30, 6000), st.integers(1, 20))
def test_never_more_than_burst_and_rate(gaps: list[float], per_minute: int, burst: int) -> None:
    """However the requests come, those that pass in a span are at most the burst and what the rate gives in it."""
    limit = RateLimit(Table.anonymous(), per_minute, burst)
    now = time.monotonic()
    passed = []
    for gap in gaps:
        now += gap
        if not limit.allow("a", now):
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            rate = (passed[last] - passed[first]) * per_minute / 60
            assert last - first + 1 <= burst + rate * 1.02 + 1e-3 * per_minute


def test_waiting_as_told_is_enough(table: Table) -> None:
    limit = RateLimit(table, 7, 2)
    now = table.began + 5
    for _ in range(20):
        wait = limit.allow("a", now)
        now += wait + 1e-6
        assert not wait or limit.allow("a", now) == 0


def test_clients_do_not_share_a_count(table: Table) -> None:
    """Of as many clients as the table has places, none is refused its first request.

    Under a key of its own: of a hundred tables, one has two clients that are one to it.
    """
    table._secret = b"a".rjust(24)
    limit = RateLimit(table, 1, 1)
    now = time.monotonic()
    assert not any(limit.allow(f"client {number}", now) for number in range(65_536))


def test_a_place_that_another_takes_favours_the_client(table: Table) -> None:
    limit = RateLimit(table, 1, 1)
    now = time.monotonic()
    limit.allow("first", now)
    assert limit.allow("first", now) > 0
    bucket = table.bucket("first")[0]
    others = [key for number in range(600_000) if table.bucket(key := f"{number}")[0] == bucket]
    assert len(others) > 4, "enough to take every place of its bucket"
    assert not any(limit.allow(key, now + 1 + at) for at, key in enumerate(others))
    assert limit.allow("first", now + 1 + len(others)) == 0


def test_a_table_of_the_past_and_of_far_future(table: Table) -> None:
    limit = RateLimit(table, 60, 1)
    assert limit.allow("a", table.began - 10) == 0, "a clock before the table"
    assert limit.allow("b", table.began + 2**40) == 0, "a clock beyond the table"
    assert limit.allow("b", table.began + 2**40) == 0, "which then refuses nobody"


def test_the_hash_is_keyed() -> None:
    assert Table.anonymous().bucket("192.0.2.1") != Table.anonymous().bucket("192.0.2.1")


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 1), (1, 0), (-1, 1)])
def test_a_limit_that_is_none(table: Table, per_minute: int, burst: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RateLimit(table, per_minute, burst)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    rates.make(tmp_path / "rates")
    assert (tmp_path / "rates").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        rates.make(tmp_path / "rates")


def ask(barrier: Barrier, allowed: mp.Queue[int], key: str, times: int) -> None:
    """A front: asks at the same time as the others, over the folder that the environment names."""
    limit = shared.rate_limit(1, shared.named(), burst=40)
    assert limit is not None
    barrier.wait(60)
    passed = 0
    for _ in range(times):
        passed += limit.allow(key) == 0
        time.sleep(0.001)
    allowed.put(passed)


@pytest.mark.parametrize(
    ("keys", "least", "most", "reason"),
    [
        (["a"] * 4, 40, 60, "one client at four processes; the few that raced are not counted"),
        (["a", "a", "b", "b"], 80, 110, "two clients"),
    ],
)
def test_processes_share_one_count(keys: list[str], least: int, most: int, reason: str) -> None:
    with shared.folder():
        barrier, allowed = SPAWN.Barrier(len(keys)), SPAWN.Queue()
        fronts = [SPAWN.Process(target=ask, args=(barrier, allowed, key, 50)) for key in keys]
        for front in fronts:
            front.start()
        passed = sum(allowed.get(timeout=100) for _ in fronts)
        for front in fronts:
            front.join(60)
    assert least <= passed <= most, reason


def hammer(barrier: Barrier) -> None:
    limit = shared.rate_limit(60_000, shared.named())
    assert limit is not None
    barrier.wait(60)
    while True:
        for number in range(1000):
            limit.allow(f"client {number}")


def test_a_killed_front_leaves_the_table_whole() -> None:
    with shared.folder() as folder:
        barrier = SPAWN.Barrier(3)
        fronts = [SPAWN.Process(target=hammer, args=(barrier,), daemon=True) for _ in range(2)]
        for front in fronts:
            front.start()
        barrier.wait(60)
        time.sleep(0.2)
        for front in fronts:
            assert front.pid is not None
            os.kill(front.pid, signal.SIGKILL)
            front.join(60)
        limit = shared.rate_limit(1, folder)
        assert limit is not None
        assert [limit.allow("newcomer") > 0 for _ in range(2)] == [False, True]


def test_the_folder_goes_and_its_name_with_it() -> None:
    environ = {shared.VARIABLE: "before"}
    with shared.folder(environ) as folder:
        assert shared.named(environ) == folder
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
    assert environ == {shared.VARIABLE: "before"}
    assert shared.named(environ) is None, "a folder of somebody else is not taken for ours"


@pytest.mark.parametrize(
    ("per_minute", "burst", "reason"),
    [(0, None, "no limit"), (600, 100, "what may come in ten seconds"), (1, 1, "one at least")],
)
def test_the_burst_follows_from_the_rate(per_minute: int, burst: int | None, reason: str) -> None:
    limit = shared.rate_limit(per_minute, None)
    assert (limit and limit.burst) == burst, reason
