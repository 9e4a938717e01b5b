"""The frame of the Desk: who may come in, what surrounds a page, whose hand a signature is."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from chancery.errors import BadSignature, NotPermitted
from chancery.phrases import LANGUAGES, say
from chancery.record.entry import Role
from chancery.record.statement import OfficeName
from chancery.seal.keys import parse
from chancery.web.desk import door, hands
from chancery.web.desk.officers import officer_of
from chancery.wiring import House
from tests.web.desk.conftest import SignIn, account_of

DIGEST = bytes(range(32))
SECRETARY = OfficeName("defence-secretary")


def asked_by(person: str, **posted: str) -> object:
    """A request as that person's browser sends it."""
    request = RequestFactory().post("/en/", posted)
    request.user = account_of(person)
    request.officer = officer_of(request)  # type: ignore[attr-defined]
    return request


class TestWhoComesIn:
    def test_nobody_without_signing_in(self, house: House) -> None:
        """Whoever is not signed in is asked to, and comes back to the page."""
        response = Client().get("/en/")
        assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/en/")

    def test_somebody_with_no_part_in_the_house(self, house: House) -> None:
        """An account alone opens nothing."""
        client = Client()
        client.force_login(get_user_model().objects.create(username="guest"))
        response = client.get("/en/")
        assert response.status_code == 403
        assert say("frame.trouble.stranger", "en") in response.content.decode()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_officer(self, desk_client: SignIn, language: str) -> None:
        """In either language, and nothing of the page is kept anywhere."""
        response = desk_client("h-secretary").get(f"/{language}/")
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert f'lang="{language}"' in response.content.decode()

    @pytest.mark.parametrize("what", ["invite", "take_back", "left"])
    def test_a_nul_is_asked_of_no_database(self, desk_client: SignIn, what: str) -> None:
        """PostgreSQL would fail at it; here it is what it is, a form that nobody typed."""
        client = desk_client("h-secretary")
        response = client.post("/en/people", {"what": what, "person": "A\0B", "address": "a@b.example"})
        assert response.status_code == 400
        assert say("frame.trouble.bad_request", "en") in response.content.decode()
        assert client.get("/en/letters?sought=%00").status_code == 400

    def test_nothing_is_at_other_addresses(self, desk_client: SignIn) -> None:
        """One sentence says so."""
        response = desk_client("h-secretary").get("/en/nowhere-at-all")
        assert response.status_code == 404
        assert say("frame.trouble.not_found", "en") in response.content.decode()


class TestHands:
    def test_the_demonstration_signs_for_its_own_officers(self, house: House) -> None:
        """With the scenario's key, in the officer's own seat, and the signature holds."""
        charter = door.desk().charter()
        given = hands.taken(asked_by("h-secretary"), charter, DIGEST, Role.RELEASER, issuing=SECRETARY)
        given.check(DIGEST, parse(charter.keys[given.key]))
        assert (given.person, given.office) == ("h-secretary", None)

    def test_another_seat_is_named(self, house: House) -> None:
        """Who sits elsewhere signs for that office, and the hand says so."""
        charter = door.desk().charter()
        given = hands.taken(asked_by("h-chair"), charter, DIGEST, Role.APPROVER, issuing=SECRETARY)
        assert given.office == "joint-chiefs-chair"

    def test_nobody_s_hand(self, house: House) -> None:
        """A person of whom the charter knows nothing has none."""
        with pytest.raises(NotPermitted):
            hands.taken(asked_by("h-nobody"), door.desk().charter(), DIGEST, Role.RELEASER, issuing=SECRETARY)

    def test_a_real_house_signs_for_nobody(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        """The invented keys are worth nothing where nothing is invented."""
        monkeypatch.setattr(hands, "demonstration", lambda: None)
        with pytest.raises((NotPermitted, BadSignature)):
            hands.taken(
                asked_by("h-secretary"), door.desk().charter(), DIGEST, Role.RELEASER, issuing=SECRETARY
            )
