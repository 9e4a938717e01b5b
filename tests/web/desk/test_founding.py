"""The charter at the Desk: composed by form or as text, signed under both roots, published, waiting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.record.charter import Charter, Reach, Rule
from chancery.record.charter_writing import charter_to_toml
from chancery.record.entry import Role
from chancery.record.statement import Verb
from chancery.registry.outgoing import Way
from chancery.store.office.invitations import fresh_word, invite
from chancery.store.post.outbox import Outbox
from chancery.web.desk import door
from chancery.web.desk.entry.charter_in_force import chartering
from chancery.wiring import House, found_house
from tests.rigs.stage import close
from tests.web.desk.authenticator import Phone
from tests.web.desk.conftest import Clock, SignIn, as_the_desk
from tests.web.desk.test_entry import asked

HOUR = 3_600
FIRST, SECOND = "A. First", "B. Second"


@pytest.fixture
def new_house(tmp_path: Path, empty_accounts: Path, clock: Clock) -> Iterator[House]:
    """A house that was founded a moment ago: keys, an empty record, no charter, nobody in it."""
    folder = tmp_path / "mod.example"
    found_house(folder, "mod.example", clock=clock, alias="new")
    for alias in ("record:new", "desk:new", "inbox:new"):
        close(alias)
    with as_the_desk(folder, empty_accounts) as house:
        yield house


def arrived(person: str, phone: Phone) -> Client:
    """Somebody who followed their invitation."""
    word = fresh_word()
    address = f"{phone.credential.decode()}@mod.example"
    invite(word=word, person=person, address=address, language="en", by="x", at=door.now())
    client = Client(raise_request_exception=False)
    to = client.post(f"/en/invitation/{word}")["Location"]
    page = client.get(to).content.decode()
    made = client.post(to, {"passwordless": "on", "credential": phone.make(asked(page))})
    assert made.status_code == 302
    return client


def step(client: Client, what: str, **more: str) -> int:
    return client.post("/en/charter", {"what": what, **more}).status_code


def compose(client: Client, threshold: int = 2) -> None:
    """A small charter, part by part."""
    assert step(client, "begin") == 302
    forms = {
        "whole": {"title-en": "Ministry of Works", "title-ar": "وزارة الأشغال", "expires": "2024-01-01"},
        "root": {"person": [FIRST], "more": SECOND, "threshold": str(threshold), "delay": "72"},
        "office": {"name": "minister", "title-en": "Minister", "holder-0-person": FIRST},
        "mandate": {
            "id": "m1",
            "office": "minister",
            "may": ["inform", "disown"],
            "about": "works\n**",
            "approvals": "1",
            "itself": "yes",
        },
        "capacity": {"name": "acting", "rule-decide": "deny", "rule-inform": "disputed"},
    }
    for part, values in forms.items():
        answer = client.post(f"/en/charter/{part}", values)
        assert answer.status_code == 302, answer.content.decode()


def test_a_first_charter_is_composed_signed_with_passkeys_and_published(new_house: House) -> None:
    """From an empty house to a charter in force; two people, two telephones, no file and no command."""
    phones = {FIRST: Phone(credential=b"first"), SECOND: Phone(credential=b"second")}
    first = arrived(FIRST, phones[FIRST])
    assert say("entry.home.no_charter", "en") in first.get("/en/").content.decode()
    compose(first)
    page = first.get("/en/charter").content.decode()
    assert say("founding.writing.lacking", "en", people=(SECOND,)) in page
    assert step(first, "offer") == 400
    second = arrived(SECOND, phones[SECOND])
    assert step(first, "keys", person=SECOND) == 302
    assert step(first, "offer") == 302
    digest = chartering().act().digest
    home = second.get("/en/").content.decode()
    assert say("entry.home.to_sign", "en") in home
    for client, person in ((first, FIRST), (second, SECOND)):
        page = client.get("/en/charter").content.decode()
        assert say("hand.asked", "en", person=person) in page
        assert step(client, "sign", hand=phones[person].sign(digest, Role.ROOT)) == 302
    written = {claimed.message.to: claimed.message for claimed in Outbox(door.now).claim(Way.MAIL, 10)}
    assert set(written) == {"first@mod.example", "second@mod.example"}
    assert say("entry.mail.not_you", "en") in written["second@mod.example"].text
    assert step(first, "publish") == 302
    charter = door.desk().charter()
    assert charter.title == {"en": "Ministry of Works", "ar": "وزارة الأشغال"}
    assert charter.root.delay == 72 * HOUR
    assert set(charter.root.keys.values()) == {FIRST, SECOND}
    [mandate] = charter.mandates
    assert (mandate.may, mandate.about) == ({Verb.INFORM, Verb.DISOWN}, ("works", "**"))
    assert (mandate.may_disown_itself, mandate.over) == (True, Reach.SUBORDINATES)
    assert charter.capacity == {"acting": {Verb.DECIDE: Rule.DENY, Verb.INFORM: Rule.DISPUTED}}
    assert say("entry.home.seats", "en", offices=("Minister",)) in first.get("/en/").content.decode()


def test_a_hand_over_other_words_or_from_another_telephone_is_refused(new_house: House) -> None:
    """And nothing is kept."""
    phone = Phone(credential=b"first")
    first = arrived(FIRST, phone)
    compose(first, threshold=1)
    first.post("/en/charter/root", {"person": [FIRST], "threshold": "1", "delay": "0"})
    assert step(first, "offer") == 302
    digest = chartering().act().digest
    assert step(first, "sign", hand=phone.sign(bytes(32), Role.ROOT)) == 400
    assert step(first, "sign", hand=phone.sign(digest, Role.APPROVER)) == 400
    assert step(first, "sign", hand=Phone().sign(digest, Role.ROOT)) == 400
    assert step(first, "sign", hand="{}") == 400
    assert step(first, "publish") == 409
    assert chartering().tallies()[0].signed == ()
    assert step(first, "sign", hand=phone.sign(digest, Role.ROOT)) == 302
    assert step(first, "sign", hand=phone.sign(digest, Role.ROOT)) == 403


# ── later versions, on the house of the demonstration ────────────────────────


def test_a_new_root_needs_both_roots_and_then_waits_in_public(
    house: House, desk_client: SignIn, clock: Clock
) -> None:
    """The page names both thresholds; once published it waits, at the Counter and at the Desk."""
    roots = {name: desk_client(name) for name in ("root1", "root2", "root3")}
    first = roots["root1"]
    step(first, "begin")
    first.post("/en/charter/root", {"person": ["root1", "root2", "root3"], "threshold": "2", "delay": "72"})
    step(first, "offer")
    for name in ("root1", "root2"):
        assert step(roots[name], "sign") == 302
    assert step(first, "publish") == 302
    assert door.desk().charter().root.delay == 72 * HOUR, "the charter before it asked for no delay"
    step(first, "begin")
    first.post("/en/charter/root", {"person": ["root2", "root3"], "threshold": "1", "delay": "72"})
    page = first.get("/en/charter").content.decode()
    assert say("founding.charter.root_waits", "en", hours="72") in page
    assert say("founding.charter.changes", "en") in page
    step(first, "offer")
    step(roots["root3"], "sign")
    page = first.get("/en/charter").content.decode()
    assert say("founding.signing.root_of", "en", version=2) in page
    assert say("founding.signing.missing", "en", count=1) in page
    assert say("founding.signing.enough", "en") in page
    assert step(first, "publish") == 409
    assert step(first, "sign") == 302
    assert step(first, "publish") == 302
    begins = door.now() + 72 * HOUR
    assert door.desk().charter().version == 2
    assert say("page.charters.begins", "en", at=begins) in first.get("/en/charter").content.decode()
    assert say("entry.home.charter_waits", "en", version=3, at=begins) in first.get("/en/").content.decode()
    clock.at += 72 * HOUR
    assert door.desk().charter().version == 3


def test_only_holders_of_the_root_take_a_step(house: House, desk_client: SignIn) -> None:
    """Everybody at the Desk may read; a general may not change a word, nor sign."""
    general, root = desk_client("h-command"), desk_client("root1")
    assert say("founding.charter.may_not", "en") in general.get("/en/charter").content.decode()
    assert step(general, "begin") == 403
    step(root, "begin")
    assert general.get("/en/charter/root").status_code == 403
    assert general.post("/en/charter/whole", {"title-en": "Mine"}).status_code == 403
    step(root, "offer")
    assert say("founding.signing.not_yours", "en") in general.get("/en/charter").content.decode()
    assert step(general, "sign") == 403
    for what in ("publish", "reopen", "drop"):
        assert step(general, what) == 403


def test_a_charter_is_brought_as_text(house: House, desk_client: SignIn) -> None:
    """What is no TOML, has a fault of form, or is another institution's, is told and changes nothing."""
    root = desk_client("root1")
    step(root, "begin")
    before = charter_to_toml(chartering().charter())
    page = root.get("/en/charter/text").content.decode()
    assert "charter = &quot;us.demo&quot;" in page
    for wrong in ("no toml", before.replace("[root]", "[roots]"), before.replace("us.demo", "iq.demo")):
        assert root.post("/en/charter/text", {"written": wrong}).status_code == 400
    assert charter_to_toml(chartering().charter()) == before
    changed = before.replace("threshold = 2", "threshold = 1", 1).replace("\n", "\r\n")
    assert root.post("/en/charter/text", {"written": changed}).status_code == 302
    assert chartering().charter().root.threshold == 1


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("whole", {"expires": "soon"}),
        ("root", {"person": ["root1"], "threshold": "-1"}),
        ("root", {"person": ["root1"], "threshold": "1", "delay": "٣"}),
        ("office", {"name": ""}),
        ("office", {"name": "Press Office!"}),
        ("mandate", {"office": "press-office", "about": "**"}),
        ("mandate", {"office": "press-office", "may": ["decide"]}),
        ("mandate", {"office": "press-office", "may": ["decide"], "about": "a", "limit": "much"}),
        ("mandate", {"office": "press-office", "may": ["decide"], "about": "a", "over": "all"}),
        ("capacity", {"name": "substantive"}),
        ("capacity", {"name": "acting", "rule-decide": "perhaps"}),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    house: House, desk_client: SignIn, part: str, values: dict[str, object]
) -> None:
    """In the reader's language, with the form as it was; nothing changes."""
    root = desk_client("root1")
    step(root, "begin")
    before = chartering().charter()
    for language in LANGUAGES:
        answer = root.post(f"/{language}/charter/{part}", values)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.content.decode()
    assert chartering().charter() == before


def test_parts_are_changed_and_taken_away(house: House, desk_client: SignIn) -> None:
    """An office keeps the keys of its holders; a mandate keeps what the form does not show."""
    root = desk_client("root1")
    step(root, "begin")
    before = chartering().charter()
    name, office = next((name, office) for name, office in before.offices.items() if office.holders)
    holder = office.holders[0]
    page = root.get(f"/ar/charter/office?name={name}").content.decode()
    assert holder.person in page
    root.post(
        "/en/charter/office",
        {
            "name": name,
            "superior": office.superior or "",
            "holder-0-person": holder.person,
            "title-en": "New",
        },
    )
    after = chartering().charter().offices[name]
    assert after.title == {"en": "New"}
    assert [each.keys for each in after.holders] == [holder.keys]
    mandate = before.mandates[0]
    assert root.get(f"/en/charter/mandate?id={mandate.id}").status_code == 200
    root.post("/en/charter/mandate", {"id": mandate.id, "what": "remove"})
    root.post("/en/charter/office", {"name": name, "what": "remove"})
    changed = chartering().charter()
    assert mandate.id not in {each.id for each in changed.mandates}
    assert name not in changed.offices


def test_the_page_reads_aloud_in_both_languages_and_tells_what_changes(
    house: House, desk_client: SignIn
) -> None:
    """The sentences that are signed, the other language beside them, and each difference as a sentence."""
    root = desk_client("root1")
    step(root, "begin")
    root.post("/en/charter/whole", {"title-en": "Department of Everything"})
    for language in LANGUAGES:
        page = root.get(f"/{language}/charter").content.decode()
        assert page.count('<dl class="charter" lang=') == 2
        assert say("founding.charter.changes", language) in page
        assert "Department of Everything" in page


def test_whatever_the_roots_sign_at_the_desk_reads_back_from_the_record(
    house: House, desk_client: SignIn
) -> None:
    """A charter that went through every form is on the record word for word."""
    root, other = desk_client("root1"), desk_client("root2")
    step(root, "begin")
    wanted = chartering().charter()
    step(root, "offer"), step(root, "sign"), step(other, "sign"), step(root, "publish")
    [*_, entry] = door.registry().charters(house.institution)
    assert isinstance(entry.act, Charter)
    assert entry.act == wanted
    assert re.search(r"\bk-root1\b", charter_to_toml(entry.act))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_followed_name_that_ours_can_be_taken_for_is_told(
    house: House, desk_client: SignIn, language: str
) -> None:
    """With the reason; iq.demo, which is followed as well, is nothing like it."""
    place = house.folder / "chancery.toml"
    place.write_text(f'{place.read_text()}\n[follow."vs.demo"]\nfolder = "elsewhere"\n')
    door.closed()
    page = desk_client("root1").get(f"/{language}/charter").content.decode()
    assert say("founding.look_alike.line", language, name="vs.demo", domain="us.demo") in page
    assert say("founding.look_alike.shape", language) in page
    assert say("founding.look_alike.line", language, name="iq.demo", domain="us.demo") not in page
