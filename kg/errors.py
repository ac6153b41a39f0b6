"""What can go wrong with a store, each kind an exception: where, what was expected, what was found, what to do."""

from __future__ import annotations

from ontology.errors import Described


class GraphError(Described):
    """Base of all errors of this package.

    >>> print(StoreMissing("data/store", "a store", "no such folder", "load a document first: policykg load FILE"))
    data/store: expected a store, found no such folder; load a document first: policykg load FILE
    """


class IriError(GraphError):
    """A base or a part of a name of which no IRI can be made."""


class StoreError(GraphError):
    """Base of what can be wrong with a store's folder or with asking it."""


class StoreMissing(StoreError):
    """No store is there, or nothing of it was published yet."""


class StoreLocked(StoreError):
    """Another process writes to the store."""


class StoreReadOnly(StoreError):
    """A store that was opened for reading was asked to write."""


class StoreUnusable(StoreError):
    """The system refuses what a store needs: rights, space, or a file that is whole."""


class StoreGone(StoreUnusable):
    """No answer came from a remote store, or not all of it."""


class BaseMismatch(StoreError):
    """The store was made for IRIs that begin otherwise."""


class LayoutMismatch(StoreError):
    """The store was made by a version whose data this one does not understand."""


class PlaceTaken(StoreError):
    """Something stands already where a store or a backup was to be made."""


class BackupUnusable(StoreError):
    """A file that is no backup, not a whole one, or one of another version."""


class BadQuestion(StoreError):
    """A query that cannot be asked so: a substitution for a variable that it does not return."""


class DocumentRefused(GraphError):
    """A document that would make the graph wrong; nothing of it was stored."""


class DocumentUnknown(GraphError):
    """No loaded document, or more than one, goes by what was said."""
