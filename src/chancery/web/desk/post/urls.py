"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from chancery.web.desk.post.views import addresses, letter, overview

urlpatterns: list[URLPattern] = [
    path("<language:language>/post", overview.overview, name="post"),
    path("<language:language>/post/replay", overview.replay, name="post_replay"),
    path("<language:language>/post/addresses", addresses.addresses, name="post_addresses"),
    path("<language:language>/post/strike", addresses.strike, name="post_strike"),
    path("<language:language>/post/letter/<path:code>", letter.letter, name="post_letter"),
]
