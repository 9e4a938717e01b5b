"""A request that is repeated is done once: in a row, side by side, and after whoever answered it has died."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.http import HttpResponse

from chancery.errors import Conflict
from chancery.record.statement import StatementId
from chancery.registry.drafting import Desk
from chancery.store.writing import answers
from chancery.store.writing.models import KeptAnswer
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.desk.conftest import Clock
from tests.web.desk.programs import Program, access_key, letter

COMMAND, SECRETARY, CHAIR = "command-iraq", "defence-secretary", "joint-chiefs-chair"


class Died(BaseException):
    """A process ends in the middle of it; nothing can catch that."""


@pytest.fixture
def command(house: House) -> Program:
    return Program(access_key("h-command", COMMAND))


def count_of_drafts() -> int:
    return len(list(door.desk().pending()))


class TestRepeated:
    def test_in_a_row(self, command: Program) -> None:
        """The same answer, octet for octet, and one draft."""
        before, body = count_of_drafts(), letter()
        first, second = (command.post("/drafts", body, key="k") for _ in range(2))
        assert (first.status_code, first.content) == (201, second.content)
        assert (first.headers.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "yes")
        assert count_of_drafts() == before + 1

    def test_side_by_side(self, command: Program) -> None:
        """Of eight at once one is answered, the others with the same or told to ask again; one draft."""
        before, body, start = count_of_drafts(), letter(), Barrier(8)
        found: list[HttpResponse] = []

        def ask() -> None:
            start.wait()
            try:
                found.append(Program(command.secret).post("/drafts", body, key="k"))
            finally:
                connections.close_all()

        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told = {response.status_code for response in found}
        assert 201 in told
        assert told <= {201, 409}
        assert {r.json()["type"] for r in found if r.status_code == 409} <= {"urn:chancery:problem:under_way"}
        assert len({r.content for r in found if r.status_code == 201}) == 1
        assert count_of_drafts() == before + 1

    def test_another_request_under_the_same_key(self, command: Program) -> None:
        """Refused: other words, another draft, another step."""
        id = command.begun(letter())
        command.post(f"/drafts/{id}/submit", key="k")
        for response in (
            command.post(f"/drafts/{id}/abandon", key="k"),
            command.post("/drafts", letter(), key="k"),
            command.post(f"/drafts/{id}/submit", {}, key="k"),
        ):
            assert (response.status_code, response.json()["type"]) == (
                409,
                "urn:chancery:problem:key_used_otherwise",
            )
        assert command.get(f"/drafts/{id}").json()["state"] == "approved"

    def test_keys_of_two_programs_never_meet(self, command: Program) -> None:
        """Each access key has idempotency keys of its own."""
        other = Program(access_key("h-command", COMMAND))
        assert command.post("/drafts", letter(), key="k").status_code == 201
        assert other.post("/drafts", letter(), key="k").status_code == 201

    @pytest.mark.parametrize("key", ["", "a b", "a" * 129, "é", 'a"'])
    def test_what_is_no_key(self, command: Program, key: str) -> None:
        """None at all, or one that is none."""
        headers = {"Authorization": f"Bearer {command.secret}"} | ({"Idempotency-Key": key} if key else {})
        response = command.client.post(
            "/api/v1/drafts", b"{}", content_type="application/json", headers=headers
        )
        expected = (422, "unfit") if key else (400, "idempotency_key_lacking")
        assert (response.status_code, response.json()["type"].rpartition(":")[2]) == expected

    def test_a_refusal_is_an_answer(self, command: Program) -> None:
        """It is given again, though by now it would be done; a new key asks anew."""
        id = command.begun(letter())
        hand = {"hand": command.hand(id, "h-command", "releaser", issuing=COMMAND)}
        first = command.post(f"/drafts/{id}/release", hand, key="k")
        command.post(f"/drafts/{id}/submit")
        again = command.post(f"/drafts/{id}/release", hand, key="k")
        assert (first.status_code, first.content) == (409, again.content)
        assert command.post(f"/drafts/{id}/release", hand, key="l").status_code == 201

    def test_what_nobody_knows_is_no_answer(self, command: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody wrote first: the same request under the same key is tried again."""
        id = command.begun(letter())
        submit = Desk.submit

        def outrun(desk: Desk, id: StatementId) -> object:
            monkeypatch.setattr(Desk, "submit", submit)
            raise Conflict("Somebody was first.")

        monkeypatch.setattr(Desk, "submit", outrun)
        first = command.post(f"/drafts/{id}/submit", key="k")
        assert (first.status_code, first["Retry-After"]) == (409, "1")
        assert command.post(f"/drafts/{id}/submit", key="k").status_code == 200

    def test_it_is_forgotten_after_a_week(self, command: Program, clock: Clock) -> None:
        """And its row with it."""
        command.post("/drafts", letter(), key="k")
        clock.at = type(clock.at)(clock.at + answers.KEPT + 1)
        lasting = Program(access_key("h-command", COMMAND))
        lasting.post("/drafts", letter(), key="l")
        assert [row.key for row in KeptAnswer.objects.using("desk")] == ["l"]


class TestDied:
    """Between doing it and answering, or before doing it, whoever answered has died."""

    def _dies(
        self, monkeypatch: pytest.MonkeyPatch, where: object, name: str, ask: Callable[[], HttpResponse]
    ) -> None:
        def die(*_: object, **__: object) -> object:
            raise Died

        with monkeypatch.context() as patched:
            patched.setattr(where, name, die)
            with pytest.raises(Died):
                ask()

    def test_every_step_is_done_once(
        self, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Done and not answered: the repetition is told to wait, then finds it done, and answers it."""
        command = Program(access_key("h-command", COMMAND, expires=clock.at + 86_400))
        secretary = Program(access_key("h-secretary", SECRETARY))
        chair = Program(access_key("h-chair", CHAIR))

        def died(program: Program, path: str, body: object = None) -> dict[str, object]:
            key = path.replace("/", "-").replace(":", "-")[-60:] + str(clock.at)

            def ask() -> HttpResponse:
                return program.post(path, body, key=key)

            self._dies(monkeypatch, answers, "keep", ask)
            waits = ask()
            assert (waits.status_code, waits["Retry-After"]) == (409, "1")
            clock.at = type(clock.at)(clock.at + answers.LEASE)
            answer = ask()
            assert answer.status_code in (200, 201), (path, answer.content)
            assert ask().content == answer.content
            told: dict[str, object] = answer.json()
            return told

        def kept(id: object) -> int:
            return len(door.desk().versions(StatementId(str(id))))

        before = count_of_drafts()
        id = died(command, "/drafts", letter())["id"]
        assert count_of_drafts() == before + 1
        assert died(command, f"/drafts/{id}/versions", letter(words="Other words."))["version"] == 2
        assert died(command, f"/drafts/{id}/submit")["state"] == "approved"
        assert died(command, f"/drafts/{id}/give-back", {"reason": "No."})["state"] == "draft"
        assert kept(id) == 4
        command.post(f"/drafts/{id}/submit")
        hour = {"not_before": "2020-01-08T00:00:00Z"}
        signed = {"hand": command.hand(str(id), "h-command", "releaser", issuing=COMMAND)}
        assert died(command, f"/drafts/{id}/schedule", {**signed, **hour})["state"] == "scheduled"
        size = door.registry().head().size
        assert died(command, f"/drafts/{id}/release", signed)["letter"]["id"] == id  # type: ignore[index]
        assert door.registry().head().size <= size + 2  # the letter, and the PDF that shows it
        assert len(door.registry().by_reference(str(command.get(f"/drafts/{id}").json()["reference"]))) == 1

        notice = {"act": "disown", "office": SECRETARY, "target": [{"letter": "US/CMD-IQ/2020/4"}]}
        id = died(secretary, "/notices", notice)["id"]
        secretary.post(f"/drafts/{id}/submit")
        agreed = {"hand": chair.hand(str(id), "h-chair", "approver", issuing=SECRETARY)}
        assert died(chair, f"/drafts/{id}/approve", agreed)["state"] == "approved"
        assert len(door.desk().papers(StatementId(str(id))).approvals) == 1
        assert died(secretary, f"/drafts/{id}/abandon")["state"] == "void"

        promise = letter()
        promise["letter"]["clause"][0] |= {"act": "undertake", "subject": "forces/posture"}  # type: ignore[index]
        id = command.begun(promise)
        told = died(command, f"/drafts/{id}/override", {"justification": "So we were told."})
        assert told["version"] == 2

    def test_before_it_was_done(
        self, command: Program, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The repetition does it, with what was drawn the first time."""
        before, body = count_of_drafts(), letter()

        def ask() -> HttpResponse:
            return command.post("/drafts", body, key="k")

        self._dies(monkeypatch, Desk, "begin", ask)
        assert count_of_drafts() == before
        chance = bytes(KeptAnswer.objects.using("desk").get().chance)
        clock.at = type(clock.at)(clock.at + answers.LEASE)
        assert ask().status_code == 201
        assert count_of_drafts() == before + 1
        assert bytes(KeptAnswer.objects.using("desk").get().chance) == chance

    def test_the_answer_lies_where_drafts_lie(self, command: Program) -> None:
        """And in no other database."""
        command.post("/drafts", letter(words="Nobody may read this yet."), key="k")
        assert KeptAnswer.objects.using("desk").count() == 1
        for alias in ("record", "inbox", "default"):
            assert KeptAnswer._meta.db_table not in connections[alias].introspection.table_names()
