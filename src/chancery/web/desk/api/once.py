"""The same request twice is done once, and answered twice alike (`Idempotency-Key`).

    claimed → acted → kept            a retry is given what was kept
    claimed → acted → †               a retry, a minute later, finds that it was done and answers
    claimed → †                       a retry does it, with the chance that was drawn the first time

Which of the last two it was is not noted anywhere, because a note can be lost as an
answer can.  It is seen from the drafts and the record, which say what was done.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header

from chancery.errors import ChanceryError, Unavailable
from chancery.record.naming import named
from chancery.record.statement import Institution, StatementId
from chancery.store.writing import answers
from chancery.store.writing.answers import AnotherRequest, Answered, Asked, Claim, UnderWay
from chancery.web.api import faults
from chancery.web.api.answering import asked_in_full
from chancery.web.api.problems import IDEMPOTENCY_KEY, Kind, Problem
from chancery.web.desk import door
from chancery.web.desk.api.bearer import access_with

Key = Annotated[
    str,
    Header(
        alias=IDEMPOTENCY_KEY,
        min_length=1,
        max_length=128,
        pattern=r"^[A-Za-z0-9._~-]+$",
        description="Drawn by you for this one request, and sent again with every repetition of it.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
"""The draft of the IETF for the header `Idempotency-Key`, less its quotation marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What is drawn for one request, and comes out the same when it is done again."""

    octets: bytes

    @classmethod
    def fresh(cls) -> Chance:
        """Never drawn before."""
        return cls(octets=secrets.token_bytes(64))

    @property
    def salt(self) -> bytes:
        """For sealing words."""
        return self.octets[32:]

    def id(self, institution: Institution) -> StatementId:
        """A name for an act."""
        return named(institution, self.octets[:32])


Doing = Callable[[Chance], HttpResponse]
Done = Callable[[Chance], HttpResponse | None]


def once(request: HttpRequest, key: str, do: Doing, *, done: Done) -> HttpResponse:
    """
    Do it and keep the answer, or give the answer that was kept.

    *done* is asked where somebody died between doing it and answering: the answer, if
    what was asked for is so already, else None.
    """
    found = answers.claim(_asked(request, key), door.now(), chance=Chance.fresh().octets)
    match found:
        case Answered():
            return _again(found)
        case AnotherRequest():
            raise Problem(Kind.KEY_USED_OTHERWISE)
        case UnderWay():
            raise Problem(Kind.UNDER_WAY, headers={"Retry-After": "1"})
        case Claim():
            return _answer(request, found, do, done)


def _answer(request: HttpRequest, claimed: Claim, do: Doing, done: Done) -> HttpResponse:
    chance = Chance(octets=claimed.chance)
    try:
        response = (done(chance) if claimed.again else None) or do(chance)
    except Unavailable:
        # Nobody knows whether it was done: whoever asks again finds out.
        answers.let_go(claimed)
        raise
    except (ChanceryError, Problem) as refusal:
        response = faults.answer(request, refusal)
    media = response.headers["Content-Type"]
    answers.keep(claimed, Answered(status=response.status_code, media=media, body=response.content))
    return response


def _asked(request: HttpRequest, key: str) -> Asked:
    holder = str(access_with(request).number)
    return Asked(holder=holder, key=key, digest=sha256(asked_in_full(request)).digest())


def _again(found: Answered) -> HttpResponse:
    return HttpResponse(
        found.body, status=found.status, content_type=found.media, headers={"Idempotent-Replayed": "yes"}
    )
