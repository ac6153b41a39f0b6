"""A chapter's title goes in, what the chapter does comes out: tell the past, set aims, set work, or safeguard it."""

from __future__ import annotations

import re
from typing import Literal

from loaders.outline import Node

ChapterClass = Literal["background", "general", "work", "safeguard"]

_BACKGROUND = re.compile(
    r"背景|基础(?:和|与|及)?(?:形势|环境|现状)?$|发展基础|回顾|形势|趋势|现状|机遇|挑战|成效|成就|回眸|主要问题|存在(?:的)?问题|发展环境|面临"
)
_GENERAL = re.compile(
    r"总体(?:要求|布局|思路|目标|考虑|部署)|指导思想|基本原则|(?:主要|发展|工作|总体|具体|行动|规划|建设)目标|^目标|战略定位|发展理念|适用范围|编制依据|总则|基本要求"
)
_SAFEGUARD = re.compile(
    r"保障(?:措施|机制|体系)?$|组织(?:实施|保障|领导)|实施(?:机制|保障|要求)|保障(?:措施|机制)|工作(?:要求|保障|机制)$|规划实施|附则|附件|监督(?:检查|考核|评估)$|有关要求|"
    r"强化保障|工作安排|推进(?:机制|步骤)|实施步骤|进度安排|时间安排"
)
_AHEAD = re.compile(r"未来|下一步|今后|工作思路|打算|展望|安排|计划")
_GOAL = re.compile(r"目标")


def chapter_class(title: str) -> ChapterClass:
    """What a chapter does, by its title; a chapter of no known kind sets work.

    >>> chapter_class("重点任务和主要措施"), chapter_class("编制背景"), chapter_class("保障措施"), chapter_class("总体布局")
    ('work', 'background', 'safeguard', 'general')
    """
    if _BACKGROUND.search(title):
        return "background"
    if _GENERAL.search(title):
        return "general"
    return "safeguard" if _SAFEGUARD.search(title) else "work"


def is_goal(title: str) -> bool:
    """Whether a section states aims."""
    return bool(_GOAL.search(title))


def looks_ahead(title: str) -> bool:
    """Whether a section of a review tells what is to be done next."""
    return bool(_AHEAD.search(title))


def root_of(node: Node) -> Node:
    """The chapter that a heading stands in."""
    while node.parent is not None:
        node = node.parent
    return node
