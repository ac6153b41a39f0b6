"""Environment variables go in, typed settings come out: the one place that names and explains each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from platformdirs import user_data_path

from kg.iris import DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what holds when it is absent, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("POLICYKG_STORE", "policykg/store in the user's data folder", "The folder of the store."),
    Setting("POLICYKG_BASE", DEFAULT_BASE, "What a new store's IRIs begin with; fixed once the store is made."),
    Setting("POLICYKG_JOBS", "1", "How many processes read files while loading."),
    Setting("POLICYKG_HOST", "127.0.0.1", "The address that the service listens on."),
    Setting("POLICYKG_PORT", "8000", "The port that the service listens on."),
    Setting("POLICYKG_WORKERS", "1", "How many processes serve."),
    Setting("POLICYKG_REVIEWER", "the system's user", "Who decides in `policykg review`."),
    Setting("POLICYKG_WRITE_TOKEN", "none: the service only reads", "The bearer token that may write decisions."),
)


class SettingError(ValueError):
    """A variable whose value cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. `base` is None where nobody chose one."""

    store: str
    base: str | None
    jobs: int
    host: str
    port: int
    workers: int
    reviewer: str | None = None
    write_token: str | None = field(default=None, repr=False)


def read(environ: Mapping[str, str]) -> Settings:
    """The settings that an environment gives; an empty variable counts as absent.

    >>> read({"POLICYKG_PORT": "8080"}).port
    8080
    >>> read({"POLICYKG_PORT": "many"})
    Traceback (most recent call last):
        ...
    api.settings.SettingError: POLICYKG_PORT: expected a whole number from 1 to 65535, found 'many'
    """
    return Settings(
        store=environ.get("POLICYKG_STORE") or str(user_data_path("policykg") / "store"),
        base=environ.get("POLICYKG_BASE") or None,
        jobs=_whole(environ, "POLICYKG_JOBS", 1, 64),
        host=environ.get("POLICYKG_HOST") or "127.0.0.1",
        port=_whole(environ, "POLICYKG_PORT", 8000, 65535),
        workers=_whole(environ, "POLICYKG_WORKERS", 1, 64),
        reviewer=environ.get("POLICYKG_REVIEWER") or None,
        write_token=environ.get("POLICYKG_WRITE_TOKEN") or None,
    )


def _whole(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise SettingError(f"{name}: expected a whole number from 1 to {most}, found {value!r}")
    return int(value)
