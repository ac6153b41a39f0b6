"""Small documents for tests: what they say goes in, a typed Document whose evidence fits its text comes out."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from ontology.model import (
    Box,
    BoxItem,
    Citation,
    Department,
    Document,
    Evidence,
    Figure,
    IndicatorTarget,
    Measure,
    ProgramMention,
    Project,
    Reject,
    Relation,
    Responsibility,
    Role,
    Section,
    Source,
    Target,
    Task,
)

BASE = "http://localhost:8000/"
COUNTRY, INNER_MONGOLIA, WUHAI, WUDA, ERENHOT = "100000", "150000", "150300", "150304", "152501"

CIVIL_AFFAIRS = ("civil-affairs",)
HEALTH = ("health",)
DISABILITY = ("disabled-persons-federation",)


def bytes_of(document: Document) -> bytes:
    """The source file that a sample was read from."""
    return document.text.encode()


class Writer:
    """Writes a document sentence by sentence; each fact proves itself by the sentence that was written for it."""

    def __init__(self, title: str, region: str | None = WUDA, **metadata: Any) -> None:
        self.text = ""
        self.values: dict[str, Any] = {"kind": "plan"} | metadata | {"title": title, "region": region}
        self.parts: dict[str, list[Any]] = {}
        self.line(title)

    def line(self, words: str, rule: str = "sample", aspect: str | None = None) -> Evidence:
        start = len(self.text)
        self.text += f"{words}\n"
        return Evidence(start=start, end=start + len(words), quote=words, rule=rule, aspect=aspect)

    def add(self, part: str, value: Any) -> Writer:
        self.parts.setdefault(part, []).append(value)
        return self

    def section(self, path: str, title: str) -> Writer:
        return self.add("sections", Section(path=path, title=title, evidence=self.line(f"{path} {title}")))

    def task(self, path: str, title: str, *bodies: tuple[Role, str, Department], sentences: int = 1) -> Writer:
        head = self.line(f"{path} {title}")
        measures = tuple(Measure(evidence=self.line(f"{title}的第{n}件事要办好。")) for n in range(1, sentences + 1))
        clause = self.line(f"（{'、'.join(printed for _, printed, _ in bodies)}负责）")
        roles = tuple(
            Responsibility(
                role=role, printed=printed, name=printed, department=body, role_printed="负责", evidence=clause
            )
            for role, printed, body in bodies
        )
        return self.add(
            "tasks",
            Task(
                path=path,
                title=title,
                text=measures[0].evidence.quote if measures else clause.quote,
                clause=clause.quote if bodies else None,
                responsibilities=roles,
                measures=measures,
                evidence=head,
            ),
        )

    def cite(self, title: str, number: str | None = None, relation: Relation = "cites") -> Writer:
        words = self.line(f"依照《{title}》{f'（{number}）' if number else ''}办理。")
        return self.add("citations", Citation(relation=relation, title=title, number=number, evidence=words))

    def program(self, name: str) -> Writer:
        words = self.line(f"实施{name}。")
        return self.add("programs", ProgramMention(path=None, name=name, kind="programme", evidence=words))

    def indicator(self, name: str, value: float | None, unit: str | None = "人") -> Writer:
        words = self.line(f"{name} {value}{unit}")
        row = IndicatorTarget(
            name=name,
            unit=unit,
            operator="≥",
            value=value,
            year=2025,
            nature="预期性",
            printed=str(value),
            evidence=words,
        )
        return self.add("indicators", row)

    def numbers(self) -> Writer:
        """A target, a figure, a box with a project, and a reject."""
        words = self.line("到2025年改造家庭不少于1.5万户，已有三百户，热线12345。")
        self.add(
            "targets",
            Target(path=None, metric="改造家庭", operator="≥", value=15000, unit="户", year=2025, evidence=words),
        )
        self.add("figures", Figure(path=None, metric="改造家庭", value=300, unit="户", period="2020", evidence=words))
        self.add("figures", Figure(path=None, metric="改造家庭", value=0.5, unit="户", period=None, evidence=words))
        row = Project(name="康复楼", investment=7.5e8, funding="自筹", area=12.25, evidence=self.line("康复楼 7.5亿元"))
        item = BoxItem(number="1", title="康复", text="建一座楼。", projects=(row,), evidence=self.line("1. 康复"))
        box = Box(number="1", title="工程", path=None, items=(item,), evidence=self.line("专栏1 工程"))
        self.add("boxes", box)
        end = len(self.text) - 1
        return self.add(
            "rejects", Reject(start=end - 2, end=end, quote=self.text[end - 2 : end], rule="r", reason="热线")
        )

    def document(self, name: str = "sample.txt") -> Document:
        data = self.text.encode()
        source = Source(
            name=name, sha256=sha256(data).hexdigest(), media_type="text/plain", encoding="utf-8", bytes=len(data)
        )
        parts = {part: tuple(values) for part, values in self.parts.items()}
        return Document(source=source, text=self.text, **self.values, **parts)


def body(name: str, region: str | None, functions: tuple[str, ...] = (), official: bool = True) -> Department:
    return Department(name=name, official=official, region=region, kind="government", functions=functions)


def national() -> Document:
    """A national plan, cited by the others before it is loaded."""
    return (
        Writer(
            "“十四五”助残规划",
            COUNTRY,
            number="国发〔2021〕90号",
            issuers=("国务院",),
            level="national",
            period_start=2021,
        )
        .section("一", "总则")
        .task("一/1", "保障生活", ("responsible", "民政部", body("民政部", COUNTRY, CIVIL_AFFAIRS)))
        .cite("中华人民共和国残疾人保障法")
        .program("春雨计划")
        .document("national.txt")
    )


def regional() -> Document:
    """The plan of a region, under the national one; cited below by the title of its notice."""
    civil, health = (
        body("内蒙古自治区民政厅", INNER_MONGOLIA, CIVIL_AFFAIRS),
        body("内蒙古自治区卫生健康委员会", INNER_MONGOLIA, HEALTH),
    )
    return (
        Writer(
            "内蒙古自治区“十四五”助残规划",
            INNER_MONGOLIA,
            number="内政发〔2021〕91号",
            notice="内蒙古自治区人民政府关于印发自治区“十四五”助残规划的通知",
            level="province",
        )
        .task("一/1", "保障生活", ("lead", "民政厅", civil), ("participating", "卫健委", health), sentences=2)
        .cite("国务院关于印发“十四五”助残规划的通知", "国发[2021]90号", "based_on")
        .cite("残疾人就业条例", "国务院令第488号")
        .indicator("就业人数", 310000)
        .program("“春雨”计划")
        .numbers()
        .document("regional.txt")
    )


def wuda() -> Document:
    """A district's plan. Its 民政局 is another body than Erenhot's."""
    return (
        Writer("乌达区“十四五”助残规划", WUDA, level="county", period_start=2021, period_end=2025)
        .task(
            "一/1",
            "保障生活",
            ("lead", "区民政局", body("乌海市乌达区民政局", WUDA, CIVIL_AFFAIRS)),
            ("participating", "区卫健委", body("乌海市乌达区卫生健康委员会", WUDA, HEALTH)),
            ("participating", "卫生健康委", body("乌海市乌达区卫生健康委员会", WUDA, HEALTH)),
        )
        .cite("内蒙古自治区人民政府关于印发“十四五”助残规划的通知", "内政发〔2021〕91号", "based_on")
        .cite("国务院关于印发“十四五”助残规划的通知", "国发〔2021〕90号", "based_on")
        .cite("残疾人就业条例")
        .indicator("就业人数", 400)
        .document("wuda.txt")
    )


def erenhot() -> Document:
    """A city's plan, without number and period."""
    return (
        Writer("二连浩特市“十四五”助残规划", ERENHOT, level="county")
        .task("一/1", "保障生活", ("responsible", "民政局", body("二连浩特市民政局", ERENHOT, CIVIL_AFFAIRS)))
        .cite("内蒙古自治区“十四五”助残规划", None, "based_on")
        .cite("残疾人就业条例", "国务院令488号")
        .indicator("就业 人数", 90)
        .document("erenhot.txt")
    )


def twin(number: str | None = "乌海政发〔2022〕5号", start: int | None = None) -> Document:
    """One of several documents that share region and title."""
    return (
        Writer("乌海市助残办法", WUHAI, number=number, period_start=start)
        .section("一", f"总则（{number}，{start}）")
        .task("一", "办事", ("responsible", "民政局", body("乌海市民政局", WUHAI, CIVIL_AFFAIRS)))
        .cite("残疾人就业条例", "国务院令第488号")
        .document(f"twin-{number}-{start}.txt")
    )


def cites_twins() -> Document:
    """Cites documents of one title: one by number, one that nobody has loaded, and one by title alone."""
    return (
        Writer("海勃湾区助残方案", "150302")
        .cite("乌海市助残办法", "乌海政发〔2022〕5号", "implements")
        .cite("乌海市助残办法", "乌海政发〔2019〕4号", "repeals")
        .cite("乌海市助残办法")
        .document("cites-twins.txt")
    )


def cites_otherwise() -> Document:
    """Cites a regulation by another title with its number, and one of the same title with another number."""
    return (
        Writer("东河区助残方案", "150202")
        .cite("残疾人劳动就业条例", "国务院令第488号")
        .cite("残疾人就业条例", "国务院令第999号")
        .cite("残疾人劳动就业条例")
        .document("cites-otherwise.txt")
    )


def annexed(which: str) -> Document:
    """One of two plans that a notice sends out under its number."""
    return Writer(
        f"乌海市第{which}项助残方案",
        WUHAI,
        number="乌海政发〔2022〕8号",
        notice="乌海市人民政府关于印发两项助残方案的通知",
    ).document(f"annexed-{which}.txt")


def cites_notice() -> Document:
    """Cites a notice that sends out two plans, and one of the two by the notice's number."""
    return (
        Writer("海南区助残方案", "150303")
        .cite("乌海市人民政府关于印发两项助残方案的通知", "乌海政发〔2022〕8号", "based_on")
        .cite("乌海市第二项助残方案", "乌海政发﹝2022﹞8号")
        .document("cites-notice.txt")
    )


def township() -> Document:
    """A plan of a township, whose code and name no table has; in the same county as `erenhot`."""
    return Writer("格日勒敖都苏木助残方案", "152501100", region_name="格日勒敖都苏木", level="township").document(
        "township.txt"
    )


def law() -> Document:
    """A regulation that does not print its own number."""
    return Writer("残疾人就业条例", COUNTRY, kind="law").section("第一章", "总则").document("law.txt")


def before_reform(office: str = "市扶贫办", official: bool = False) -> Document:
    """A plan of the time before two reforms: it names an office and a bureau that are no more."""
    tongliao = "150500"
    return (
        Writer("通辽市脱贫攻坚规划", tongliao, period_start=2016)
        .task(
            "一/1",
            "脱贫",
            ("lead", office, body(office, tongliao, ("rural-revitalisation",), official)),
            ("participating", "市国土局", body("通辽市国土资源局", tongliao, ("natural-resources",))),
        )
        .document(f"before-{office}.txt")
    )


def after_reform() -> Document:
    """A plan of the same city after the reforms."""
    tongliao = "150500"
    return (
        Writer("通辽市乡村振兴规划", tongliao, period_start=2021)
        .task(
            "一/1",
            "振兴",
            ("lead", "市乡村振兴局", body("通辽市乡村振兴局", tongliao, ("rural-revitalisation",))),
            ("participating", "市自然资源局", body("通辽市自然资源局", tongliao, ("natural-resources",))),
            ("participating", "国家乡村振兴局", body("国家乡村振兴局", COUNTRY, ("rural-revitalisation",))),
        )
        .document("after-reform.txt")
    )


def large(number: int = 0, tasks: int = 30, bodies: int = 5) -> Document:
    """A plan of about five thousand triples."""
    writer = Writer(
        f"乌海市第{number}个助残规划", WUHAI, number=f"乌海政发〔2022〕{number + 100}号", level="prefecture"
    )
    names = [body(f"乌海市第{n}局", WUHAI, CIVIL_AFFAIRS) for n in range(40)]
    for n in range(tasks):
        roles = [("participating" if k else "lead", f"第{(n + k) % 40}局", names[(n + k) % 40]) for k in range(bodies)]
        writer.task(f"四/（一）/{n + 1}", f"第{n + 1}项任务", *roles, sentences=4)  # type: ignore[arg-type]
    for n in range(20):
        writer.indicator(f"第{n}项指标", n * 1.5).program(f"第{n}号工程").cite(
            f"国务院关于第{n}项工作的意见", f"国发〔2020〕{n + 1}号"
        )
    return writer.numbers().document(f"large-{number}.txt")
