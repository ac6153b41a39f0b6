"""A few words go in, a made-up plan as it is compared comes out."""

from __future__ import annotations

from kg.cascade.values import Body, Item, Plan, Span


def body(function: str, role: str = "lead", name: str | None = None) -> Body:
    return Body(
        f"http://kg/{function}", role, name or function, (function,) if function else (), (f"proof:{function}",)
    )


def item(path: str, title: str, text: str = "", *bodies: Body, above: str = "c") -> Item:
    sentences = []
    at = 0
    for sentence in filter(None, text.split("。")):
        sentences.append(Span(at, at + len(sentence) + 1, f"{sentence}。"))
        at += len(sentence) + 1
    return Item(
        node=f"{above}/{path}",
        path=path,
        title=title,
        text=text,
        span=Span(0, len(title), title),
        proofs=(f"proof:{above}/{path}",),
        sentences=tuple(sentences),
        bodies=bodies,
    )


def plan(name: str, *tasks: Item, region: str | None = "150304") -> Plan:
    return Plan(
        node=f"http://kg/{name}", name=name, title=f"{name}规划", revision="1", text="", region=region, tasks=tasks
    )
