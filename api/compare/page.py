"""A report goes in, one web page comes out that needs nothing else: style and script stand in it, and no address is asked.

The page's policy lets in that style and that script by their digests, and nothing besides: a text that slipped through the
escaping could not run.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from api.compare import labels
from api.compare.picture import NARROW, WIDE, draw, tag
from api.compare.report import Report, TaskView
from api.templates import templates

_FOLDER = Path(__file__).resolve().parent / "templates"


def to_page(report: Report) -> str:
    """The page of a report."""
    style, script = (_FOLDER / "compare.css").read_text("utf-8"), (_FOLDER / "compare.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        templates(_FOLDER)
        .get_template("compare.html")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 our own file
            script=Markup(script),  # noqa: S704 our own file
            policy=policy,
            pictures=(("wide", draw(report.chain, WIDE)), ("narrow", draw(report.chain, NARROW))),
            tag=tag,
            labels=labels,
            groups=groups,
            shares=shares,
        )
    )


def groups(tasks: tuple[TaskView, ...]) -> list[tuple[str, list[TaskView]]]:
    """Tasks under the nearest heading above them, in order."""
    found: list[tuple[str, list[TaskView]]] = []
    for task in tasks:
        heading = task.under[-1] if task.under else ""
        if not found or found[-1][0] != heading:
            found.append((heading, []))
        found[-1][1].append(task)
    return found


def shares(counts: dict[labels.Label, int], width: float = 300.0) -> list[tuple[labels.Label, int, float, float]]:
    """Each label that stands at all with its number, and where its part of a bar begins and how long it is."""
    total = sum(counts.values())
    parts, x = [], 0.0
    for label, number in counts.items():
        if number:
            length = width * number / total
            parts.append((label, number, round(x, 2), round(max(length - 2, 1), 2)))
            x += length
    return parts


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
