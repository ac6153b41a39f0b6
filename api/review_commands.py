"""What a person says of facts at a terminal goes in, what became of it comes out: `policykg review`."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from kg.decisions.values import Judgement, Verdict
    from kg.store import Store

_COLUMNS = ("status", "kind", "path", "says", "fact")
_PRECISION = ("kind", "rule", "confirmed", "rejected", "corrected", "added", "precision", "share added")


class Config(Protocol):
    """The settings that are asked for here."""

    @property
    def store(self) -> str: ...

    @property
    def reviewer(self) -> str | None: ...


_store = click.option("--store", "folder", metavar="DIR", help="The store's folder. Default: POLICYKG_STORE.")
_reviewer = click.option(
    "--reviewer", metavar="NAME", help="Who decides. Default: the setting, else the system's user."
)
_reason = click.option("--reason", metavar="TEXT", help="Why.")
_set = click.option("--set", "values", multiple=True, metavar="PROPERTY=VALUE", help="A property; several: repeat.")


@click.group()
def review() -> None:
    """Confirm, reject, correct and add facts and links: what people say is kept apart and outlives loading."""


def _open(config: Config, folder: str | None, *, read_only: bool = False) -> Store:
    from api.settings import place
    from kg.store import Store

    path = place(config, folder)  # type: ignore[arg-type]
    if not read_only:
        Store.open(path, read_only=True).close()  # there must be a store: deciding makes none
    return Store.open(path, read_only=read_only)


def _who(config: Config, reviewer: str | None) -> str:
    return reviewer or config.reviewer or getpass.getuser()


def _keep(config: Config, folder: str | None, make: Callable[[Store], list[Judgement]]) -> None:
    """Keep the judgements that are made of the store, and say so."""
    from kg.decisions.deciding import apply

    with _open(config, folder) as store:
        for one in apply(store, *make(store)):
            about = one.about.value if one.about is not None else ""
            instead = f", replaced by {one.replacement.value}" if one.replacement is not None else ""
            click.echo(f"{one.verdict}: {about}{instead}")


def _of_facts(
    store: Store, verdict: Verdict, facts: Sequence[str], who: str, reason: str | None, values: Mapping[str, str]
) -> list[Judgement]:
    from api import reviewing
    from kg.decisions.values import Judgement

    now = datetime.now(UTC)
    return [Judgement(verdict, who, now, reviewing.node_of(store, one), reason, values) for one in facts]


def _pairs(words: Sequence[str]) -> dict[str, str]:
    """The values of properties; an empty one takes the property away.

    >>> _pairs(["value=90", "unit="])
    {'value': '90', 'unit': ''}
    """
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or name in found:
            raise click.UsageError(f"--set: expected PROPERTY=VALUE, each property once, found {word!r}")
        found[name] = value
    return found


@review.command("list")
@click.option("--kind", metavar="KIND", help="Only facts of this kind (Target, TaskLink).")
@click.option("--document", metavar="DOCUMENT", help="Only those of this document: its IRI, number or title.")
@click.option("--undecided/--decided", default=None, help="Only what nobody judged, or only what somebody did.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@_store
@click.pass_obj
def list_facts(
    config: Config, kind: str | None, document: str | None, undecided: bool | None, limit: int, folder: str | None
) -> None:
    """List facts and links with their IRIs and how they are marked."""
    from api import output, reviewing
    from kg.decisions.kinds import kinds

    if kind is not None and kind not in kinds():
        raise click.UsageError(f"--kind: expected one of {', '.join(kinds())}, found {kind!r}")
    with _open(config, folder, read_only=True) as store:
        output.show(_COLUMNS, reviewing.listing(store, kind, document, undecided, limit))


@review.command()
@click.argument("facts", nargs=-1, required=True, metavar="FACT…")
@_reason
@_reviewer
@_store
@click.pass_obj
def confirm(config: Config, facts: Sequence[str], reason: str | None, reviewer: str | None, folder: str | None) -> None:
    """Say of facts or links, named by their IRIs, that they hold."""
    who = _who(config, reviewer)
    _keep(config, folder, lambda store: _of_facts(store, "confirmed", facts, who, reason, {}))


@review.command()
@click.argument("facts", nargs=-1, required=True, metavar="FACT…")
@_reason
@_reviewer
@_store
@click.pass_obj
def reject(config: Config, facts: Sequence[str], reason: str | None, reviewer: str | None, folder: str | None) -> None:
    """Say of facts or links that they do not hold, and why."""
    who = _who(config, reviewer)
    _keep(config, folder, lambda store: _of_facts(store, "rejected", facts, who, reason, {}))


@review.command()
@click.argument("fact")
@_set
@_reason
@_reviewer
@_store
@click.pass_obj
def correct(
    config: Config, fact: str, values: Sequence[str], reason: str | None, reviewer: str | None, folder: str | None
) -> None:
    """Say of a fact or link what it should say; an empty value takes a property away."""
    who, changes = _who(config, reviewer), _pairs(values)
    _keep(config, folder, lambda store: _of_facts(store, "corrected", [fact], who, reason, changes))


@review.group()
def add() -> None:
    """Add a link or a fact that is lacking."""


def _added(
    store: Store, kind: str, ends: tuple[str, str | None], path: str | None, quote: str | None, values: Mapping[str, str],
    who: str, reason: str | None,
) -> list[Judgement]:  # fmt: skip
    from api import reviewing
    from kg.decisions.values import Fact, Judgement

    document = reviewing.document_of(store, ends[0])
    parent = reviewing.document_of(store, ends[1]) if ends[1] is not None else None
    fact = Fact(kind, path, quote, tuple(sorted((name, value) for name, value in values.items() if value)))
    now = datetime.now(UTC)
    return [Judgement("added", who, now, None, reason, addition=fact, document=document, parent=parent)]


@add.command("link")
@click.argument("child_document")
@click.argument("child_path")
@click.argument("parent_document")
@click.argument("parent_path")
@click.option("--relation", default="same", show_default=True, help="same, narrower, merged or split.")
@_reason
@_reviewer
@_store
@click.pass_obj
def add_link(
    config: Config, child_document: str, child_path: str, parent_document: str, parent_path: str, relation: str,
    reason: str | None, reviewer: str | None, folder: str | None,
) -> None:  # fmt: skip
    """Say that the task at CHILD_PATH takes up the one at PARENT_PATH."""
    who, values = _who(config, reviewer), {"parent": parent_path, "relation": relation}
    ends = (child_document, parent_document)
    _keep(config, folder, lambda store: _added(store, "TaskLink", ends, child_path, None, values, who, reason))


@add.command("fact")
@click.argument("kind")
@click.argument("document")
@click.option("--path", help="Where it stands: the path of a section, a task or an item of a box.")
@click.option("--quote", help="The words that prove it, as they stand in the document.")
@click.option("--parent", "parent", metavar="DOCUMENT", help="The upper document, of a link.")
@_set
@_reason
@_reviewer
@_store
@click.pass_obj
def add_fact(
    config: Config, kind: str, document: str, path: str | None, quote: str | None, parent: str | None,
    values: Sequence[str], reason: str | None, reviewer: str | None, folder: str | None,
) -> None:  # fmt: skip
    """Say what DOCUMENT says and nobody read: a fact of a KIND (Target, Responsibility, …)."""
    who, said = _who(config, reviewer), _pairs(values)
    _keep(config, folder, lambda store: _added(store, kind, (document, parent), path, quote, said, who, reason))


@review.command()
@click.argument("decisions", nargs=-1, required=True, metavar="DECISION…")
@_reviewer
@_store
@click.pass_obj
def withdraw(config: Config, decisions: Sequence[str], reviewer: str | None, folder: str | None) -> None:
    """Take back decisions of your own, named by their IRIs, which `policykg query decisions` lists."""
    from api import reviewing
    from kg.decisions.deciding import withdraw as take_back

    with _open(config, folder) as store:
        for said in decisions:
            one = take_back(store, reviewing.node_of(store, said), _who(config, reviewer))
            click.echo(f"withdrawn: {one.verdict} {one.about.value if one.about is not None else ''}".rstrip())


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_store
@click.pass_obj
def export_file(config: Config, file: Path, folder: str | None) -> None:
    """Write all decisions to FILE, or to stdout (-): CSV for a spreadsheet, JSON Lines where its name ends with .jsonl."""
    from kg.decisions import exchange, files
    from kg.files import write_whole

    with _open(config, folder, read_only=True) as store:
        rows = exchange.export(store)
    text = files.to_jsonl(rows) if file.suffix in (".jsonl", ".ndjson") else files.to_csv(rows)
    if file == Path("-"):
        click.echo(text, nl=False)
        return
    write_whole(file, text.encode())
    click.echo(f"exported: {len(rows)} decisions, to {file}")


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--partial", is_flag=True, help="Keep the rows that can be attached, though others cannot.")
@_reviewer
@_store
@click.pass_obj
def import_file(config: Config, file: Path, partial: bool, reviewer: str | None, folder: str | None) -> None:
    """Keep the decisions of FILE; those that are kept already change nothing. The exit status is 1 if any was refused."""
    from api import reviewing

    with _open(config, folder) as store:
        new, known, refused = reviewing.importing(store, file, _who(config, reviewer), datetime.now(UTC), partial)
    for one in refused:
        click.echo(f"refused: {one}", err=True)
    if refused and not partial:
        click.echo("policykg: nothing was kept; correct the lines, or keep the others with --partial", err=True)
    click.echo(f"imported: {new} new, {known} known, {len(refused)} refused")
    if refused:
        sys.exit(1)


@review.command()
@click.option("--document", metavar="DOCUMENT", help="Only what was read in this document.")
@_store
@click.pass_obj
def report(config: Config, document: str | None, folder: str | None) -> None:
    """Show how precise reading and linking are by people's decisions, where people differ, and what lost its fact."""
    from api import output, reviewing
    from kg.decisions.ledger import decisions_of, is_stray

    with _open(config, folder, read_only=True) as store:
        rows = reviewing.precision(store, document)
        chosen = None if document is None else {reviewing.document_of(store, document)}
        decisions = [one for one in decisions_of(store, store.iris, chosen) if chosen is None or one.document in chosen]
    output.show(_PRECISION, rows)
    for several in reviewing.disagreements(decisions):
        views = "; ".join(f"{one.reviewer}: {one.verdict}" for one in several)
        click.echo(f"differing: {several[0].about.value if several[0].about else ''}: {views}")
    for one in filter(is_stray, decisions):
        place = " ".join(
            filter(None, (one.fact.kind, one.fact.path, f"“{one.fact.quote}”" if one.fact.quote else None))
        )
        click.echo(f"stray: {one.node.value}: {one.verdict} by {one.reviewer}: nothing says so now: {place}")
