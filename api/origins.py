"""What every answer says to pages of other sites: they may read it, since nothing here depends on who a browser belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CORS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Encoding, ETag, Link, Location, Retry-After, Vary, X-Request-ID",
    }
)
"""For every answer: any page may read it; it has no cookies and no sessions to protect."""
