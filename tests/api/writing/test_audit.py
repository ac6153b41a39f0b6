"""The audit: what is begun is told before it is done, and no stop and no full disk loses a line that was confirmed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.problems import Problem
from api.writing.audit import FILE, RESERVE, Attempt, Audit
from api.writing.tokens import Writer

WRITER = Writer("1", "统计局", frozenset({"write"}))

_APPEND = """
import sys
from pathlib import Path
from api.writing.audit import Attempt, Audit
from api.writing.tokens import Writer
audit = Audit(Path(sys.argv[1]))
number = 0
while True:
    attempt = Attempt(f"{sys.argv[2]} {number}", Writer("1", "x", frozenset()), "", "update", ("urn:g",) * 50)
    audit.begin(attempt)
    audit.end(attempt, "204")
    print(number, flush=True)
    number += 1
"""


def attempt(request: str = "r1") -> Attempt:
    return Attempt(request, WRITER, "127.0.0.1", "update", ("urn:g",), "sha256:0")


def outcomes(folder: Path) -> list[tuple[str, str]]:
    return [(one["request"], one["outcome"]) for one in Audit(folder).entries()]


def test_a_write_is_told_before_and_after(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    with audit.told(attempt()) as outcome:
        assert outcomes(tmp_path) == [("r1", "begun")]
        outcome.said, outcome.revision = "204", "00000007"
    last = list(audit.entries())[-1]
    assert (last["outcome"], last["revision"], last["graphs"], last["token"]) == ("204", "00000007", ["urn:g"], "1")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert list(audit.entries(datetime.now(UTC) + timedelta(hours=1))) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Problem(403, "no"), "403"),
        (KeyError("bug"), "failed: KeyError"),
        (KeyboardInterrupt(), "failed: KeyboardInterrupt"),
    ],
)
def test_what_fails_is_told(tmp_path: Path, error: BaseException, told: str) -> None:
    with pytest.raises(type(error)), Audit(tmp_path).told(attempt()):
        raise error
    assert outcomes(tmp_path) == [("r1", "begun"), ("r1", told)]


def test_a_line_is_one_line_and_not_endless(tmp_path: Path) -> None:
    graphs = tuple(f"urn:g:{number}:{'x' * 10_000}" for number in range(1000))
    Audit(tmp_path).begin(Attempt("a\nb", WRITER, "\u2028\udcff", "update", graphs))
    data = (tmp_path / FILE).read_bytes()
    assert data.count(b"\n") == 1
    assert len(data) < 50_000
    assert next(Audit(tmp_path).entries())["more_graphs"] == 950


def test_a_half_line_is_healed(tmp_path: Path) -> None:
    Audit(tmp_path).begin(attempt())
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"time": "2027-01-01T00:00:00+00:00", "reques')
    assert outcomes(tmp_path) == [("r1", "begun")]
    Audit(tmp_path).end(attempt(), "204")
    assert outcomes(tmp_path) == [("r1", "begun"), ("r1", "204")]


def test_killed_amid_appending(tmp_path: Path) -> None:
    """Two processes append and are killed, again and again: each line that was confirmed is there, and whole."""
    confirmed: dict[str, int] = {}
    for turn in range(4):
        running = [
            subprocess.Popen([sys.executable, "-c", _APPEND, str(tmp_path), f"{turn}{name}"], stdout=subprocess.PIPE)
            for name in "ab"
        ]
        for one, name in zip(running, "ab", strict=True):
            assert one.stdout is not None
            assert one.stdout.readline() == b"0\n", "it has begun"
            time.sleep(0.05 * turn)
            one.send_signal(signal.SIGKILL)
            printed = one.stdout.read().split()
            one.wait(timeout=60)
            one.stdout.close()
            confirmed[f"{turn}{name}"] = int(printed[-1]) if printed else 0
    kept = set(outcomes(tmp_path))
    for name, last in confirmed.items():
        for number in range(last + 1):
            assert {(f"{name} {number}", "begun"), (f"{name} {number}", "204")} <= kept
    lines = (tmp_path / FILE).read_bytes().splitlines()
    assert sum(1 for line in lines if not _is_whole(line)) <= len(confirmed), "at most one half line a kill"


def _is_whole(line: bytes) -> bool:
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def test_where_it_cannot_be_told_nothing_is_done(tmp_path: Path) -> None:
    done = []
    with pytest.raises(Problem) as refused, Audit(tmp_path / "missing").told(attempt()):
        done.append("written")
    assert (refused.value.status, done) == (507, [])


def test_what_was_begun_is_ended_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room any more, the room that was kept is given back for the line; what comes then is refused."""
    audit = Audit(tmp_path)
    audit.begin(attempt())
    assert (tmp_path / RESERVE).stat().st_blocks * 512 >= 1 << 20, "the room is really taken"

    def write(handle: int, data: bytes) -> int:
        if not (tmp_path / RESERVE).exists():
            return original(handle, data)
        return original(handle, data[:10])  # a disk that becomes full amid a line

    original = os.write
    monkeypatch.setattr(os, "write", write)
    audit.end(attempt(), "204")
    assert outcomes(tmp_path) == [("r1", "begun"), ("r1", "204")]
    with pytest.raises(Problem) as refused:
        audit.begin(attempt("r2"))
    assert refused.value.status == 507
    assert len(outcomes(tmp_path)) == 2
