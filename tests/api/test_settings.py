"""Every setting stands in one place, in the docs with the same words, and none that is named anywhere is missing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from api.settings import SETTINGS, Setting

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {setting.name for setting in SETTINGS}
OF_TESTS = {"POLICYKG_CORPUS", "POLICYKG_TEST_ALL"}
NAME = re.compile(r"\bPOLICYKG_[A-Z0-9_]+")
SOURCES = sorted(
    path for name in ("ontology", "loaders", "kg", "queries", "api") for path in (ROOT / name).rglob("*.py")
)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "deploy").iterdir())]


def named_in(path: Path) -> set[str]:
    """The variables that a file's code names, its docstrings included; one that is glued from pieces is found by its beginning."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {name for text in texts for name in NAME.findall(text)}


def test_all_that_is_named_in_code_is_a_setting() -> None:
    found = {name: path for path in SOURCES for name in named_in(path) if name not in KNOWN}
    assert not found


def test_all_settings_are_used() -> None:
    """One that only the list and the docs know would do nothing."""
    text = (ROOT / "api" / "settings.py").read_text("utf-8")
    assert not {name for name in KNOWN if len(re.findall(rf"\b{name}\b", text)) < 2}


@pytest.mark.parametrize("page", [page for page in PAGES if page.is_file()], ids=lambda page: page.name)
def test_all_that_is_named_in_docs_is_a_setting(page: Path) -> None:
    assert set(NAME.findall(page.read_text("utf-8"))) <= KNOWN | OF_TESTS


def rows() -> list[tuple[str, str, str]]:
    """The rows of docs/settings.md: variable, default, meaning."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    cells = (line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `POLICYKG_"))
    return [(name.strip("`"), default, meaning) for name, default, meaning in cells]


def test_the_docs_have_each_setting_once_and_no_other() -> None:
    assert [name for name, _, _ in rows()] == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_docs_say_what_the_code_says(setting: Setting) -> None:
    found = {name: (default.replace("`", ""), meaning) for name, default, meaning in rows()}
    assert found[setting.name] == (setting.default, setting.meaning)


def test_names_differ_and_meanings_are_sentences() -> None:
    assert len(KNOWN) == len(SETTINGS)
    assert all(setting.meaning.endswith(".") and setting.default for setting in SETTINGS)
