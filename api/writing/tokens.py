"""A bearer token goes in, who it belongs to and what that one may do comes out; kept in the store's folder, hashed.

A token is 256 random bits, so that its plain SHA-256 sum tells nothing of it. The file is written whole, under a lock, and
read again whenever it changed: what is issued or revoked counts at once in every process that serves.

| scope | what it may do |
|---|---|
| `write` | `/update` and `/graphs`, but for the graphs that loaders and links made |
| `review` | decisions of people |
| `admin` | everything |
"""

from __future__ import annotations

import fcntl
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from starlette.requests import HTTPConnection

from api.problems import Problem
from kg.errors import GraphError
from kg.files import write_whole

SCOPES = ("write", "review", "admin")
FILE = "tokens.json"
PREFIX = "pkg_"
ENVIRONMENT = "POLICYKG_WRITE_TOKEN"
HOW = "policykg token issue NAME --scope write"


class TokenError(GraphError):
    """A file of tokens that cannot be used, or a token that cannot be issued or is not there."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the token's id and name, never the token, and what it may do."""

    id: str
    name: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        return scope in self.scopes or "admin" in self.scopes


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: times in ISO 8601, UTC; `sum` is that of the secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str
    sum: str
    expires: str | None = None
    revoked: str | None = None

    def status(self, now: datetime) -> str:
        """`valid`, `expired` or `revoked`."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and datetime.fromisoformat(self.expires) <= now else "valid"


class TokenFile:
    """The tokens of the store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def read(self) -> tuple[Token, ...]:
        """All tokens, revoked ones too; none where there is no file. Raises TokenError, or OSError where it may not be read."""
        try:
            said = json.loads(self.path.read_bytes())
            return tuple(Token(**(one | {"scopes": tuple(one["scopes"])})) for one in said["tokens"])
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, TypeError) as error:
            raise TokenError(
                str(self.path), "a file of tokens", f"{type(error).__name__}: {error}", "restore it, or remove it"
            ) from None

    def issue(self, name: str, scopes: Sequence[str], expires: datetime | None = None) -> tuple[Token, str]:
        """Keep a new token; it comes back with its secret, which is not kept."""
        now = datetime.now(UTC)
        _check(name, scopes, expires, now)
        secret = PREFIX + secrets.token_urlsafe(32)
        until = None if expires is None else _written(expires)
        scoped = tuple(scope for scope in SCOPES if scope in scopes)
        with self._changing() as tokens:
            token = Token(secrets.token_hex(4), name, scoped, _written(now), _sum(secret), until)
            tokens.append(token)
        return token, secret

    def revoke(self, id: str) -> Token:
        """Let a token count no more, from now on; one that was revoked before stays so."""
        with self._changing() as tokens:
            at = next((at for at, one in enumerate(tokens) if one.id == id), None)
            if at is None:
                known = ", ".join(one.id for one in tokens) or "none"
                raise TokenError(
                    "token", "the id of a token", f"{id!r} (there are: {known})", "see policykg token list"
                )
            if tokens[at].revoked is None:
                tokens[at] = replace(tokens[at], revoked=_written(datetime.now(UTC)))
            return tokens[at]

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """The tokens, to change: one process after the other, and kept when the block ends well."""
        with (self.path.parent / "tokens.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel's: it ends with the process
            tokens = list(self.read())
            yield tokens
            said = {"tokens": [asdict(one) for one in tokens]}
            write_whole(self.path, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(), 0o600)


class Tokens:
    """The tokens that count now: those of the store's folder, and that of the environment (write and review)."""

    def __init__(self, folder: Path, write_token: str | None = None) -> None:
        self._file = TokenFile(folder)
        self._mark: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()
        if write_token:
            one = Token("environment", ENVIRONMENT, ("write", "review"), "", _sum(write_token))
            self._own: tuple[Token, ...] = (one,)
        else:
            self._own = ()

    def who(self, authorization: str | None) -> Writer | None:
        """Who sends this header; None for a wrong, expired or revoked token and for every other kind of header."""
        scheme, _, given = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip():
            return None
        sum, now = _sum(given.strip()), datetime.now(UTC)
        found = [one for one in self._all() if hmac.compare_digest(one.sum, sum)]
        for one in found:
            if one.status(now) == "valid":
                return Writer(one.id, one.name, frozenset(one.scopes))
        return None

    def demand(self, request: HTTPConnection, scope: str) -> Writer:
        """Who sends this request, if that one may do what needs the scope. Raises Problem: 401 or 403."""
        return self.demand_of(request.headers.get("authorization"), scope)

    def demand_of(self, authorization: str | None, scope: str) -> Writer:
        """The same, of the value of the header."""
        writer = self.who(authorization)
        if writer is not None and writer.may(scope):
            return writer
        if writer is not None:
            scopes = ", ".join(sorted(writer.scopes))
            raise Problem(
                HTTPStatus.FORBIDDEN,
                f"The token {writer.name!r} has the scope {scopes}; this needs {scope}.",
                detail_zh=f"令牌“{writer.name}”的权限是 {scopes}；此操作需要 {scope}。",
            )
        if not any(one.status(datetime.now(UTC)) == "valid" for one in self._all()):
            raise Problem(
                HTTPStatus.FORBIDDEN,
                f"Nothing is written here: there is no token. To make one: {HOW}",
                detail_zh=f"未发放令牌，不接受写入。发放令牌的命令是“{HOW}”。",
            )
        error = ', error="invalid_token"' if authorization else ""
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "Writing needs the header 'Authorization: Bearer …' with a token that counts.",
            detail_zh="写入需要带有效令牌的请求头“Authorization: Bearer …”。",
            headers={"WWW-Authenticate": f'Bearer realm="policykg", scope="{scope}"{error}'},
        )

    def _all(self) -> tuple[Token, ...]:
        try:
            stat = self._file.path.stat()
            mark = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            if mark != self._mark:
                self._tokens, self._mark = self._file.read(), mark
        except FileNotFoundError:
            self._tokens, self._mark = (), None
        except (OSError, TokenError) as error:
            self._tokens, self._mark = (), None
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"Nothing is written now: {error}",
                detail_zh="令牌文件不可读，暂不接受写入。",
            ) from None
        return self._own + self._tokens


def _check(name: str, scopes: Sequence[str], expires: datetime | None, now: datetime) -> None:
    named = 0 < len(name.strip()) <= 200 and name.isprintable()
    checks = (
        (named, "name", "1 to 200 characters in one line", repr(name)),
        (
            bool(scopes) and set(scopes) <= set(SCOPES),
            "scopes",
            f"some of {', '.join(SCOPES)}",
            ", ".join(scopes) or "none",
        ),
        (expires is None or expires > now, "end", "a time to come", str(expires)),
    )
    for holds, what, expected, found in checks:
        if not holds:
            raise TokenError(f"the token's {what}", expected, found, "give another")


def _sum(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
