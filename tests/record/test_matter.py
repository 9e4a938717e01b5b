"""A matter is the sum of its steps; what was taken out stays visible as taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import ChanceryError, Malformed, OutOfOrder
from chancery.record.matter import (
    Deed,
    Gathered,
    Kind,
    KnownSource,
    Matter,
    MatterId,
    Member,
    Named,
    Noted,
    Part,
    SourceNamed,
    Step,
    TakenOut,
    Touch,
    after,
    matter_of,
)
from chancery.record.matter_form import read_deed, write_deed
from chancery.record.statement import Instant

AFFAIR = MatterId("m")
LETTER = Member(kind=Kind.STATEMENT, name="urn:uuid:1")
REPORT = KnownSource(title="A report", digest=b"\1" * 32, length=40, sentences=((0, 20), (21, 40)))


def steps(*deeds: Deed) -> list[Step]:
    return [
        Step(number=number, touch=Touch(by=f"officer-{number}", at=Instant(number)), deed=deed)
        for number, deed in enumerate(deeds, 1)
    ]


def matter(*deeds: Deed) -> Matter:
    found = matter_of(AFFAIR, steps(Named(name={"en": "The letter"}), *deeds))
    assert found is not None
    return found


def claim(id: str = "C1") -> Noted:
    return Noted(source=REPORT.digest, rows={Part.CLAIM: ({"id": id, "span": [0, 4]},)})


def test_a_matter_begins_with_its_name() -> None:
    """Before it there is nothing to add to."""
    assert matter_of(AFFAIR, []) is None
    with pytest.raises(OutOfOrder):
        matter_of(AFFAIR, steps(Gathered(member=LETTER)))


def test_it_is_told_who_added_what_and_when() -> None:
    """And why, if they said so."""
    (came,) = matter(Gathered(member=LETTER, note="it began here")).members
    assert (came.member, came.added, came.note) == (
        LETTER,
        Touch(by="officer-2", at=Instant(2)),
        "it began here",
    )


def test_what_was_taken_out_stays_visible() -> None:
    """By whom, when and why; and it may come in again as a new line."""
    found = matter(
        Gathered(member=LETTER), TakenOut(member=LETTER, reason="the wrong one"), Gathered(member=LETTER)
    )
    first, second = found.memberships
    assert (first.removed, first.reason) == (Touch(by="officer-3", at=Instant(3)), "the wrong one")
    assert second.removed is None
    assert found.members == (second,)


@pytest.mark.parametrize(
    ("deeds", "trouble"),
    [
        ([Gathered(member=LETTER), Gathered(member=LETTER)], OutOfOrder),
        ([TakenOut(member=LETTER, reason="x")], OutOfOrder),
        ([Gathered(member=LETTER), TakenOut(member=LETTER, reason=" ")], Malformed),
        ([Gathered(member=LETTER), TakenOut(member=LETTER, reason="x" * 1_001)], Malformed),
        ([Gathered(member=LETTER, note="x" * 1_001)], Malformed),
        ([Named(name={"en": " "})], Malformed),
        ([Named(name={"en": "x" * 201})], Malformed),
        ([claim()], OutOfOrder),
        ([SourceNamed(source=REPORT), SourceNamed(source=REPORT)], OutOfOrder),
        ([SourceNamed(source=REPORT), claim(), claim()], OutOfOrder),
        ([SourceNamed(source=REPORT), claim("")], OutOfOrder),
    ],
)
def test_a_step_that_says_nothing_or_does_not_fit_is_refused(
    deeds: list[Deed], trouble: type[ChanceryError]
) -> None:
    """Twice the same, out what is not in, without a reason, of a source nobody knows."""
    with pytest.raises(trouble):
        matter(*deeds)


def test_a_step_out_of_turn_is_refused() -> None:
    """Whoever saw an older matter looks at it again first."""
    with pytest.raises(OutOfOrder):
        after(
            AFFAIR, matter(), Step(number=3, touch=Touch(by="o", at=Instant(3)), deed=Gathered(member=LETTER))
        )


def test_a_claim_comes_in_when_it_is_noted() -> None:
    """Under the name of its source, so that two sources' first claims are two."""
    found = matter(SourceNamed(source=REPORT), claim())
    assert [each.member for each in found.of(Kind.CLAIM)] == [
        Member(kind=Kind.CLAIM, name=f"{REPORT.name}/C1")
    ]


@pytest.mark.parametrize("name", ["S2", "S-1", "S", "S٠", "0.5"])
def test_a_sentence_that_is_not_there_is_refused(name: str) -> None:
    """Only the sentences the source was cut into."""
    assert REPORT.sentence("S1") == (21, 40)
    with pytest.raises(Malformed):
        REPORT.sentence(name)


@pytest.mark.parametrize("spans", [((0, 41),), ((5, 3),), ((0, 9), (8, 12))])
def test_sentences_follow_one_another_inside_the_source(spans: tuple[tuple[int, int], ...]) -> None:
    """A place outside the text is no place."""
    with pytest.raises(Malformed):
        KnownSource(title="A report", digest=b"\1" * 32, length=40, sentences=spans)


members = st.builds(Member, kind=st.sampled_from(Kind), name=st.sampled_from(["a", "b", "c"]))
deeds = st.one_of(
    st.builds(Gathered, member=members, note=st.text(max_size=5)),
    st.builds(TakenOut, member=members, reason=st.text(min_size=1, max_size=5)),
    st.builds(Named, name=st.dictionaries(st.sampled_from(["en", "ar"]), st.text(max_size=5), max_size=2)),
    st.just(SourceNamed(source=REPORT)),
    st.builds(claim, st.sampled_from(["C1", "C2", "C3"])),
)


@given(st.lists(deeds, max_size=12))
def test_no_step_ever_takes_a_line_away(wanted: list[Deed]) -> None:
    """Whatever is done, everything that was ever in the matter is still told of, in the same order."""
    found, number = matter(), 1
    for deed in wanted:
        step = Step(number=number + 1, touch=Touch(by="o", at=Instant(number)), deed=deed)
        try:
            later = after(AFFAIR, found, step)
        except ChanceryError:
            continue
        assert [each.member for each in later.memberships][: len(found.memberships)] == [
            each.member for each in found.memberships
        ]
        present = [each.member for each in later.members]
        assert len(set(present)) == len(present)
        found, number = later, number + 1
    assert found.steps == number


@given(deeds)
def test_a_deed_comes_back_from_its_bytes(deed: Deed) -> None:
    """As it was written."""
    assert read_deed(write_deed(deed)) == deed


@pytest.mark.parametrize(
    "octets", [b"", b"[]", b"{}", b'{"did":"promoted"}', b'{"did":"gathered","kind":"official"}']
)
def test_other_bytes_are_no_deed(octets: bytes) -> None:
    """Refused in a sentence, not half understood."""
    with pytest.raises(Malformed, match="cannot be read"):
        read_deed(octets)
