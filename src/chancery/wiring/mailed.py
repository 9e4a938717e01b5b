"""A question that came by e-mail, kept: which letter it is about, and whom it is for.

    head → left aside? → words, in the sandbox → code, reference or the letter itself → kept

The letter is the one whose code or reference the message names; or else the one that it
carries, or quotes.  Where nothing matches, the question is kept without a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from chancery.errors import Malformed
from chancery.paper.bringing import Bringing, Handed, Unreadable
from chancery.paper.mailed import Aside, Head, Spoken, read_head, spoken
from chancery.paper.paper import Medium
from chancery.paper.reading import read_file
from chancery.record.asks import Ask
from chancery.record.code import read_code
from chancery.record.statement import Instant, Statement, StatementId
from chancery.registry.asking import MOST_QUOTED, MOST_WORDS, Came, KeptAsk, fault_in
from chancery.registry.subscribing import DAY, is_mail_address
from chancery.wiring.chance import fresh_id
from chancery.wiring.inbox import Inbox, fresh_chance

if TYPE_CHECKING:
    from chancery.paper.sandbox import Sandbox
    from chancery.registry.registry import Registry

NAME = "question.eml"
MOST_A_DAY = 20
"""Questions from one address in a day; a press room that has more telephones."""
MOST_LOOKED_UP = 40
"""Words of a subject that are looked up as references."""

_CODE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z]{5}[ \-‐‑–]?[0-9A-Za-z]{5}[ \-‐‑–]?[0-9A-Za-z](?![0-9A-Za-z])"
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """What became of a message."""

    kept: KeptAsk | None = None
    """The question; None if the message was left aside or had been kept before."""
    aside: Aside | None = None
    """Why it was left aside."""
    too_many: bool = False
    """Whether its sender had asked too often that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostBox:
    """Where questions by e-mail are read and kept."""

    registry: Registry
    inbox: Inbox
    sandbox: Sandbox

    def take(self, octets: bytes) -> Mailed:
        """
        Read one message (RFC 5322) and keep its question, once.

        Raises `Malformed` if it is none or says nothing, `Unavailable` if it cannot be read
        or kept just now.
        """
        head = read_head(octets, ours=frozenset({self.registry.institution.casefold()}))
        aside = head.aside or (None if is_mail_address(head.sender) else Aside.NOBODY)
        if aside is not None:
            return Mailed(aside=aside)
        now = self.registry.now()
        if self.inbox.asks.asked_since(head.sender, Instant(now - DAY)) >= MOST_A_DAY:
            return Mailed(too_many=True)
        asked = self._asked(head, octets, now)
        new = self.inbox.asks.keep(asked, message=head.message, chance=fresh_chance())
        return Mailed(kept=asked if new else None)

    def _asked(self, head: Head, octets: bytes, now: Instant) -> KeptAsk:
        words = self._words(head, octets)
        about = self._about(head, words, octets)
        act = None if about is None else self._statement(about)
        home = self.registry.institution
        ask = Ask(
            id=fresh_id(home),
            asker=head.name,
            asked=(home,),
            institution=home,
            about=about,
            asked_at=now,
            copy=sha256(words.quoted.encode()).digest() if words.quoted and about is None else None,
            due=self.inbox.policy.due(now),
        )
        return KeptAsk(
            ask=ask,
            came=Came.MAIL,
            words=words.own[:MOST_WORDS],
            quoted=words.quoted[:MOST_QUOTED],
            language=language_of(words.own),
            office=None if act is None else act.office,
            address=head.sender,
        )

    def _words(self, head: Head, octets: bytes) -> Spoken:
        paper = read_file(octets, NAME, sandbox=self.sandbox)
        # A head alone is taken for a text: then there is nothing below it that anybody wrote.
        words = spoken(paper.text if paper.medium is Medium.MAIL else "")
        words = words if words.own else replace(words, own=head.subject)
        if fault_in(words.own[:MOST_WORDS]) is not None:
            raise Malformed("This message asks nothing that could be read.")
        return words

    # Which letter

    def _about(self, head: Head, words: Spoken, octets: bytes) -> StatementId | None:
        named = [
            *self._coded(f"{head.subject}\n{words.own}\n{words.quoted}"),
            *self._referenced(head.subject),
        ]
        for id in (*named, *self._carried(octets)):
            if self._statement(id) is not None:
                return id
        return None

    def _coded(self, text: str) -> Iterator[StatementId]:
        for found in _CODE.finditer(text):
            try:
                yield from self.registry.by_code(read_code(found[0]))
            except Malformed:
                continue  # eleven letters that are no code

    def _referenced(self, subject: str) -> Iterator[StatementId]:
        words = [word.strip("“”\"'(),.;:؟?!") for word in subject.split()[:MOST_LOOKED_UP]]
        for word in (subject, *(word for word in words if any(figure.isdigit() for figure in word))):
            ids = self.registry.by_reference(word)
            yield from ids if len(ids) == 1 else ()

    def _carried(self, octets: bytes) -> Iterator[StatementId]:
        """The letters that the message carries or quotes, what tells most first."""
        bringing = Bringing(record=self.registry, sandbox=self.sandbox, now=self.registry.now())
        try:
            found = bringing.checked(Handed(octets=octets, name=NAME))
        except Unreadable:
            return
        for checked in found:
            for answers in checked.letters:
                if answers.letter is not None:
                    yield answers.letter.id

    def _statement(self, id: StatementId) -> Statement | None:
        """A letter of this institution; for another's letter, that one is to be asked."""
        held = self.registry.held(id)
        if held is None or held[0].institution != self.registry.institution:
            return None
        return held[0].act if isinstance(held[0].act, Statement) else None


def language_of(text: str) -> str:
    """The language to answer in: Arabic where more letters are Arabic than Latin, else English."""
    return "ar" if len(_ARABIC.findall(text)) > len(_LATIN.findall(text)) else "en"
