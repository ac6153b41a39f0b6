"""A request's scope goes in, the notes that its handlers leave for log, counts and span come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, cast

KEY = "policykg"

Outcome = Literal["ok", "syntax", "timeout", "memory", "rows", "busy", "hangup", "refused", "failed"]
OUTCOMES: frozenset[str] = frozenset(Outcome.__args__)  # type: ignore[attr-defined]


class Facts(TypedDict, total=False):
    """What is known of a request. The frame fills the first two; handlers add what they find out."""

    request_id: str
    client: str
    token: str  # the token's id, never the token
    query: str  # the text that was asked
    outcome: Outcome  # of the query
    write: Outcome
    revision: str


def of(scope: Mapping[str, Any]) -> Facts:
    """The notes of a request; outside a frame they go nowhere.

    >>> scope = {"policykg": Facts(request_id="1")}
    >>> of(scope)["outcome"] = "ok"
    >>> scope["policykg"]["outcome"], of({})
    ('ok', {})
    """
    return cast("Facts", scope.get(KEY, {}))
