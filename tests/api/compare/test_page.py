"""The page: all text escaped, nothing asked from anywhere, every link arrives, and no barrier that axe-core finds in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.compare.page import to_page
from tests.api.compare.samples import HOSTILE, empty, hostile, small

WEB = Path(__file__).resolve().parents[2] / "web"
REPORTS = {"small": small, "empty": empty, "hostile": hostile}


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


@pytest.fixture(scope="module", params=REPORTS)
def html(request: pytest.FixtureRequest) -> str:
    return to_page(REPORTS[request.param]())


def test_nothing_but_its_own_style_and_script_may_run(html: str) -> None:
    tree = LexborHTMLParser(html)
    policy = one(tree, "meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (found,) = re.findall(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
        assert len(tree.css(name)) == 1
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"]


def test_nothing_is_asked_from_anywhere(html: str) -> None:
    tree = LexborHTMLParser(html)
    for node in tree.css("[href], [src]"):
        address = node.attributes.get("href") or node.attributes.get("src") or ""
        assert address.startswith(("#", "data:,")), address
    assert not re.search(r"url\(|@import", html)


def test_every_link_arrives(html: str) -> None:
    tree = LexborHTMLParser(html)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in tree.css("a[href]"):
        assert (node.attributes["href"] or "").removeprefix("#") in ids
    for node in tree.css("[aria-labelledby]"):
        assert node.attributes["aria-labelledby"] in ids


def test_reasons_are_in_the_language_of_the_page(html: str) -> None:
    assert not LexborHTMLParser(html).css("#indicators td [lang]")


def test_tables_say_what_they_are(html: str) -> None:
    for table in LexborHTMLParser(html).css("table"):
        assert one(table, "caption").text(strip=True)
        assert all(head.attributes["scope"] == "col" for head in table.css("thead th"))
        assert all(head.attributes["scope"] == "row" for head in table.css("tbody th"))


def test_hostile_texts_are_texts() -> None:
    tree = LexborHTMLParser(to_page(hostile()))
    assert not tree.css("img")
    titles = [node.text() for node in tree.css(".task .name")]
    for text in HOSTILE:
        said = re.sub(r"\s*[\r\n]+\s*", " ", re.sub("[\x00\x1b\x0b\ufffe\ud800]", "\ufffd", text)).strip()
        assert said in titles, text
    assert "{{ 7 * 7 }}{% raw %}" in titles, "no template is run"


def test_what_the_small_page_says() -> None:
    tree = LexborHTMLParser(to_page(small()))
    text = re.sub(r"\s+", "", one(tree, "main").text())
    for words in (
        "3项任务中，2项在本规划有对应，1项未见对应",
        "复核：已确认，李某，2026-11-02。理由：范围一致",
        "实现→鼓励",
        "不可比单位不同",
        "－未见对应",
        "＋新任务",
    ):
        assert words in text, words
    assert [node.text() for node in tree.css("#pairs td del")] == ["实现", "3万户"]
    assert [node.text() for node in tree.css("#pairs td ins")] == ["鼓励", "2户"]
    assert len(tree.css(".chain.wide .box.dashed")) == 3, "plans that are only cited are drawn dashed"


def browser() -> str | None:
    named = os.environ.get("POLICYKG_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def seen(html: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser finds in the page, by view."""
    program, node = browser(), shutil.which("node")
    if program is None or node is None or not (WEB / "node_modules" / "axe-core").is_dir():
        pytest.skip("needs chromium, node, and `npm ci` in tests/web")
    page = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text(html, "utf-8")
    done = subprocess.run([node, WEB / "look.mjs", program, page], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_axe_finds_no_barrier(seen: dict[str, Any]) -> None:
    for name, view in seen.items():
        assert view.get("violations", []) == [], name


def test_the_browser_runs_and_asks_nothing_else(seen: dict[str, Any]) -> None:
    for name, view in seen.items():
        assert view["said"] == [], name
        assert view["asked"] == [], name


def test_nothing_is_cut_off_on_a_narrow_screen(seen: dict[str, Any]) -> None:
    """320 pixels are also a screen of 1280 at 400 %."""
    assert seen["narrow"]["wide"] == 320
    assert seen["light"]["wide"] == 1280


def test_lines_are_drawn_and_the_keyboard_leads_to_the_pair(seen: dict[str, Any]) -> None:
    walked = seen["light"]["keyboard"]
    assert walked["first"] == "#main", "the first stop skips to the text"
    if "href" in walked:
        assert seen["light"]["drawn"] > 0
        assert walked["partners"] == 1
        assert f"#{walked['arrived']}" == walked["href"]
        assert walked["outline"] == "solid"


def test_without_script_the_partners_are_named(seen: dict[str, Any]) -> None:
    assert seen["no-script"]["lines"] == 0
    if "某专班" in seen["no-script"]["text"]:
        assert re.search(r"合并\s+分值\s+0\.90\s+对应上位规划\s+三/2", seen["no-script"]["text"])
