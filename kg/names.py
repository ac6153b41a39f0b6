"""The titles and numbers under which documents are cited, and those that are loaded, go in; which is which comes out.

A citation gives a title and often a number. The number decides first, then the title with its region. What is not
loaded is one document for each number, and for each title that no number goes with. All functions here are pure: the
same set of names gives the same answer, whatever came first.

Two documents that share region and title have an IRI with six more digits, of their number or else their period. An IRI
that would name a document if it stood alone, or under which it is cited, is an *alias* of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.iris import UNDETERMINED, digest, keyed


def short(title: str) -> str:
    """The name of a document that shares its title key with no other.

    >>> short("150304:十四五残疾人事业发展规划")
    '150304-f5cf1071e5'
    """
    return keyed(*title.split(":", 1))


def long(title: str, mark: str) -> str:
    """The name of a document told apart from others of its title key by a mark: its number key, or its period.

    >>> long("150304:十四五残疾人事业发展规划", "2021-2025")
    '150304-f5cf1071e5-47c5c3'
    """
    return f"{short(title)}-{digest(mark, 6)}"


class Form(NamedTuple):
    """A title key, and the number key beside it, under which a document is cited."""

    title: str
    number: str | None

    @property
    def name(self) -> str:
        """The name that the form alone would give."""
        return short(self.title) if self.number is None else long(self.title, self.number)


class Loaded(NamedTuple):
    """A loaded document: its title key, number key and period; `notice` is the name of the notice that sends it out."""

    title: str
    number: str | None
    period: str | None
    notice: str | None = None

    @property
    def mark(self) -> str:
        """What tells it apart from others of its title key."""
        return self.number or self.period or ""

    @property
    def long(self) -> str:
        return long(self.title, self.mark)


@dataclass(frozen=True, slots=True)
class Resolution:
    """`names` has the name of each loaded document, `targets` that of the document that each form means.

    `cited` has what is known of each document that is not loaded: its title key and number key. `aliases` leads from
    each other name to the forms it came from and the names in force.
    """

    names: Mapping[Loaded, str]
    targets: Mapping[Form, str]
    cited: Mapping[str, Form]
    aliases: Mapping[str, tuple[Form, frozenset[str]]]


def loaded_names(loaded: Iterable[Loaded]) -> dict[Loaded, str]:
    """The name of each loaded document: the short one, unless another shares its title key.

    >>> one, two = Loaded("und:规划", "甲发〔2021〕1号", None), Loaded("und:规划", None, "2016-2020")
    >>> loaded_names([one]) == {one: short("und:规划")}, loaded_names([one, two]) == {one: one.long, two: two.long}
    (True, True)
    """
    groups = defaultdict(set)
    for document in loaded:
        groups[document.title].add(document)
    return {
        document: document.long if len(group) > 1 else short(document.title)
        for group in groups.values()
        for document in group
    }


def resolve(
    forms: Collection[Form], loaded: Collection[Loaded], is_cited_bare: Callable[[str], bool] | None = None
) -> Resolution:
    """Which document each form means, and the names that all documents have.

    `is_cited_bare` tells whether a title key is cited without a number; only asked where that makes a difference.
    """
    return _Resolver(forms, loaded, is_cited_bare or (lambda title: Form(title, None) in forms)).resolution()


class _Unloaded(NamedTuple):
    """What is known by its number only; its title is the first of those cited with the number, best with a region."""

    title: str
    number: str


_Meant = Loaded | _Unloaded | str  # a notice is meant by its name


class _Resolver:
    def __init__(
        self, forms: Collection[Form], loaded: Collection[Loaded], is_cited_bare: Callable[[str], bool]
    ) -> None:
        self.is_cited_bare = is_cited_bare
        self.names = loaded_names(loaded)
        self.by_title: dict[str, list[Loaded]] = defaultdict(list)
        self.by_number: dict[str, list[Loaded]] = defaultdict(list)
        self.numbers: dict[str, set[str]] = defaultdict(set)
        for document in self.names:
            self.by_title[document.title].append(document)
            if document.number is not None:
                self.by_number[document.number].append(document)
        for form in forms:
            if form.number is not None:
                self.numbers[form.title].add(form.number)
        self.meant = self._meant()
        self.titles = {form.title for form in forms} | self.by_title.keys()
        self.candidates = {title: self._candidates(title) for title in self.titles}

    def resolution(self) -> Resolution:
        targets = {form: self._name(meant) for form, meant in self.meant.items()}
        cited = {
            self._name(meant): Form(meant.title, meant.number)
            for meant in self.meant.values()
            if isinstance(meant, _Unloaded)
        }
        aliases = {form.name: (form, frozenset({name})) for form, name in targets.items()}
        for document, name in self.names.items():
            aliases[document.long] = (Form(document.title, document.number), frozenset({name}))
        for title, candidates in self.candidates.items():
            bare, found = Form(title, None), frozenset(map(self._name, candidates))
            aliases[bare.name] = (bare, found)
            if len(found) == 1:
                targets[bare] = next(iter(found))
            elif not found or self.is_cited_bare(title):
                targets[bare] = bare.name
                cited[bare.name] = bare
        described = {*self.names.values(), *cited}
        return Resolution(
            self.names, targets, cited, {name: alias for name, alias in aliases.items() if name not in described}
        )

    def _name(self, meant: _Meant) -> str:
        if isinstance(meant, str):
            return meant
        if isinstance(meant, Loaded):
            return self.names[meant]
        alone = self.candidates[meant.title] == {meant}
        return short(meant.title) if alone else long(meant.title, meant.number)

    def _meant(self) -> dict[Form, _Meant]:
        """What each form with a number means."""
        meant: dict[Form, _Meant] = {}
        rest: dict[str, set[str]] = defaultdict(set)
        for title, numbers in self.numbers.items():
            for number in numbers:
                found = self._loaded(title, number)
                if found is None:
                    rest[number].add(title)
                else:
                    meant[Form(title, number)] = found
        for number, titles in rest.items():
            head = min(titles, key=lambda title: (title.startswith(f"{UNDETERMINED}:"), title))
            meant |= {Form(title, number): _Unloaded(head, number) for title in titles}
        return meant

    def _loaded(self, title: str, number: str) -> Loaded | str | None:
        """The loaded document, or the notice that sends out several, that is cited so."""
        same = self.by_number.get(number, [])
        titled = [document for document in same if document.title == title] or same
        if len(titled) == 1:
            return titled[0]
        if same:
            notices = {document.notice for document in same}
            return notices.pop() if len(notices) == 1 else None
        of_title = self.by_title.get(title, [])
        unnumbered = [document for document in of_title if document.number is None]
        free = self.numbers[title] - {document.number for document in of_title}
        return unnumbered[0] if len(unnumbered) == 1 and free == {number} else None

    def _candidates(self, title: str) -> set[_Meant]:
        """What a title without a number may mean: the loaded documents, else those that are cited with a number."""
        loaded: set[_Meant] = set(self.by_title.get(title, ()))
        return loaded or {self.meant[Form(title, number)] for number in self.numbers.get(title, ())}
