"""Long bodies are kept in files that go with who made them: at its end, or when the next comes after it was killed."""

from __future__ import annotations

import errno
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from api.writing.bodies import Bodies, sweep

_HOLD = """
import sys
from pathlib import Path
from api.writing.bodies import Bodies
with Bodies(Path(sys.argv[1])) as bodies:
    bodies.new().write(b"long")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_they_go_at_the_end(tmp_path: Path) -> None:
    with Bodies(tmp_path) as bodies:
        first, second = bodies.new(), bodies.new()
        first.write(b"a")
        assert len(list(tmp_path.iterdir())) == 2
        assert first.name != second.name
    assert list(tmp_path.iterdir()) == []
    with suppress(RuntimeError), Bodies(tmp_path) as bodies:
        bodies.new()
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("{}")
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    sweep(tmp_path)
    (held,) = tmp_path.glob("body-*")
    holder.kill()
    holder.communicate(timeout=60)
    assert held.exists(), "nobody was there to remove it"
    with Bodies(tmp_path) as bodies:
        mine = bodies.new()
        sweep(tmp_path)
        assert [one.name for one in tmp_path.glob("body-*")] == [Path(mine.name).name]
    assert [one.name for one in tmp_path.iterdir()] == ["tokens.json"]


def test_who_comes_between_making_and_holding_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    lock = fcntl.flock
    swept: list[object] = []

    def slow(file: object, how: int) -> None:
        if how == fcntl.LOCK_SH and not swept:
            swept.append(file)
            for one in tmp_path.glob("body-*"):
                one.unlink()
        lock(file, how)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", slow)
    with Bodies(tmp_path) as bodies:
        assert Path(bodies.new().name).exists()
    assert swept


def test_where_there_is_no_folder_nothing_is_swept(tmp_path: Path) -> None:
    sweep(tmp_path / "none")
    with pytest.raises(OSError, match="No such file") as failed, Bodies(tmp_path / "none") as bodies:
        bodies.new()
    assert failed.value.errno == errno.ENOENT
