"""Bytes of a txt or md file go in, its text and encoding come out: UTF-8, GB18030 or marked UTF-16, never guessed.

A file that is valid UTF-8 is UTF-8. Anything else must decode as GB18030 *and* read like Chinese (common characters
make up most of it), since nearly any bytes decode as GB18030 to rubbish.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from loaders.errors import EmptyFile, NotText, UnknownEncoding

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b]")
"""The most frequent characters of written Chinese: rubbish of a wrong decoding has few of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text and the name of its encoding."""

    text: str
    encoding: str


def decode(data: bytes, where: str) -> Text:
    """Decode a text file.

    >>> decode("残疾人事业".encode(), "a.txt").encoding
    'utf-8'
    """
    if not data.strip():
        raise EmptyFile(where, "a document", "an empty file", "check that the download or export was complete")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _checked(Text(data.decode(encoding), encoding.removesuffix("-sig")), where)
            except UnicodeDecodeError as error:
                raise _unknown(
                    where, f"a {encoding} mark, but bytes that are not {encoding} at {error.start}"
                ) from None
    try:
        return _checked(Text(data.decode("utf-8"), "utf-8"), where)
    except UnicodeDecodeError as error:
        place = error.start
    if data.count(0) > len(data) // 1000:
        raise NotText(where, "a text file", "binary data", "give the document as .txt or .md")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise _unknown(where, f"bytes that are neither UTF-8 (from byte {place}) nor GB18030") from None
    if not _reads_like_chinese(text):
        raise _unknown(where, "bytes that decode as GB18030, but not to Chinese")
    return _checked(Text(text, "gb18030"), where)


def _unknown(where: str, found: str) -> UnknownEncoding:
    return UnknownEncoding(where, "text in UTF-8 or GB18030", found, "save the file as UTF-8 and load it again")


def _checked(result: Text, where: str) -> Text:
    if not result.text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise EmptyFile(where, "a document", "nothing but blanks", "check that the download or export was complete")
    sample = result.text[:20_000]
    if len(_BINARY.findall(sample)) > len(sample) // 100:
        raise NotText(where, "a text file", "binary data", "give the document as .txt or .md")
    return result


def _reads_like_chinese(text: str) -> bool:
    sample = [char for char in text[:20_000] if "一" <= char <= "鿿"]
    return len(sample) >= 4 and sum(char in _COMMON for char in sample) >= 0.05 * len(sample)
