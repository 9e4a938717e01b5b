"""How often somebody may knock: the numbers that signing in counts lie where all processes see them."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

RATES = {"invitation": "20/m/ip", "demonstration": "60/m/ip", "first": "20/m/ip"}
"""Besides those of allauth (`ACCOUNT_RATE_LIMITS`)."""


def too_often(request: HttpRequest, what: str) -> bool:
    """Whether this address has knocked too often; a look at a page counts as well."""
    allowed = ratelimit.consume(request, app="allauth.account", action=what, config=RATES, limit_get=True)
    return allowed is None
