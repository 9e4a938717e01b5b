"""The charter read aloud: numbered sentences, every one made from the charter and none by hand.

A clerk signs what these sentences say.  So nothing in a charter is left unsaid, what
the rules take away is said where the charter seems to give it, and charters that
differ, differ in some sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from chancery.errors import Malformed
from chancery.phrases.catalogue import fill
from chancery.phrases.moments import moment, stretch
from chancery.phrases.saying import apart, listed, written
from chancery.record.charter import SUBSTANTIVE, Charter, Delegation, Holder, Mandate, Office, Reach, Rule
from chancery.record.charter_faults import holders, offices_that_count
from chancery.record.charter_remarks import Clip, Part, Remark, clips
from chancery.record.compare_charters import Change, Place, Section, changes
from chancery.record.grants import granted
from chancery.record.holds import LAPSE
from chancery.record.reason import Fact
from chancery.record.statement import ANY_SUBJECT, NOTICES, Verb
from chancery.seal import keys

NAMED = (Section.MANDATE, Section.DELEGATION)
"""The parts that have a number of their own, for ever."""

THUMBPRINT = 16
"""Hex figures of a key's thumbprint that are read aloud."""

LONE_ACTS = frozenset({Verb.SUSPEND, Verb.REPORT_COMPROMISE})
"""What one person may do alone, and what therefore ends by itself."""

OVER_NO_STATEMENT = (Verb.DISCLAIM, Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE)
"""The notices that are about something else than a statement on the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One part of the charter in sentences; a mandate's number is its own id."""

    place: Place
    number: str
    text: str


def aloud(charter: Charter, language: str) -> tuple[Paragraph, ...]:
    """The whole charter, in numbered paragraphs."""
    voice = Voice.of(charter, language)
    texts: dict[Place, list[str]] = {}
    for place, sentence in _sentences(charter, voice):
        texts.setdefault(place, []).append(sentence)
    return tuple(
        Paragraph(place=place, number=_number(place, n), text=" ".join(sentences))
        for n, (place, sentences) in enumerate(texts.items(), 1)
    )


def changes_aloud(before: Charter, after: Charter, language: str) -> tuple[str, ...]:
    """What differs between two versions, each difference in the words of the charters themselves."""
    then, now = _by_place(before, language), _by_place(after, language)
    numbers = {"before": str(before.version), "after": str(after.version)}
    found = [_change_aloud(change, then, now, language) for change in changes(before, after)]
    return (
        fill("charter.change.heading", language, numbers),
        *(found or [fill("charter.change.nothing", language, {})]),
    )


def remark_aloud(remark: Remark, charter: Charter, language: str) -> str:
    """One remark as a sentence."""
    voice, facts = Voice.of(charter, language), remark.facts
    words = {name: voice.noun(_slot(name, facts.get("part")), fact) for name, fact in facts.items()}
    count = facts.get("count")
    return voice.say(f"remark.{remark.kind}", count if isinstance(count, int) else None, **words)


def _number(place: Place, position: int) -> str:
    return place.name[0] if place.section in NAMED else str(position)


def _by_place(charter: Charter, language: str) -> Mapping[Place, str]:
    return {paragraph.place: _named(paragraph) for paragraph in aloud(charter, language)}


def _named(paragraph: Paragraph) -> str:
    """Its text, with the number only where that is a name and stays the same in the next version."""
    own = paragraph.place.section in NAMED
    return f"{apart(paragraph.number)}. {paragraph.text}" if own else paragraph.text


def _change_aloud(change: Change, then: Mapping[Place, str], now: Mapping[Place, str], language: str) -> str:
    words = {"before": then.get(change.place, ""), "after": now.get(change.place, "")}
    return fill(f"charter.change.{change.happening}", language, words)


# ── nouns ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A language, and what the offices are called in it."""

    language: str
    titles: Mapping[str, str]

    @classmethod
    def of(cls, charter: Charter, language: str) -> Voice:
        """The voice in which *charter* is read: an office without a title goes by its name."""
        titles: dict[str, str] = {
            name: office.title.get(language, name) for name, office in charter.offices.items()
        }
        return cls(language=language, titles=titles)

    def say(self, key: str, count: int | None = None, /, **words: str) -> str:
        """A sentence of the charter's catalogue."""
        number = {} if count is None else {"count": f"{count:,}"}
        return fill(f"charter.{key}", self.language, {**number, **words}, count)

    def office(self, name: str) -> str:
        """An office, by its title if it has one in this language."""
        return apart(self.titles.get(name, name))

    def offices(self, names: frozenset[str]) -> str:
        """Several offices."""
        return listed([self.office(name) for name in sorted(names)], self.language)

    def names(self, names: tuple[str, ...]) -> str:
        """Several names that need no translation."""
        return listed([apart(name) for name in names], self.language)

    def capacity(self, name: str) -> str:
        """A capacity, in the reader's words where they are known."""
        return written("capacity", name, self.language)

    def verbs(self, verbs: frozenset[Verb]) -> str:
        """Several acts, any of which will do."""
        words = [written("verb", verb.value, self.language) for verb in Verb if verb in verbs]
        if len(words) < 2:
            return listed(words, self.language)
        first = fill("list.comma", self.language, {}).join(words[:-1])
        return self.say("list.choice", first=first, last=words[-1])

    def moment(self, at: int) -> str:
        """A moment, in words."""
        return moment(at, self.language)

    def duration(self, seconds: int) -> str:
        """A length of time, to the second: what is signed is not rounded."""
        days, rest = divmod(seconds, 86_400)
        parts = [stretch(part, self.language) for part in (days * 86_400, *_clock(rest)) if part]
        return listed(parts, self.language)

    def titled(self, titles: Mapping[str, str]) -> str:
        """Every title with its language."""
        parts = [
            self.say("whole.title", words=apart(titles[tag]), language=apart(tag)) for tag in sorted(titles)
        ]
        return listed(parts, self.language)

    def noun(self, slot: str, fact: Fact) -> str:
        """The noun of a remark: what is in it decides how it is written."""
        match slot, fact:
            case "office", str():
                return self.office(fact)
            case "verbs", tuple():
                return self.verbs(frozenset(Verb(verb) for verb in fact))
            case "part", str():
                return self.say(f"part.{fact}")
            case (("asked" | "left"), tuple()) if set(fact) <= set(Verb):
                return self.verbs(frozenset(Verb(verb) for verb in fact))
            case _:
                return written(slot, fact, self.language)


def _key(name: str, public: str, voice: Voice) -> str:
    """
    A key by its kind and the beginning of its thumbprint.

    A key of the newer kinds fills a page and no eye compares it; the charter itself still
    has the whole of it.
    """
    kind = public.rpartition(":")[0]
    return voice.say("keys.key", key=apart(name), kind=apart(kind), thumbprint=apart(_thumbprint(public)))


def _thumbprint(public: str) -> str:
    """As `chancery keys thumbprint` prints it (RFC 9679), cut short; of what is no key, its text's digest."""
    try:
        digest = keys.parse(public).thumbprint
    except Malformed:
        digest = sha256(public.encode()).digest()
    return digest.hex()[:THUMBPRINT]


def _clock(seconds: int) -> tuple[int, int, int]:
    """The whole hours, minutes and seconds of part of a day, each in seconds."""
    return seconds // 3600 * 3600, seconds % 3600 // 60 * 60, seconds % 60


# ── the sentences, part by part ──────────────────────────────────────────────

Sentences = Iterator[str]


def _sentences(charter: Charter, voice: Voice) -> Iterator[tuple[Place, str]]:
    def said(sentences: Sentences, section: Section, *name: str) -> Iterator[tuple[Place, str]]:
        place = Place(section=section, name=name)
        return ((place, sentence) for sentence in sentences)

    yield from said(_whole(charter, voice), Section.WHOLE)
    yield from said(_root(charter, voice), Section.ROOT)
    for name, office in charter.offices.items():
        yield from said(_office(name, office, voice), Section.OFFICE, name)
    for name, holder in holders(charter):
        yield from said(_holder(name, holder, voice), Section.HOLDER, name, holder.person)
    for mandate in charter.mandates:
        yield from said(_mandate(mandate, voice), Section.MANDATE, mandate.id)
    for delegation in charter.delegations:
        yield from said(_delegation(charter, delegation, voice), Section.DELEGATION, delegation.id)
    for capacity, rules in charter.capacity.items():
        yield from said(_capacity(capacity, rules, voice), Section.CAPACITY, capacity)
    for key, public in charter.keys.items():
        yield from said(iter([_key(key, public, voice)]), Section.KEY, key)
    yield from said(_register(charter, voice), Section.REGISTER)


def _whole(charter: Charter, voice: Voice) -> Sentences:
    yield voice.say("whole.heading", version=str(charter.version), institution=apart(charter.institution))
    if charter.title:
        yield voice.say("whole.titled", titles=voice.titled(charter.title))
    if charter.expires is None:
        yield voice.say("whole.never_expires")
    else:
        yield voice.say("whole.expires", expires=voice.moment(charter.expires))
    if not charter.keys:
        yield voice.say("keys.none")


def _root(charter: Charter, voice: Voice) -> Sentences:
    people = [
        voice.say("root.person", person=apart(person), key=apart(key))
        for key, person in charter.root.keys.items()
    ]
    yield voice.say("root.change", charter.root.threshold, people=listed(people, voice.language))
    if charter.root.delay is not None:
        yield voice.say("root.delay", stretch=voice.duration(charter.root.delay))


def _office(name: str, office: Office, voice: Voice) -> Sentences:
    if office.superior is None:
        yield voice.say("office.top", office=voice.office(name))
    else:
        yield voice.say("office.below", office=voice.office(name), superior=voice.office(office.superior))
    if office.title:
        yield voice.say("office.titled", name=apart(name), titles=voice.titled(office.title))
    if not office.holders:
        yield voice.say("office.empty")


def _holder(office: str, holder: Holder, voice: Voice) -> Sentences:
    who = {"person": apart(holder.person), "office": voice.office(office)}
    if holder.capacity == SUBSTANTIVE:
        yield voice.say("holder.holds", **who)
    else:
        yield voice.say("holder.holds_as", **who, capacity=voice.capacity(holder.capacity))
    if holder.since is not None:
        yield voice.say("holder.since", since=voice.moment(holder.since))
    if holder.until is not None:
        yield voice.say("holder.until", until=voice.moment(holder.until))
    if holder.keys:
        yield voice.say("holder.keys", person=who["person"], keys=voice.names(tuple(sorted(holder.keys))))
    else:
        yield voice.say("holder.keyless", person=who["person"])


def _mandate(mandate: Mandate, voice: Voice) -> Sentences:
    yield from _speaking(mandate, voice)
    yield from _over_statements(mandate, voice)
    for verb in OVER_NO_STATEMENT:
        if verb in mandate.may:
            yield voice.say(f"mandate.{verb}", office=voice.office(mandate.office))
    yield from _agreement(mandate, voice)
    yield from _bounds(mandate, voice)
    for capacity, rule in mandate.capacity.items():
        yield voice.say(f"mandate.capacity_{rule}", capacity=voice.capacity(capacity))
    if mandate.may & LONE_ACTS or mandate.lapses_after is not None:
        after = LAPSE if mandate.lapses_after is None else mandate.lapses_after
        yield voice.say("mandate.lapses", stretch=voice.duration(after))


def _speaking(mandate: Mandate, voice: Voice) -> Sentences:
    """What the office may say for itself."""
    verbs = mandate.may - NOTICES
    words = {"office": voice.office(mandate.office), "verbs": voice.verbs(verbs)}
    if verbs and ANY_SUBJECT in mandate.about:
        yield voice.say("mandate.speak_on_anything", **words)
    elif verbs:
        yield voice.say("mandate.speak", **words, about=voice.names(mandate.about))


def _over_statements(mandate: Mandate, voice: Voice) -> Sentences:
    """What it may do to statements on the record, and to whose."""
    verbs = mandate.may & NOTICES - frozenset(OVER_NO_STATEMENT)
    if not verbs:
        return
    own = verbs if mandate.may_disown_itself else verbs - {Verb.DISOWN}
    yield voice.say(
        f"mandate.{_reach(mandate, verbs, own)}",
        office=voice.office(mandate.office),
        verbs=voice.verbs(verbs),
        own=voice.verbs(own),
    )
    if Verb.DISOWN in verbs - own and mandate.over is not Reach.ANY:
        yield voice.say("mandate.never_itself")
    if ANY_SUBJECT not in mandate.about:
        yield voice.say("mandate.only_about", about=voice.names(mandate.about))


def _reach(mandate: Mandate, verbs: frozenset[Verb], own: frozenset[Verb]) -> str:
    if mandate.over is Reach.ANY:
        return "any"
    if verbs == own:
        return "own_and_below"
    return "below_and_some_own" if own else "below"


def _agreement(mandate: Mandate, voice: Voice) -> Sentences:
    """How many must agree, and who may not be the same person."""
    voting = voice.offices(frozenset[str](offices_that_count(mandate)))
    yield voice.say("mandate.approvals", mandate.approvals, offices=voting)
    yield voice.say("mandate.releaser", office=voice.office(mandate.office))
    if not mandate.separation:
        yield voice.say("mandate.drafter_may_release")
    elif mandate.approvals > 1:
        yield voice.say("mandate.drafter_not_releaser")


def _bounds(mandate: Mandate, voice: Voice) -> Sentences:
    if mandate.since is not None:
        yield voice.say("mandate.since", since=voice.moment(mandate.since))
    if mandate.until is not None:
        yield voice.say("mandate.until", until=voice.moment(mandate.until))
    if mandate.limit is not None:
        yield voice.say("mandate.limit", limit=apart(f"{mandate.limit:,f}"))
    if mandate.depth > 0:
        yield voice.say("mandate.passed_on", mandate.depth)


def _delegation(charter: Charter, delegation: Delegation, voice: Voice) -> Sentences:
    """What is handed on, what it then amounts to, and what was asked for in vain."""
    names = {"id": apart(delegation.id), "of": apart(delegation.of)}
    yield voice.say("delegation.hands_on", **names, to=voice.office(delegation.to))
    grant = {mandate.id: mandate for mandate in granted(charter)}.get(delegation.id)
    if grant is None or not grant.may or not grant.about:
        yield voice.say("delegation.nothing", of=names["of"])
    else:
        yield from _mandate(grant, voice)
    for clip in clips(charter, delegation):
        yield voice.say("delegation.clipped", of=names["of"], **_clip(clip, voice))


def _clip(clip: Clip, voice: Voice) -> Mapping[str, str]:
    facts = {"part": clip.part.value, "asked": clip.asked, "left": clip.left}
    return {name: voice.noun(_slot(name, clip.part), fact) for name, fact in facts.items()}


def _slot(name: str, part: Fact) -> str:
    """How the noun of that name is written: what was asked for a beginning or an end is a moment."""
    moments = {Part.FROM: "since", Part.UNTIL: "until"}
    return moments.get(Part(part), name) if name in ("asked", "left") and isinstance(part, str) else name


def _capacity(capacity: str, rules: Mapping[Verb, Rule], voice: Voice) -> Sentences:
    for rule in Rule:
        verbs = frozenset(verb for verb, given in rules.items() if given is rule)
        if verbs:
            yield voice.say(f"capacity.{rule}", capacity=voice.capacity(capacity), verbs=voice.verbs(verbs))
    if not rules:
        yield voice.say("capacity.silent", capacity=voice.capacity(capacity))


def _register(charter: Charter, voice: Voice) -> Sentences:
    register = charter.register
    if register is None:
        yield voice.say("register.none")
        return
    yield voice.say("register.kept", origin=apart(register.origin), issuer=apart(register.issuer))
    if register.log:
        yield voice.say("register.log", keys=voice.names(register.log))
