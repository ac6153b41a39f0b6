"""What an administrator asks of tokens at a terminal goes in, what became of it comes out: `policykg token`, `policykg audit`."""

from __future__ import annotations

import csv
import getpass
import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from api.settings import Settings
    from api.writing.audit import Attempt, Audit

_TOKENS = ("id", "name", "scopes", "created", "expires", "status")
_ENTRIES = ("time", "request", "outcome", "token", "name", "client", "what", "graphs", "body", "revision")
_SCOPES = ("write", "review", "admin")


class _Moment(click.ParamType[datetime]):
    """A day, which is whole, or a time with its zone."""

    name = "time"

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        try:
            if len(value) == 10:  # a day ends where the next begins, by the clock of this machine
                day = date.fromisoformat(value) + timedelta(days=1 if self.end else 0)
                return datetime(day.year, day.month, day.day).astimezone(UTC)
            return datetime.fromisoformat(value).astimezone(UTC)
        except ValueError:
            self.fail(f"expected a day or a time such as 2027-01-31 or 2027-01-31T12:00+08:00, found {value!r}")


_store = click.option("--store", "folder", metavar="DIR", help="The store's folder. Default: POLICYKG_STORE.")
_format = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)


def _place(config: Settings, folder: str | None) -> Path:
    """The folder of a store that there is; of a remote one, the folder of what is kept here."""
    from api.settings import place
    from kg.remote.address import folder_of
    from kg.store import Store

    found = place(config, folder)
    Store.open(found, read_only=True).close()
    path = folder_of(found)
    path.mkdir(parents=True, exist_ok=True)
    return path


@click.group()
def token() -> None:
    """Issue, list and revoke the tokens that may write to a store that is served; what is done counts at once."""


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(_SCOPES),
    help="What it may do; several: repeat.",
)
@click.option("--expires", type=_Moment(end=True), metavar="DATE", help="The last day on which it counts, or a time.")
@_store
@click.pass_obj
def issue(config: Settings, name: str, scopes: Sequence[str], expires: datetime | None, folder: str | None) -> None:
    """Make a token for NAME, a person or a program, and print it: it is shown only now, and kept only as a sum."""
    from api.writing.audit import Audit
    from api.writing.tokens import TokenFile

    path = _place(config, folder)
    audit, attempt = Audit(path), _attempt(f"token issue {name} ({', '.join(scopes)})")
    with _told(audit, attempt):
        made, secret = TokenFile(path).issue(name, scopes, expires)
    click.echo(secret)
    until = f", until {made.expires}" if made.expires else ""
    click.echo(f"issued: {made.id} for {made.name}, scope {', '.join(made.scopes)}{until}", err=True)


@token.command("list")
@_format
@_store
@click.pass_obj
def list_tokens(config: Settings, form: str, folder: str | None) -> None:
    """List all tokens, revoked ones too; never the tokens themselves."""
    from api.writing.tokens import TokenFile

    now = datetime.now(UTC)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "scopes": list(one.scopes),
            "created": one.created,
            "expires": one.expires,
            "status": one.status(now),
        }
        for one in TokenFile(_place(config, folder)).read()
    ]
    _print(_TOKENS, rows, form)


@token.command()
@click.argument("id")
@_store
@click.pass_obj
def revoke(config: Settings, id: str, folder: str | None) -> None:
    """Let the token of that ID count no more, from now on, in services that run too."""
    from api.writing.audit import Audit
    from api.writing.tokens import TokenFile

    path = _place(config, folder)
    with _told(Audit(path), _attempt(f"token revoke {id}")):
        revoked = TokenFile(path).revoke(id)
    click.echo(f"revoked: {revoked.id} of {revoked.name}")


@click.command()
@click.option("--since", type=_Moment(), metavar="DATE", help="Only what was tried from this day or time on.")
@_format
@_store
@click.pass_obj
def audit(config: Settings, since: datetime | None, form: str, folder: str | None) -> None:
    """Print who tried to write what, and what became of it: `begun` before anything is done, then the outcome."""
    from api.writing.audit import Audit

    _print(_ENTRIES, list(Audit(_place(config, folder)).entries(since)), form)


def _attempt(what: str) -> Attempt:
    """What somebody does at a terminal of this machine, for the audit."""
    from api.writing.audit import Attempt
    from api.writing.tokens import Writer

    who = Writer("terminal", getpass.getuser(), frozenset({"admin"}))
    return Attempt(secrets.token_hex(8), who, "terminal", what)


@contextmanager
def _told(audit: Audit, attempt: Attempt) -> Iterator[None]:
    """Keep in the audit what is done within."""
    from api.problems import Problem

    try:
        with audit.told(attempt):
            yield
    except Problem as problem:  # nothing was done: it could not have been told
        raise click.ClickException(problem.detail) from None


def _print(columns: Sequence[str], rows: Sequence[dict[str, Any]], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from api import output

    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    if form == "table":
        output.show(columns, cells)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([columns, *cells])


def _cell(value: object) -> str:
    """
    >>> _cell(None), _cell(["write", "review"])
    ('', 'write, review')
    """
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
