"""The Counter's interface is what its document says."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.api.described import held_against_its_document


@pytest.mark.slow
def test_the_counter_is_as_described(counter: Client) -> None:
    """Hundreds of requests, fitting and not: each answer stands in the document, none is a fault of ours."""
    held = held_against_its_document(examples=12)
    assert not held.failures, "\n\n".join(held.failures)
    assert held.requests > 200
    assert {200, 400, 415, 422} <= held.answered("POST /api/v1/check")
    assert {200, 422} <= held.answered("GET /api/v1/letters")
    assert {200, 404, 422} <= held.answered("GET /api/v1/charter") | held.answered(
        "GET /api/v1/letters/{code}"
    )
