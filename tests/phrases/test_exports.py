"""A letter in other people's formats: well formed by their rules, never more than the record says."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from chancery.check.answers import Force
from chancery.phrases import LANGUAGES
from chancery.phrases.exports import atom, badge, cap, json_feed, linked, ninjs
from chancery.phrases.exports import standing as small
from chancery.phrases.exports.feed import Feed, of_letter, of_office
from chancery.phrases.exports.mapping import STANDINGS, LegalForce, MsgType, PubStatus, elsewhere, legal_force
from chancery.phrases.exports.marked_up import REPLACED
from chancery.phrases.exports.told import Change, Told, plain
from chancery.phrases.marks import Mark
from chancery.record.statement import Instant, StatementId
from tests.phrases.examples import NOON

PAGE = "https://record.us.demo/en/letter/EBFWZ-C64E2-F"
ADDRESS = f"{PAGE}.atom"
KNOWN = (*STANDINGS, "reported_only", "a_standing_of_next_year")
GONE = ("suspended", "superseded", "withdrawn", "disowned", "expired")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ATOM, CAP = f"{{{atom.ATOM}}}", f"{{{cap.CAP}}}"


def change(number: int, standing: str) -> Change:
    """The letter stood so from minute *number* on."""
    return Change(
        number=number,
        at=Instant(NOON + 60 * number),
        standing=standing,
        word=standing,
        what=f"It is {standing}",
    )


def letter(*standings: str, force: str = Force.NOT_IN_FORCE, language: str = "en", **other: object) -> Told:
    """A letter that stood so, one after the other."""
    changes = tuple(change(number, each) for number, each in enumerate(standings or ("current",), 1))
    what: dict[str, object] = {
        "id": StatementId("urn:uuid:72dfcfb0-c470-ac25-5cde-83fb8fe38de8"),
        "code": "EBFWZ-C64E2-F",
        "reference": "US/2020/17",
        "institution": "us.demo",
        "issuer": "Demo Defence Department",
        "office": "Command in Iraq",
        "language": language,
        "title": "the letter US/2020/17 of Command in Iraq",
        "lead": "LEAD.",
        "do": "DO.",
        "short": "Short",
        "mark": Mark.NO,
        "standing": changes[-1].standing,
        "state": changes[-1].standing,
        "authority": "no",
        "force": force,
        "changes": changes,
        "read": Instant(NOON + 3_600),
        "asked": Instant(NOON + 3_600),
        "expires": None,
        "words": (("en", "Sir, we will."),),
        "page": PAGE,
        "demonstration": False,
        **other,
    }
    return Told(**what)  # type: ignore[arg-type]


def every_export(told: Told) -> dict[str, str]:
    """All documents there are, by their format."""
    feed = of_letter(told, address=ADDRESS)
    return {
        "atom": atom.atom(feed).decode(),
        "json feed": json.dumps(json_feed.json_feed(feed), ensure_ascii=False),
        "ninjs": json.dumps(ninjs.ninjs(told), ensure_ascii=False),
        "cap": cap.cap(told).decode(),
        "linked": json.dumps(linked.linked(told), ensure_ascii=False),
        "standing": json.dumps(small.standing_object(told), ensure_ascii=False),
    }


# ── the table ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("standing", KNOWN)
@pytest.mark.parametrize("force", Force)
def test_nothing_is_called_in_force_unless_it_is(standing: str, force: Force) -> None:
    """For every standing and every force there is: the fifth answer, and a standing that bears it."""
    told = json.dumps(linked.linked(letter("current", standing, force=force)))
    found = legal_force(standing, force)
    assert (found is LegalForce.IN_FORCE) == (standing == "current" and force is Force.IN_FORCE)
    assert ('/InForce"' in told) == (found is LegalForce.IN_FORCE)
    if found is LegalForce.PARTLY:
        assert force is Force.PARTLY


@pytest.mark.parametrize("standing", KNOWN)
def test_a_newsroom_is_told_to_use_only_what_stands(standing: str) -> None:
    """*Usable* for what is current or corrected; whatever has no word elsewhere is held back."""
    usable = elsewhere(standing).press is PubStatus.USABLE
    assert usable == (standing in ("current", "corrected"))


@pytest.mark.parametrize("standing", GONE)
@pytest.mark.parametrize("force", Force)
def test_what_was_taken_away_is_not_in_force_anywhere(standing: str, force: Force) -> None:
    """Whatever the last answer knew."""
    assert legal_force(standing, force) is LegalForce.NOT_IN_FORCE
    assert elsewhere(standing).press is not PubStatus.USABLE


@pytest.mark.parametrize("standing", ["undetermined", "unknown", "reported_only"])
@pytest.mark.parametrize("force", Force)
def test_of_what_is_not_known_nothing_is_said(standing: str, force: Force) -> None:
    """Neither that it binds nor that it does not."""
    assert legal_force(standing, force) is None
    assert "legislationLegalForce" not in linked.linked(letter("current", standing, force=force))


@pytest.mark.parametrize("standing", KNOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_export_says_that_it_is_not_all(standing: str, language: str) -> None:
    """And carries the sentence on top: an unauthorised letter is *current* until somebody acts."""
    told = letter("current", standing, language=language)
    for name, document in every_export(told).items():
        assert told.partial in document, name
        assert "LEAD." in document, name
        assert PAGE in document, name


# ── Atom ─────────────────────────────────────────────────────────────────────


def assert_is_atom(document: bytes) -> ElementTree.Element:
    """What RFC 4287 asks of a feed: sections 4.1.1, 4.1.2, 4.2.6, 4.2.7, 3.3."""
    feed = ElementTree.fromstring(document)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1
        assert re.match(r"(urn:uuid:|https?://)\S+$", element.findtext(f"{ATOM}id") or "")
        assert RFC_3339.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert element.find(f"{ATOM}author/{ATOM}name") is not None
        links = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert ("alternate", "text/html") in links
        assert len(set(links)) == len(links)
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    return feed


def test_a_letters_feed_has_an_entry_for_each_change() -> None:
    """Newest first; the feed was updated when the newest was."""
    feed = assert_is_atom(atom.atom(of_letter(letter("current", "suspended", "disowned"), address=ADDRESS)))
    titles = [title.text or "" for title in feed.findall(f"{ATOM}entry/{ATOM}title")]
    assert [title.rpartition(": ")[2] for title in titles] == ["disowned", "suspended", "current"]
    assert feed.findtext(f"{ATOM}updated") == "2020-01-06T12:03:00Z"


def test_an_offices_feed_has_each_letter_once_the_last_changed_first() -> None:
    """The same letter keeps its id, so that a reader who has it sees that it changed."""
    old = letter("current", "disowned")
    fresh = replace(letter("current"), id=StatementId("urn:uuid:00000000-0000-4000-8000-000000000001"))
    feed = assert_is_atom(atom.atom(office_feed(fresh, old)))
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert ids == [old.id, fresh.id]


def office_feed(*letters: Told) -> Feed:
    return of_office(
        letters,
        office="Command in Iraq",
        issuer="Demo Defence Department",
        language="en",
        page=PAGE,
        address=ADDRESS,
        since=NOON,
    )


def test_a_feed_without_letters_is_one() -> None:
    """It was last changed when the office came to be."""
    feed = assert_is_atom(atom.atom(office_feed()))
    assert feed.findtext(f"{ATOM}updated") == "2020-01-06T12:00:00Z"


def test_a_character_that_xml_forbids_is_shown_to_be_missing() -> None:
    """A reference with such a character in it does not take the office's whole feed with it."""
    told = letter("current", title="the letter \x0b\x00]]> & <b>")
    for document in (atom.atom(of_letter(told, address=ADDRESS)), cap.cap(replace(told, lead="\x1b"))):
        assert REPLACED in "".join(ElementTree.fromstring(document).itertext())


# ── JSON Feed ────────────────────────────────────────────────────────────────


def test_the_json_feed_has_what_its_version_asks_for() -> None:
    """Version and title; in each item an id and a content (JSON Feed 1.1)."""
    feed = json_feed.json_feed(of_letter(letter("current", "disowned"), address=ADDRESS))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == ADDRESS
    items = feed["items"]
    assert isinstance(items, list)
    assert len(items) == 2
    for item in items:
        assert isinstance(item, dict)
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert RFC_3339.fullmatch(str(item["date_published"]))


# ── ninjs ────────────────────────────────────────────────────────────────────

NINJS = {
    *("uri", "type", "mimetype", "representationtype", "version", "firstcreated", "versioncreated"),
    *("contentcreated", "embargoed", "pubstatus", "ednote", "language", "headline", "organisation"),
    *("body_text", "expires"),
}
"""Those of the properties of ninjs 1.4 that we use; the schema takes no others than its own."""


@pytest.mark.parametrize("standing", KNOWN)
def test_a_news_item_has_no_property_that_the_schema_has_not(standing: str) -> None:
    """`additionalProperties` is false there."""
    item = ninjs.ninjs(letter("current", standing, expires=Instant(NOON + 9_999)), embargoed=NOON)
    assert set(item) <= NINJS
    assert item["pubstatus"] in ("usable", "withheld", "canceled")
    assert item["type"] == "text"
    assert all(RFC_3339.fullmatch(str(item[name])) for name in ("firstcreated", "versioncreated", "expires"))


def test_a_released_letter_is_not_embargoed() -> None:
    """Which the schema says by leaving it out; an item handed out before its time says until when."""
    assert "embargoed" not in ninjs.ninjs(letter())
    assert ninjs.ninjs(letter(), embargoed=NOON)["embargoed"] == "2020-01-06T12:00:00Z"


def test_every_change_is_a_new_version_of_the_same_item() -> None:
    """So that a newsroom's system replaces what it has."""
    first, second = ninjs.ninjs(letter("current")), ninjs.ninjs(letter("current", "disowned"))
    assert first["uri"] == second["uri"]
    assert (first["version"], second["version"]) == ("1", "2")
    assert (first["pubstatus"], second["pubstatus"]) == ("usable", "canceled")


# ── CAP ──────────────────────────────────────────────────────────────────────

ALERT = ("identifier", "sender", "sent", "status", "msgType", "scope", "note", "references", "info")
INFO = (
    *("language", "category", "event", "urgency", "severity", "certainty", "effective", "expires"),
    *("senderName", "headline", "description", "instruction", "web"),
)
CAP_MOMENT = re.compile(r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
"""The pattern of the schema (CAP 1.2, section 3.4)."""


def assert_is_alert(document: bytes) -> ElementTree.Element:
    """What the schema of CAP 1.2 asks for: which elements, in which order, with which values."""
    alert = ElementTree.fromstring(document)
    assert alert.tag == f"{CAP}alert"
    for element, order in ((alert, ALERT), (alert.find(f"{CAP}info"), INFO)):
        assert element is not None
        names = [child.tag.removeprefix(CAP) for child in element]
        assert names == sorted(names, key=order.index)
        assert len(set(names)) == len(names)
    told = {child.tag.removeprefix(CAP): child.text or "" for child in alert.iter()}
    for needed in ("identifier", "sender", "sent", "category", "event", "urgency", "severity", "certainty"):
        assert told[needed]
    assert not re.search(r"[ ,<&]", told["identifier"] + told["sender"])
    assert CAP_MOMENT.fullmatch(told["sent"])
    assert told["status"] in ("Actual", "Exercise")
    assert told["msgType"] in set(MsgType)
    assert told["scope"] == "Public"
    return alert


def test_the_first_message_is_an_alert_and_refers_to_nothing() -> None:
    """Whatever it says."""
    alert = assert_is_alert(cap.cap(letter("current")))
    assert alert.findtext(f"{CAP}msgType") == "Alert"
    assert alert.find(f"{CAP}references") is None


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        *(("suspended", "Update"), ("corrected", "Update"), ("superseded", "Update"), ("unknown", "Update")),
        *(("withdrawn", "Cancel"), ("disowned", "Cancel"), ("current", "Update"), ("expired", "Update")),
    ],
)
def test_a_later_message_refers_to_all_before_it(standing: str, kind: str) -> None:
    """`sender,identifier,sent` of each, with spaces between (section 3.2.1)."""
    before = letter("current", "suspended")
    alert = assert_is_alert(cap.cap(letter("current", "suspended", standing)))
    assert alert.findtext(f"{CAP}msgType") == kind
    references = (alert.findtext(f"{CAP}references") or "").split()
    earlier = [ElementTree.fromstring(cap.cap(each)) for each in (letter("current"), before)]
    assert references == [
        ",".join(each.findtext(f"{CAP}{name}") or "" for name in ("sender", "identifier", "sent"))
        for each in earlier
    ]


def test_an_invented_letter_is_an_exercise() -> None:
    """No receiver may take the demonstration for a warning."""
    assert ElementTree.fromstring(cap.cap(letter())).findtext(f"{CAP}status") == "Actual"
    shown = ElementTree.fromstring(cap.cap(letter(demonstration=True)))
    assert shown.findtext(f"{CAP}status") == "Exercise"


# ── small ones ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_badge_has_words_and_a_moment_beside_its_shape(language: str) -> None:
    """Within its frame, in both directions; and what it says to those who do not see it says both."""
    picture = ElementTree.fromstring(badge.badge(letter("current", "disowned", language=language)))
    texts = [text for text in picture.itertext() if text.strip()]
    assert "Short" in texts
    assert any("2020" in text for text in texts)
    assert "LEAD." in (picture.findtext(f"{{{badge.SVG}}}title") or "")
    assert all(0 < float(text.get("x", "0")) < badge.WIDTH for text in picture.iter(f"{{{badge.SVG}}}text"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_nothing_can_be_said_the_badge_says_that(language: str) -> None:
    """With the shape for *not known*; it neither praises nor warns."""
    picture = ElementTree.fromstring(badge.unknown_badge(language))
    assert small.widget_words()[language]["could_not_check"] in list(picture.itertext())


def test_names_are_set_apart_only_where_it_matters() -> None:
    """From left to right they need no marks, and other people's programs show them as boxes."""
    assert plain("The letter \u2068US/17\u2069", "en") == "The letter US/17"
    assert plain("الرسالة \u2068US/17\u2069", "ar") == "الرسالة \u2068US/17\u2069"


def test_the_small_object_has_no_verdict() -> None:
    """No truth value, no number, nothing overall."""
    told = small.standing_object(letter("current"))
    assert not [name for name, value in told.items() if isinstance(value, bool | int | float)]
    assert {"ok", "valid", "status", "verdict"} & set(told) == set()
