"""Scan the code on a letter: it is read in the browser, and told where it leads before anything is opened.

This page alone may use the camera, and it alone runs the script that reads codes.  The
script comes from here; no picture leaves the device.
"""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.web.counter.guard import PERMISSIONS
from chancery.web.counter.surroundings import still, surroundings
from chancery.web.counter.views import trouble

SCRIPTS = ("scan/jsQR.js", "scan/scan.js")


def scan(request: HttpRequest, language: str) -> HttpResponseBase:
    """The page; without a script or a camera it takes a picture like the first page does."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    context = {**surroundings(language, here="scan"), "scripts": [still(each) for each in SCRIPTS]}
    response: HttpResponse = render(request, "counter/scan.html", context)
    response.headers["Permissions-Policy"] = PERMISSIONS.replace("camera=()", "camera=(self)")
    return csp_update({"script-src": [SELF]})(lambda _: response)(request)
