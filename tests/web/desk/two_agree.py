"""The charter of us.demo with one mandate more: what the secretary undertakes, two must agree to."""

from __future__ import annotations

from dataclasses import replace

from chancery.play.keyring import key_of
from chancery.record.charter import Mandate
from chancery.record.entry import Role
from chancery.record.statement import OfficeName, Subject, Verb
from chancery.registry.act import Act
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.approval import approve
from chancery.web.desk import door
from chancery.wiring.chance import fresh_id

SECRETARY, CHAIR = OfficeName("defence-secretary"), OfficeName("joint-chiefs-chair")


def adopt() -> None:
    """Put it on the record, signed by its roots."""
    charter = door.desk().charter()
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
