"""The address book: by the names that letters write, how each is reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from chancery.errors import Malformed
from chancery.net.guarded import require_web_address
from chancery.net.mail import require_mail_address
from chancery.phrases import LANGUAGES, say
from chancery.record.charter_faults import DOMAIN
from chancery.store.post.address_book import Addressee
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import signed_in
from chancery.web.desk.post.room import may_write, require_seat, room
from chancery.web.desk.surroundings import surroundings

LONGEST = 500
FIELDS = ("name", "language", "mail", "webhook", "institution")


@signed_in
def addresses(request: HttpRequest, language: str) -> HttpResponse:
    """The whole book, and a form for one more."""
    if request.method == "POST":
        return _written(request, language)
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    chosen = room().book.named([request.GET.get("name", "")])
    form = next(iter(chosen.values()), Addressee(name=request.GET.get("name", ""), language=language))
    return _page(request, language, form)


@signed_in
def strike(request: HttpRequest, language: str) -> HttpResponse:
    """Strike somebody out; letters that were sent stay sent."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    require_seat(request)
    if not room().book.strike(request.POST.get("name", "")):
        return trouble.not_found(request)
    messages.info(request, say("post.book.struck", language))
    return HttpResponseRedirect(f"/{language}/post/addresses")


def _written(request: HttpRequest, language: str) -> HttpResponse:
    require_seat(request)
    given = {field: request.POST.get(field, "").strip() for field in FIELDS}
    addressee = Addressee(**given)
    fault = _fault(addressee)
    if fault is not None:
        return _page(request, language, addressee, fault)
    room().book.write(addressee)
    messages.info(request, say("post.book.written", language))
    return HttpResponseRedirect(f"/{language}/post/addresses")


def _fault(addressee: Addressee) -> str | None:
    """The field that cannot be kept as it is; None if all can."""
    if not addressee.name or len(addressee.name) > LONGEST or not addressee.name.isprintable():
        return "name"
    if addressee.language not in LANGUAGES:
        return "language"
    if addressee.mail and not _holds(require_mail_address, addressee.mail):
        return "mail"
    if addressee.webhook and not _holds(require_web_address, addressee.webhook):
        return "webhook"
    if addressee.institution and not DOMAIN.fullmatch(addressee.institution):
        return "institution"
    return None


def _holds(requirement: object, address: str) -> bool:
    assert callable(requirement)
    try:
        requirement(address)
    except Malformed:
        return False
    return len(address) <= LONGEST


def _page(request: HttpRequest, language: str, form: Addressee, fault: str | None = None) -> HttpResponse:
    here = room()
    context = {
        **surroundings(request, language, "post/addresses"),
        "book": here.book.everybody(),
        "form": form,
        "fault": fault,
        "languages": LANGUAGES,
        "secret": here.webhook_keys.written_secret(form.webhook) if form.webhook and fault is None else "",
        "public": here.webhook_keys.written_public,
        "may_write": may_write(request),
        "domain": door.registry().institution,
    }
    return render(request, "desk/post/addresses.html", context, status=200 if fault is None else 400)
