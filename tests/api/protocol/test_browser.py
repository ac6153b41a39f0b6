"""The page that people get: the whole library, nothing from elsewhere, nothing unescaped."""

from __future__ import annotations

import re
from html import escape

import pyoxigraph as ox
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.requests import Request

from api.formats import GRAPHS, RESULTS
from api.problems import Problem
from api.protocol import browser
from queries.catalog import catalog


def page(library: str | None = None) -> str:
    return bytes(browser.form(library).body).decode()


@pytest.mark.parametrize("name", catalog())
def test_every_query_of_the_library_can_be_chosen(name: str) -> None:
    query = catalog()[name]
    tree = LexborHTMLParser(page(name))
    (link,) = tree.css(f'a[href="?library={name}"]')
    assert link.text() == query.zh
    assert link.attributes["aria-current"] == "true"
    (field,) = tree.css("textarea")
    filled = field.text()
    assert filled.strip() == query.sparql.strip()
    ox.Store().query(filled)  # it runs as it stands
    (chosen,) = tree.css("option[selected]")
    assert (chosen.attributes["value"] == "ttl") is (query.form == "construct")


def test_the_page_without_a_choice() -> None:
    tree = LexborHTMLParser(page())
    ox.Store().query(tree.css("textarea")[0].text())
    assert [one.attributes["value"] for one in tree.css("option")] == [one.name for one in (*RESULTS, *GRAPHS)]
    assert len(tree.css("section li")) == len(catalog())
    for field in tree.css("textarea, select"):
        assert tree.css(f'label[for="{field.attributes["id"]}"]'), "every field has its label"
    assert tree.css('html[lang="zh-CN"]')
    assert all(tree.css(f'{part} [lang="en"]') for part in ("h1", "h2", "label", "button", "li", "summary"))


def test_it_needs_no_other_host_and_no_script() -> None:
    answer = browser.form()
    text = re.sub(r"(?s)<textarea.*?</textarea>|<pre.*?</pre>", "", page())
    assert not re.search(r"(?i)https?://|=[\"']//|<script|@import|url\(|\son\w+=|style=", text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_request_chooses() -> None:
    request = Request({"type": "http", "query_string": b"library=tasks", "headers": []})
    assert browser.page(request).body == browser.form("tasks").body


def test_a_query_that_is_not_there() -> None:
    with pytest.raises(Problem, match="no query '<script>'; there are bodies_always_together") as refused:
        browser.form("<script>")
    assert refused.value.status == 404


def test_what_a_query_says_is_escaped() -> None:
    assert escape("<https://w3id.org/policykg/ns#>") in page("tasks")
