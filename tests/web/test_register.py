"""Programs bring acts over HTTP: receipts that prove, keys that repeat, refusals that a program can read."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from chancery.log.path import root_from_inclusion
from chancery.log.tree import leaf_hash
from chancery.record.statement import Instant, Verb
from chancery.seal.codec import decode
from chancery.seal.keys import from_cose
from chancery.seal.receipt import open_inclusion
from tests.institution import Institution
from tests.letters import DECIDE, INFORM, notice, saying
from tests.people import GENERAL, urn
from tests.registering import NO_PROGRAM_OF_OURS, Caller, founded, message, now, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    us: Institution
    port: int

    @property
    def caller(self) -> Caller:
        return Caller(port=self.port)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One register with two workers for all tests of this file."""
    folder = tmp_path_factory.mktemp("register") / "house"
    us = founded(folder)
    with serving(folder) as register:
        yield Served(us=us, port=register.port)


def letter(us: Institution, number: str, verb: Verb = INFORM) -> bytes:
    id = urn(us.domain, "register", number)
    return message(us.act(saying(f"Number {number}.", verb, "forces"), by=GENERAL, id=id))


def test_a_registered_act_has_a_receipt_that_proves_it(served: Served) -> None:
    """The receipt leads from the entry on the log to a root that the register's published key signed."""
    told = served.caller.bring(letter(served.us, "receipt"), key="receipt")
    assert (told.status, told.headers["content-type"]) == (201, "application/cose")
    receipt = open_inclusion(told.octets)
    assert told.headers["location"] == f"/entries/{receipt.index}"
    entry = served.us.archive.entry(receipt.index)
    (key,) = decode(served.caller.get("/.well-known/scitt-keys").octets)
    assert receipt.check(entry, from_cose(key)) == root_from_inclusion(
        leaf_hash(entry), receipt.index, receipt.size, receipt.path
    )


def test_a_receipt_is_cut_again_for_whoever_asks(served: Served) -> None:
    """Under its location an entry has a fresh receipt, and the same is said of it."""
    caller = served.caller
    told = caller.bring(letter(served.us, "again"))
    again = caller.get(told.headers["location"])
    assert again.status == 200
    assert open_inclusion(again.octets).index == open_inclusion(told.octets).index


def test_the_same_key_is_done_once(served: Served) -> None:
    """A program that lost the answer brings the same again, to whichever worker, and adds nothing."""
    octets = letter(served.us, "once")
    told = [served.caller.bring(octets, key="once") for _ in range(6)]
    assert {each.status for each in told} == {201}
    assert len({each.headers["location"] for each in told}) == 1


def test_without_a_key_nothing_is_the_same(served: Served) -> None:
    """Nobody is told that what they say was said already: the act's name is taken, and that is all."""
    octets = letter(served.us, "no key")
    assert served.caller.bring(octets).status == 201
    told = served.caller.bring(octets)
    assert told.status == 409
    assert told.problem[0] == "Conflict"


def test_another_act_under_a_used_key_is_refused(served: Served) -> None:
    """A key is one act's."""
    assert served.caller.bring(letter(served.us, "key 1"), key="used").status == 201
    assert served.caller.bring(letter(served.us, "key 2"), key="used").status == 409


def test_what_the_charter_does_not_allow_is_refused(served: Served) -> None:
    """The general may not decide, whichever program brings it; nothing is added."""
    told = served.caller.bring(letter(served.us, "decide", DECIDE))
    assert told.status == 400
    title, detail = told.problem
    assert title == "Rejected"
    assert "clause_unauthorised" in str(detail)


def test_strangers_are_not_let_in(served: Served) -> None:
    """An act with every hand it needs is refused when no program of the register brings it."""
    act = served.us.act(saying("Hello.", INFORM, "forces"), by=GENERAL, id=urn(served.us.domain, "strange"))
    told = served.caller.bring(message(act, key=NO_PROGRAM_OF_OURS))
    assert told.status == 403
    assert told.problem[0] == "Forbidden"


def test_a_forged_program_is_not_let_in(served: Served) -> None:
    """A message in which one octet was changed on the way is signed by nobody."""
    octets = bytearray(letter(served.us, "forged"))
    octets[-1] ^= 1
    assert served.caller.bring(bytes(octets)).problem[0] == "Bad Signature"


@pytest.mark.parametrize(
    ("octets", "media", "status"),
    [
        (b"no COSE", "application/cose", 400),
        (b"", "application/cose", 400),
        (b"{}", "application/json", 415),
    ],
)
def test_what_is_no_message_is_refused_in_cbor(
    served: Served, octets: bytes, media: str, status: int
) -> None:
    """Whatever it was, the refusal is a concise problem with a title and a sentence."""
    told = served.caller.bring(octets, media=media)
    assert told.status == status
    assert all(told.problem)


def test_a_message_that_says_it_is_too_long_is_not_read(served: Served) -> None:
    """It is refused by its length alone, before an octet of it has come."""
    headers = {"Content-Type": "application/cose", "Content-Length": "1048577"}
    assert served.caller.ask("POST", "/entries", None, headers).status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/entries", 405),
        ("PUT", "/entries/1", 405),
        ("GET", "/entries/999999", 404),
        ("GET", "/entries/01", 400),
        ("GET", "/entries/" + "A" * 43, 404),
        ("GET", "/.well-known/scitt-keys/none", 404),
        ("GET", "/elsewhere", 404),
    ],
)
def test_addresses_that_lead_nowhere(served: Served, method: str, path: str, status: int) -> None:
    """Each says so in the same form."""
    told = served.caller.ask(method, path)
    assert told.status == status
    assert all(told.problem)


def test_a_key_is_found_by_the_kid_of_a_receipt(served: Served) -> None:
    """The kid in base64url without padding leads to the one key, which has it as its kid."""
    key_set = decode(served.caller.get("/.well-known/scitt-keys").octets)
    import base64

    kid = base64.urlsafe_b64encode(key_set[0][2]).decode().rstrip("=")
    assert decode(served.caller.get(f"/.well-known/scitt-keys/{kid}").octets) == key_set[0]


def test_many_at_once_stand_on_the_log_once_each(served: Served) -> None:
    """Three hundred acts on twelve connections, each brought twice: as many entries, at as many indices."""
    before = served.us.registry.settle()
    octets = [letter(served.us, f"many {n}") for n in range(300)]

    def bring(first: int) -> list[str]:
        caller = served.caller
        return [caller.bring(octets[n], key=f"many-{n}").headers["location"] for n in range(first, 300, 6)]

    with ThreadPoolExecutor(12) as programs:
        told = [place for places in programs.map(bring, [*range(6), *range(6)]) for place in places]
    assert len(told) == 600
    assert len(set(told)) == 300
    assert served.us.registry.settle() == before + 300


def test_a_notice_can_be_brought_as_any_other_act(served: Served) -> None:
    """What was registered over HTTP is withdrawn over HTTP, and the record says so."""
    id = urn(served.us.domain, "to be withdrawn")
    us = served.us
    served.caller.bring(message(us.act(saying("Soon gone.", INFORM, "forces"), by=GENERAL, id=id)))
    act = us.act(notice(Verb.WITHDRAW, id), by=GENERAL, id=urn(us.domain, "withdrawal"))
    assert served.caller.bring(message(act)).status == 201
    us.registry.settle()
    us.clock.now = Instant(now() + 5)
    assert us.registry.standing(id).status.value == "withdrawn"
