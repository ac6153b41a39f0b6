"""Files that come to `load` under any name, by any link, read by processes that may be stopped at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import cli
from api.loading import files_of

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "examples" / "wuda-plan-2022.txt"


def load(store: Path, *paths: Path) -> Result:
    done = CliRunner().invoke(cli, ["load", *map(str, paths), "--store", str(store)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_links_that_lead_in_a_circle_or_nowhere_are_refused(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("circle", "one", "nowhere")]
    for file, target in zip(files, ("circle", "circle", "absent"), strict=True):
        file.symlink_to(tmp_path / target)
    (tmp_path / "plan.txt").write_bytes(PLAN.read_bytes())
    done = load(tmp_path / "store", *files, tmp_path / "plan.txt")
    assert done.exit_code == 1
    assert done.stderr.count("refused: ") == 3
    assert "circle: expected a readable file, found Too many levels of symbolic links" in done.stderr
    assert "plan.txt  乌达区“十四五”残疾人事业发展规划  loaded" in done.stdout


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(PLAN.read_bytes())
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "twice.txt").symlink_to(tmp_path / "plan.txt")
    assert len(list(files_of([tmp_path, tmp_path / "again"]))) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"red\x1b[31m.bin", "red\\x1b[31m.bin"),  # it would colour what follows
        (b"two\nlines.bin", "two\\nlines.bin"),  # it would forge a line
        (b"latin-\xe9.bin", "latin-\\xe9.bin"),  # it is no UTF-8
        ("turned\u202etxt.bin".encode(), "turned\\u202etxt.bin"),  # it would read as another name
        ("规划.bin".encode(), "规划.bin"),  # it is plain
    ],
)
def test_names_steer_no_terminal(tmp_path: Path, name: bytes, shown: str) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    file.write_bytes(b"\x00\x01")
    done = load(tmp_path / "store", file)
    assert done.exit_code == 1
    assert f"refused: {tmp_path}/{shown}: " in done.stderr
    assert shown.replace("\\n", " ") in done.stdout
    assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_who_reads_for_a_killed_load_ends_too(tmp_path: Path) -> None:
    text = PLAN.read_text("utf-8")
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(text.replace("乌达区", f"乌达区{number}"), "utf-8")
    code = "from api.cli import main; main()"
    command = [sys.executable, "-c", code, "load", str(tmp_path), "--jobs", "2", "--store", str(tmp_path / "store")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while len(children := _children(process.pid)) < 3 and time.monotonic() < end:  # two, and what watches over them
            time.sleep(0.02)
        assert len(children) == 3
        time.sleep(1)  # they may be starting or reading
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)  # ends when nobody holds these pipes
    end = time.monotonic() + 60
    while any(map(_lives, children)):
        assert time.monotonic() < end, "they live on"
        time.sleep(0.02)
