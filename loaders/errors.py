"""What can be wrong with a file, each kind an exception that says where, what was expected, what was found, what to do."""

from __future__ import annotations

from ontology.errors import Described


class LoaderError(Described):
    """A file that cannot be read into a document; `where` is the file (and the place in it)."""


class UnreadableFile(LoaderError):
    """The file is missing, a folder, or may not be read."""


class UnknownFormat(LoaderError):
    """No reader for this kind of file."""


class FileTooLarge(LoaderError):
    """Larger than any policy document; refused before it is read."""


class EmptyFile(LoaderError):
    """Nothing but blanks."""


class NotText(LoaderError):
    """Binary data where text was expected."""


class UnknownEncoding(LoaderError):
    """Neither UTF-8 nor GB18030 nor a marked UTF-16: never guessed."""


class NotAPolicyDocument(LoaderError):
    """Text, but of no genre that policykg reads (not Chinese, or without a title)."""


class NoDocumentInPage(LoaderError):
    """A web page without the text of a document: a login page, or a shell that a script fills."""
