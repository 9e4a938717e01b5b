"""A question by e-mail: people's messages are told from machines', and own words from quoted ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.paper.mailed import LARGEST_HEAD, Aside, Spoken, read_head, spoken

OURS = frozenset({"us.demo"})
HEAD = (
    b"From: A. Reader <reader@press.example>\r\nSubject: Re: AW: your letter\r\n"
    b"Message-ID: <1@press.example>\r\n"
)


def aside(line: bytes, sender: bytes = b"reader@press.example") -> Aside | None:
    octets = b"From: " + sender + b"\r\nSubject: x\r\n" + line + b"\r\nDoes it stand?\r\n"
    return read_head(octets, ours=OURS).aside


def test_the_head_says_who_writes_and_about_what() -> None:
    """Without the marks of answering and forwarding."""
    head = read_head(HEAD + b"\r\nDoes it stand?", ours=OURS)
    assert (head.sender, head.name, head.subject) == ("reader@press.example", "A. Reader", "your letter")
    assert head.aside is None


def test_encoded_words_read_as_they_are_meant_and_begin_no_other_line() -> None:
    """A line break inside one stays a space."""
    octets = b"From: =?utf-8?b?2YLYp9ix2KY=?= <q@press.example>\nSubject: =?utf-8?q?a=0D=0AX-Y=3A_b?=\n\nx"
    head = read_head(octets, ours=OURS)
    assert (head.name, head.subject) == ("قارئ", "a X-Y: b")


@pytest.mark.parametrize(
    ("line", "sender", "why"),
    [
        (b"Auto-Submitted: auto-replied\r\n", b"reader@press.example", Aside.MACHINE),
        (b"Auto-Submitted: auto-generated; x=y\r\n", b"reader@press.example", Aside.MACHINE),
        (b"X-Autoreply: yes\r\n", b"reader@press.example", Aside.MACHINE),
        (b"", b"MAILER-DAEMON@mx.example", Aside.MACHINE),
        (b"", b"no-reply@shop.example", Aside.MACHINE),
        (b"List-Id: <everybody.press.example>\r\n", b"reader@press.example", Aside.LIST),
        (b"List-Unsubscribe: <mailto:x@y.example>\r\n", b"reader@press.example", Aside.LIST),
        (b"Precedence: bulk\r\n", b"reader@press.example", Aside.LIST),
        (b"", b"General <general@US.demo>", Aside.OURSELVES),
        (b"Return-Path: <>\r\n", b"reader@press.example", Aside.NOBODY),
        (b"", b"", Aside.NOBODY),
        (b"Auto-Submitted: no\r\n", b"reader@press.example", None),
        (b"Precedence: first-class\r\n", b"reader@press.example", None),
    ],
)
def test_what_no_person_asked_is_left_aside(line: bytes, sender: bytes, why: Aside | None) -> None:
    """A machine that answers machines never ends."""
    assert aside(line, sender) is why


def test_the_same_message_has_the_same_name_by_whatever_way_it_came() -> None:
    """Servers put lines on top of it; without a name of its own its head stands for it."""
    once = read_head(HEAD + b"\r\nx", ours=OURS).message
    again = read_head(b"Received: by mx.example\r\n" + HEAD + b"\r\nx", ours=OURS).message
    other = read_head(HEAD.replace(b"<1@", b"<2@") + b"\r\nx", ours=OURS).message
    assert (once == again, once == other, len(once)) == (True, False, 32)
    unnamed = b"From: a@b.example\r\nDate: today\r\n\r\nx"
    assert read_head(unnamed, ours=OURS).message != once


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"no head at all",
        b"\r\n\r\nbody",
        b"%PDF-1.7\n\nx",
        b"From: a@b.example\r\n" + b"X: y\r\n" * 20_000,
    ],
)
def test_what_is_no_mail_is_refused(octets: bytes) -> None:
    """In one sentence, and without reading more of it than a head may have."""
    with pytest.raises(Malformed):
        read_head(octets, ours=OURS)
    assert LARGEST_HEAD < 20_000 * 6


def test_quoted_lines_are_somebody_elses_words() -> None:
    """Nor is the line that introduces them the writer's, nor a signature."""
    asked = (
        "Does it stand?\n\nOn Monday the general wrote:\n> We will be\n> repositioning forces.\n\nThank you"
    )
    text = f"{asked}\n-- \nA. Reader\n+1"
    assert spoken(text) == Spoken(
        own="Does it stand?\n\n\nThank you", quoted="We will be\nrepositioning forces."
    )


def test_a_message_without_quotations_is_all_the_writers() -> None:
    """A line that ends with a colon is only dropped before quoted lines."""
    assert spoken("I ask:\r\ndoes it stand?") == Spoken(own="I ask:\ndoes it stand?", quoted="")


@given(st.binary(max_size=400))
def test_whatever_came_is_read_or_refused(octets: bytes) -> None:
    """Never anything else."""
    for each in (octets, HEAD + octets, HEAD + b"Subject: " + octets + b"\r\n\r\n"):
        try:
            head = read_head(each, ours=OURS)
        except Malformed:
            continue
        assert "\n" not in head.subject + head.name
        assert "\r" not in head.subject + head.name
