"""Verify a bundle with sigstore, whose environment this runs in, offline and with its embedded trusted root.

The bundle is one of those that `pypi-attestations` carries in its source archive for its own tests: it was
signed for a wheel with the staging instance, whose trusted root sigstore ships.  What is timed is reading
the bundle and verifying it: certificate path and its timestamp, log entry, inclusion, checkpoint, identity
of the payload.
"""

from __future__ import annotations

import json
import logging
import sys
import tarfile
import time

from sigstore.models import Bundle, ClientTrustConfig
from sigstore.verify import Verifier

BUNDLE = "rfc8785-0.1.2-py3-none-any.whl.sigstore"


class Anybody:
    """Asks nothing of the certificate's owner, quietly: whose it is is not what is timed."""

    def verify(self, cert: object) -> None:
        """Raise nothing."""


def bundle(archive: str) -> bytes:
    """The bundle in the source archive."""
    with tarfile.open(archive) as opened:
        name = next(name for name in opened.getnames() if name.endswith(BUNDLE))
        found = opened.extractfile(name)
        assert found is not None
        return found.read()


def main(archive: str, runs: int, calls: int) -> None:
    """Print the CPU seconds for one bundle, in each of so many runs."""
    logging.disable(logging.CRITICAL)
    octets = bundle(archive)
    verifier = Verifier(trusted_root=ClientTrustConfig.staging(offline=True).trusted_root)

    def check() -> None:
        verifier.verify_dsse(Bundle.from_json(octets), Anybody())

    check()
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(calls):
            check()
        seconds.append((time.process_time() - begun) / calls)
    print(json.dumps({"seconds": seconds, "octets": len(octets)}))


main(sys.argv[1], *map(int, sys.argv[2:]))
