"""The charter of us.demo with one mandate more: what the secretary undertakes, two must agree to."""

from __future__ import annotations

from dataclasses import replace

from chancery.play.keyring import key_of
from chancery.record.charter import Charter, Mandate
from chancery.record.entry import Role
from chancery.record.statement import KeyName, OfficeName, Subject, Verb
from chancery.registry.act import Act
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.approval import approve
from chancery.web.desk import door
from chancery.wiring.chance import fresh_id

SECRETARY, CHAIR = OfficeName("defence-secretary"), OfficeName("joint-chiefs-chair")


def adopt(**phones: str) -> None:
    """
    Put it on the record, signed by its roots.

    *phones* gives persons (`h_chair`) a passkey, by its public half, in place of the keys they had.
    """
    charter = door.desk().charter()
    for person, public in phones.items():
        charter = _with_phone(charter, person.replace("_", "-"), public)
    apart = [
        each for each in charter.mandates if not (each.office == SECRETARY and Verb.UNDERTAKE in each.may)
    ]
    two = Mandate(
        id="US-9",
        office=SECRETARY,
        may=frozenset({Verb.UNDERTAKE, Verb.DECIDE}),
        about=(Subject("forces"),),
        approvals=2,
        approvers=frozenset({CHAIR}),
    )
    later = replace(charter, version=charter.version + 1, mandates=(*apart, two))
    institution = door.registry().institution
    octets = write_charter(fresh_id(institution), later)
    hands = tuple(
        approve(digest_of(octets), person=person, key=key, role=Role.ROOT, signing=key_of(institution, key))
        for key, person in charter.root.keys.items()
    )
    door.registry().perform(Act(octets=octets, approvals=hands))


def _with_phone(charter: Charter, person: str, public: str) -> Charter:
    key = KeyName(f"phone-{person}")
    offices = {
        name: replace(
            office,
            holders=tuple(
                replace(each, keys=frozenset({key})) if each.person == person else each
                for each in office.holders
            ),
        )
        for name, office in charter.offices.items()
    }
    return replace(charter, offices=offices, keys={**charter.keys, key: public})
