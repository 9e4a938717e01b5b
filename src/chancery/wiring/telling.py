"""Who is told of a tiding, and with which words: addressees by the address book, others by their wish.

Addressees are told of our own letters; whoever wished to be told is told of any letter
held here.  The same address is told of the same thing once, in whatever parts it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from chancery.check.weigh import name_of
from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.statement import Institution, Statement, StatementId
from chancery.registry.news import Act, News, as_json
from chancery.registry.outgoing import Message, Way
from chancery.registry.picking_up import PickUp
from chancery.registry.tidings import Tiding, What

if TYPE_CHECKING:
    from chancery.registry.ports import Index
    from chancery.registry.subscribing import Subscriber, Subscriptions
    from chancery.store.post.address_book import AddressBook, Addressee

TOLD = frozenset({What.RELEASED, What.CHANGED})
"""What addressees and subscribers are told; answers go to whoever asked, by another way."""


class Wording(Protocol):
    """Makes the text of a mail; the sentences themselves are kept elsewhere."""

    def languages(self, news: News, first: str) -> tuple[str, ...]:
        """The languages of a mail to somebody who reads *first*."""
        ...

    def subject(self, news: News, language: str) -> str:
        """One line that begins with the reference."""
        ...

    def text(self, news: News, languages: Sequence[str], *, with_file: bool) -> str:
        """What happened."""
        ...

    def closing(self, languages: Sequence[str], *, pick_up: str | None, stop: str | None) -> str:
        """The links that are one reader's alone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What must leave because of some tidings, and which letters are to be laid out for whom."""

    messages: Sequence[Message]
    laid_out: Sequence[tuple[str, PickUp]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Makes messages of tidings."""

    home: Institution
    counter: str
    """Where the Counter is, without a slash at the end."""
    key: bytes
    """The house's key, of which secret words are made."""
    index: Index
    book: AddressBook
    subscriptions: Subscriptions
    wording: Wording

    def told(self, tidings: Iterable[Tiding]) -> Told:
        """Everything that must leave because of *tidings*."""
        messages: dict[str, Message] = {}
        laid_out: list[tuple[str, PickUp]] = []
        for tiding in tidings:
            news = self._news(tiding) if tiding.what in TOLD else None
            if news is None:
                continue
            page = _Page(news=news, wording=self.wording)
            waiting = self._laid_out(news)
            laid_out += waiting.values()
            for message in (*self._addressed(page, waiting), *self._wished(page)):
                messages.setdefault(message.key, message)
        return Told(messages=tuple(messages.values()), laid_out=laid_out)

    # The letter

    def _news(self, tiding: Tiding) -> News | None:
        entry = self.index.entry(tiding.about)
        if entry is None or not isinstance(entry.act, Statement):
            return None
        through = None if tiding.through is None else self.index.entry(tiding.through)
        return News(
            tiding=tiding,
            letter=name_of(entry),
            office=entry.act.office,
            charter=self._charter(entry.institution),
            by=self._act(tiding.by),
            through=None if through is None else name_of(through),
            counter=self.counter,
        )

    def _act(self, id: StatementId | None) -> Act | None:
        entry = None if id is None else self.index.entry(id)
        if entry is None or not isinstance(entry.act, Statement):
            return None
        notice = entry.act.notice
        return Act(
            name=name_of(entry),
            office=entry.act.office,
            verb=None if notice is None else notice.verb,
            charter=self._charter(entry.institution),
        )

    def _charter(self, institution: Institution) -> Charter | None:
        charters = self.index.charters(institution)
        newest = max(charters, key=lambda entry: entry.order, default=None)
        return newest.act if newest is not None and isinstance(newest.act, Charter) else None

    # Addressees

    def _laid_out(self, news: News) -> Mapping[str, tuple[str, PickUp]]:
        """A new letter of ours lies at the Counter for each of its addressees, by their name."""
        from chancery.store.inbox.pick_ups import pick_up_word

        entry = self._own(news)
        if entry is None or not news.first:
            return {}
        return {
            name: (
                pick_up_word(self.key, entry.id, name),
                PickUp(letter=entry.id, addressee=name, laid_out=entry.at),
            )
            for name in addressees(entry)
        }

    def _addressed(self, page: _Page, waiting: Mapping[str, tuple[str, PickUp]]) -> Iterator[Message]:
        entry = self._own(page.news)
        names = () if entry is None else addressees(entry)
        for name, addressee in self.book.named(names).items():
            word = waiting[name][0] if name in waiting else None
            yield from self._to(page, addressee, name, word)

    def _to(self, page: _Page, addressee: Addressee, name: str, word: str | None) -> Iterator[Message]:
        if addressee.mail:
            link = None if word is None else f"{self.counter}/{addressee.language}/pick-up/{word}"
            yield page.mail(addressee.mail, addressee.language, pick_up=link, addressee=name)
        if addressee.webhook:
            yield page.webhook(addressee.webhook, addressee=name)

    def _own(self, news: News) -> Entry | None:
        return self.index.entry(news.letter.id) if news.letter.institution == self.home else None

    # Wishes

    def _wished(self, page: _Page) -> Iterator[Message]:
        told: set[tuple[Way, str]] = set()
        for subscriber in self._subscribers(page.news):
            place = (subscriber.way, subscriber.address)
            if place in told:
                continue
            told.add(place)
            if subscriber.way is Way.WEBHOOK:
                yield page.webhook(subscriber.address)
            else:
                stop = f"{self.counter}/{subscriber.language}/told/stop/{subscriber.stop}"
                yield page.mail(subscriber.address, subscriber.language, stop=stop)

    def _subscribers(self, news: News) -> Iterator[Subscriber]:
        if not news.first:
            yield from self.subscriptions.for_letter(news.letter.id)
        yield from self.subscriptions.for_office(news.letter.institution, news.office)
        yield from self.subscriptions.for_institution(news.letter.institution)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One piece of news, written once for all who read the same language."""

    news: News
    wording: Wording
    _written: dict[tuple[str, bool], tuple[str, str]] = field(default_factory=dict)
    _json: list[str] = field(default_factory=list)

    def mail(
        self,
        to: str,
        language: str,
        *,
        pick_up: str | None = None,
        stop: str | None = None,
        addressee: str = "",
    ) -> Message:
        """The mail to one address; the letter itself goes along to addressees only."""
        news, with_file = self.news, self.news.first and bool(addressee)
        languages = self.wording.languages(news, language)
        if (language, with_file) not in self._written:
            self._written[language, with_file] = (
                self.wording.subject(news, language),
                self.wording.text(news, languages, with_file=with_file),
            )
        subject, text = self._written[language, with_file]
        return Message(
            kind=Way.MAIL,
            key=f"{news.tiding.key}/mail/{to}",
            to=to,
            subject=subject,
            text=f"{text}\n{self.wording.closing(languages, pick_up=pick_up, stop=stop)}",
            language=language,
            about=news.letter.id,
            stop=stop or "",
            with_file=with_file,
            addressee=addressee,
        )

    def webhook(self, to: str, *, addressee: str = "") -> Message:
        """The post to one address."""
        if not self._json:
            self._json.append(as_json(self.news))
        return Message(
            kind=Way.WEBHOOK,
            key=f"{self.news.tiding.key}/webhook/{to}",
            to=to,
            text=self._json[0],
            about=self.news.letter.id,
            addressee=addressee,
        )


def addressees(entry: Entry) -> tuple[str, ...]:
    """Whom a letter names, for action and for information, each once."""
    assert isinstance(entry.act, Statement)
    return tuple(dict.fromkeys([*entry.act.action_addressees, *entry.act.info_addressees]))
