"""The Desk's interface is what its document says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from chancery.web.desk import door
from chancery.web.desk.api.urls import document
from chancery.wiring import House
from tests.web.api.described import held_against_its_document
from tests.web.desk.programs import Program, access_key, letter

ID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MANY_EDGES = ("begin_draft", "edit_draft", "schedule_draft", "release_draft", "begin_notice")


@pytest.mark.slow
def test_the_desk_is_as_described(house: House) -> None:
    """Hundreds of requests, fitting and not: each answer stands in the document, none is a fault of ours."""
    door.registry()  # opened here first: a thread of its own would open this house for itself alone
    secret = access_key("h-command", "command-iraq")
    drafts: dict[str, str] = {}

    def prepared(operation: str, given: Mapping[str, object]) -> object:
        """A draft that is there, for each operation its own: what is done once is refused afterwards."""
        if not ID.fullmatch(str(given["id"])):
            return given["id"]
        if operation not in drafts:
            drafts[operation] = Program(secret).begun(letter())
        return drafts[operation]

    held = held_against_its_document(examples=3, secret=secret, at_random=MANY_EDGES, prepared=prepared)
    assert not held.failures, "\n\n".join(held.failures)
    assert held.requests > 300
    assert {201, 422} <= held.answered("POST /api/v1/drafts")
    assert {200, 401} <= held.answered("GET /api/v1/drafts")
    assert {401, 403, 422} <= held.answered("POST /api/v1/drafts/{id}/approve")
    assert {200, 401, 409, 422} <= held.answered("POST /api/v1/drafts/{id}/abandon")


def test_the_document_is_the_accepted_one(house: House, golden: Callable[[str, str], None]) -> None:
    """Whoever changes what programs rely on reads the change in the difference."""
    told = Client().get("/api/v1/openapi.json").json()
    golden("openapi-desk.json", json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def _operations() -> list[tuple[str, str, dict[str, object]]]:
    return [
        (method, path, operation)
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    ]


def test_every_operation_is_told_in_full(house: House) -> None:
    """Its name, what it does in a sentence, the scope it needs; and whatever changes something, its key."""
    names = [str(operation["operationId"]) for _, _, operation in _operations()]
    assert len(set(names)) == len(names) > 15
    for method, path, operation in _operations():
        assert str(operation["summary"])[0].isupper(), path
        assert "Needs an access key with the scope" in str(operation["description"]), path
        (scheme,) = operation["security"]  # type: ignore[misc]
        assert list(scheme) == ["AccessKey"]
        headers = {each.get("name") for each in operation["parameters"]}  # type: ignore[attr-defined]
        assert ("Idempotency-Key" in headers) is (method == "post"), path


def test_nothing_is_loaded_from_anywhere(house: House) -> None:
    """There is no page of documents that would fetch a script from another's machine."""
    client = Client()
    for path in ("/api/v1/docs", "/api/v1/redoc", "/api/docs"):
        assert client.get(path).status_code == 404
