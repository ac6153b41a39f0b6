"""The URL of a SPARQL 1.1 store and the right to ask it go in, a `Remote` comes out: its endpoints, and where files are kept.

Remote.of("http://localhost:7878")                                  # Oxigraph's server
Remote.of("https://data.example.gov.cn/sparql", token="…")          # one address for queries and updates
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_data_path

from kg.errors import StoreUnusable

TIMEOUT = 120.0
"""Seconds that a store may keep silent before it counts as gone."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote store: where to ask, where to write, where its graphs are; `folder` keeps what no triple can hold.

    `user` and `password`, or `token`, are sent with every request, and are neither printed nor part of an error.
    """

    query: str
    update: str
    graphs: str | None
    folder: Path
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT

    @classmethod
    def of(
        cls,
        url: str,
        *,
        update: str | None = None,
        graphs: str | None = None,
        folder: Path | None = None,
        user: str | None = None,
        password: str | None = None,
        token: str | None = None,
        timeout: float = TIMEOUT,
    ) -> Remote:
        """The store of a URL, whose other endpoints are told or follow from it as its kind has them.

        >>> one = Remote.of("http://localhost:7878")
        >>> one.query, one.update, one.graphs
        ('http://localhost:7878/query', 'http://localhost:7878/update', 'http://localhost:7878/store')
        >>> Remote.of("https://me:secret@kg.example/sparql")
        Traceback (most recent call last):
            ...
        kg.errors.StoreUnusable: https://kg.example/sparql: expected a URL without a name and a password, found one with \
them; give them in POLICYKG_STORE_USER and POLICYKG_STORE_PASSWORD
        """
        asked, written, kept = _endpoints(_checked(url, "POLICYKG_STORE"))
        return cls(
            query=asked,
            update=_checked(update, "POLICYKG_STORE_UPDATE") if update else written,
            graphs=_checked(graphs, "POLICYKG_STORE_GRAPHS") if graphs else kept,
            folder=folder or user_data_path("policykg") / "remote" / sha256(asked.encode()).hexdigest()[:16],
            user=user,
            password=password,
            token=token,
            timeout=timeout,
        )

    def __str__(self) -> str:
        return self.query

    def authorization(self) -> dict[str, str]:
        """The header that says who asks: of the token where there is one, else of the name and password.

        >>> Remote.of("http://localhost:7878", user="Aladdin", password="open sesame").authorization()
        {'Authorization': 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='}
        """
        if self.token is not None:
            return {"Authorization": f"Bearer {self.token}"}
        if self.user is not None:
            pair = base64.b64encode(f"{self.user}:{self.password or ''}".encode())
            return {"Authorization": f"Basic {pair.decode('ascii')}"}
        return {}


def is_remote(place: object) -> bool:
    """Whether a place is a remote store, or the URL of one.

    >>> is_remote("https://kg.example/sparql"), is_remote("data/store"), is_remote(Path("https:/kg.example"))
    (True, False, False)
    """
    return isinstance(place, Remote) or (isinstance(place, str) and place.startswith(("http://", "https://")))


def remote_of(place: object) -> Remote:
    """The remote store that is meant; one named by its URL alone is asked without a name and a password."""
    return place if isinstance(place, Remote) else Remote.of(str(place))


def folder_of(place: Path | Remote) -> Path:
    """The folder on this machine of a store: its own, or what a remote one keeps here."""
    return place if isinstance(place, Path) else place.folder


def _checked(url: str, setting: str) -> str:
    """The URL without a slash at its end, refused where it is none or tells a secret."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        plain = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        remedy = "give them in POLICYKG_STORE_USER and POLICYKG_STORE_PASSWORD"
        raise StoreUnusable(plain, "a URL without a name and a password", "one with them", remedy)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        expected = "an http or https URL of a SPARQL endpoint, without #"
        raise StoreUnusable(setting, expected, repr(url), "write it as https://HOST/PATH")
    return url.rstrip("/")


def _endpoints(url: str) -> tuple[str, str, str | None]:
    """The endpoints for queries, updates and graphs, as the kinds of stores have them.

    >>> _endpoints("http://localhost:3030/ds/query")[1:]
    ('http://localhost:3030/ds/update', 'http://localhost:3030/ds/data')
    >>> _endpoints("http://localhost:7200/repositories/kg")[1:]
    ('http://localhost:7200/repositories/kg/statements', 'http://localhost:7200/repositories/kg/rdf-graphs/service')
    >>> _endpoints("http://localhost:8890/sparql")[1:]
    ('http://localhost:8890/sparql', 'http://localhost:8890/sparql-graph-crud')
    """
    parts = urlsplit(url)
    path, parent = parts.path, url.rpartition("/")[0]
    if parts.query:
        return url, url, None
    if not path:
        return f"{url}/query", f"{url}/update", f"{url}/store"
    if path == "/query":  # Oxigraph's server
        return url, f"{parent}/update", f"{parent}/store"
    if path.endswith("/query"):  # Jena Fuseki, Stardog: the data set, then what is done with it
        return url, f"{parent}/update", f"{parent}/data"
    if path.rpartition("/")[0].endswith("/repositories"):  # GraphDB, RDF4J
        return url, f"{url}/statements", f"{url}/rdf-graphs/service"
    if path.endswith("/sparql"):  # Virtuoso; others have no graph store beside it, or name it otherwise
        return url, url, f"{url}-graph-crud"
    return url, url, None
