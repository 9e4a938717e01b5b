"""Where a page differs from the registered one, both are shown, in the result page itself."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chancery.check.copy import Copy, Kind
from chancery.paper.bringing import Bringing, Handed, Looked
from chancery.paper.differing import Region
from chancery.paper.paper import Box

PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def two_pages_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_at(self: Bringing, handed: Handed) -> tuple[Looked, ...]:
        assert self.record is not None
        checked = self.record.check(Copy(kind=Kind.TEXT, text=handed.octets.decode()))
        box = Box(page=2, left=0, top=0, right=1, bottom=1)
        return (Looked(checked=checked, regions=(Region(box=box, copy=PNG, rendition=PNG),)),)

    monkeypatch.setattr(Bringing, "looked_at", looked_at)


@pytest.mark.usefixtures("two_pages_differ")
def test_both_pictures_are_shown(counter: Client) -> None:
    """With the page's number, under a policy that lets this page alone show what it carries."""
    response = counter.post("/en/check", {"file": SimpleUploadedFile("letter.pdf", b"some words")})
    html = response.content.decode()
    assert html.count("data:image/png;base64,") == 2
    assert "Page 2" in html
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]


def test_no_other_result_may_show_pictures_it_carries(counter: Client) -> None:
    """The policy of every other page stays as strict as it is."""
    response = counter.post("/en/check", {"words": "over the coming days to prepare the movement"})
    assert "data:" not in response.headers["Content-Security-Policy"]
