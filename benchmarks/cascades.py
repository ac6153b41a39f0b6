"""A number of plans goes in, a made-up cascade of so many goes out as files: a nation, its provinces, cities and counties.

Each plan is made under the one above it, takes most of its tasks over, drops and rewords clauses and changes numbers; the same
number gives the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ontology.regions import Region, by_code, children

TOPICS = [
    "康复服务",
    "就业培训",
    "无障碍改造",
    "教育资助",
    "文化活动",
    "体育健身",
    "法律援助",
    "托养照护",
    "辅助器具",
    "信息平台",
    "志愿服务",
    "基层组织",
    "社会救助",
    "养老保险",
    "住房保障",
    "残疾预防",
    "心理疏导",
    "创业扶持",
    "手语普及",
    "出行便利",
    "家庭医生",
    "数据共享",
    "人才培养",
    "慈善募捐",
]
VERBS = ["探索", "鼓励", "支持", "推动", "加强", "完善", "建立", "落实", "实施", "确保", "实现", "提高"]
OBJECTS = [
    "服务站点",
    "专业队伍",
    "补贴标准",
    "评估机制",
    "登记制度",
    "转介流程",
    "示范项目",
    "社区网络",
    "监督办法",
    "信息台账",
    "上门服务",
    "设备更新",
    "经费投入",
    "培训课程",
    "质量标准",
    "宣传材料",
    "合作机构",
    "应急预案",
    "需求调查",
    "场地设施",
]
WHOM = ["重度残疾人", "困难家庭", "适龄儿童", "农村居民", "就业年龄段残疾人", "老年残疾人", "残疾妇女", "基层工作者"]
BODIES = ["残联", "民政局", "卫生健康委", "教育局", "人力资源社会保障局", "财政局", "住房城乡建设局", "司法局"]


@dataclass(frozen=True, slots=True)
class Made:
    """A plan of the cascade: its region, the tasks (heading and sentences), and its text."""

    region: Region
    number: str
    tasks: tuple[tuple[str, tuple[str, ...]], ...]
    above: tuple[Made, ...]

    @property
    def title(self) -> str:
        return f"{self.region.name}“十四五”残疾人事业发展规划"

    @property
    def text(self) -> str:
        named = "、".join(f"《{one.title}》（{one.number}）" for one in self.above)
        basis = f"根据{named}，结合实际，制定本规划。" if named else "为促进残疾人事业发展，制定本规划。"
        lines = [self.title, self.number, basis, "一、重点任务"]
        for count, (heading, sentences) in enumerate(self.tasks, start=1):
            random = Random(f"{heading}{count}")  # noqa: S311
            lead, *others = random.sample(BODIES, 3)
            lines.append(f"{count}. {heading}。{''.join(sentences)}（{lead}牵头，{'、'.join(others)}按职责分工负责）")
        return "\n".join([*lines, "二、保障措施", "加强组织领导，抓好落实。"])


def cascade(size: int) -> Iterator[Made]:
    """The plans of a cascade of `size`, those above first: a tenth part on each level of the one below it."""
    nation = Made(by_code("100000"), "国发〔2021〕10号", tuple(map(_task, range(len(TOPICS)))), ())
    yield nation
    made = 1
    row = [nation]
    while row:
        below: list[Made] = []
        for upper in row:
            for region in sorted(children(upper.region.code), key=lambda one: (-len(children(one.code)), one.code)):
                if made == size:
                    return
                child = _under(upper, region, made)
                yield child
                made += 1
                below.append(child)
                if len(below) >= max(2, size // 40) and upper is nation:
                    break
        row = below


def write(size: int, folder: Path) -> list[Path]:
    """Write the plans of a cascade as text files; the files in the order of the cascade."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for count, plan in enumerate(cascade(size)):
        files.append(folder / f"{count:05}-{plan.region.code}.txt")
        files[-1].write_text(plan.text, "utf-8")
    return files


def _task(topic: int) -> tuple[str, tuple[str, ...]]:
    random = Random(topic)  # noqa: S311
    name = TOPICS[topic]
    sentences = tuple(
        f"{random.choice(VERBS)}{name}{thing}，为{random.choice(WHOM)}提供{random.choice(OBJECTS)}，到2025年覆盖率达到{random.randint(60, 100)}%。"
        for thing in random.sample(OBJECTS, 5)
    )
    return f"{random.choice(VERBS[4:])}{name}", sentences


def _under(upper: Made, region: Region, count: int) -> Made:
    """A plan made under another."""
    random = Random(count)  # noqa: S311
    tasks = [
        (heading, tuple(_changed(one, random) for one in sentences if random.random() > 0.2))
        for heading, sentences in upper.tasks
        if random.random() > 0.1
    ]
    random.shuffle(tasks)
    return Made(region, f"某政发〔2022〕{count}号", tuple(tasks), (upper, *upper.above))


def _changed(sentence: str, random: Random) -> str:
    for words in (VERBS, WHOM, OBJECTS):
        if random.random() < 0.3:
            old = next((word for word in words if word in sentence), None)
            if old is not None:
                sentence = sentence.replace(old, random.choice(words), 1)
    return sentence
