"""Letters on their way, as officers see them at the Desk of a real house."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.web.desk import door
from tests.web.desk.conftest import SignIn

ORDER = "All vehicles stay in the northern camp until 9 March 2020."
ARABIC = "تبقى جميع المركبات في المعسكر الشمالي حتى ٩ مارس ٢٠٢٠."
ONE_CLAUSE = {
    "office": "command-iraq",
    "form": "order",
    "reference": "US/2020/99",
    "to": "Camp commanders\nGate",
    "first": "en",
    "text-en": ORDER,
    "text-ar": ARABIC,
    "clause-0-id": "c1",
    "clause-0-verb": "order",
    "clause-0-subject": "forces/operations",
    "clause-0-words-en": ORDER,
    "clause-0-words-ar": ARABIC,
}
"""A letter that the command may send alone."""
DECISION = {
    **ONE_CLAUSE,
    "office": "defence-secretary",
    "reference": "US/2020/100",
    "clause-0-verb": "undertake",
    "clause-0-subject": "forces/posture",
}


def begun(client: Client, office: str = "command-iraq", language: str = "en") -> str:
    """Begin a letter; the address of its draft."""
    response = client.post(f"/{language}/letters/begin", {"office": office, "model": "blank"})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"]).removesuffix("/edit")


def papers_at(address: str) -> Papers:
    return door.desk().papers(StatementId(f"urn:uuid:{address.rpartition('/')[2]}"))


def kept(client: Client, address: str, **fields: str) -> None:
    """Keep the form with these fields as the next version."""
    form = {**fields, "do": "save", "kept": str(papers_at(address).kept)}
    response = client.post(f"{address}/edit", form)
    assert response.status_code == 302, told(response.content.decode())


def told(page: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u2068", "").replace("\u2069", "")


def written(client: Client, fields: dict[str, str] = ONE_CLAUSE, office: str = "command-iraq") -> str:
    address = begun(client, office)
    kept(client, address, **fields)
    return address


def submitted(client: Client, fields: dict[str, str] = ONE_CLAUSE, office: str = "command-iraq") -> str:
    address = written(client, fields, office)
    assert client.post(f"{address}/step", {"do": "submit"}).status_code == 302
    return address


class TestWriting:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_page_in_both_languages(self, desk_client: SignIn, language: str) -> None:
        """List, beginning, editing, the draft, its versions, its release: all answer."""
        client = desk_client("h-command")
        address = submitted(client).replace("/en/", f"/{language}/")
        for page in (f"/{language}/letters", f"/{language}/letters/begin", address, f"{address}/edit"):
            assert client.get(page).status_code == 200, page
        for page in (f"{address}/versions", f"{address}/release"):
            assert client.get(page).status_code == 200, page

    def test_what_is_kept_is_what_was_written(self, desk_client: SignIn) -> None:
        """Words, clauses, addressees; and the form shows them again."""
        client = desk_client("h-command")
        address = written(client)
        found = papers_at(address).draft
        assert found.words is not None
        assert [text.text for text in found.words] == [ORDER, ARABIC]
        assert found.statement.action_addressees == ("Camp commanders", "Gate")
        assert found.words.authoritative.of(found.statement.clauses[0].id) == ORDER
        page = client.get(f"{address}/edit").content.decode()
        assert 'value="US/2020/99"' in page
        assert ARABIC in page

    def test_line_breaks_are_those_of_the_text(self, desk_client: SignIn) -> None:
        """What a browser sends as CR LF is registered as one line feed."""
        client = desk_client("h-command")
        text = f"Order\r\n\r\n{ORDER}"
        address = written(client, {**ONE_CLAUSE, "text-en": text, "text-ar": "", "clause-0-words-ar": ""})
        words = papers_at(address).draft.words
        assert words is not None
        assert words.authoritative.text == f"Order\n\n{ORDER}"

    def test_nothing_is_kept_by_looking(self, desk_client: SignIn) -> None:
        """Every other button gives the form back as it was."""
        client = desk_client("h-command")
        address = begun(client)
        before = papers_at(address).kept
        for do in ("look", "suggest", "add", "find", "act 0 order", "drop 7", "condition 0 date", "nonsense"):
            response = client.post(f"{address}/edit", {**ONE_CLAUSE, "do": do, "kept": str(before)})
            assert response.status_code == 200, do
            assert "US/2020/99" in response.content.decode()
        assert papers_at(address).kept == before

    def test_a_sentence_becomes_a_clause_that_nobody_has_confirmed(self, desk_client: SignIn) -> None:
        """Its act is suggested with the words that suggest it, and stays open."""
        client = desk_client("h-command")
        address = begun(client)
        form = {"office": "command-iraq", "text-en": "We will move. The gate is green.", "do": "suggest"}
        page = client.post(f"{address}/edit", {**form, "kept": "1"}).content.decode()
        assert page.count('class="clause"') == 2
        assert "Suggested: undertake, because of We will." in told(page)
        assert '<option value="undertake" selected' not in page

    def test_confirming_a_suggestion_says_what_the_clause_does(self, desk_client: SignIn) -> None:
        """One press, without scripts."""
        client = desk_client("h-command")
        form = {**ONE_CLAUSE, "clause-0-verb": "", "do": "act 0 order", "kept": "1"}
        page = client.post(f"{begun(client)}/edit", form).content.decode()
        assert '<option value="order" selected' in page

    def test_a_clause_that_says_not_what_it_does_is_not_kept(self, desk_client: SignIn) -> None:
        """The fault is told by name and leads to the field; nothing is lost."""
        client = desk_client("h-command")
        address = begun(client)
        form = {**ONE_CLAUSE, "clause-0-verb": "", "do": "save", "kept": "1"}
        response = client.post(f"{address}/edit", form)
        assert response.status_code == 400
        assert "Say what c1 does." in told(response.content.decode())
        assert 'href="#clause-0-verb"' in response.content.decode()
        assert papers_at(address).kept == 1

    @pytest.mark.parametrize(
        ("field", "value", "fault"),
        [
            ("effective", "soon", "no_moment"),
            ("clause-0-subject", "", "no_subject"),
            ("clause-0-words-en", "Words that are not there.", "words_not_there"),
            ("clause-0-amount", "much", "no_amount"),
            ("office", "nobody", "no_office"),
            ("text-en", "", "no_words"),
        ],
    )
    def test_faults_are_told_by_name(self, desk_client: SignIn, field: str, value: str, fault: str) -> None:
        """One clear sentence for each, and nothing is kept."""
        client = desk_client("h-command")
        address = begun(client)
        form = {**ONE_CLAUSE, field: value, "do": "save", "kept": "1"}
        if fault == "no_words":
            form = {**form, "text-ar": ""}
        response = client.post(f"{address}/edit", form)
        assert response.status_code == 400
        wanted = say(f"writing.fault.{fault}", "en", clause="c1", written=value)
        assert wanted.replace("\u2068", "").replace("\u2069", "") in told(response.content.decode())
        assert papers_at(address).kept == 1

    def test_the_panel_says_what_is_wrong_with_it(self, desk_client: SignIn) -> None:
        """What the office may not say, what goes two ways, where the languages differ."""
        client = desk_client("h-command")
        address = begun(client)
        text = "We will prepare for the movement of 5 trucks. We respect your decision."
        form = {
            **ONE_CLAUSE,
            "text-en": text,
            "text-ar": "سنستعد لحركة ٦ شاحنات. نحترم قراركم.",
            "clause-0-words-en": text,
            "clause-0-words-ar": "",
            "clause-0-verb": "undertake",
            "kept": "1",
        }
        panel = told(client.post(f"{address}/look", form).content.decode())
        assert "the charter does not let this office undertake on forces/operations" in panel
        assert "Do you take note of it, or do you agree to it?" in panel
        assert "A number differs: 5 in one, 6 in the other." in panel
        assert papers_at(address).kept == 1

    def test_the_record_is_searched_for_what_to_rely_on(self, desk_client: SignIn) -> None:
        """By words; and a press makes a clause of it a premise, which is kept."""
        client = desk_client("h-command")
        address = begun(client)
        (found,) = [name for name in door.registry().recent(20) if name.reference == "US/2020/L"] or [
            next(name for name in door.registry().recent(20) if _clauses(name.id))
        ]
        form = {**ONE_CLAUSE, "do": "find", "sought": found.code, "kept": "1"}
        page = client.post(f"{address}/edit", form).content.decode()
        assert found.code in page
        button = re.search(r'value="(premise 0 [^"]+)"', page)
        assert button is not None
        page = client.post(f"{address}/edit", {**form, "do": button[1]}).content.decode()
        _, _, statement, clause = button[1].split()
        premise = {
            "clause-0-premise-0-statement": statement,
            "clause-0-premise-0-clause": clause,
            "clause-0-premise-0-reliance": "necessary",
        }
        assert f'value="{statement}"' in page
        kept(client, address, **ONE_CLAUSE, **premise)
        (kept_premise,) = papers_at(address).draft.statement.clauses[0].premises
        assert (kept_premise.statement, kept_premise.reliance.value) == (statement, "necessary")

    def test_conditions_are_kept(self, desk_client: SignIn) -> None:
        """A day, somebody's act, a fact."""
        client = desk_client("h-command")
        at = "clause-0-condition"
        conditions = {
            f"{at}-0-id": "k1",
            f"{at}-0-kind": "date",
            f"{at}-0-at": "2020-03-01 09:00",
            f"{at}-1-id": "k2",
            f"{at}-1-kind": "act",
            f"{at}-1-verb": "order",
            f"{at}-1-office": "prime-minister",
            f"{at}-1-institution": "iq.demo",
            f"{at}-2-id": "k3",
            f"{at}-2-kind": "fact",
            f"{at}-2-fact": "the road is open",
        }
        address = begun(client)
        kept(client, address, **ONE_CLAUSE, **conditions)
        found = papers_at(address).draft.statement.clauses[0].conditions
        assert [type(each).__name__ for each in found] == ["DateReached", "ActInForce", "FactCertified"]
        page = client.get(f"{address}/edit").content.decode()
        assert 'value="2020-03-01 09:00"' in page

    def test_a_manuscript_is_brought(self, desk_client: SignIn) -> None:
        """Only its words, told apart by their script."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = desk_client("h-command")
        file = SimpleUploadedFile("letter.md", f"# Order\n\n{ORDER}\n\n{ARABIC}\n".encode())
        response = client.post("/en/letters/begin", {"office": "command-iraq", "file": file})
        assert response.status_code == 302
        words = papers_at(response["Location"].removesuffix("/edit")).draft.words
        assert words is not None
        assert [text.language for text in words] == ["en", "ar"]
        assert ORDER in words.authoritative.text

    def test_a_file_without_words_is_refused_in_a_sentence(self, desk_client: SignIn) -> None:
        """And no draft is begun."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = desk_client("h-command")
        file = SimpleUploadedFile("letter.zip", b"PK\x03\x04 nothing")
        response = client.post("/en/letters/begin", {"office": "command-iraq", "file": file})
        assert response.status_code == 400
        assert say("writing.fault.no_manuscript", "en") in response.content.decode()
        assert list(door.desk().pending()) == []

    @pytest.mark.parametrize("name", ["note", "order", "answer"])
    def test_a_form_to_begin_with(self, desk_client: SignIn, name: str) -> None:
        """Its words stand in both languages."""
        response = desk_client("h-command").post(
            "/en/letters/begin", {"office": "command-iraq", "model": name}
        )
        words = papers_at(response["Location"].removesuffix("/edit")).draft.words
        assert words is not None
        assert {text.language for text in words} == set(LANGUAGES)


def _clauses(id: StatementId) -> bool:
    letter = door.registry().letter(id)
    return letter is not None and bool(getattr(letter.entry.act, "clauses", ()))


class TestTwoEditors:
    def test_the_second_loses_nothing(self, desk_client: SignIn) -> None:
        """One sentence, their own words in the fields, the other's beside; and then they decide."""
        command, secretary = desk_client("h-secretary"), desk_client("h-deputy")
        address = begun(command, "defence-secretary")
        seen = str(papers_at(address).kept)
        kept(command, address, **DECISION)
        mine = {**DECISION, "text-en": "My own words.", "clause-0-words-en": "My own words.", "do": "save"}
        response = secretary.post(f"{address}/edit", {**mine, "kept": seen})
        page = response.content.decode()
        assert response.status_code == 409
        assert say("writing.conflict.title", "en") in page
        assert "My own words." in page
        assert ORDER in page
        newest = re.search(r'name="kept" value="(\d+)"', page)
        assert newest is not None
        assert secretary.post(f"{address}/edit", {**mine, "kept": newest[1]}).status_code == 302
        assert [each.draft.version for each in door.desk().versions(papers_at(address).draft.id)] == [1, 2, 3]


class TestWhoSees:
    def test_others_find_nothing(self, desk_client: SignIn) -> None:
        """Not in the list, and the same answer as for a draft that never was."""
        address = written(desk_client("h-command"))
        stranger = desk_client("h-duty1")
        never = re.sub(r"[0-9a-f]{12}$", "0" * 12, address)
        for rest in ("", "/edit", "/versions", "/approve", "/release", "/preview.pdf"):
            there, nowhere = stranger.get(f"{address}{rest}"), stranger.get(f"{never}{rest}")
            assert there.status_code == nowhere.status_code == 404
        assert address not in stranger.get("/en/letters").content.decode()

    def test_nobody_without_signing_in(self, desk_client: SignIn) -> None:
        """They are asked to sign in first."""
        address = written(desk_client("h-command"))
        assert Client().get(address).status_code == 302

    def test_what_waits_for_me_stands_first(self, desk_client: SignIn) -> None:
        """For its drafter to submit; once submitted, for its releaser."""
        client = desk_client("h-command")
        address = written(client)
        assert say("writing.waits.write", "en") in client.get("/en/letters").content.decode()
        client.post(f"{address}/step", {"do": "submit"})
        assert say("writing.waits.release", "en") in client.get("/en/letters").content.decode()


class TestVersions:
    def test_words_that_changed_are_shown(self, desk_client: SignIn) -> None:
        """Put in and taken out, and what a clause does now."""
        client = desk_client("h-command")
        address = written(client)
        later = ORDER.replace("9 March", "12 March")
        changed = {"text-en": later, "clause-0-words-en": later, "clause-0-subject": "forces/movement"}
        kept(client, address, **{**ONE_CLAUSE, **changed})
        page = client.get(f"{address}/versions").content.decode()
        assert "<del>9</del><ins>12</ins>" in page
        assert "Clause c1 was: order on forces/operations. Now: order on forces/movement." in told(page)

    def test_any_two_can_be_compared(self, desk_client: SignIn) -> None:
        """Also with themselves; a number that is none is the newest."""
        client = desk_client("h-command")
        address = written(client)
        for query in ("?from=1&to=2", "?from=2&to=2", "?from=99&to=x"):
            assert client.get(f"{address}/versions{query}").status_code == 200
