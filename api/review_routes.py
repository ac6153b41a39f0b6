"""Requests about decisions go in, decisions as JSON come out: reading is open, writing needs a token of scope `review`.

Without a token nothing is written here. Who decides is told by the request; the token only lets the client write, and the
audit tells whose it was.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api import unanswered
from api.problems import Problem
from api.writing.audit import Attempt, Audit, attempt_of
from api.writing.tokens import Tokens
from kg.errors import GraphError, StoreLocked, StoreUnusable
from kg.remote.address import Remote, folder_of

if TYPE_CHECKING:
    from kg.decisions.values import Decision, Judgement
    from kg.store import Store

MOST_BYTES = 1_000_000

_Text = Annotated[str, Field(max_length=10_000)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]


class Judged(BaseModel):
    """What a person says of a fact or link, or that one is lacking."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["confirmed", "rejected", "corrected", "added"]
    reviewer: _Name
    fact: _Text | None = Field(None, description="The IRI of what is judged; none where it is added.")
    reason: _Text | None = Field(None, description="Why; needed where it is rejected or corrected.")
    date: datetime | None = Field(
        None, description="When, if it was not now; so that sending it twice changes nothing."
    )
    changes: dict[str, _Text] = Field({}, description="The values that a correction sets; an empty one takes away.")
    kind: _Name | None = Field(None, description="The kind of what is added: Target, TaskLink.")
    document: _Text | None = Field(None, description="Its document: IRI, number or title.")
    parent_document: _Text | None = Field(None, description="The upper document of a link.")
    path: _Text | None = Field(None, description="Where it stands; of a link, its lower end.")
    quote: _Text | None = Field(None, description="The words that prove it.")
    values: dict[str, _Text] = Field({}, description="Its properties.")


class Batch(BaseModel):
    """Several judgements: all are kept, or none."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[Judged] = Field(min_length=1, max_length=1000)


class Told(BaseModel):
    """A decision as it stands."""

    id: str
    verdict: str
    reviewer: str
    date: str
    reason: str | None
    fact: str | None = Field(description="None while nothing says what was judged: it is stray then.")
    status: str | None = Field(description="How the fact is marked now: by the newest decision about it.")
    stray: bool
    kind: str
    document: str | None
    parent_document: str | None
    path: str | None
    quote: str | None
    values: dict[str, str]
    changes: dict[str, str]
    replacement: str | None


class Page(BaseModel):
    """Some of the decisions that were asked for, and how many there are."""

    total: int
    decisions: list[Told]


def create_router(place: Path | Remote, write_token: str | None) -> APIRouter:
    """The routes below `/api/decisions`; they write to the store where a token is given."""
    router = APIRouter(prefix="/api/decisions", tags=["decisions"])
    writing = _writer(place)
    folder = folder_of(place)
    tokens, audit = Tokens(folder, write_token), Audit(folder)

    def may_write(request: Request) -> None:
        request.state.writer = tokens.demand(request, "review")

    @router.get("", summary="Decisions, the oldest first")
    def by_query(
        request: Request,
        document: Annotated[str | None, Query(description="Only on this document: IRI, number or title.")] = None,
        fact: Annotated[str | None, Query(description="Only about this fact or link.")] = None,
        kind: str | None = None,
        verdict: str | None = None,
        reviewer: str | None = None,
        stray: bool | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> Page:
        with request.app.state.reader.store() as store:
            told = _all(store, document)
        wanted = {"fact": fact, "kind": kind, "verdict": verdict, "reviewer": reviewer, "stray": stray}
        found = [
            one for one in told if all(value is None or getattr(one, name) == value for name, value in wanted.items())
        ]
        return Page(total=len(found), decisions=found[offset : offset + limit])

    @router.get("/{digest}", summary="One decision")
    def by_name(request: Request, digest: str) -> Told:
        with request.app.state.reader.store() as store:
            return _one(store, digest)

    @router.post(
        "",
        status_code=HTTPStatus.CREATED,
        summary="Keep one judgement or several",
        dependencies=[Depends(may_write)],
        openapi_extra=_body(),
    )
    def keep(request: Request, said: Annotated[Batch, Depends(_posted)]) -> Page:
        now, body = datetime.now(UTC), said.model_dump_json().encode()
        with (
            writing() as store,
            audit.told(_attempt(request, store, "decision", body)) as outcome,
            _told(),
        ):
            from kg.decisions.deciding import apply

            each = (_judgement(store, one, now + timedelta(milliseconds=at)) for at, one in enumerate(said.decisions))
            made = {one.node.value for one in apply(store, *each)}
            outcome.revision = store.publish() if store.has_unpublished() else store.state
            return Page(total=len(made), decisions=[one for one in _all(store, None) if one.id in made])

    @router.delete("/{digest}", summary="Take a decision of one's own back", dependencies=[Depends(may_write)])
    def take_back(request: Request, digest: str, reviewer: Annotated[str, Query(description="Whose it is.")]) -> Told:
        with writing() as store, audit.told(_attempt(request, store, f"withdraw {digest}")) as outcome, _told():
            from kg.decisions.deciding import withdraw
            from kg.rdf import Node

            told = _one(store, digest)
            withdraw(store, Node(told.id), reviewer)
            outcome.revision = store.publish()
            return told

    return router


def _attempt(request: Request, store: Store, what: str, body: bytes | None = None) -> Attempt:
    return attempt_of(request, request.state.writer, what, [store.iris.mint("decisions_graph")], body)


async def _posted(request: Request) -> Batch:
    return parsed(await body_of(request))


async def body_of(request: Request) -> bytes:
    """The body of a request, unless it is too long; who may not write was refused before."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"Judgements may have {MOST_BYTES} bytes.",
                detail_zh=f"评判最多 {MOST_BYTES} 字节。",
            )
    return body


def parsed(body: bytes) -> Batch:
    """The judgements of a body: one, or several under `decisions`."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.", detail_zh="请求正文不是有效的 JSON。"
        ) from None
    try:
        if isinstance(said, dict) and "decisions" in said:
            return Batch.model_validate(said)
        return Batch(decisions=[Judged.model_validate(said)])
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _body() -> dict[str, Any]:
    one = Judged.model_json_schema()
    several = {
        "type": "object",
        "properties": {"decisions": {"type": "array", "items": one}},
        "required": ["decisions"],
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": {"anyOf": [one, several]}}}}}


def _writer(place: Path | Remote) -> Callable[[], Any]:
    """Opens the store for writing, one request after the other, and publishes what was written."""
    lock = threading.Lock()

    @contextmanager
    def writing() -> Any:
        from kg.store import Store

        is_begun = False
        with lock:
            try:
                with Store.open(place) as store:
                    is_begun = True
                    yield store
            except StoreLocked as error:
                raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "5"}) from None
            except StoreUnusable as error:
                if not isinstance(place, Remote):
                    raise
                raise unanswered.of_remote(error, is_begun=is_begun) from error

    return writing


@contextmanager
def _told() -> Any:
    """Tell what is wrong with a judgement as a problem of the request."""
    try:
        yield
    except StoreUnusable:
        raise  # which is the store's
    except GraphError as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, str(error), detail_zh="评判与图中的数据不符，未作任何更改。"
        ) from None


def _judgement(store: Store, said: Judged, now: datetime) -> Judgement:
    from api.reviewing import document_of, node_of
    from kg.decisions.values import Fact, Judgement

    added = said.verdict == "added"
    decided = said.date or now
    return Judgement(
        verdict=said.verdict,
        reviewer=said.reviewer,
        decided=decided if decided.tzinfo is not None else decided.replace(tzinfo=UTC),
        about=None if added or said.fact is None else node_of(store, said.fact),
        reason=said.reason,
        changes=said.changes,
        addition=Fact(said.kind or "", said.path, said.quote, tuple(sorted(said.values.items()))) if added else None,
        document=document_of(store, said.document) if added and said.document else None,
        parent=document_of(store, said.parent_document) if added and said.parent_document else None,
    )


def _all(store: Store, document: str | None) -> list[Told]:
    from kg.decisions import marks_of
    from kg.decisions.ledger import decisions_of

    documents = None if document is None else set(store.find_documents(document))
    marks = marks_of(store)
    return [
        _as_told(one, marks.get(one.about) if one.about is not None else None)
        for one in decisions_of(store, store.iris, documents)
        if documents is None or one.document in documents
    ]


def _one(store: Store, digest: str) -> Told:
    from kg.errors import IriError

    try:
        iri = store.iris.mint("decision", digest=digest)
    except IriError:
        iri = ""
    found = next((one for one in _all(store, None) if one.id == iri), None)
    if found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"No decision {digest!r}; /api/decisions lists them.",
            detail_zh=f"没有决定“{digest}”；/api/decisions 列出全部决定。",
        )
    return found


def _as_told(decision: Decision, status: str | None) -> Told:
    from kg.decisions.ledger import is_stray
    from kg.decisions.values import moment_text

    nodes = (decision.about, decision.document, decision.parent, decision.replacement)
    about, document, parent, replacement = (node.value if node is not None else None for node in nodes)
    return Told(
        id=decision.node.value,
        verdict=decision.verdict,
        reviewer=decision.reviewer,
        date=moment_text(decision.decided),
        reason=decision.reason,
        fact=about,
        status=status,
        stray=is_stray(decision),
        kind=decision.fact.kind,
        document=document,
        parent_document=parent,
        path=decision.fact.path,
        quote=decision.fact.quote,
        values=dict(decision.fact.values),
        changes=dict(decision.changes),
        replacement=replacement,
    )
