"""Made-up plans and what was found between them: the small and the hostile, for tests of the writers."""

from __future__ import annotations

from datetime import date

from api.compare.making import Finding, make_report
from api.compare.report import ChainMember, Report, Review
from kg.cascade.values import (
    Body,
    Comparison,
    Item,
    LeadFinding,
    MeasureFinding,
    Plan,
    Row,
    RowFinding,
    RowKind,
    Span,
    TaskLink,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "</style><img src=x onerror=alert(1)>",
    "\u202e倒着写\u202c",
    "שלום العالم",
    "a" * 400,
    "长" * 400,
    "| 表 | **粗** ~~删~~ `码` [链](javascript:alert(1)) \\",
    "空\x00字\x1b[31m红\x0b\ufffe\ud800",
    "\"引号\" & '单引' &amp; <!-- -->",
    "{{ 7 * 7 }}{% raw %}",
    "一行\n\n# 另一行\r\n1. 再一行",
)


def span(text: str, start: int = 0) -> Span:
    return Span(start, start + len(text), text)


def body(role: str, name: str, *functions: str) -> Body:
    return Body(f"body:{name}", role, name, functions, ())


def item(side: str, path: str, title: str, *sentences: str, at: int = 0, bodies: tuple[Body, ...] = ()) -> Item:
    return Item(
        node=f"{side}:{path}",
        path=path,
        title=title,
        text="".join(sentences),
        span=span(title, at),
        proofs=(),
        under=("重点任务", "社会保障"),
        sentences=tuple(span(one) for one in sentences),
        bodies=bodies,
    )


def row(side: str, name: str, value: float | None, unit: str | None = "%", kind: RowKind = "indicator") -> Row:
    return Row(f"{side}:{name}", kind, name, "≥", value, unit, 2025, "level", None, None, span(name), ())


UPPER = (
    item("p", "三/1", "健全救助机制", "实现应保尽保。", at=10, bodies=(body("lead", "省民政厅", "civil-affairs"),)),
    item("p", "三/2", "改善康复服务", "完成改造3万户。", "建立档案。", at=20, bodies=(body("responsible", "省残联"),)),
    item("p", "三/3", "对外交流", "推动合作。", at=30),
)
OURS = (
    item(
        "c",
        "四/1",
        "加强救助与康复",
        "鼓励应保尽保。",
        "完成改造2户。",
        at=10,
        bodies=(
            body("lead", "市残联", "disabled-persons-federation"),
            body("participating", "市民政局", "civil-affairs"),
        ),
    ),
    item("c", "四/2", "强化经费保障", "足额安排经费。", at=20),
)


def comparison() -> Comparison:
    """One task of ours takes up two; one is new, one is missing."""
    first, second, third = UPPER
    ours, new = OURS
    return Comparison(
        child=Plan("c", "c", "某市残疾人事业规划", "1", "", region="150300", level="prefecture", tasks=OURS),
        parent=Plan(
            "p",
            "p",
            "某省残疾人事业规划",
            "1",
            "",
            number="某政发〔2021〕1号",
            level="province",
            period=(2021, 2025),
            tasks=UPPER,
        ),
        links=(TaskLink(ours, first, "merged", 0.6), TaskLink(ours, second, "merged", 0.9)),
        new=(new,),
        missing=(third,),
        measures=(
            MeasureFinding("weakened", ours, ours.sentences[0], first, first.sentences[0], "鼓励", "实现", 0.8),
            MeasureFinding("number_changed", ours, ours.sentences[1], second, second.sentences[0], score=0.9),
            MeasureFinding("added", ours, span("新做一事。"), None, None),
            MeasureFinding("dropped", None, None, second, second.sentences[1]),
            MeasureFinding("dropped", None, None, third, third.sentences[0]),
            MeasureFinding("kept", new, new.sentences[0], third, third.sentences[0], moved=True),
        ),
        leads=(
            LeadFinding(ours, first, "civil-affairs", "省民政厅", "dropped", ()),
            LeadFinding(ours, second, "disabled-persons-federation", "市残联", "same", ()),
            LeadFinding(ours, second, None, "某专班", "added", ()),
        ),
        rows=(
            RowFinding("looser", row("c", "参保率", 90), row("p", "参保率", 95)),
            RowFinding("incomparable", row("c", "培训", 300, "人次"), row("p", "培训人数", 40000, "人"), "单位不同"),
            RowFinding("missing", None, row("p", "改造数", 30000, "户")),
            RowFinding("new", row("c", "签约率", None, kind="target"), None),
        ),
    )


CHAIN = (
    ChainMember("国家残疾人规划", "国发〔2021〕1号", "national", "中国", False, True, 2, "other"),
    ChainMember("国家纲要", None, "national", "中国", False, False, None, "other"),
    ChainMember("某省残疾人事业规划", "某政发〔2021〕1号", "province", "某省", True, True, 1, "parent"),
    ChainMember("某市残疾人事业规划", None, "prefecture", "某市", True, True, None, "child"),
    ChainMember("层级不明的文件", None, None, None, False, False, None, "other"),
)
REVIEWS = {
    "link:c:四/1>p:三/1": Review("confirmed", "李某", "2026-11-02", "范围一致"),
    "p:三/3": Review("rejected", "王某", "2026-11-03", "不是任务"),
}


def naming(finding: Finding) -> str | None:
    """A name for links of tasks only."""
    return f"link:{finding.child.node}>{finding.parent.node}" if isinstance(finding, TaskLink) else None


def small() -> Report:
    return make_report(comparison(), CHAIN, REVIEWS, naming, date(2026, 11, 22))


def empty() -> Report:
    """Two plans that say nothing."""
    return make_report(Comparison(Plan("c", "c", "甲", "1", ""), Plan("p", "p", "乙", "1", "")))


def hostile() -> Report:
    """Every text is hostile."""
    links, measures, leads, rows = [], [], [], []
    ours, upper = [], []
    for at, text in enumerate(HOSTILE):
        bodies = (body("lead", text), body(text, text))
        child = item("c", f"{text}/{at}", text, text, at=at, bodies=bodies)
        parent = item("p", f"{text}/{at}", text, f"{text}。", at=at, bodies=bodies)
        ours.append(child)
        upper.append(parent)
        if at % 3 == 0:
            continue
        links.append(TaskLink(child, parent, "same", 1.0))
        quotes = (span(f"{text}一"), span(f"{text}二"))
        measures.append(MeasureFinding("reworded", child, quotes[0], parent, quotes[1], text, "实现", 0.5))
        leads.append(LeadFinding(child, parent, None, text, "added", ()))
        rows.append(RowFinding("incomparable", row("c", text, 1e15, text), row("p", text, -1.5, text), text))
    alone = [one for at, one in enumerate(ours) if at % 3 == 0], [one for at, one in enumerate(upper) if at % 3 == 0]
    found = Comparison(
        Plan("c", "c", HOSTILE[0], "1", "", number=HOSTILE[1], issued=HOSTILE[7], tasks=tuple(ours)),
        Plan("p", "p", HOSTILE[8], "1", "", tasks=tuple(upper)),
        tuple(links),
        tuple(alone[0]),
        tuple(alone[1]),
        tuple(measures),
        tuple(leads),
        tuple(rows),
    )
    chain = [ChainMember(text, text, "county", text, False, False, None, "other") for text in HOSTILE]
    reviews = {f"link:{one.child.node}>{one.parent.node}": Review(*(one.child.title,) * 4) for one in links}
    return make_report(found, chain, reviews, naming)
