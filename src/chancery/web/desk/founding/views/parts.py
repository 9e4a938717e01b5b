"""The parts of a charter on its way, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import Malformed, NotPermitted
from chancery.record.charter import SUBSTANTIVE, Charter, Holder, Office, Reach, Rule
from chancery.record.charter_form import charter_being_written
from chancery.record.charter_writing import charter_to_toml
from chancery.record.composing import (
    free_id,
    lacking_keys,
    people,
    with_capacity,
    with_keys,
    without_mandate,
    without_office,
)
from chancery.record.statement import NOTICES, OPERATIVE, OfficeName, Verb
from chancery.store.office.models import Officer
from chancery.web.desk.entry.charter_in_force import chartering
from chancery.web.desk.entry.passkeys import ring
from chancery.web.desk.founding.forms import (
    Posted,
    Unfit,
    capacity_of,
    mandate_of,
    office_of,
    root_of,
    whole_of,
)
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings

Change = Callable[[Charter, Posted], Charter]

BLANK = 2
"""Empty rows for further holders."""
CAPACITIES = (SUBSTANTIVE, "acting", "caretaker")


@signed_in
def whole(request: HttpRequest, language: str) -> HttpResponseBase:
    """What the institution is called, and until when the charter is in force."""
    return _part(request, language, "whole", whole_of)


@signed_in
def root(request: HttpRequest, language: str) -> HttpResponseBase:
    """Who may change the charter, how many of them, and how long a change of that is public."""
    charter = chartering().charter()
    held = dict.fromkeys(charter.root.keys.values())
    more = {"known": _people(charter), "held": list(held), "hours": (charter.root.delay or 0) // 3600}
    return _part(request, language, "root", root_of, **more)


@signed_in
def office(request: HttpRequest, language: str) -> HttpResponseBase:
    """An office: its titles, what stands above it, who holds it."""
    name = OfficeName((request.POST or request.GET).get("name", ""))
    if request.POST.get("what") == "remove":
        return _part(request, language, "office", lambda charter, _: without_office(charter, name))
    charter = chartering().charter()
    found = charter.offices.get(name, Office())
    rows = [*found.holders, *(Holder(person="", keys=frozenset()) for _ in range(BLANK))]
    more = {
        "name": name,
        "old": name in charter.offices,
        "office": found,
        "holders": list(enumerate(rows)),
        "superiors": [other for other in charter.offices if other != name],
        "known": _people(charter),
        "capacities": dict.fromkeys((*CAPACITIES, *charter.capacity)),
    }
    return _part(request, language, "office", office_of, **more)


@signed_in
def mandate(request: HttpRequest, language: str) -> HttpResponseBase:
    """Who may say what, about what, and how many must agree."""
    id = (request.POST or request.GET).get("id", "")
    if request.POST.get("what") == "remove":
        return _part(request, language, "mandate", lambda charter, _: without_mandate(charter, id))
    charter = chartering().charter()
    more = {
        "mandate": next((each for each in charter.mandates if each.id == id), None),
        "id": id or free_id(charter),
        "groups": (
            ("binding", [verb for verb in Verb if verb in OPERATIVE]),
            ("speaking", [verb for verb in Verb if verb not in OPERATIVE and verb not in NOTICES]),
            ("undoing", [verb for verb in Verb if verb in NOTICES]),
        ),
        "reaches": list(Reach),
    }
    return _part(request, language, "mandate", mandate_of, **more)


@signed_in
def capacity(request: HttpRequest, language: str) -> HttpResponseBase:
    """What acting and caretaker holders may do."""
    name = (request.POST or request.GET).get("name", "")
    if request.POST.get("what") == "remove":
        return _part(request, language, "capacity", lambda charter, _: with_capacity(charter, name, {}))
    rules = chartering().charter().capacity.get(name, {})
    more = {"name": name, "verbs": [(verb, rules.get(verb)) for verb in Verb], "rules": list(Rule)}
    return _part(request, language, "capacity", capacity_of, **more)


@signed_in
def text(request: HttpRequest, language: str) -> HttpResponseBase:
    """The whole charter as a clerk writes it, brought or changed by hand."""
    written = charter_to_toml(chartering().charter())
    return _part(request, language, "text", _read, written=request.POST.get("written", written))


def _read(charter: Charter, posted: Posted) -> Charter:
    """What was brought; a file without a register is given this house's own."""
    brought = request_text(posted)
    read = charter_being_written(brought)
    if read.institution != charter.institution:
        raise Unfit("written", "founding.fault.other_institution")
    return read


def request_text(posted: Posted) -> str:
    """The text of the field, with the line ends of a file."""
    return posted.values.get("written", "").replace("\r\n", "\n")


# ── between them ─────────────────────────────────────────────────────────────


def _part(request: HttpRequest, language: str, part: str, change: Change, **more: Any) -> HttpResponseBase:
    """A form of the charter: shown, or read and kept."""
    work, who = chartering(), officer(request)
    if not work.may_prepare(who.person):
        raise NotPermitted("Only holders of the root prepare the charter.")
    if request.method != "POST":
        return _form(request, language, part, more)
    try:
        changed = change(work.charter(), Posted(values=request.POST))
        work.edit(_with_first_keys(changed), who.person)
    except Unfit as unfit:
        return _form(request, language, part, {**more, "unfit": unfit, "given": request.POST}, status=400)
    except Malformed as unfit:
        return _form(
            request, language, part, {**more, "fault": str(unfit), "given": request.POST}, status=400
        )
    return redirect("charter_at_the_desk", language=language)


def _with_first_keys(charter: Charter) -> Charter:
    """People who have no key in the charter get those they have at this Desk; nobody's are exchanged."""
    kept, lacking = ring(), lacking_keys(charter)
    return with_keys(charter, {person: kept[person] for person in lacking if person in kept})


def _form(
    request: HttpRequest, language: str, part: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {
        **surroundings(request, language, f"charter/{part}"),
        "charter": chartering().charter(),
        "given": QueryDict(),
        **more,
    }
    return render(request, f"desk/founding/{part}.html", context, status=status)


def _people(charter: Charter) -> list[str]:
    here = Officer.objects.filter(left=False).order_by("person").values_list("person", flat=True)
    return list(dict.fromkeys([*people(charter), *here]))
