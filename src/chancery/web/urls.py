"""Every address of the Counter.  Pages begin with their language; files for machines do not."""

from __future__ import annotations

from django.urls import include, path, register_converter

from chancery.web.counter.addresses import FeedEnding, FormatEnding, PrintedCode
from chancery.web.counter.views import (
    ask,
    charter,
    check,
    feeds,
    files,
    home,
    letter,
    pick_up,
    rooted,
    scan,
    told,
    trouble,
    widget,
    witnesses,
)

register_converter(PrintedCode, "printed")
register_converter(FormatEnding, "format")
register_converter(FeedEnding, "feed")

urlpatterns = [
    path("", home.choose, name="choose"),
    path("<language:language>/", home.home, name="home"),
    path("<language:language>/scan", scan.scan, name="scan"),
    path("<language:language>/check", check.check, name="check"),
    path("<language:language>/letter/<printed:code>.<format:ending>", feeds.of_a_letter, name="letter_as"),
    path("<language:language>/letter/<path:code>", letter.letter, name="letter"),
    path("<language:language>/ask", ask.ask, name="ask"),
    path("<language:language>/question/<str:word>", ask.question, name="question"),
    path("<language:language>/questions", ask.questions, name="questions"),
    path("<language:language>/told", told.told, name="told"),
    path("<language:language>/told/confirm/<str:word>", told.confirm, name="confirm"),
    path("<language:language>/told/stop/<str:word>", told.stop, name="stop"),
    path("<language:language>/pick-up/<str:word>", pick_up.pick_up, name="pick_up"),
    path("<language:language>/charter", charter.charter, name="charter"),
    path("<language:language>/charter/<str:institution>", charter.charter, name="charter_of"),
    path("<language:language>/witnesses", witnesses.witnesses, name="witnesses"),
    path("<language:language>/offices", charter.offices, name="offices"),
    path("<language:language>/offices/<str:institution>", charter.offices, name="offices_of"),
    path(
        "<language:language>/offices/<str:institution>/<str:office>.<feed:ending>",
        feeds.of_an_office,
        name="office_as",
    ),
    path("<language:language>/evidence/<path:code>", files.evidence, name="evidence"),
    path("<language:language>/pdf/<path:code>", files.pdf, name="pdf"),
    # A mark is printed in capitals, and a reader's camera opens what it says.
    path("C/<str:code>", home.marked, name="marked"),
    path("C/<str:code>/<str:signature>", home.marked, name="marked_and_signed"),
    path("c/<str:code>", home.marked, name="typed"),
    path("c", home.choose, name="type_here"),
    path("widget/chancery-standing.js", widget.script, name="widget"),
    path("badge/<printed:code>.svg", widget.picture, name="badge"),
    path("api/v1/", include("chancery.web.counter.api.urls")),
    path("register/<path:path>", files.register, name="register"),
    path(".well-known/chancery", files.well_known, name="well_known"),
    path(".well-known/chancery/register", rooted.register, name="well_known_register"),
    path(".well-known/chancery/root/<int:version>.cbor", rooted.root, name="well_known_root"),
    path("healthz", files.alive, name="healthz"),
    path("readyz", files.ready, name="readyz"),
]

handler400 = trouble.bad_request
handler404 = trouble.not_found
handler500 = trouble.broken
