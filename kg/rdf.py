"""Plain values go in, RDF terms come out: the vocabulary as nodes, and literals in the form that the store keeps.

An absent value is None, and the literal of None is None: no triple, never an empty text.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from functools import cache

import pyoxigraph as ox

from kg.errors import DocumentRefused
from ontology.terms import DCTERMS, ORG, OWL, POL, RDF, RDFS, SKOS, XSD, concepts

Node = ox.NamedNode
Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

TYPE = Node(RDF.type)
PREF_LABEL, ALT_LABEL, HIDDEN_LABEL = Node(SKOS.prefLabel), Node(SKOS.altLabel), Node(SKOS.hiddenLabel)
BROADER, RELATED = Node(f"{SKOS}broader"), Node(f"{SKOS}related")
REFERENCES, IDENTIFIER = Node(DCTERMS.references), Node(DCTERMS.identifier)
KIND, SUBJECT = Node(f"{DCTERMS}type"), Node(f"{DCTERMS}subject")
BEFORE, AFTER = Node(ORG.originalOrganization), Node(ORG.resultingOrganization)
DESCRIPTION = Node(DCTERMS.description)
IS_REPLACED_BY, CONFORMS_TO = Node(f"{DCTERMS}isReplacedBy"), Node(f"{DCTERMS}conformsTo")
VERSION, LABEL = Node(OWL.versionInfo), Node(RDFS.label)
ORGANIZATION, FORMAL_ORGANIZATION = Node(ORG.Organization), Node(ORG.FormalOrganization)
DATASET, URI_SPACE = Node("http://rdfs.org/ns/void#Dataset"), Node("http://rdfs.org/ns/void#uriSpace")

_DATE, _DECIMAL, _INTEGER, _YEAR = Node(XSD.date), Node(XSD.decimal), Node(XSD.integer), Node(XSD.gYear)
_MOMENTS = {4: _YEAR, 7: Node(XSD.gYearMonth), 10: _DATE}
TRUE, FALSE = ox.Literal(True), ox.Literal(False)


@cache
def pol(name: str) -> Node:
    """A term of the project's vocabulary; an undeclared one is an error.

    >>> pol("leadDepartment")
    <NamedNode value=https://w3id.org/policykg/ns#leadDepartment>
    """
    return Node(POL[name])


@cache
def concept(scheme: str, notation: str) -> Node:
    """The concept that a value stands for.

    >>> concept("levels", "county")
    <NamedNode value=https://w3id.org/policykg/ns#level-county>
    """
    return Node(concepts(scheme)[notation])


@cache
def notation(scheme: str, node: Node) -> str:
    """The value that a concept stands for: the inverse of `concept`."""
    return next(value for value, iri in concepts(scheme).items() if iri == node.value)


def text(value: str | None) -> ox.Literal | None:
    return ox.Literal(value) if value else None


def zh(value: str | None) -> ox.Literal | None:
    return ox.Literal(value, language="zh") if value else None


def integer(value: int | None) -> ox.Literal | None:
    return None if value is None else ox.Literal(str(value), datatype=_INTEGER)


def year(value: int | None) -> ox.Literal | None:
    return None if value is None else ox.Literal(f"{value:04}", datatype=_YEAR)


def day(value: date | None) -> ox.Literal | None:
    return None if value is None else ox.Literal(value.isoformat(), datatype=_DATE)


def moment(value: str) -> ox.Literal:
    """A day, a month or a year, by what is written of it.

    >>> [moment(written).datatype.value.rpartition("#")[2] for written in ("2018-03-17", "2018-03", "2018")]
    ['date', 'gYearMonth', 'gYear']
    """
    return ox.Literal(value, datatype=_MOMENTS[len(value)])


def decimal(value: float | None) -> ox.Literal | None:
    """The shortest decimal that is the number: 7.5, 310000, never 7.50 or 3.1e5.

    >>> [decimal(number).value for number in (7.5, 310000.0, 0.1, -2.0, -0.0, 1e21)]
    ['7.5', '310000', '0.1', '-2', '0', '1000000000000000000000']
    """
    if value is None:
        return None
    if not math.isfinite(value):
        raise DocumentRefused("a value", "a finite number", repr(value), "leave it out")
    digits = format(Decimal(repr(value + 0.0)), "f")
    return ox.Literal(re.sub(r"\.?0*\Z", "", digits) if "." in digits else digits, datatype=_DECIMAL)
