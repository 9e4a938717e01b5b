"""The Desk shows the same to whoever wants to follow: a real chain, and nobody signs in for it."""

from __future__ import annotations

from django.test import Client

from chancery.seal.roots import walk_roots
from chancery.wiring import House


def test_root_documents_are_shown_to_anybody(house: House) -> None:
    """As they stand on the log: whoever walks them ends at the keys of this log."""
    reader, documents = Client(raise_request_exception=False), list[bytes]()
    while (answer := reader.get(f"/.well-known/chancery/root/{len(documents) + 1}.cbor")).status_code == 200:
        documents.append(answer.content)
    assert answer.status_code == 404
    assert walk_roots(house.institution, documents).register.log == house.pen().vkeys


def test_where_the_register_is_is_told_to_anybody(house: House) -> None:
    """The domain, the log's name, the address; and nothing of who works here."""
    told = Client().get("/.well-known/chancery/register")
    assert told.json() == {"domain": "us.demo", "origin": "us.demo/register", "address": "/register"}
