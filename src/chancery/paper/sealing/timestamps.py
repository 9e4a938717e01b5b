"""Proof of time from outside: a timestamp authority that is asked over HTTP (RFC 3161, 3.4).

The authority learns a digest and nothing else.  It is asked once more than there are seals, the first
time, because room for its answer must be left in the file before the answer is known.
"""

from __future__ import annotations

import http.client
import urllib.request
from typing import Any, Final

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from chancery.errors import Malformed
from chancery.paper.sealing.keys import Chain

LONGEST: Final = 1 << 20
"""Octets of an answer that are read; a token is a few thousand."""

QUESTION: Final = "application/timestamp-query"
ANSWER: Final = "application/timestamp-reply"


class HttpTimestamps(TimeStamper):  # type: ignore[misc]
    """
    The authority at *url*; *chain_pem* holds its root, and lists of the revoked if a seal is to last.

    Keep one and use it again: it remembers how long the authority's answers are.
    """

    def __init__(self, url: str, *, chain_pem: bytes = b"", seconds: float = 5.0) -> None:
        super().__init__()
        if not url.startswith(("https://", "http://")):
            raise Malformed("The address of the timestamp authority must begin with https:// or http://.")
        self.url = url
        self.seconds = seconds
        self.chain = Chain.from_pem(chain_pem) if chain_pem else None

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """The authority's word for this digest; whatever is wrong with an answer, there is none."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (ValueError, TypeError, AttributeError, KeyError) as fault:
            raise TimestampRequestError("the answer of the timestamp authority is none") from fault

    async def async_request_tsa_response(self, req: Any) -> Any:
        """Put the question and wait.  A seal is made one at a time, so nobody else is kept waiting."""
        return tsp.TimeStampResp.load(self._ask(req.dump()))

    def _ask(self, question: bytes) -> bytes:
        headers = {"Content-Type": QUESTION, "Accept": ANSWER}
        request = urllib.request.Request(self.url, question, headers)
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as answer:
                return _read(answer)
        except (OSError, http.client.HTTPException) as fault:
            raise TimestampRequestError("the timestamp authority does not answer") from fault


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.headers.get_content_type() != ANSWER:
        raise ValueError(answer.headers.get_content_type())
    return answer.read(LONGEST)
