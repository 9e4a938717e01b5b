"""Who comes with an access key, and what the key is for.

Sessions are not looked at: a page that somebody visits can make their browser send a
cookie, and nothing here is to be done by a page.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from chancery.record.seats import seats_of
from chancery.store.office.access import PREFIX, Access, Scope, access_of
from chancery.web.api.frame import asks
from chancery.web.api.problems import Kind, Problem
from chancery.web.counter.limits import Buckets, Budget, whose
from chancery.web.desk import door

STRANGERS = Buckets(Budget(turns=60, seconds=60))
"""How often one address may bring what opens nothing."""
KEYS = Buckets(Budget(turns=600, seconds=60))
"""How often one key may ask."""
MOST_OCTETS = 200


class AccessKey(HttpBearer):
    """`Authorization: Bearer …`, with an access key that an officer made."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        """Whom the key speaks for; None for one that opens nothing, whatever the reason."""
        access = access_of(token, door.now()) if _may_be_one(token) else None
        if access is None:
            _take(STRANGERS, whose(request))
            return None
        _take(KEYS, str(access.number).encode())
        _refuse_unseated(access)
        if self._scope not in access.scopes:
            raise Problem(Kind.SCOPE_LACKING, headers=_needing(self._scope), scope=self._scope.value)
        return access


def with_key(
    scope: Scope, name: str, summary: str, answer: object, *, refuses: tuple[int, ...], status: int = 200
) -> dict[str, Any]:
    """How an operation that needs an access key stands in the interface, and what it answers."""
    return {
        "operation_id": name,
        "summary": summary,
        "response": {status: answer},
        "auth": AccessKey(scope),
        "openapi_extra": asks(*refuses, scope=scope.value),
    }


def access_with(request: HttpRequest) -> Access:
    """The access of a request that was let in."""
    found: Access = request.auth  # type: ignore[attr-defined]
    return found


def _take(buckets: Buckets, who: bytes) -> None:
    if settings.CHANCERY_LIMITS.strip() != "off":
        buckets.take(who)


def _may_be_one(token: str) -> bool:
    return token.startswith(PREFIX) and len(token) <= MOST_OCTETS


def _refuse_unseated(access: Access) -> None:
    """A key is worth what its officer's seat is worth, at the moment it is used."""
    seats = seats_of(door.desk().charter(), access.person, door.now())
    if access.office not in {seat.office for seat in seats}:
        raise Problem(Kind.SEAT_LACKING)


def _needing(scope: Scope) -> dict[str, str]:
    """RFC 6750, section 3."""
    return {"WWW-Authenticate": f'Bearer realm="desk", error="insufficient_scope", scope="{scope}"'}
