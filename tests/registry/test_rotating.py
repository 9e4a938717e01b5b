"""While the keys of a register are changed, every head is believed by all who read it, early and late."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from chancery.errors import NotPermitted, Untrusted
from chancery.log.checkpoint import open_checkpoint
from chancery.log.vkey import VerifierKey
from chancery.net.follow import Follower, Pin
from chancery.record.charter import Charter
from chancery.record.entry import Role
from chancery.record.statement import KeyName
from chancery.registry.act import Act
from chancery.registry.append import receipts_of
from chancery.registry.pen import Pen, pen_from_seeds
from chancery.registry.sequencing import Registered
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.evidence import read_evidence
from chancery.seal.keys import verify
from chancery.seal.reading import issuer_name
from chancery.seal.roots import walk_roots
from chancery.seal.signed import to_be_signed
from chancery.store.memory import MemoryIndex, MemoryWords
from tests.institution import Clock, Institution, department
from tests.letters import OPERATIONS
from tests.people import ARCHIVIST, CLERK, GENERAL, pen_of, secret, urn
from tests.registry.test_sequencing import sequencer

US = "us.demo"


def coming(name: str = "second") -> Pen:
    """Other keys for the same log."""
    seeds = {each: secret(US, name, each) for each in ("issuer", "log", "pq")}
    return pen_from_seeds(pen_of(US).institution, f"{US}/register", **seeds)


def both(following: Pen | None = None) -> Pen:
    """The present keys, and those that follow."""
    return replace(pen_of(US), following=following or coming())


def naming(charter: Charter, pen: Pen, version: int = 2) -> Charter:
    """The next charter, which gives the log to these keys."""
    issuer = KeyName(f"register-issuer-{version}")
    assert charter.register is not None
    keys = {name: key for name, key in charter.keys.items() if name != charter.register.issuer}
    register = replace(pen.register, issuer=issuer)
    return replace(charter, version=version, register=register, keys={**keys, issuer: str(pen.issuer.public)})


def follower(us: Institution) -> Follower:
    """Whoever begins to follow now, and knows the first charter alone."""
    known = digest_of(write_charter(us.first_charter.id, us.charter))
    return Follower(Pin(institution=us.domain, first_charter=known), us.shown, MemoryIndex(), MemoryWords())


def believed(us: Institution, early: Follower, letter: object) -> None:
    """By whoever followed from the start, by whoever comes now, and from an evidence file cut now."""
    early.catch_up()
    late = follower(us)
    assert late.catch_up() == us.archive.applied()
    read_evidence(us.registry.evidence(letter)).check()  # type: ignore[arg-type]
    head = us.archive.head()
    assert head is not None
    register = us.registry.charters(us.domain)[-1].act.register  # type: ignore[union-attr]
    assert register is not None
    named = [VerifierKey.parse(line) for line in register.log]
    assert len(open_checkpoint(head.checkpoint, register.origin, named).by_log) == 2


@pytest.mark.parametrize("seed", range(20))
def test_everybody_goes_on_believing_whenever_they_come(seed: int) -> None:
    """Letters, renewals, the charter, the end of the former keys, by chance; all is checked at each step."""
    chance, clock = Random(seed), Clock()
    us = department(clock, pen=pen_of(US))
    early = follower(us)
    letter = us.release(OPERATIONS, by=GENERAL)
    believed(us, early, letter)
    for step in ("hold both", "name", "retire"):
        for _ in range(chance.randrange(3)):
            clock.turn("1m")
            if chance.random() < 0.5:
                us.registry.renew()
            else:
                letter = us.release(OPERATIONS, by=GENERAL)
            believed(us, early, letter)
        clock.turn("1m")
        if step == "hold both":
            us.pen = both()
        elif step == "name":
            us.adopt(naming(us.charter, coming()), by=(CLERK, ARCHIVIST))
        else:
            us.pen = coming()
        us.registry = us.reopened()
        believed(us, early, letter)
    us.release(OPERATIONS, by=GENERAL)
    believed(us, early, letter)
    documents = [us.registry.root(version) or b"" for version in (1, 2)]
    assert walk_roots(us.domain, documents).register.log == coming().vkeys


def test_the_charter_itself_comes_under_a_head_of_the_new_keys() -> None:
    """From its own entry on: receipts are signed with the new key, and with the former one no more."""
    us = department(Clock(), pen=both())
    us.adopt(naming(us.charter, coming()), by=(CLERK, ARCHIVIST))
    head = us.archive.head()
    assert head is not None
    vouched = receipts_of(head)
    verify(coming().receipts.public, vouched.signature, to_be_signed(vouched.protected, head.root))
    assert issuer_name(us.domain) == "https://us.demo"


def test_many_acts_in_one_step_turn_at_the_charter_among_them() -> None:
    """Letters before it and after it in one batch: one head, and everybody believes it."""
    us = department(Clock(), pen=both())
    early, taken = follower(us), sequencer(us)
    octets = write_charter(urn(us.domain, "second"), naming(us.charter, coming()))
    hands = tuple(us.hand(octets, each, Role.ROOT) for each in (CLERK, ARCHIVIST))
    acts = [us.act(OPERATIONS, by=GENERAL) for _ in range(3)]
    acts.insert(1, Act(octets=octets, approvals=hands))
    step = taken.register([taken.look_at(act) for act in acts])
    assert all(isinstance(each, Registered) for each in step.outcomes)
    us.registry.settle()
    believed(us, early, us.release(OPERATIONS, by=GENERAL))
    again = taken.register([taken.look_at(us.act(OPERATIONS, by=GENERAL))])
    assert isinstance(again.outcomes[0], Registered)
    believed(us, early, us.release(OPERATIONS, by=GENERAL))


def test_keys_that_were_never_announced_cannot_be_named() -> None:
    """A third set, or the second one before this process holds it: nobody could sign the next head."""
    us = department(Clock(), pen=both())
    with pytest.raises(NotPermitted, match="names another register"):
        us.adopt(naming(us.charter, coming("third")), by=(CLERK, ARCHIVIST))
    alone = department(Clock())
    with pytest.raises(NotPermitted, match="names another register"):
        alone.adopt(naming(alone.charter, coming()), by=(CLERK, ARCHIVIST))


def test_whoever_holds_the_former_keys_alone_signs_nothing_more() -> None:
    """The control of all of this: with the former pen a head would be believed by nobody, so none is made."""
    us = department(Clock(), pen=both())
    us.adopt(naming(us.charter, coming()), by=(CLERK, ARCHIVIST))
    us.pen = pen_of(US)
    us.registry = us.reopened()
    for write in (us.registry.renew, lambda: us.release(OPERATIONS, by=GENERAL)):
        with pytest.raises(NotPermitted, match="names other keys"):
            write()
    assert us.archive.applied() == 3


def test_a_thief_of_the_former_keys_is_refused_by_whoever_read_on() -> None:
    """A fork from before the change, signed with the retired keys: a follower takes nothing of it in."""
    clock = Clock()
    us = department(clock, pen=both())
    early = follower(us)
    us.adopt(naming(us.charter, coming()), by=(CLERK, ARCHIVIST))
    us.release(OPERATIONS, by=GENERAL)
    early.catch_up()
    thief = department(clock, pen=pen_of(US))
    for _ in range(5):
        thief.release(OPERATIONS, by=GENERAL)
    early._read = early._afresh = thief.shown
    with pytest.raises(Untrusted):
        early.catch_up()
    assert early._index.reached(us.domain) == us.archive.applied()
