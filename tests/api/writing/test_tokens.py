"""Tokens: what is issued counts at once, what is revoked or expired no more; nothing of them is kept but sums."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from starlette.requests import Request

from api.problems import Problem
from api.token_commands import audit, token
from api.writing.audit import Audit
from api.writing.tokens import FILE, TokenError, TokenFile, Tokens, Writer
from kg.store import Store

_ISSUE = """
import sys
from pathlib import Path
from api.writing.tokens import TokenFile
for number in range(20):
    TokenFile(Path(sys.argv[1])).issue(f"{sys.argv[2]} {number}", ["write"])
"""


def bearer(secret: str) -> str:
    return f"Bearer {secret}"


def request(authorization: str | None = None) -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1", "replace"))]
    return Request({"type": "http", "method": "POST", "path": "/update", "headers": headers})


def test_what_is_issued_counts_in_a_running_service_and_ends_when_revoked(tmp_path: Path) -> None:
    tokens, file = Tokens(tmp_path), TokenFile(tmp_path)
    made, secret = file.issue("统计局", ["review", "write"])
    writer = tokens.who(bearer(secret))
    assert writer is not None
    assert writer == Writer(made.id, "统计局", frozenset({"write", "review"}))
    file.issue("another", ["admin"])
    assert tokens.who(bearer(secret)) == writer
    file.revoke(made.id)
    assert tokens.who(bearer(secret)) is None
    assert file.revoke(made.id).status(datetime.now(UTC)) == "revoked", "twice changes nothing"
    (tmp_path / FILE).unlink()
    assert tokens.who(bearer(secret)) is None, "without the file nobody may write"


def test_a_token_ends_when_it_expires(tmp_path: Path) -> None:
    file = TokenFile(tmp_path)
    _, secret = file.issue("a day", ["write"], datetime.now(UTC) + timedelta(days=1))
    tokens = Tokens(tmp_path)
    assert tokens.who(bearer(secret)) is not None
    said = json.loads((tmp_path / FILE).read_text("utf-8"))
    said["tokens"][0]["expires"] = "2020-01-01T00:00:00+00:00"
    (tmp_path / FILE).write_text(json.dumps(said), "utf-8")
    assert tokens.who(bearer(secret)) is None


def test_the_file_tells_no_secret_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    _, secret = TokenFile(tmp_path).issue("x", ["write"])
    assert secret.removeprefix("pkg_") not in (tmp_path / FILE).read_text("utf-8")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert len(secret) >= 4 + 43, "256 bits"


HEADERS = [
    ("", "no header"),
    ("Bearer", "no token"),
    ("Bearer pkg_wrong", "another token"),
    ("Basic {secret}", "another scheme"),
    ("Bearer {secret}x", "a longer token"),
    ("{secret}", "no scheme"),
    ("Bearer 中文", "no ASCII"),
    ("Bearer \udcff", "no text at all"),
]


@pytest.mark.parametrize(("header", "reason"), HEADERS)
def test_who_is_nobody(tmp_path: Path, header: str, reason: str) -> None:
    _, secret = TokenFile(tmp_path).issue("x", ["write"])
    assert Tokens(tmp_path, "other").who(header.replace("{secret}", secret)) is None, reason


DEMANDS = [
    ({}, None, "write", 403, "there is no token at all"),
    ({"own": "s"}, None, "write", 401, "none was sent"),
    ({"own": "s"}, "Bearer t", "write", 401, "a wrong one"),
    ({"own": "s"}, "Bearer s", "admin", 403, "the environment's is no administrator's"),
    ({"own": "s"}, "bearer  s ", "review", None, "the scheme's case and spaces do not matter"),
    ({"own": "s"}, "Bearer s", "write", None, "the environment's writes"),
    ({"scopes": ["write"]}, "issued", "review", 403, "writing is not deciding"),
    ({"scopes": ["review"]}, "issued", "write", 403, "nor the other way round"),
    ({"scopes": ["admin"]}, "issued", "review", None, "an administrator may everything"),
]


@pytest.mark.parametrize(("given", "header", "scope", "status", "reason"), DEMANDS)
def test_demands(
    tmp_path: Path, given: dict[str, object], header: str | None, scope: str, status: int | None, reason: str
) -> None:
    if "scopes" in given:
        header = bearer(TokenFile(tmp_path).issue("x", given["scopes"])[1])  # type: ignore[arg-type]
    tokens = Tokens(tmp_path, given.get("own"))  # type: ignore[arg-type]
    if status is None:
        assert tokens.demand(request(header), scope).may(scope), reason
        return
    with pytest.raises(Problem) as refused:
        tokens.demand(request(header), scope)
    assert refused.value.status == status, reason
    assert refused.value.headers.get("WWW-Authenticate", "").startswith("Bearer ") == (status == 401)
    if not given:
        assert "policykg token issue" in refused.value.detail


def test_a_damaged_file_lets_nobody_write_and_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"tokens": [{"id"', "utf-8")
    with pytest.raises(Problem) as refused:
        Tokens(tmp_path, "s").demand(request("Bearer s"), "write")
    assert refused.value.status == 503
    with pytest.raises(TokenError):
        TokenFile(tmp_path).issue("x", ["write"])


def test_two_processes_issue_at_once_and_none_is_lost(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    running = [subprocess.Popen([sys.executable, "-c", _ISSUE, str(tmp_path), name]) for name in names]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    kept = TokenFile(tmp_path).read()
    assert sorted(one.name for one in kept) == sorted(f"{name} {number}" for name in names for number in range(20))
    assert len({one.id for one in kept}) == 60


# ── At a terminal ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store.open(tmp_path / "store").close()
    return tmp_path / "store"


def run(folder: Path, *words: str, group: object = token) -> Result:
    return CliRunner().invoke(group, list(words), obj=SimpleNamespace(store=str(folder)))  # type: ignore[arg-type]


def test_tokens_at_a_terminal(folder: Path) -> None:
    issued = run(folder, "issue", "省残联", "--scope", "review", "--scope", "write", "--expires", "2999-01-31")
    assert issued.exit_code == 0, issued.output
    secret = issued.stdout.strip()
    assert Tokens(folder).who(bearer(secret)) is not None
    assert secret not in issued.stderr
    (row,) = json.loads(run(folder, "list", "--format", "json").stdout)
    assert (row["name"], row["scopes"], row["status"]) == ("省残联", ["write", "review"], "valid")
    assert row["expires"].startswith(("2999-01-31", "2999-02-01")), "to the end of the day"
    assert run(folder, "revoke", row["id"]).exit_code == 0
    assert Tokens(folder).who(bearer(secret)) is None
    listed = run(folder, "list", "--format", "csv").stdout.splitlines()
    assert listed[0] == "id,name,scopes,created,expires,status"
    assert listed[1].endswith(",revoked")
    told = json.loads(run(folder, "--format", "json", group=audit).stdout)
    assert [(one["outcome"], one["what"].split()[1]) for one in told] == [
        ("begun", "issue"), ("done", "issue"), ("begun", "revoke"), ("done", "revoke"),
    ]  # fmt: skip
    assert run(folder, "--since", "2999-01-01", "--format", "csv", group=audit).stdout.count("\n") == 1
    assert "省残联" in run(folder, group=audit).stdout
    assert secret not in "".join(path.read_text("utf-8", "replace") for path in folder.glob("*.json*"))


WRONG = [
    (("issue", "x"), "Missing option '--scope'", "no scope"),
    (("issue", "x", "--scope", "root"), "'root' is not one of", "no such scope"),
    (("issue", "", "--scope", "write"), "expected 1 to 200 characters", "no name"),
    (("issue", "x", "--scope", "write", "--expires", "2020-01-01"), "expected a time to come", "it is over"),
    (("issue", "x", "--scope", "write", "--expires", "soon"), "expected a day or a time", "no date"),
    (("revoke", "abc"), "expected the id of a token", "no such token"),
]


@pytest.mark.parametrize(("words", "message", "reason"), WRONG)
def test_what_is_wrong_is_told(folder: Path, words: tuple[str, ...], message: str, reason: str) -> None:
    result = run(folder, *words)
    assert result.exit_code != 0, reason
    assert message in f"{result.output}{result.exception}"
    assert TokenFile(folder).read() == ()
    assert "begun" not in [one["outcome"] for one in list(Audit(folder).entries())[-1:]]
