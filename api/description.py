"""The OpenAPI description of the service goes in, one HTML page comes out that loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = """
body { font: 1rem/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #999; margin-top: 1.5rem }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0 }
"""


def page(schema: Mapping[str, Any]) -> str:
    """Every method of every path: its summary, parameters, bodies and answers.

    >>> print(page({"info": {"title": "A & B"}, "paths": {}}).splitlines()[3])
    <title>A &amp; B</title>
    """
    info = schema["info"]
    parts = [
        _operation(method, path, told) for path, methods in schema["paths"].items() for method, told in methods.items()
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{_text(info, "title")}</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{_text(info, 'title')} {_text(info, 'version')}</h1>\n"
        f"<p>{_text(info, 'description')}</p>\n"
        f'<p>For programs: <a href="openapi.json">openapi.json</a></p>\n{"".join(parts)}</html>\n'
    )


def _operation(method: str, path: str, told: Mapping[str, Any]) -> str:
    parameters = [
        (f"{one['name']} ({one['in']}{', required' if one.get('required') else ''})", _text(one, "description"))
        for one in told.get("parameters", ())
    ]
    bodies = [(media_type, "") for media_type in told.get("requestBody", {}).get("content", ())]
    answers = [
        (status, " ".join([_text(one, "description"), *map(escape, one.get("content", ()))]))
        for status, one in told.get("responses", {}).items()
    ]
    tables = _table("Parameters", parameters) + _table("Body", bodies) + _table("Answers", answers)
    return (
        f"<section>\n<h2><code>{escape(method.upper())} {escape(path)}</code></h2>\n"
        f"<p>{_text(told, 'summary')}</p>\n{tables}</section>\n"
    )


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    """A table of names with what is told of each, which is HTML; nothing without rows."""
    if not rows:
        return ""
    lines = "".join(f"<tr><th><code>{escape(name)}</code></th><td>{told}</td></tr>\n" for name, told in rows)
    return f"<h3>{title}</h3>\n<table>\n{lines}</table>\n"


def _text(told: Mapping[str, Any], name: str) -> str:
    return escape(str(told.get(name, "")))
