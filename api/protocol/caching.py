"""A revision of the data and a question go in, the entity tag of the answer comes out; and whether a client has it.

Also what is said of every answer to pages of other sites (CORS).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from types import MappingProxyType

from starlette.responses import Response

from api.origins import CORS
from api.pool.values import Question
from kg.sparql import words

_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})
TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
"""What a tag looks like in a header (RFC 9110, section 8.8.3)."""
_TAG = re.compile(TAG)

VARY: Mapping[str, str] = MappingProxyType({"Vary": "Accept, Accept-Encoding"})


def preflight(methods: str) -> Response:
    """The answer to OPTIONS: what pages of other sites may send.

    >>> preflight("GET, POST").headers["access-control-allow-methods"]
    'GET, POST'
    """
    headers = {
        **CORS,
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Match, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def is_stable(text: str) -> bool:
    """Whether a query has the same answer while the data are the same: whether it calls nothing that changes.

    >>> is_stable("SELECT ?now { ?now a ex:RAND } # NOW()"), is_stable("SELECT (now() AS ?t) {}")
    (True, False)
    """
    lowered = text.lower()
    if not any(name in lowered for name in ("now", "rand", "uuid", "bnode", "service", "\\u")):
        return True
    # The engine needs no blank between words (`ASNOW()`), so a word that only has such a name in it counts too.
    return not any(name in word for word in words(text) for name in _CHANGING)


def etag(revision: str, question: Question, encoding: str | None = None) -> str | None:
    """The tag of an answer; None where the answer is another each time.

    It is weak: the same rows may come in another order, unless the query orders them.

    >>> etag("r1", Question("ASK {}")) == etag("r2", Question("ASK {}"))
    False
    """
    if not is_stable(question.text):
        return None
    formats = (question.rows or "", question.truth or "", question.graph or "")
    graphs = (_listed(question.default_graphs), _listed(question.named_graphs))
    return "W/" + strong_tag(revision, question.text, question.base or "", *graphs, *formats, encoding or "")


def strong_tag(*parts: str) -> str:
    """The strong tag of what is made of these parts; each counts for itself.

    >>> strong_tag("ab", "c") == strong_tag("a", "bc")
    False
    """
    told = "".join([f"{len(part)}:{part}" for part in parts]).encode("utf-8", "surrogatepass")
    return f'"{blake2b(told, digest_size=16).hexdigest()}"'


def strengthened(weak: str, body: bytes | None) -> str:
    """The strong tag of one answer of those that a weak tag stands for: it has a second part that tells its bytes.

    Of an answer whose bytes are not known yet the second part is like no other: what it tags is what was sent, and nothing else.

    >>> strengthened('W/"5f"', b"<a:a> <a:b> 1 .")
    '"5f.63c740acc273f297"'
    """
    part = secrets.token_hex(8) if body is None else blake2b(body, digest_size=8).hexdigest()
    return f'{family(weak)[:-1]}.{part}"'


def family(tag: str) -> str:
    """What a tag has in common with those of all other answers of the same state, question, format and coding.

    >>> family('W/"5f"'), family('"5f.63c740acc273f297"')
    ('"5f"', '"5f"')
    """
    opaque = tag.removeprefix("W/").strip('"')
    return f'"{opaque.partition(".")[0]}"'


def is_strong(tag: str) -> bool:
    """Whether it is a tag of one answer alone.

    >>> is_strong('"5f.63c740acc273f297"'), is_strong('"5f"'), is_strong('W/"5f.6df0ae9ecc9d2a26"')
    (True, False, False)
    """
    return tag.startswith('"') and "." in tag


def sent_as(if_none_match: str, weak: str) -> str:
    """The tag under which a client has the answer that a weak tag stands for: the weak one, where it names none itself.

    >>> sent_as('"5f.63c740acc273f297"', 'W/"5f"'), sent_as("*", 'W/"5f"')
    ('"5f.63c740acc273f297"', 'W/"5f"')
    """
    found = (one.group() for one in _TAG.finditer(if_none_match))
    return next((one for one in found if family(one) == family(weak)), weak)


def _listed(iris: tuple[str, ...] | None) -> str:
    return "" if iris is None else " ".join(("graphs", *iris))


def has_it(if_none_match: str, tag: str | None) -> bool:
    """Whether a client that sends this If-None-Match has the answer already (304); tags compare weakly, by their family.

    >>> has_it('"a", W/"b"', '"b"'), has_it("*", '"b"'), has_it('"a"', '"b"'), has_it("*", None)
    (True, True, False, False)
    """
    if tag is None or if_none_match.strip() == "*":
        return tag is not None
    return any(family(found.group()) == family(tag) for found in _TAG.finditer(if_none_match))
