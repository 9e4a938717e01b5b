"""A letter's day, as a program at the Desk goes through it; every hand in it is a person's."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.test import Client

from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.seal.act_form import read_act
from chancery.store.office.access import Scope
from chancery.store.office.models import AccessKey, Officer
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.desk.conftest import Clock, SignIn
from tests.web.desk.programs import Program, access_key, letter, octets

COMMAND, SECRETARY, CHAIR = "command-iraq", "defence-secretary", "joint-chiefs-chair"
L = "US/CMD-IQ/2020/3"


@pytest.fixture
def command(house: House) -> Program:
    """Works for the command in Iraq."""
    return Program(access_key("h-command", COMMAND))


@pytest.fixture
def secretary(house: House) -> Program:
    """Works for the Secretary of Defence."""
    return Program(access_key("h-secretary", SECRETARY))


@pytest.fixture
def chair(house: House) -> Program:
    """Works for the Chairman of the Joint Chiefs."""
    return Program(access_key("h-chair", CHAIR))


DISOWNING = {"act": "disown", "office": SECRETARY, "target": [{"letter": "US/CMD-IQ/2020/4"}]}


class TestALettersDay:
    def test_from_the_first_words_to_the_record(self, command: Program) -> None:
        """Begun, submitted, signed elsewhere, released; then the Counter's record has it."""
        id = command.begun(letter())
        assert command.post(f"/drafts/{id}/submit").json()["state"] == "approved"
        hand = command.hand(id, "h-command", "releaser", issuing=COMMAND)
        released = command.post(f"/drafts/{id}/release", {"hand": hand})
        assert released.status_code == 201, released.content
        assert (released.status_code, released.json()["letter"]["code"]) == (201, code_of(StatementId(id)))
        assert door.registry().letter(StatementId(id)) is not None
        assert command.get(f"/drafts/{id}").json()["state"] == "released"

    def test_two_people_from_two_offices(self, secretary: Program, chair: Program) -> None:
        """Each brings a hand under a key of their own office; neither key could do it alone."""
        id = secretary.post("/notices", DISOWNING).json()["id"]
        assert chair.get(f"/drafts/{id}").status_code == 404
        assert secretary.post(f"/drafts/{id}/submit").json()["state"] == "in review"
        assert [each["name"] for each in secretary.get(f"/drafts/{id}/lacking").json()["lacking"]] == [
            "approvals",
            "releaser",
        ]
        hand = chair.hand(id, "h-chair", "approver", issuing=SECRETARY)
        assert chair.post(f"/drafts/{id}/approve", {"hand": hand}).json()["state"] == "approved"
        hand = secretary.hand(id, "h-secretary", "releaser", issuing=SECRETARY)
        assert secretary.post(f"/drafts/{id}/release", {"hand": hand}).status_code == 201
        (order,) = door.registry().by_reference("US/CMD-IQ/2020/4")
        found = door.registry().letter(order)
        assert found is not None
        assert found.answers.standing.state == "disowned"

    def test_an_edit_is_a_new_version_and_approvals_fall(self, secretary: Program, chair: Program) -> None:
        """Whoever agreed to other words has not agreed to these."""
        id = secretary.post("/notices", DISOWNING).json()["id"]
        secretary.post(f"/drafts/{id}/submit")
        chair.post(
            f"/drafts/{id}/approve", {"hand": chair.hand(id, "h-chair", "approver", issuing=SECRETARY)}
        )
        told = secretary.post(f"/drafts/{id}/give-back", {"reason": "Say why."}).json()
        assert (told["state"], told["approvals"]) == ("draft", [])
        (note,) = door.desk().notes(StatementId(id))
        assert (note.by, note.text) == ("h-secretary", "Say why.")

    def test_what_is_to_be_signed_can_be_worked_out_alone(self, command: Program) -> None:
        """The digest is that of the octets, and the octets say what the draft says."""
        id = command.begun(letter())
        told = command.get(f"/drafts/{id}/to-sign", role="releaser").json()
        assert (
            sha256(octets(told["act"])).hexdigest()
            == told["digest"]
            == command.get(f"/drafts/{id}").json()["digest"]
        )
        assert sha256(octets(told["message"])).digest() == octets(told["challenge"])
        named, statement = read_act(octets(told["act"]))
        assert (named, statement.office) == (id, COMMAND)

    def test_letters_in_toml(self, command: Program) -> None:
        """The form that `chancery draft` takes is taken here as well."""
        clause = '[[clause]]\nid = "c1"\nact = "inform"\nsubject = "forces/movement"\nwords.en = "Open."\n'
        toml = f'office = "command-iraq"\n[words]\nen = "Open."\n{clause}'
        told = command.post("/drafts", {"toml": toml}).json()
        assert told["clauses"] == [{"id": "c1", "act": "inform", "subject": "forces/movement"}]

    def test_both_forms_make_one_letter(self, command: Program) -> None:
        """Everything a letter can say, said in JSON and in TOML, is the same statement."""
        whole = letter(
            effective="2020-02-01T00:00:00Z",
            expires="2020-03-01T00:00:00Z",
            cc=["All"],
            supersedes=[L],
            link=[{"relation": "follows", "to": L}],
        )
        whole["letter"]["clause"][0] |= {  # type: ignore[index]
            "amount": "12.5",
            "ratifiable": False,
            "may_be_read_as": ["acknowledge"],
            "premise": [{"statement": L, "clause": "c1", "reliance": "necessary"}],
            "condition": [{"id": "k1", "type": "date", "at": "2020-02-01T00:00:00Z", "words": "in February"}],
        }
        said = whole["letter"]
        toml = f"""
office = "{COMMAND}"
reference = "{said["reference"]}"
to = ["Defence Ministry of Iraq"]
cc = ["All"]
supersedes = ["{L}"]
effective = 2020-02-01T00:00:00Z
expires = 2020-03-01T00:00:00Z
[words]
en = "We ask you to keep the gate open."
[[clause]]
id = "c1"
act = "request"
subject = "relations/host"
words.en = "We ask you to keep the gate open."
amount = "12.5"
ratifiable = false
may_be_read_as = ["acknowledge"]
[[clause.premise]]
statement = "{L}"
clause = "c1"
reliance = "necessary"
[[clause.condition]]
id = "k1"
type = "date"
at = 2020-02-01T00:00:00Z
words = "in February"
[[link]]
relation = "follows"
to = "{L}"
"""
        one, other = (
            door.desk().papers(StatementId(command.begun(body))).draft for body in (whole, {"toml": toml})
        )
        assert one.words == other.words
        assert one.statement.clauses == other.statement.clauses
        assert (one.statement.links, one.statement.effective) == (
            other.statement.links,
            other.statement.effective,
        )
        assert one.statement.supersedes == other.statement.supersedes

    def test_planned_for_an_hour(self, command: Program, clock: Clock) -> None:
        """The hand is given beforehand, and the letter goes out when the hour has come."""
        id = command.begun(letter())
        command.post(f"/drafts/{id}/submit")
        body = {
            "hand": command.hand(id, "h-command", "releaser", issuing=COMMAND),
            "not_before": "2020-01-08T00:00:00Z",
        }
        told = command.post(f"/drafts/{id}/schedule", body).json()
        assert (told["state"], told["not_before"]) == ("scheduled", "2020-01-08T00:00:00Z")
        clock.at = type(clock.at)(clock.at + 86_400)
        (outcome,) = door.desk().release_due()
        assert outcome.entry is not None
        assert outcome.entry.id == id

    def test_an_override_names_what_stands_against_it(self, command: Program) -> None:
        """An undertaking that the command may not give: objected to, named, signed, on the record."""
        promise = letter()
        promise["letter"]["clause"][0] |= {"act": "undertake", "subject": "forces/posture"}  # type: ignore[index]
        id = command.begun(promise)
        objections = command.get(f"/drafts/{id}/objections").json()["objections"]
        assert [each["name"] for each in objections] == ["clause_unauthorised", "decision_not_on_record"]
        assert objections[0]["because"]["truth"] == "no"
        told = command.post(f"/drafts/{id}/override", {"justification": "So we were told."}).json()
        assert told["override"]["objections"] == ["clause_unauthorised", "decision_not_on_record"]
        hand = command.hand(id, "h-command", "releaser", issuing=COMMAND)
        assert command.post(f"/drafts/{id}/release", {"hand": hand}).status_code == 201

    def test_abandoned(self, command: Program) -> None:
        """Nothing more can be done with it, and no list has it."""
        id = command.begun(letter())
        assert command.post(f"/drafts/{id}/abandon").json()["state"] == "void"
        assert command.post(f"/drafts/{id}/submit").json()["type"].endswith("out_of_order")
        assert id not in {each["id"] for each in command.get("/drafts").json()["drafts"]}

    def test_every_step_is_kept(self, command: Program) -> None:
        """With the digest of the words at that step."""
        id = command.begun(letter())
        command.post(f"/drafts/{id}/versions", letter(words="We ask you to keep both gates open."))
        command.post(f"/drafts/{id}/submit")
        steps = command.get(f"/drafts/{id}/versions").json()["steps"]
        assert [(step["kept"], step["version"], step["state"]) for step in steps] == [
            (1, 1, "draft"),
            (2, 2, "draft"),
            (3, 2, "approved"),
        ]
        assert steps[0]["digest"] != steps[1]["digest"] == steps[2]["digest"]


class TestAccessKeys:
    def test_a_session_opens_nothing(self, desk_client: SignIn) -> None:
        """A browser that is signed in is as good as nobody here."""
        client = desk_client("h-command")
        response = client.get("/api/v1/drafts")
        assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="desk"')
        posted = client.post(
            "/api/v1/drafts", "{}", content_type="application/json", headers={"Idempotency-Key": "a"}
        )
        assert posted.status_code == 401

    @pytest.mark.parametrize(
        "given",
        ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer chancery_nobody", "Bearer x" * 50, "Bearer \xff"],
    )
    def test_what_opens_nothing_is_answered_alike(self, house: House, given: str) -> None:
        """Whether it is none, another kind, unknown or too long."""
        answers = {
            Client().get("/api/v1/drafts", headers={"Authorization": each}).content for each in ("", given)
        }
        assert len(answers) == 1

    def test_an_access_key_ends(self, house: House, clock: Clock) -> None:
        """When its time is over, when its officer ends it, when its officer has left."""
        lasting = access_key("h-command", COMMAND)
        short = access_key("h-command", COMMAND, expires=clock.at + 10)
        ended = access_key("h-command", COMMAND)
        AccessKey.objects.filter(made=clock.at).order_by("-pk")[0].delete()
        clock.at = type(clock.at)(clock.at + 10)
        assert [Program(each).get("/drafts").status_code for each in (lasting, short, ended)] == [
            200,
            401,
            401,
        ]
        Officer.objects.filter(person="h-command").update(left=True)
        assert Program(lasting).get("/drafts").status_code == 401

    def test_a_key_is_worth_what_the_seat_is_worth(self, house: House) -> None:
        """Nobody works for an office in which the officer does not sit now."""
        response = Program(access_key("h-command", SECRETARY)).get("/drafts")
        assert (response.status_code, response.json()["type"]) == (403, "urn:chancery:problem:seat_lacking")

    @pytest.mark.parametrize("scope", list(Scope))
    def test_a_scope_opens_what_it_says_and_nothing_else(self, house: House, scope: Scope) -> None:
        """Each operation asks for one scope; a key without it is told which."""
        everything = Program(access_key("h-command", COMMAND))
        id = everything.begun(letter())
        narrow = Program(access_key("h-command", COMMAND, scope))
        for wanted, response in {
            Scope.DRAFTS_READ: narrow.get(f"/drafts/{id}"),
            Scope.DRAFTS_WRITE: narrow.post(f"/drafts/{id}/submit"),
            Scope.NOTICES: narrow.post("/notices", {**DISOWNING, "office": COMMAND}),
            Scope.APPROVE: narrow.post(f"/drafts/{id}/approve", {"hand": {}}),
            Scope.RELEASE: narrow.post(f"/drafts/{id}/release", {"hand": {}}),
        }.items():
            if wanted is scope:
                assert response.status_code != 403, (wanted, response.content)
            else:
                assert (response.status_code, response.json()["scope"]) == (403, wanted.value)
                assert f'scope="{wanted.value}"' in response["WWW-Authenticate"]

    def test_the_secret_is_kept_nowhere(self, house: House) -> None:
        """Neither in the tables of the accounts nor anywhere else in the house."""
        secret = access_key("h-command", COMMAND, secret="chancery_0123456789abcdefghijklmnopqrstuvwxyz")
        assert Program(secret).get("/drafts").status_code == 200
        files = [path for path in house.folder.rglob("*") if path.is_file()]
        assert len(files) > 10
        assert [path for path in files if secret.encode() in path.read_bytes()] == []

    def test_when_it_was_last_used(self, house: House, clock: Clock) -> None:
        """To the minute."""
        program = Program(access_key("h-command", COMMAND))
        for later in (0, 30, 60):
            clock.at = type(clock.at)(clock.at + later)
            program.get("/drafts")
        assert AccessKey.objects.get().last_used == clock.at
