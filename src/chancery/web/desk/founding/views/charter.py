"""The charter's page at the Desk: what is in charge, what waits, and the next one on its way."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.check.look_alike import look_alikes
from chancery.errors import Malformed, NotPermitted
from chancery.phrases import DIRECTIONS, LANGUAGES, say
from chancery.phrases.charter_aloud import Paragraph, aloud, changes_aloud, remark_aloud
from chancery.record.charter import Charter
from chancery.record.charter_faults import faults
from chancery.record.charter_remarks import examine
from chancery.record.charters import taking_charge
from chancery.record.composing import lacking_keys, people, with_keys
from chancery.record.entry import Role
from chancery.record.statement import Verb
from chancery.registry.chartering import Chartering, Stage, Tally
from chancery.web.desk import door, hands, trouble
from chancery.web.desk.entry.charter_in_force import chartering
from chancery.web.desk.entry.passkeys import ring
from chancery.web.desk.officers import Officer, officer, signed_in
from chancery.web.desk.surroundings import surroundings
from chancery.web.desk.telling import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A charter read aloud in one language."""

    language: str
    direction: str
    name: str
    paragraphs: tuple[Paragraph, ...]


@signed_in
def charter(request: HttpRequest, language: str) -> HttpResponseBase:
    """Everything about the charter, and every step of the next one."""
    if request.method == "POST":
        return _step(request, language)
    return page(request, language)


def page(
    request: HttpRequest, language: str, *, fault: str = "", fault_key: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was wrong about the last step, if anything was."""
    work, who = chartering(), officer(request)
    step = work.current()
    context = {
        **surroundings(request, language, "charter"),
        "versions": _versions(language),
        "look_alikes": look_alikes(door.registry().institution, _others()),
        "may": work.may_prepare(who.person),
        "step": step,
        "fault": fault,
        "fault_key": fault_key,
        **({} if step is None else _underway(request, work, who, language)),
    }
    return render(request, "desk/founding/charter.html", context, status=status)


def _versions(language: str) -> list[tuple[int, int | None, tuple[Paragraph, ...]]]:
    """Every version on the record, newest first, and until when it waits."""
    entries, now = door.registry().charters(door.registry().institution), door.now()
    starts = taking_charge(entries)
    return [
        (entry.act.version, starts[entry.id] if starts[entry.id] > now else None, aloud(entry.act, language))
        for entry in reversed(entries)
        if isinstance(entry.act, Charter)
    ]


def _others() -> set[str]:
    """The names this house knows besides its own."""
    return {*door.registry().institutions(), *door.house().follow}


def _underway(request: HttpRequest, work: Chartering, who: Officer, language: str) -> dict[str, object]:
    """What the page tells of the charter on its way."""
    after, before = work.charter(), work.newest()
    step = work.current()
    signing = step is not None and step.stage is Stage.SIGNING
    told: dict[str, object] = {
        "charter": after,
        "signing": signing,
        "spoken": [
            _spoken(after, tag) for tag in (language, *(each for each in LANGUAGES if each != language))
        ],
        "changes": () if before is None else changes_aloud(before, after, language),
        "root_changes": before is not None and _root_differs(before, after),
        "delay": None if before is None else before.root.delay,
        "faults": list(faults(after)),
        "remarks": [remark_aloud(each, after, language) for each in examine(after, door.now())],
        "lacking": lacking_keys(after),
        "people": people(after),
        "fresh": _fresh_keys(after),
        "verbs": list(Verb),
    }
    if signing:
        tallies = work.tallies()
        told |= {"tallies": tallies, "ready": not any(each.missing for each in tallies)}
        told["offer"] = _offer(request, work, who, tallies)
        told["mine"] = any(who.person in (*each.signed, *each.others) for each in tallies)
        told["all_mine"] = all(who.person not in each.others for each in tallies)
    return told


def _spoken(charter: Charter, language: str) -> Spoken:
    return Spoken(
        language=language,
        direction=DIRECTIONS[language],
        name=say("page.language", language),
        paragraphs=aloud(charter, language),
    )


def _root_differs(before: Charter, after: Charter) -> bool:
    """Whether it would have to wait."""
    return (before.root, *map(before.keys.get, before.root.keys)) != (
        after.root,
        *map(after.keys.get, after.root.keys),
    )


def _fresh_keys(charter: Charter) -> list[str]:
    """People whose keys at this Desk are not those that the charter gives them."""
    kept = ring()
    named = {
        person: {
            charter.keys.get(key)
            for key in (
                *(key for key, whose in charter.root.keys.items() if whose == person),
                *(
                    key
                    for office in charter.offices.values()
                    for holder in office.holders
                    if holder.person == person
                    for key in holder.keys
                ),
            )
        }
        for person in people(charter)
    }
    return [
        person
        for person, publics in named.items()
        if person in kept and {half.public for half in kept[person]} != publics
    ]


def _offer(
    request: HttpRequest, work: Chartering, who: Officer, tallies: tuple[Tally, ...]
) -> hands.Offer | None:
    judge = _judge(work, who, tallies)
    return None if judge is None else hands.offer(request, judge, work.act().digest, Role.ROOT)


def _judge(work: Chartering, who: Officer, tallies: tuple[Tally, ...]) -> Charter | None:
    """The charter under whose root this officer's hand is still lacking, the old one first."""
    for judge, tally in zip(work.judges(), tallies, strict=True):
        if who.person in tally.others:
            return judge
    return None


# ── steps ────────────────────────────────────────────────────────────────────


def _step(request: HttpRequest, language: str) -> HttpResponseBase:
    """One step, by the name of its button."""
    work, who, what = chartering(), officer(request), request.POST.get("what", "")
    if what == "sign":
        return _sign(request, language)
    if not work.may_prepare(who.person):
        raise NotPermitted("Only holders of the root prepare the charter.")
    try:
        match what:
            case "begin":
                work.begin(who.person)
            case "offer":
                work.offer(who.person)
            case "reopen":
                work.reopen(who.person)
            case "drop":
                work.drop(who.person)
            case "keys":
                person = request.POST.get("person", "")
                kept = ring()
                work.edit(with_keys(work.charter(), {person: kept.get(person, ())}), who.person)
            case "publish":
                work.publish(who.person)
            case _:
                return trouble.page(request, "bad_request", status=400)
    except Malformed as unfit:
        return page(request, language, fault=str(unfit), status=400)
    return redirect("charter_at_the_desk", language=language)


def _sign(request: HttpRequest, language: str) -> HttpResponseBase:
    work, who = chartering(), officer(request)
    judge = _judge(work, who, work.tallies())
    if judge is None:
        raise NotPermitted("This officer holds no key of the root, or has signed already.")
    digest, version = work.act().digest, work.charter().version
    work.sign(hands.taken(request, judge, digest, Role.ROOT))
    once = f"charter/{digest.hex()}/root-of-{judge.version}"
    tell(who.person, "entry.mail.signed", once=once, at=door.now(), version=version)
    return redirect("charter_at_the_desk", language=language)
