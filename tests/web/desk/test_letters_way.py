"""The way of a letter at the Desk: approved by those whose agreement it needs, and released, now or later."""

from __future__ import annotations

import pytest

from chancery.phrases import say
from chancery.record.draft import State
from chancery.record.statement import StatementId
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.desk import two_agree
from tests.web.desk.conftest import HOUR, Clock, SignIn
from tests.web.desk.test_letters import (
    ARABIC,
    DECISION,
    ONE_CLAUSE,
    ORDER,
    kept,
    papers_at,
    submitted,
    told,
    written,
)


class TestApproving:
    @pytest.fixture(autouse=True)
    def two_must_agree(self, house: House) -> None:
        """A second version of the charter, under which an undertaking of the secretary needs two."""
        two_agree.adopt()

    def test_the_page_shows_exactly_the_words(self, desk_client: SignIn) -> None:
        """And everything else that the digest covers."""
        address = self._two(desk_client)
        page = desk_client("h-chair").get(f"{address}/approve").content.decode()
        assert ORDER in page
        assert ARABIC in page
        assert papers_at(address).draft.digest.hex() in page

    def test_approved_released_and_on_the_record(self, desk_client: SignIn, clock: Clock) -> None:
        """The chair agrees, the deputy releases; the letter answers at once, and has its PDF."""
        address = self._two(desk_client)
        chair = desk_client("h-chair")
        response = chair.post(f"{address}/approve", {"digest": papers_at(address).draft.digest.hex()})
        assert response.status_code == 302
        assert papers_at(address).draft.state is State.APPROVED
        deputy = desk_client("h-deputy")
        form = {"digest": papers_at(address).draft.digest.hex(), "when": "now"}
        assert deputy.post(f"{address}/release", form).status_code == 302
        id = StatementId(papers_at(address).draft.id)
        letter = door.registry().letter(id)
        assert letter is not None
        assert {hand.person for hand in letter.entry.hands} == {"h-chair", "h-deputy"}
        assert door.registry().renditions(id)
        assert say("writing.draft.released", "en") in deputy.get(address).content.decode()

    def test_whoever_saw_other_words_agrees_to_nothing(self, desk_client: SignIn) -> None:
        """Edited in between: the old page is refused, and nothing happened."""
        address = self._two(desk_client)
        shown = papers_at(address).draft.digest.hex()
        kept(desk_client("h-secretary"), address, **{**DECISION, "reference": "US/2020/101"})
        desk_client("h-secretary").post(f"{address}/step", {"do": "submit"})
        response = desk_client("h-chair").post(f"{address}/approve", {"digest": shown})
        assert response.status_code == 409
        assert papers_at(address).given == ()

    def test_given_back_with_a_reason(self, desk_client: SignIn) -> None:
        """Who, why, and beside which version."""
        address = self._two(desk_client)
        chair = desk_client("h-chair")
        chair.post(f"{address}/step", {"do": "give_back", "reason": "Which <movement>?"})
        assert papers_at(address).draft.state is State.DRAFT
        page = desk_client("h-secretary").get(address).content.decode()
        assert "Which &lt;movement&gt;?" in page
        assert "h-chair gave version 2 back." in told(page)

    def test_a_reminder_is_noted_and_sent(self, desk_client: SignIn) -> None:
        """Whoever still has to agree is written to."""
        address = self._two(desk_client)
        secretary = desk_client("h-secretary")
        desk_client("h-chair")
        assert secretary.post(f"{address}/step", {"do": "remind", "whom": "h-chair"}).status_code == 302
        assert "h-secretary reminded h-chair" in told(secretary.get(address).content.decode())
        assert secretary.post(f"{address}/step", {"do": "remind", "whom": "h-duty1"}).status_code == 403

    @pytest.mark.parametrize("do", ["abandon", "override", "hand_over", "nonsense"])
    def test_a_step_that_is_not_open_is_refused(self, desk_client: SignIn, do: str) -> None:
        """Whatever is posted; the page had no such button."""
        address = self._two(desk_client)
        response = desk_client("h-chair").post(f"{address}/step", {"do": do, "why": "x", "whom": "y"})
        assert response.status_code == 403
        assert papers_at(address).draft.state is State.IN_REVIEW

    def test_the_ladder_says_who_must_agree(self, desk_client: SignIn) -> None:
        """Drawn, and the same as a list."""
        page = desk_client("h-secretary").get(self._two(desk_client)).content.decode()
        assert 'class="ladder"' in page
        assert "Besides whoever releases it, 1 more person must agree" in told(page)

    def _two(self, desk_client: SignIn) -> str:
        return submitted(desk_client("h-secretary"), DECISION, "defence-secretary")


class TestReleasing:
    def test_at_an_hour(self, desk_client: SignIn, clock: Clock) -> None:
        """Signed now, done then; an edit before undoes it."""
        client = desk_client("h-command")
        address = submitted(client)
        form = {"digest": papers_at(address).draft.digest.hex(), "when": "later", "hour": "2020-01-07 13:00"}
        assert client.post(f"{address}/release", form).status_code == 302
        assert papers_at(address).draft.state is State.SCHEDULED
        assert "It goes out at 13:00 UTC on 7 January 2020" in told(client.get(address).content.decode())
        clock.at += 2 * HOUR  # type: ignore[assignment]
        (outcome,) = door.desk().release_due()
        assert outcome.entry is not None
        assert client.get(address).status_code == 200

    def test_under_embargo(self, desk_client: SignIn) -> None:
        """Those named may have the words beforehand, as a press file; that is noted."""
        client = desk_client("h-command")
        address = submitted(client)
        assert client.get(f"{address}/beforehand.json").status_code == 404
        form = {
            "digest": papers_at(address).draft.digest.hex(),
            "when": "later",
            "hour": "2020-01-07 13:00",
            "embargo": "on",
            "to": "The Gazette",
        }
        client.post(f"{address}/release", form)
        item = client.get(f"{address}/beforehand.json").json()
        assert (item["embargoed"], item["body_text"]) == ("2020-01-07T13:00:00Z", ORDER)
        client.post(f"{address}/step", {"do": "hand_over", "whom": "The Gazette"})
        assert "to The Gazette, under embargo" in told(client.get(address).content.decode())

    @pytest.mark.parametrize(("hour", "fault"), [("soon", "no_moment"), ("2020-01-01 09:00", "past")])
    def test_an_hour_that_is_none(self, desk_client: SignIn, hour: str, fault: str) -> None:
        """One sentence, and nothing happened."""
        client = desk_client("h-command")
        address = submitted(client)
        form = {"digest": papers_at(address).draft.digest.hex(), "when": "later", "hour": hour}
        response = client.post(f"{address}/release", form)
        assert response.status_code == 400
        assert say(f"writing.fault.{fault}", "en", written=hour) in response.content.decode()
        assert papers_at(address).draft.state is State.APPROVED

    def test_what_the_rules_object_to_is_not_released(self, desk_client: SignIn) -> None:
        """It says so, and what stands against it."""
        client = desk_client("h-command")
        address = submitted(client, {**ONE_CLAUSE, "clause-0-verb": "undertake"})
        form = {"digest": papers_at(address).draft.digest.hex(), "when": "now"}
        response = client.post(f"{address}/release", form)
        assert response.status_code == 409
        assert "the charter does not let this office" in told(response.content.decode())
        assert door.registry().letter(StatementId(papers_at(address).draft.id)) is None

    def test_an_override_names_its_reason_and_is_signed_anew(self, desk_client: SignIn) -> None:
        """As on the command line: it stands in the words that everybody signs, and on the record."""
        client = desk_client("h-command")
        address = submitted(client, {**ONE_CLAUSE, "clause-0-verb": "undertake"})
        client.post(f"{address}/step", {"do": "override", "why": "The bridge burns."})
        assert papers_at(address).draft.state is State.DRAFT
        client.post(f"{address}/step", {"do": "submit"})
        form = {"digest": papers_at(address).draft.digest.hex(), "when": "now"}
        assert client.post(f"{address}/release", form).status_code == 302
        letter = door.registry().letter(StatementId(papers_at(address).draft.id))
        assert letter is not None
        assert letter.entry.act.override.justification == "The bridge burns."  # type: ignore[union-attr]

    def test_the_pdf_before_it_is_a_letter(self, desk_client: SignIn) -> None:
        """For officers only; nothing of it is on the record."""
        client = desk_client("h-command")
        address = submitted(client)
        response = client.get(f"{address}/preview.pdf")
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response["Cache-Control"] == "no-store"
        assert response.content.startswith(b"%PDF")
        assert door.registry().renditions(StatementId(papers_at(address).draft.id)) == ()

    def test_abandoned_is_gone(self, desk_client: SignIn) -> None:
        """It waits for nobody any more."""
        client = desk_client("h-command")
        address = written(client)
        assert client.post(f"{address}/step", {"do": "abandon"}).status_code == 302
        assert papers_at(address).draft.state is State.VOID
        assert list(door.desk().pending()) == []
