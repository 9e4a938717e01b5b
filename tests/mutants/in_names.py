"""Faults in names: what would let one institution's act take the place of another's."""

from __future__ import annotations

from tests.mutants.fault import Fault

FAULTS = (
    Fault(
        what="any name will do that has the shape of one",
        file="seal/reading.py",
        was="if not is_named_by(id, institution):",
        becomes='if not id.startswith("urn:uuid:"):',
        tests=("hostile/test_taken_names::test_a_letter_is_found_though_its_name_was_used_first_elsewhere",),
        quick=True,
    ),
    Fault(
        what="a name does not depend on who gives it",
        file="record/naming.py",
        was='_LABEL + institution.encode() + b"\\0" + drawn',
        becomes="_LABEL + drawn",
        tests=("record/test_naming::test_no_other_institution_gives_it",),
    ),
    Fault(
        what="a name is bound in part only",
        file="record/naming.py",
        was='bytes.fromhex("".join(urn.groups()))) == id',
        becomes='bytes.fromhex("".join(urn.groups())))[:-2] == id[:-2]',
        tests=("record/test_naming::test_with_any_bit_turned_it_is_nobodys_name",),
    ),
)
