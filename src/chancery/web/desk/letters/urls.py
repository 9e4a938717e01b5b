"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from chancery.web.desk.letters.views import (
    approve,
    begin,
    draft,
    edit,
    listing,
    paper,
    release,
    steps,
    versions,
)

_DRAFT = "<language:language>/letters/<uuid:draft>"

urlpatterns: list[URLPattern] = [
    path("<language:language>/letters", listing.letters, name="letters"),
    path("<language:language>/letters/begin", begin.begin, name="letters_begin"),
    path(_DRAFT, draft.draft, name="letters_draft"),
    path(f"{_DRAFT}/edit", edit.edit, name="letters_edit"),
    path(f"{_DRAFT}/look", edit.look, name="letters_look"),
    path(f"{_DRAFT}/versions", versions.versions, name="letters_versions"),
    path(f"{_DRAFT}/approve", approve.approve, name="letters_approve"),
    path(f"{_DRAFT}/release", release.release, name="letters_release"),
    path(f"{_DRAFT}/step", steps.step, name="letters_step"),
    path(f"{_DRAFT}/preview.pdf", paper.preview, name="letters_preview"),
    path(f"{_DRAFT}/beforehand.json", paper.beforehand, name="letters_beforehand"),
]
