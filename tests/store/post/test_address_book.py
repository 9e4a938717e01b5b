"""The address book: found by the very name that a letter writes."""

from __future__ import annotations

from dataclasses import replace


def test_an_addressee_is_found_by_the_letters_own_name(desk: str) -> None:
    """Of any length, in any script; written again, the newer counts."""
    from chancery.store.post.address_book import AddressBook, Addressee

    book = AddressBook(using=desk)
    ministry = Addressee(name="وزارة الدفاع " * 300, language="ar", mail="a@mod.example")
    book.write(ministry)
    book.write(replace(ministry, webhook="https://mod.example/hook", institution="mod.example"))
    book.write(Addressee(name="The Press", language="en"))
    found = book.named([ministry.name, "somebody else"])
    assert set(found) == {ministry.name}
    assert found[ministry.name].webhook == "https://mod.example/hook"
    assert len(book.everybody()) == 2
    assert book.strike("The Press")
    assert not book.strike("The Press")
