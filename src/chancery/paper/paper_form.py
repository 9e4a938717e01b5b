"""A `Paper` as octets, the way it leaves the sandbox.

Who writes it may have been taken over by the file it read.  So it is read as strictly as a
stranger's record: known names, exact types, bounded numbers, finite places, spans inside the
text.  What the words *are* cannot be checked here; a paper is a claim from first to last.

Boxes and words are columns of fixed width, because a page has hundreds and the record's CBOR
neither knows fractions nor holds so many items.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chancery.errors import Malformed
from chancery.paper.columns import is_place, list_of, octets_of, pictures_of, read_boxes, rows, write_boxes
from chancery.paper.limits import (
    DEEPEST_ENCLOSURE,
    MOST_CHARACTERS,
    MOST_ENCLOSED,
    MOST_NAMED,
    MOST_PAGES,
    MOST_WORDS,
)
from chancery.paper.paper import (
    Hidden,
    Hiding,
    Medium,
    Obstacle,
    PageSize,
    Paper,
    ReadWord,
    Seal,
    SealChange,
    SealState,
)
from chancery.seal.codec import Value, decode, encode, required

_WORD = struct.Struct("<IId")
"""Where it starts, where it ends, how sure."""
_SIZE = struct.Struct("<dd")


def write_paper(paper: Paper) -> bytes:
    """The paper's octets; of hidden things, codes and the like no more than may be read again."""
    return encode(_fields(paper))


def _fields(paper: Paper) -> dict[str, Any]:
    return {
        "medium": paper.medium.value,
        "text": paper.text,
        "words": b"".join([_WORD.pack(*word.span, word.sure) for word in paper.words]),
        "boxes": write_boxes(word.box for word in paper.words),
        "otherwise": "\n".join(["\t".join(_plain_readings(word)) for word in paper.words]),
        "pages": b"".join([_SIZE.pack(page.width, page.height) for page in paper.pages]),
        "marks": list(paper.marks[:MOST_NAMED]),
        "evidence": list(paper.evidence[:MOST_ENCLOSED]),
        "seals": [_seal_fields(seal) for seal in paper.seals[:MOST_ENCLOSED]],
        "hidden": [[found.hiding.value, found.text] for found in paper.hidden[:MOST_NAMED]],
        "hidden boxes": write_boxes(found.box for found in paper.hidden[:MOST_NAMED]),
        "obstacle": paper.obstacle and paper.obstacle.value,
        "digest": paper.digest,
        "enclosed": [_fields(inner) for inner in paper.enclosed[:MOST_ENCLOSED]],
        "pictures": list(paper.pictures),
    }


def _plain_readings(word: ReadWord) -> Iterator[str]:
    return (reading for reading in word.otherwise if not {"\n", "\t"} & set(reading))


def _seal_fields(seal: Seal) -> dict[str, Any]:
    return {
        "state": seal.state.value,
        "signer": seal.signer,
        "at": seal.at,
        "timestamped": seal.timestamped,
        "changes": sorted(change.value for change in seal.changes),
    }


def read_paper(octets: bytes) -> Paper:
    """The paper that these octets spell; raises `Malformed` for everything that is not quite one."""
    value = decode(octets, limit=len(octets))
    # A word takes eight times as much memory as octets, and there is no wall round us here.
    if _words_in(value) > MOST_WORDS:
        raise Malformed("A paper has more words than are read.")
    return _paper(value, depth=0)


def _digest(octets: bytes) -> bytes:
    if len(octets) not in (0, 32):
        raise Malformed("A digest has 32 octets.")
    return octets


def _words_in(value: Value) -> int:
    """How many words a paper and those in it say they have."""
    match value:
        case {"words": bytes(words), "enclosed": list(enclosed)}:
            return len(words) // _WORD.size + sum(map(_words_in, enclosed))
        case _:
            return 0


def _paper(value: Value, *, depth: int) -> Paper:
    fields = _map(value, _NAMES)
    if depth > DEEPEST_ENCLOSURE + 1:
        raise Malformed("A paper lies too deep inside another.")
    text = required(fields, "text", str)
    if len(text) > MOST_CHARACTERS:
        raise Malformed("A paper's text is longer than any letter.")
    obstacle = fields["obstacle"]
    return Paper(
        medium=_one_of(Medium, required(fields, "medium", str)),
        text=text,
        words=tuple(_words(fields, len(text))),
        pages=tuple(_sizes(required(fields, "pages", bytes))),
        marks=tuple(_strings(fields["marks"], MOST_NAMED)),
        evidence=tuple(octets_of(fields["evidence"], MOST_ENCLOSED)),
        seals=tuple([_seal(seal) for seal in list_of(fields["seals"], MOST_ENCLOSED)]),
        hidden=tuple(_hidden(fields)),
        obstacle=None if obstacle is None else _one_of(Obstacle, required(fields, "obstacle", str)),
        digest=_digest(required(fields, "digest", bytes)),
        enclosed=tuple(_enclosed(fields["enclosed"], depth)),
        pictures=tuple(pictures_of(fields["pictures"], MOST_PAGES)),
    )


_NAMES = frozenset(_fields(Paper(medium=Medium.TEXT)))
_SEAL_NAMES = frozenset(_seal_fields(Seal(state=SealState.INTACT)))


def _enclosed(value: Value, depth: int) -> Iterator[Paper]:
    return (_paper(inner, depth=depth + 1) for inner in list_of(value, MOST_ENCLOSED))


def _words(fields: Mapping[Any, Value], length: int) -> Iterator[ReadWord]:
    read = rows(_WORD, required(fields, "words", bytes))
    boxes = read_boxes(required(fields, "boxes", bytes))
    otherwise = required(fields, "otherwise", str)
    if len(otherwise) > MOST_CHARACTERS or not len(read) == len(boxes) == _lines(otherwise, read):
        raise Malformed("Words, places and readings do not belong together.")
    after = 0
    for (start, end, sure), box, others in zip(read, boxes, otherwise.split("\n"), strict=False):
        if not after <= start <= end <= length or not 0 <= sure <= 1:
            raise Malformed("A word stands outside the text or before the word ahead of it.")
        after = end
        readings = tuple(others.split("\t")) if others else ()
        yield ReadWord(span=(start, end), box=box, sure=sure, otherwise=readings)


def _lines(text: str, words: Sequence[object]) -> int:
    """How many lines a text has: none is one for one word, and for no words none."""
    return text.count("\n") + 1 if words or text else 0


def _hidden(fields: Mapping[Any, Value]) -> Iterator[Hidden]:
    found = list_of(fields["hidden"], MOST_NAMED)
    boxes = read_boxes(required(fields, "hidden boxes", bytes))
    if len(found) != len(boxes):
        raise Malformed("Hidden things and their places do not belong together.")
    for pair, box in zip(found, boxes, strict=True):
        match pair:
            case [str(name), str(text)]:
                yield Hidden(hiding=_one_of(Hiding, name), box=box, text=text)
            case _:
                raise Malformed("A hidden thing has a name and a text.")


def _seal(value: Value) -> Seal:
    fields = _map(value, _SEAL_NAMES)
    return Seal(
        state=_one_of(SealState, required(fields, "state", str)),
        signer=required(fields, "signer", str),
        at=None if fields["at"] is None else required(fields, "at", int),
        timestamped=required(fields, "timestamped", bool),
        changes=frozenset([_one_of(SealChange, name) for name in _strings(fields["changes"], MOST_NAMED)]),
    )


def _sizes(octets: bytes) -> Iterator[PageSize]:
    sizes = rows(_SIZE, octets)
    if len(sizes) > MOST_PAGES:
        raise Malformed("A paper has more pages than are read.")
    for width, height in sizes:
        if not (is_place(width) and is_place(height)) or min(width, height) < 0:
            raise Malformed("A page is of no size that a page can have.")
        yield PageSize(width=width, height=height)


def _map(value: Value, names: frozenset[str]) -> Mapping[Any, Value]:
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed("A paper has other parts than are known.")
    return value


def _strings(value: Value, most: int) -> Iterator[str]:
    for item in list_of(value, most):
        if type(item) is not str:
            raise Malformed("What should be text in a paper is none.")
        yield item


def _one_of(names: Any, name: str) -> Any:
    try:
        return names(name)
    except ValueError:
        raise Malformed(f"“{name[:40]}” is no name that is known for this.") from None
