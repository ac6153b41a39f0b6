"""A path goes in, the decoded text and what the file is come out: one reader per format, chosen by the file's ending."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from loaders.errors import FileTooLarge, UnknownFormat, UnreadableFile
from loaders.formats.html import read_page
from loaders.formats.text import decode
from ontology.model import Source

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}
MAX_BYTES = 4 * 1024 * 1024
"""A country's five-year outline is 0.3 MB; a file twelve times larger is none."""


def read(path: Path) -> tuple[str, Source]:
    """The text of a file and the file's description.

    Raises UnreadableFile, UnknownFormat, FileTooLarge, EmptyFile, NotText, UnknownEncoding or NoDocumentInPage.
    """
    where = os.fsencode(path).decode("utf-8", "backslashreplace")
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    try:
        status = path.stat()
        size = status.st_size
        if path.is_dir():
            raise UnreadableFile(where, "a file", "a folder", "name the files in it, or load the folder")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(where, "a file", "a pipe or a device", "copy what it gives into a file")
        if media_type is None:
            known = ", ".join(MEDIA_TYPES)
            raise UnknownFormat(where, f"a file ending in {known}", repr(path.suffix), "convert it to text first")
        if size > MAX_BYTES:
            remedy = "split it into the documents that it holds"
            raise FileTooLarge(where, f"at most {MAX_BYTES // 1024 // 1024} MB", f"{size / 1024 / 1024:.1f} MB", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(where, "a readable file", error.strerror or str(error), "check path and rights") from None
    decoded = (read_page if media_type == "text/html" else decode)(data, where)
    source = Source(
        name=os.fsencode(path.name).decode("utf-8", "backslashreplace"),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        encoding=decoded.encoding,
        bytes=len(data),
    )
    return decoded.text, source
