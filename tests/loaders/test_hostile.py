"""Bad and hostile input: a clear message or an honest small result, never a crash, a hang or a false task."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import errors
from loaders.pipeline import read_document
from tests.loaders.helpers import PLAN, read

LONG = 1_000_000
BAD: list[tuple[str, bytes, type[errors.LoaderError], str]] = [
    ("empty.txt", b"", errors.EmptyFile, "an empty file"),
    ("blank.txt", " \n\t　\n".encode(), errors.EmptyFile, "nothing but blanks"),
    ("marked.txt", b"\xef\xbb\xbf", errors.EmptyFile, "nothing but a byte order mark"),
    ("binary.txt", bytes(range(256)) * 64, errors.NotText, "binary"),
    ("zero.txt", b"PK\x03\x04" + b"\x00\x01\x02" * 500, errors.NotText, "an archive"),
    ("latin.txt", "Événements à l'été, déjà passés à l'école".encode("latin-1"), errors.UnknownEncoding, "Latin-1"),
    ("big5.txt", ("殘疾人事業發展規劃，為進一步保障民生。" * 9).encode("big5"), errors.UnknownEncoding, "Big5"),
    ("cut.txt", b"\xff\xfe\x00", errors.UnknownEncoding, "half a character of UTF-16"),
    ("page.txt", b"An English page about plans. " * 200, errors.NotAPolicyDocument, "an English page"),
    ("plan.pdf", b"%PDF-1.7", errors.UnknownFormat, "a format without a reader"),
    ("large.txt", b" " * (50 * 1024 * 1024), errors.FileTooLarge, "50 MB"),
]


@pytest.mark.parametrize(("name", "data", "error", "reason"), BAD)
def test_bad_files_get_a_clear_message(
    name: str, data: bytes, error: type[errors.LoaderError], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        read_document(path)
    assert str(path) in str(caught.value), reason
    assert caught.value.expected
    assert caught.value.found
    assert caught.value.remedy


def test_a_pipe_is_refused_before_it_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(errors.UnreadableFile, match="a pipe or a device"):
        read_document(pipe)


def test_a_file_name_that_is_no_text_is_shown_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_text(PLAN, encoding="utf-8")
    assert read_document(path)[0].source.name == "\\xff.txt"


def test_a_plan_whose_line_breaks_are_lost_is_not_taken_for_what_it_cites() -> None:
    with pytest.raises(errors.NotAPolicyDocument):
        read("某区规划" + "为做好服务，" * 60 + "根据《国务院关于印发某项规划的通知》，制定本规划。")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(errors.LoaderError):
            read_document(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_plan_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.encode(encoding))
    (document,) = read_document(path)
    assert document.text == read(PLAN).text
    assert document.source.encoding == encoding.removesuffix("-sig")


HOSTILE = {
    "brackets that never close": "（" * LONG,
    "titles that never close": "《" * LONG,
    "quotation marks that never close": "“" * LONG,
    "a line of a million characters": "做" * LONG,
    "a million digits": "1" * LONG,
    "numbers without end": "1，" * (LONG // 2),
    "pairs nested a million deep": "（" * (LONG // 2) + "）" * (LONG // 2),
    "duties without end": "（市残联牵头，" * (LONG // 7),
    "doubled without end": "党党" * (LONG // 2),
    "years without end": "十四五" * (LONG // 3),
    "agencies without end": "国发〔2021〕" * (LONG // 8),
    "blanks without end": " " * LONG + "。",
    "verbs without end": "实施" * (LONG // 2),
    "boxes without end": "专栏" * (LONG // 2),
    "stars without end": "**" * (LONG // 2),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_ends_and_invents_nothing(text: str) -> None:
    """Each alone and inside a plan; what stands before it is still read, and no clause comes out of it."""
    document = read("某市发展规划\n一、重点任务\n（一）促进就业\n1.做好服务。" + text + "\n2.做好救助。\n")
    assert [t.path for t in document.tasks][:1] == ["一/（一）/1"]
    assert len(document.tasks) <= 2
    assert all(not task.responsibilities for task in document.tasks)


GENRES = {
    "a law": "某市养犬条例\n第一章 总则\n第一条 为了规范养犬。\n第二条 公安局负责管理。\n第二章 职责\n"
    "第三条 （一）登记；\n（二）检查。\n第四条 开展职业技能竞赛。\n第五条 自公布起施行。",
    "a novel": "远行的人\n第一章 雨夜\n他说：“一是要走，二是要快。”\n第二章 清晨\n1998年的春天，村里来了12户人家。\n"
    "第三章 远方\n她笑了。",
    "a novel with numbered chapters": "归乡的路\n一、父亲\n父亲负责做饭，母亲牵头洗碗。\n二、母亲\n她笑了。",
    "a news item": "志愿者走进社区\n昨日，某市举行活动，共300余人参加。\n现场气氛热烈。",
}


@pytest.mark.parametrize("text", GENRES.values(), ids=GENRES.keys())
def test_other_genres_give_no_tasks(text: str) -> None:
    document = read(text)
    assert document.tasks == ()
    assert document.targets == ()
    assert document.indicators == ()
    assert document.programs == ()


def test_a_text_without_a_title_is_refused() -> None:
    with pytest.raises(errors.NotAPolicyDocument, match="a document with a title"):
        read("昨日，某市举行活动，共三百余人参加。\n现场气氛热烈。")


@pytest.mark.parametrize("cut", range(20, len(PLAN), 41))
def test_a_truncated_plan_says_no_more_than_the_whole(cut: int) -> None:
    whole, part = read(PLAN), read(PLAN[:cut])
    known = {(task.path, one.role, one.name) for task in whole.tasks for one in task.responsibilities}
    assert {(task.path, one.role, one.name) for task in part.tasks for one in task.responsibilities} <= known
    assert {target.value for target in part.targets} <= {target.value for target in whole.targets}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_bytes(data)
    try:
        documents = read_document(path)
    except errors.LoaderError:
        return
    for document in documents:
        assert all(document.text[e.start : e.end] == e.quote for e in document.all_evidence())


PIECES = st.sampled_from(
    [
        "一、重点任务\n",
        "（一）就业\n",
        "1.做好服务。",
        "一是做好。",
        "（市残联牵头，市财政局负责）",
        "专栏1 项目\n",
        "\n",
        "到2025年，达到90%。",
        "《残疾人就业条例》",
        "指标\n2025年\n",
        ">90\n",
        "预期性\n",
        "“助康工程”",
        "第一条 ",
        "- 加强\n",
        "（",
        "）",
        "2022年1月1日\n",
        "某市规划\n",
        "——",
        "……",
        "三、四级",
        "12345",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_shuffled_plan_has_exact_evidence(pieces: list[str]) -> None:
    text = "某市残疾人事业发展规划\n" + "".join(pieces)
    try:
        document = read(text)
    except errors.NotAPolicyDocument:
        return
    assert all(document.text[e.start : e.end] == e.quote for e in document.all_evidence())
    paths = [task.path for task in document.tasks]
    assert len(paths) == len(set(paths))
