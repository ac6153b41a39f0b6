"""Words typed at a terminal go in; answers on stdout, complaints on stderr and an exit status come out: `policykg`.

Each command imports what it needs when it runs, so that `policykg extract` starts no store and no service.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from api import settings
from api.review_commands import review
from api.settings import SETTINGS, Settings, place
from api.token_commands import audit, token
from kg.errors import GraphError
from loaders.errors import LoaderError

if TYPE_CHECKING:
    from kg.store import Store

_WIDTH = max(len(one.name) for one in SETTINGS)
_EPILOG = "\b\nSettings (environment variables):\n" + "\n".join(
    f"  {one.name:<{_WIDTH}}  {one.meaning} Default: {one.default}." for one in SETTINGS
)
_ROW_FORMATS = ("table", "csv", "json")
_TRIPLE_FORMATS = ("ttl", "nt", "rdf", "jsonld")
_NETWORK_FORMATS = ("graphml", "gexf", "json", "dot")

_WRITTEN = "Write it: .md, .xlsx, .docx, .html, .zip of CSV tables, or a folder for them. Several: repeat."

store_option = click.option("--store", "folder", metavar="DIR", help="The store's folder. Default: POLICYKG_STORE.")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    cli(prog_name="policykg")


class _Commands(click.Group):
    """The commands; what they raise about files and stores is told in its own words."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (GraphError, LoaderError) as error:
            fail(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:  # who read our answer has gone: click ends quietly
                raise
            fail(str(error))


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="policykg")
@click.pass_context
def cli(context: click.Context) -> None:
    """Read Chinese government plans into a knowledge graph, and ask it: every answer shows its sentence."""
    try:
        context.obj = settings.read(os.environ)
    except settings.SettingError as error:
        fail(str(error), status=2)


def fail(message: str, status: int = 1) -> NoReturn:
    """Say what is wrong and end."""
    click.echo(f"policykg: {message}", err=True)
    sys.exit(status)


def reading(config: Settings, folder: str | None) -> Store:
    """The last published state of the store."""
    from kg.store import Store

    return Store.open(place(config, folder), read_only=True)


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="PATH…")
@store_option
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="Processes that read files. Default: POLICYKG_JOBS."
)
@click.option("--base", metavar="IRI", help="What a new store's IRIs begin with. Default: POLICYKG_BASE.")
@click.pass_obj
def load(config: Settings, paths: Sequence[Path], folder: str | None, jobs: int | None, base: str | None) -> None:
    """Read files or folders of documents, validate what they say, and store it.

    Loading a document again replaces it and changes nothing else. The exit status is 1 if any file was refused.
    """
    from api.loading import load_files

    sys.exit(load_files(paths, place(config, folder), jobs or config.jobs, base or config.base))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False))
def extract(file: Path) -> None:
    """Print what a file says as JSON, with evidence; nothing is stored."""
    from loaders.pipeline import read_document

    texts = [document.model_dump_json(indent=1) for document in read_document(file)]
    click.echo(texts[0] if len(texts) == 1 else "[\n" + ",\n".join(texts) + "\n]")


@cli.command()
@click.argument("name", required=False)
@click.option("--param", "-p", "parameters", multiple=True, metavar="K=V", help="A parameter; several values: repeat.")
@click.option("--columns", metavar="A,B,…", help="Only these columns.")
@click.option("--format", "form", type=click.Choice([*_ROW_FORMATS, "ttl"]), help="Default: table.")
@store_option
@click.pass_obj
def query(
    config: Settings,
    name: str | None,
    parameters: Sequence[str],
    columns: str | None,
    form: str | None,
    folder: str | None,
) -> None:
    """Run a named query; without a name, list them with their questions."""
    from api import asking
    from queries.run import QueryError

    if name is None:
        asking.list_queries(sys.stdout)
        return
    try:
        given = asking.parse_parameters(parameters)
        with reading(config, folder) as store:
            asking.run_named(store, name, given, columns.split(",") if columns else (), form, sys.stdout)
    except QueryError as error:
        fail(str(error), status=2)


@cli.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--format",
    "form",
    type=click.Choice([*_ROW_FORMATS, "xml", "tsv", *_TRIPLE_FORMATS]),
    help="Default: table, or ttl.",
)
@store_option
@click.pass_obj
def sparql(config: Settings, file: IO[bytes], form: str | None, folder: str | None) -> None:
    """Run SPARQL from FILE, or from stdin, over the union of all graphs."""
    from api import asking
    from queries.run import QueryError

    try:
        text = asking.read_query(file)
        with reading(config, folder) as store:
            asking.run_sparql(store, text, form, sys.stdout)
    except SyntaxError as error:
        fail(f"{getattr(file, 'name', '<stdin>')}: {error}", status=2)
    except QueryError as error:
        fail(str(error), status=2)


@cli.command()
@click.option("--host", help="Default: POLICYKG_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default: POLICYKG_PORT.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that serve. Default: POLICYKG_WORKERS.")
@store_option
@click.pass_obj
def serve(config: Settings, host: str | None, port: int | None, workers: int | None, folder: str | None) -> None:
    """Serve the store over HTTP: /sparql, /update, /graphs, /api, /health, /metrics, /docs.

    Limits and all else is set by POLICYKG_* variables, which are listed by `policykg --help`.
    """
    from api.serving import serve as run

    with reading(config, folder):  # what is wrong with it is told before anything listens
        pass
    run(
        config,
        folder or config.store,
        host or config.host,
        config.port if port is None else port,
        workers or config.workers,
    )


@cli.command()
@store_option
@click.pass_obj
def check(config: Settings, folder: str | None) -> None:
    """Check the whole store against the shapes and the invariants; the exit status is 1 if anything offends."""
    from kg.check import check as find_offences

    found = 0
    with reading(config, folder) as store:
        for offence in find_offences(store):
            click.echo(str(offence))
            found += 1
    if found:
        fail(f"offences: {found}")
    click.echo("No offence found.")


@cli.command()
@click.argument("child")
@click.argument("parent", required=False)
@click.option("--output", "-o", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help=_WRITTEN)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "html"]), help="What is printed. Default: text."
)
@store_option
@click.pass_obj
def compare(
    config: Settings, child: str, parent: str | None, files: Sequence[Path], form: str | None, folder: str | None
) -> None:
    """Compare the plan CHILD with PARENT above it: what became of its tasks, measures, leads and indicators.

    Each is the IRI, number or title of a loaded document, or a file. Without PARENT, with the nearest loaded plan of
    its field above it.
    """
    from api.compare.writing import form_of, render, write
    from api.comparing import report_on

    try:
        forms = [form_of(path) if path.suffix else "csv" for path in files]  # before any work
    except ValueError as error:
        fail(str(error), status=2)
    with reading(config, folder) as store:
        made = report_on(store, child, parent)
    for path, one in zip(files, forms, strict=True):
        for written in write(made, path, one):
            click.echo(f"written: {written}", err=True)
    if form is not None or not files:
        click.echo(render(made, form or "text"))  # type: ignore[arg-type]


@cli.command()
@click.argument("document")
@store_option
@click.pass_obj
def report(config: Settings, document: str, folder: str | None) -> None:
    """Show what in DOCUMENT (its IRI, number or title, or a file) was not understood, in its place."""
    from api import reporting

    if Path(document).is_file():
        lines = reporting.of_file(Path(document))
    else:
        with reading(config, folder) as store:
            lines = reporting.of_loaded(store, document)
    for line in lines:
        click.echo(line)


@cli.command()
@click.argument("document")
@store_option
@click.pass_obj
def remove(config: Settings, document: str, folder: str | None) -> None:
    """Take DOCUMENT (its IRI, number or title) out of the store, with all that only it said."""
    from kg import build
    from kg.store import Store

    reading(config, folder).close()  # there must be a store: removing makes none
    with Store.open(place(config, folder)) as store:
        outcome = build.remove(store, document)
    click.echo(f"removed: {outcome.title}")


@cli.command()
@click.argument("file", type=click.File("wb"), default="-")
@click.option("--format", "form", type=click.Choice(["nq", "trig"]), default="nq", show_default=True)
@store_option
@click.pass_obj
def dump(config: Settings, file: IO[bytes], form: str, folder: str | None) -> None:
    """Write the whole store to FILE, or to stdout, as N-Quads or TriG."""
    import pyoxigraph as ox

    formats = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}
    with reading(config, folder) as store:
        store.engine.dump(file, formats[form])


@cli.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER")
@store_option
@click.pass_obj
def backup(config: Settings, file: Path, folder: str | None) -> None:
    """Copy the store's last published state and its source files to a new .tar file, whoever writes or serves.

    In a folder, the file is named by the time.
    """
    from kg import copies
    from kg.remote import copying

    found = place(config, folder)
    target, manifest = copies.backup(found, file) if isinstance(found, Path) else copying.backup(found, file)
    click.echo(f"backed up: {manifest.documents} documents, {manifest.sources} source files, to {target}")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@store_option
@click.pass_obj
def restore(config: Settings, file: Path, folder: str | None) -> None:
    """Make the store of a backup, in a folder that does not exist or is empty."""
    from kg import copies
    from kg.remote import copying

    target = place(config, folder)
    manifest = copies.restore(file, target) if isinstance(target, Path) else copying.restore(file, target)
    click.echo(f"restored: {manifest.documents} documents, {manifest.sources} source files, to {target}")


@cli.command()
@click.argument("view", type=click.Choice(["cascade", "co-responsibility"]))
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.option(
    "--format", "form", type=click.Choice(_NETWORK_FORMATS), help="Default: by the file's name; graphml on stdout."
)
@click.option("--document", metavar="DOCUMENT", help="Co-responsibility in this plan only.")
@click.option("--region", metavar="CODE", help="Co-responsibility in the plans of this region only.")
@click.option("--by", type=click.Choice(["function", "department"]), default="function", show_default=True)
@click.option("--tasks", is_flag=True, help="The cascade with its tasks.")
@click.option("--rejected", is_flag=True, help="The cascade with the links that people rejected.")
@store_option
@click.pass_obj
def network(
    config: Settings,
    view: str,
    file: str,
    form: str | None,
    document: str | None,
    region: str | None,
    by: str,
    tasks: bool,
    rejected: bool,
    folder: str | None,
) -> None:
    """Write a network to FILE, or to stdout: which plan is made under which, or who works with whom."""
    from kg.network.export import export

    form = form or _network_format(file)
    with reading(config, folder) as store:
        data = export(
            store,
            view,  # type: ignore[arg-type]
            form,  # type: ignore[arg-type]
            document=document,
            region=region,
            by=by,  # type: ignore[arg-type]
            tasks=tasks,
            rejected=rejected,
        )
    with click.open_file(file, "wb") as target:
        target.write(data)


def _network_format(file: str) -> str:
    """The format that a file's name asks for; GraphML on stdout."""
    form = "graphml" if file == "-" else Path(file).suffix.lower().removeprefix(".")
    if form not in _NETWORK_FORMATS:
        known = ", ".join(f".{one}" for one in _NETWORK_FORMATS)
        fail(f"{file}: expected a name that ends in {known}, found {form!r}; rename it, or give --format", status=2)
    return form


@cli.command()
@click.argument("iri")
@store_option
@click.pass_obj
def rebase(config: Settings, iri: str, folder: str | None) -> None:
    """Let all IRIs of the store begin with IRI instead of its base."""
    from kg.iris import Iris
    from kg.rebase import rebase as move
    from kg.store import Store

    base = Iris(iri).base  # a bad one is told before anything else
    reading(config, folder).close()  # there must be a store: this makes none
    with Store.open(place(config, folder)) as store:
        old = store.base
        click.echo(f"rebased: from {old} to {base}" if move(store, base) else f"unchanged: the base is {old} already")


for one in (review, token, audit):
    cli.add_command(one)
