"""SPARQL goes in, the bytes that a remote store answers come out, or what is wrong with it, in words.

Connections are kept open; reading is tried again where a connection broke; a redirection is never followed, so that a
name and a password go nowhere but to the address that was named.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout

from kg.errors import StoreGone, StoreUnusable
from kg.remote.address import Remote

Fields = Sequence[tuple[str, str]]

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"

_CONNECT = 5.0
_SHOWN = 300
_LEFT, _PIECE = 4, 65_536
"""So many pieces of so many bytes are worth reading for a connection."""
_WAIT = "see that it runs and can be reached, then do this again: nothing that was confirmed is lost"
_AWAY = (502, 503, 504)
_AGAIN = {"redirect": 0, "backoff_factor": 0.2, "raise_on_status": False, "allowed_methods": None}


class Body(io.RawIOBase):
    """What a store answers, read as it comes; a connection that breaks amid it is told as what is wrong with the store."""

    def __init__(self, remote: Remote, response: urllib3.BaseHTTPResponse) -> None:
        self._remote = remote
        self._response = response
        self.content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        self.cut = response.headers.get("X-SPARQL-MaxRows") or response.headers.get("X-SQL-State")

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """All, or as much as there is by now, and at most so many bytes."""
        try:
            return self._response.read() if size is None or size < 0 else self._response.read1(size)
        except HTTPError as error:
            raise _gone(self._remote, error) from None

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def finish(self) -> None:
        """All that is wanted was read: the connection serves again, where hardly more than the end was left."""
        for _ in range(_LEFT):
            if not self.read(_PIECE):
                break
        self.close()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        self.close()

    def close(self) -> None:
        if not self.closed:
            self._response.close()  # what was not read is not wanted: the connection goes with it
        super().close()


class Client:
    """The connections of one process to one remote store; a process forked from it makes its own."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self.server = ""
        """What the store said it is, when it answered last."""
        self._process = -1
        self._pool: urllib3.PoolManager | None = None

    def ask(self, text: str, accept: str, fields: Fields = ()) -> Body:
        """Send a query. Raises SyntaxError where the store says that it is no SPARQL, StoreUnusable otherwise."""
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode([("query", text), *fields]).encode("ascii")
        again = Retry(total=2, status_forcelist=_AWAY, **_AGAIN)  # type: ignore[arg-type]
        response = self._send("POST", self.remote.query, headers, body, again)
        if response.status == 400:
            raise SyntaxError(_said(response))
        return self._whole(response, "queries", "POLICYKG_STORE")

    def update(self, text: str, *, repeatable: bool = False, fields: Fields = ()) -> None:
        """Send an update; one that does the same when it is done twice may be sent again where a connection broke.

        Raises SyntaxError where the store says that it is no SPARQL, StoreUnusable otherwise.
        """
        headers = {"Content-Type": "application/sparql-update"}
        again = Retry(total=2, read=2 if repeatable else 0, status=0, **_AGAIN)  # type: ignore[arg-type]
        url = self.remote.update
        if fields:
            url += ("&" if "?" in url else "?") + urlencode(fields)
        response = self._send("POST", url, headers, text.encode(), again)
        if response.status == 400:
            raise SyntaxError(_said(response))
        self._whole(response, "updates", "POLICYKG_STORE_UPDATE").read()

    def unnamed_graph(self) -> Body | None:
        """The triples of the graph without a name, by the graph store; None where there is no such graph."""
        if self.remote.graphs is None:
            remedy = "name its graph store in POLICYKG_STORE_GRAPHS"
            raise StoreUnusable(str(self.remote), "an address of its graph store", "none", remedy)
        again = Retry(total=2, **_AGAIN)  # type: ignore[arg-type]
        response = self._send("GET", f"{self.remote.graphs}?default", {"Accept": TRIPLES}, None, again)
        return None if response.status == 404 else self._whole(response, "graphs", "POLICYKG_STORE_GRAPHS")

    def close(self) -> None:
        """Close the connections."""
        if self._pool is not None and self._process == os.getpid():
            self._pool.clear()
        self._pool = None

    def _send(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, again: Retry
    ) -> urllib3.BaseHTTPResponse:
        if self._pool is None or self._process != os.getpid():
            self._process = os.getpid()
            wait = Timeout(connect=_CONNECT, read=self.remote.timeout)
            self._pool = urllib3.PoolManager(maxsize=8, timeout=wait, cert_reqs="CERT_REQUIRED")
        headers = {"User-Agent": "policykg", **headers, **self.remote.authorization()}
        try:
            response = self._pool.request(
                method, url, headers=headers, body=body, retries=again, redirect=False, preload_content=False
            )
        except HTTPError as error:
            raise _gone(self.remote, error) from None
        self.server = response.headers.get("server", "")
        return response

    def _whole(self, response: urllib3.BaseHTTPResponse, what: str, setting: str) -> Body:
        """The answer, if it is one and not cut short."""
        if response.status not in (200, 201, 204):
            raise self._refused(response, what, setting)
        body = Body(self.remote, response)
        if body.cut:
            body.close()
            raise cut_short(self.remote, body.cut)
        return body

    def _refused(self, response: urllib3.BaseHTTPResponse, what: str, setting: str) -> StoreUnusable:
        found = f"status {response.status}: {_said(response)}"
        if response.status in (401, 403):
            remedy = (
                "see to POLICYKG_STORE_USER and POLICYKG_STORE_PASSWORD, or POLICYKG_STORE_TOKEN, and to its rights"
            )
            return StoreUnusable(str(self.remote), f"leave for {what}", f"status {response.status}", remedy)
        if 300 <= response.status < 400:
            found = f"status {response.status}, which sends elsewhere"
            return StoreUnusable(
                str(self.remote), f"an answer to {what}", found, f"name the right address in {setting}"
            )
        if response.status in _AWAY:
            return StoreGone(str(self.remote), "an answer of the store", found, _WAIT)
        remedy = "see to the store and its log" if response.status >= 500 else f"name the right address in {setting}"
        return StoreUnusable(str(self.remote), f"an address that takes {what}", found, remedy)


def cut_short(remote: Remote, found: str) -> StoreUnusable:
    """What is wrong with a store that gives a part of an answer for the whole."""
    remedy = "take ResultSetMaxRows and MaxQueryExecutionTime out of virtuoso.ini, or ask for less"
    return StoreUnusable(str(remote), "whole answers", f"answers that the store cuts off ({found})", remedy)


def _said(response: urllib3.BaseHTTPResponse) -> str:
    """The first words of a refusal, without the query that some stores send back."""
    try:
        text = response.read(8192).decode("utf-8", "replace")
    except HTTPError:
        text = ""
    finally:
        response.close()
    first = re.split(r"\n\s*\n", text.strip())[0]
    return " ".join(first.split())[:_SHOWN] or "no reason"


def _gone(remote: Remote, error: HTTPError) -> StoreGone:
    reason: BaseException = error
    while isinstance(reason, urllib3.exceptions.MaxRetryError) and reason.reason is not None:
        reason = reason.reason
    return StoreGone(str(remote), "an answer of the store", f"none ({type(reason).__name__})", _WAIT)
