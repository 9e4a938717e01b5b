"""Who works here, and who is asked to come."""

from __future__ import annotations

from collections import Counter

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import NotPermitted, OutOfOrder
from chancery.phrases import LANGUAGES, say
from chancery.record.charter import Charter
from chancery.record.composing import people as people_of
from chancery.record.seats import seats_of
from chancery.store.office.invitations import (
    Invited,
    fresh_word,
    invite,
    invited_by_word,
    open_invitations,
    use_up,
)
from chancery.store.office.models import AccessKey, Officer, OfficerKey
from chancery.web.desk import door, trouble
from chancery.web.desk.entry.charter_in_force import charter_or_none, chartering
from chancery.web.desk.entry.mailing import send, send_invitation
from chancery.web.desk.entry.rates import too_often
from chancery.web.desk.officers import officer, officer_in, signed_in
from chancery.web.desk.surroundings import surroundings

LONGEST_NAME = 200
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@signed_in
def people(request: HttpRequest, language: str) -> HttpResponseBase:
    """Everybody with an account, everybody asked to come, and a form to ask somebody."""
    may = chartering().may_prepare(officer(request).person)
    if request.method != "POST":
        return _page(request, language, may=may)
    if not may:
        raise NotPermitted("Only holders of the root invite people.")
    if request.POST.get("what") == "take_back":
        use_up(request.POST.get("person", ""), door.now())
        return redirect("people", language=language)
    if request.POST.get("what") == "left":
        return _left(request, language)
    return _invite(request, language)


def _invite(request: HttpRequest, language: str) -> HttpResponse:
    person = request.POST.get("person", "").strip()
    address = request.POST.get("address", "").strip()
    tongue = request.POST.get("tongue", LANGUAGES[0])
    faults = _faults(person, address)
    if faults or tongue not in LANGUAGES:
        return _page(request, language, may=True, faults=faults, given=request.POST, status=400)
    word = fresh_word()
    by = officer(request).person
    invited = invite(word=word, person=person, address=address, language=tongue, by=by, at=door.now())
    link = f"{door.desk_settings().url}/{tongue}/invitation/{word}"
    sent = send_invitation(invited, link, door.registry().institution)
    return _page(request, language, may=True, link=link, invited=invited, sent=sent)


def _faults(person: str, address: str) -> dict[str, str]:
    """The phrase for each field that cannot be used as it is."""
    found = {}
    if not person or len(person) > LONGEST_NAME or not person.isprintable():
        found["person"] = "entry.people.fault.person"
    try:
        validate_email(address)
    except ValidationError:
        found["address"] = "entry.people.fault.address"
    if _taken(address, person):
        found["address"] = "entry.people.fault.taken"
    return found


def _taken(address: str, person: str) -> bool:
    """Whether letters to somebody else go there: an address that signs in is one person's."""
    others = EmailAddress.objects.filter(email__iexact=address).exclude(user__officer__person=person)
    return bool(others.exists())


def _left(request: HttpRequest, language: str) -> HttpResponseBase:
    """Somebody no longer works here: they can sign in no more, and what they signed stays signed."""
    row = Officer.objects.filter(person=request.POST.get("person", "")).first()
    if row is None or row.person == officer(request).person:
        return trouble.page(request, "bad_request", status=400)
    if row.person in _roots():
        raise OutOfOrder("A holder of the root leaves by a new charter first.")
    Officer.objects.filter(pk=row.pk).update(left=True)
    User.objects.filter(pk=row.account.pk).update(is_active=False)
    _out_everywhere(row)
    return redirect("people", language=language)


def _out_everywhere(row: Officer) -> None:
    """
    End their sessions and access keys.

    A closed account alone would only let them rest: whoever was asked to come back would
    find them open again, and so would whoever had stolen one.
    """
    for session in UserSession.objects.filter(user=row.account):
        session.end()
    AccessKey.objects.filter(officer=row, ended=None).update(ended=door.now())


def _roots() -> frozenset[str]:
    """Whom nobody shuts out alone: the holders of the root in the newest charter."""
    newest = chartering().newest()
    return frozenset() if newest is None else frozenset(newest.root.keys.values())


def _page(
    request: HttpRequest,
    language: str,
    *,
    may: bool,
    faults: dict[str, str] | None = None,
    given: object = None,
    link: str = "",
    invited: Invited | None = None,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    charter = charter_or_none()
    rows = Officer.objects.select_related("account").order_by("person")
    keys = Counter(OfficerKey.objects.values_list("officer", flat=True))
    here = {row.person for row in rows if not row.left}
    context = {
        **surroundings(request, language, "people"),
        "rows": [(row, _seats(row, charter, language), keys[row.pk]) for row in rows],
        "asked": list(open_invitations(door.now())),
        "missing": [] if charter is None else [each for each in people_of(charter) if each not in here],
        "may": may,
        "kept": {*_roots(), officer(request).person},
        "faults": faults or {},
        "given": given or {},
        "link": link,
        "invited": invited,
        "sent": sent,
        "languages": LANGUAGES,
    }
    return render(request, "desk/entry/people.html", context, status=status)


def _seats(row: Officer, charter: Charter | None, language: str) -> tuple[str, ...]:
    if charter is None:
        return ()
    seats = seats_of(charter, row.person, door.now())
    titles = {name: office.title.get(language, name) for name, office in charter.offices.items()}
    return tuple(titles[seat.office] for seat in seats)


# ── coming ───────────────────────────────────────────────────────────────────


def invitation(request: HttpRequest, language: str, word: str) -> HttpResponseBase:
    """The page behind the link: who asks, as whom one comes, and one button."""
    if request.method not in ("GET", "HEAD", "POST"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    if too_often(request, "invitation"):
        return trouble.page(request, "too_often", status=429)
    invited = invited_by_word(word, door.now())
    if invited is None or _taken(invited.address, invited.person):
        return render(request, "desk/entry/no_invitation.html", surroundings(request, language), status=404)
    if request.method == "POST":
        return _come(request, language, invited)
    context = {**surroundings(request, language, f"invitation/{word}"), "invited": invited}
    return render(request, "desk/entry/invitation.html", context)


def _come(request: HttpRequest, language: str, invited: Invited) -> HttpResponse:
    """
    Make the account, or find it again, and go on to a passkey.

    The invitation stays open until the passkey is made: a telephone that could not make one
    must not be the end of it.
    """
    row = _account(invited)
    login(request, row.account, backend=BACKEND)
    record_authentication(request, row.account, method="invitation")
    request.officer = officer_in(row)  # type: ignore[attr-defined]
    return redirect("mfa_add_webauthn", language=language)


def _warn(row: Officer) -> None:
    """Tell the address that letters went to so far, whoever it is that now comes in under that name."""
    domain = door.registry().institution
    if row.account.email:
        text = say("entry.mail.came_back_text", row.language, person=row.person, domain=domain)
        subject = say("entry.mail.came_back_subject", row.language, domain=domain)
        send(row.account.email, subject, f"{text}\n\n{say('entry.mail.not_you', row.language)}")


def _account(invited: Invited) -> Officer:
    """The officer of that name; whoever lost every passkey comes back to the account they had."""
    row = Officer.objects.select_related("account").filter(person=invited.person).first()
    if row is None:
        name = f"officer-{invited.number}"
        user = User.objects.create_user(username=name, email=invited.address)
        row = Officer.objects.create(account=user, person=invited.person, language=invited.language)
    else:
        _warn(row)
        _out_everywhere(row)
        SocialAccount.objects.filter(user=row.account).delete()
        Officer.objects.filter(pk=row.pk).update(left=False)
        User.objects.filter(pk=row.account.pk).update(is_active=True, email=invited.address)
        row = Officer.objects.select_related("account").get(pk=row.pk)
    EmailAddress.objects.filter(user=row.account).delete()
    EmailAddress.objects.create(user=row.account, email=invited.address, verified=True, primary=True)
    return row
