"""Environment variables go in, typed settings come out: the one place that names and explains each of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from platformdirs import user_data_path

from api.pool.values import Limits
from kg.iris import DEFAULT_BASE
from kg.remote.address import Remote, is_remote


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what holds when it is absent, and what it means."""

    name: str
    default: str
    meaning: str


_LIMITS = Limits()
_MEGABYTE = 1_000_000

SETTINGS = (
    Setting(
        "POLICYKG_STORE",
        "policykg/store in the user's data folder",
        "The folder of the store, or the URL of a remote one.",
    ),
    Setting("POLICYKG_BASE", DEFAULT_BASE, "What a new store's IRIs begin with; fixed once the store is made."),
    Setting("POLICYKG_STORE_UPDATE", "follows from the URL", "Of a remote store: the URL of its updates."),
    Setting("POLICYKG_STORE_GRAPHS", "follows from the URL", "Of a remote store: the URL of its graphs."),
    Setting(
        "POLICYKG_STORE_FILES",
        "a folder of its own in the user's data folder",
        "Of a remote store: the folder of its source files, tokens, audit and writer's lock.",
    ),
    Setting("POLICYKG_STORE_USER", "none", "Of a remote store: the user's name."),
    Setting("POLICYKG_STORE_PASSWORD", "none", "Of a remote store: the user's password."),
    Setting("POLICYKG_STORE_TOKEN", "none", "Of a remote store: a bearer token, in place of user and password."),
    Setting("POLICYKG_JOBS", "1", "How many processes read files while loading."),
    Setting("POLICYKG_HOST", "127.0.0.1", "The address that the service listens on."),
    Setting("POLICYKG_PORT", "8000", "The port that the service listens on."),
    Setting("POLICYKG_WORKERS", "1", "How many processes serve; the limits below are those of each."),
    Setting("POLICYKG_REVIEWER", "the system's user", "Who decides in `policykg review`."),
    Setting(
        "POLICYKG_WRITE_TOKEN", "none", "A bearer token that may write and review, beside those of `policykg token`."
    ),
    Setting("POLICYKG_WRITE_TOKEN_FILE", "none", "A file that holds the write token, in place of the variable."),
    Setting("POLICYKG_QUERY_TIMEOUT", "30", "Seconds that a query may take, to its last byte."),
    Setting("POLICYKG_QUERY_ROWS", "1000000", "Rows, or triples, that an answer may have."),
    Setting("POLICYKG_QUERY_MEMORY", "1000", "Megabytes that a query may take."),
    Setting("POLICYKG_QUERY_CONCURRENCY", "8", "Queries that are worked on at once before they run long."),
    Setting("POLICYKG_QUERY_SLOW", "4", "Queries that may run long at once, at a lower priority."),
    Setting("POLICYKG_QUERY_QUEUE", "64", "Queries that may wait for a place."),
    Setting("POLICYKG_QUERY_PATIENCE", "10", "Seconds that a query may wait for a place."),
    Setting("POLICYKG_QUERY_BYTES", "250000", "Bytes that the text of a query may have."),
    Setting("POLICYKG_UPDATE_TIMEOUT", "300", "Seconds that a change may take."),
    Setting("POLICYKG_UPDATE_MEMORY", "4000", "Megabytes that a change may take."),
    Setting("POLICYKG_UPDATE_BYTES", "50000000", "Bytes that an update or a graph may have."),
    Setting("POLICYKG_MEMORY_STORE", "48", "Megabytes on the disk up to which a store is held in memory; 0 for never."),
    Setting("POLICYKG_SERVICE", "none", "SPARQL endpoints that queries may ask by SERVICE, divided by blanks."),
    Setting("POLICYKG_RATE_LIMIT", "0", "Requests a minute that one client may send; 0 for any number."),
    Setting(
        "POLICYKG_PROXIES", "none", "Networks (10.0.0.0/8) of proxies that are believed whose request they pass on."
    ),
    Setting("POLICYKG_LOG", "text", "How requests are logged: text, json or off."),
)


class SettingError(ValueError):
    """A variable whose value cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. `base` is None where nobody chose one; `limits` are those of one serving process."""

    store: str
    store_update: str | None = None
    store_graphs: str | None = None
    store_files: str | None = None
    store_user: str | None = None
    store_password: str | None = field(default=None, repr=False)
    store_token: str | None = field(default=None, repr=False)
    base: str | None = None
    jobs: int = 1
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    reviewer: str | None = None
    write_token: str | None = field(default=None, repr=False)
    limits: Limits = _LIMITS
    query_bytes: int = 250_000
    update_bytes: int = 50_000_000
    services: frozenset[str] = frozenset()
    rate_limit: int = 0
    proxies: tuple[str, ...] = ()
    log: Literal["text", "json", "off"] = "text"


def place(config: Settings, said: str | None = None) -> Path | Remote:
    """The store that is meant, or the one that is said in its place: its folder, or where it is on the network."""
    said = said or config.store
    if not is_remote(said):
        return Path(said)
    return Remote.of(
        said,
        update=config.store_update,
        graphs=config.store_graphs,
        folder=Path(config.store_files) if config.store_files else None,
        user=config.store_user,
        password=config.store_password,
        token=config.store_token,
    )


def read(environ: Mapping[str, str]) -> Settings:
    """The settings that an environment gives; an empty variable counts as absent.

    >>> read({"POLICYKG_PORT": "8080"}).port
    8080
    >>> read({"POLICYKG_PORT": "many"})
    Traceback (most recent call last):
        ...
    api.settings.SettingError: POLICYKG_PORT: expected a whole number from 1 to 65535, found 'many'
    """
    given = _Given(environ)
    return Settings(
        store=environ.get("POLICYKG_STORE") or str(user_data_path("policykg") / "store"),
        store_update=environ.get("POLICYKG_STORE_UPDATE") or None,
        store_graphs=environ.get("POLICYKG_STORE_GRAPHS") or None,
        store_files=environ.get("POLICYKG_STORE_FILES") or None,
        store_user=environ.get("POLICYKG_STORE_USER") or None,
        store_password=environ.get("POLICYKG_STORE_PASSWORD") or None,
        store_token=environ.get("POLICYKG_STORE_TOKEN") or None,
        base=environ.get("POLICYKG_BASE") or None,
        jobs=given.whole("POLICYKG_JOBS", 1, 64),
        host=environ.get("POLICYKG_HOST") or "127.0.0.1",
        port=given.whole("POLICYKG_PORT", 1, 65535),
        workers=given.whole("POLICYKG_WORKERS", 1, 64),
        reviewer=environ.get("POLICYKG_REVIEWER") or None,
        write_token=given.secret("POLICYKG_WRITE_TOKEN", "POLICYKG_WRITE_TOKEN_FILE"),
        limits=Limits(
            seconds=given.seconds("POLICYKG_QUERY_TIMEOUT"),
            rows=given.whole("POLICYKG_QUERY_ROWS", 1, 10**12),
            memory=given.whole("POLICYKG_QUERY_MEMORY", 1, 10**6) * _MEGABYTE,
            fast=given.whole("POLICYKG_QUERY_CONCURRENCY", 1, 1000),
            slow=given.whole("POLICYKG_QUERY_SLOW", 1, 1000),
            queue=given.whole("POLICYKG_QUERY_QUEUE", 0, 100_000),
            patience=given.seconds("POLICYKG_QUERY_PATIENCE"),
            writing=given.seconds("POLICYKG_UPDATE_TIMEOUT"),
            writing_memory=given.whole("POLICYKG_UPDATE_MEMORY", 1, 10**6) * _MEGABYTE,
            held=given.whole("POLICYKG_MEMORY_STORE", 0, 10**6) * _MEGABYTE,
        ),
        query_bytes=given.whole("POLICYKG_QUERY_BYTES", 1, 10**9),
        update_bytes=given.whole("POLICYKG_UPDATE_BYTES", 1, 10**10),
        services=frozenset(_endpoint(one) for one in given.several("POLICYKG_SERVICE")),
        rate_limit=given.whole("POLICYKG_RATE_LIMIT", 0, 600_000),
        proxies=tuple(_network(one) for one in given.several("POLICYKG_PROXIES")),
        log=cast("Literal['text', 'json', 'off']", given.one_of("POLICYKG_LOG", ("text", "json", "off"))),
    )


class _Given:
    """The values of an environment, or the defaults that are told of."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._defaults = {one.name: one.default for one in SETTINGS}

    def text(self, name: str) -> str:
        return self._environ.get(name) or self._defaults[name]

    def whole(self, name: str, least: int, most: int) -> int:
        value = self.text(name)
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise SettingError(f"{name}: expected a whole number from {least} to {most}, found {value!r}")
        return int(value)

    def seconds(self, name: str) -> float:
        value = self.text(name)
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number <= 86_400:
            raise SettingError(f"{name}: expected seconds, more than 0 and at most 86400, found {value!r}")
        return number

    def several(self, name: str) -> list[str]:
        return (self._environ.get(name) or "").replace(",", " ").split()

    def secret(self, name: str, in_file: str) -> str | None:
        """The value of a variable, else what stands in the file that another one names; None where it is blank."""
        file = self._environ.get(in_file)
        if self._environ.get(name) or not file:
            return self._environ.get(name) or None
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{in_file}: expected a file that can be read, found {file!r} ({error})") from None

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in known:
            raise SettingError(f"{name}: expected one of {', '.join(known)}, found {value!r}")
        return value


def _endpoint(iri: str) -> str:
    """An endpoint of POLICYKG_SERVICE: an absolute IRI, or `*` for all that are public."""
    if iri != "*" and (urlsplit(iri).scheme not in ("http", "https") or not urlsplit(iri).hostname):
        raise SettingError(f"POLICYKG_SERVICE: expected addresses that begin with http:// or https://, found {iri!r}")
    return iri


def _network(text: str) -> str:
    """A network of POLICYKG_PROXIES, as it is told again."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise SettingError(f"POLICYKG_PROXIES: expected addresses or networks, found {text!r} ({error})") from None
