"""Text that was cut at its punctuation, put together again."""

from __future__ import annotations

import re

import pytest

from loaders.clean import clean
from loaders.clean.cuts import printed_width

SENTENCES = (
    "坚持以人民为中心的发展思想，进一步完善服务体系，提高服务质量，扩大服务范围，努力让群众满意。",
    "各部门要按照职责分工，加强沟通协作，形成工作合力，及时研究解决工作中遇到的困难和问题。",
    "建立健全长效机制，定期开展检查评估，把检查结果作为改进工作的依据，推动各项措施落到实处。",
)
WIDTH = 40


def _printed(paragraphs: list[str]) -> str:
    """The paragraphs as a PDF prints them (lines of 40 characters, the first indented), every second line cut after each
    mark."""
    lines: list[str] = []
    printed = 0
    for paragraph in paragraphs:
        room = WIDTH - 2
        while paragraph:
            line, paragraph = paragraph[:room], paragraph[room:]
            while paragraph and paragraph[0] in "，。、）":
                line, paragraph = line[:-1], line[-1] + paragraph
            lines += [piece for piece in re.split("(?<=[，、。])", line) if piece] if printed % 2 else [line]
            printed += 1
            room = WIDTH
    return "\n".join(lines)


def _paragraphs() -> list[str]:
    body = [f"{n}.第{n}项工作。" + "".join(SENTENCES[n % 3 :] + SENTENCES[: n % 3]) for n in range(1, 9)]
    plain = "为做好工作，" + SENTENCES[0] + SENTENCES[1]
    return ["某市工作方案", plain, "一、重点任务", *body]


def test_paragraphs_come_back_whole() -> None:
    paragraphs = _paragraphs()
    cleaned = clean(_printed(paragraphs))
    assert [cleaned.line_text(line) for line in cleaned.lines] == paragraphs


@pytest.mark.parametrize(
    ("alone", "reason"),
    [
        ("2023年1月19日", "a date ends the signature and begins nothing"),
        ("某政办发〔2023〕2号", "a number stands alone"),
        ("（此件公开发布）", "a mark of publication stands alone"),
        ("吉林省高效便利政务环境建设工程实施方案", "a title before the paragraph that opens a plan"),
        ("牵头单位：市残联", "a line of labels"),
    ],
)
def test_lines_that_stand_alone_are_not_joined(alone: str, reason: str) -> None:
    paragraphs = _paragraphs()
    paragraphs[2:2] = [SENTENCES[1] + SENTENCES[2], alone, "为此，" + SENTENCES[0] + SENTENCES[2]]
    cleaned = clean(_printed(paragraphs))
    assert alone in [cleaned.line_text(line) for line in cleaned.lines], reason


def test_a_page_mark_does_not_end_a_paragraph() -> None:
    paragraphs = _paragraphs()
    lines = _printed(paragraphs).split("\n")
    lines.insert(len(lines) // 2, "# Page 7:")
    cleaned = clean("\n".join(lines))
    assert [cleaned.line_text(line) for line in cleaned.lines] == paragraphs


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["一、总体要求"] * 40, "headings alone have no width"),
        (["甲" * 38 + "，", "乙" * 20 + "。"] * 10, "lines as wide as their commas let them: nothing was cut"),
        (["甲" * 200 + "。"] * 40, "paragraphs that were never wrapped"),
        (["甲，"] * 5, "too little to tell"),
    ],
)
def test_other_texts_are_not_taken_for_cut_ones(texts: list[str], reason: str) -> None:
    assert printed_width(texts, [2 * len(text) for text in texts]) is None, reason
