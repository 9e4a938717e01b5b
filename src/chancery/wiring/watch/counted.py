"""What the processes that answer count, for Prometheus: how often, how long, and of which kind.

Nothing here knows a letter: no text, no code, no address of a reader, no number that would
be another one if a draft existed.  A route is the pattern of an address, never the address.
Only `port.watched` sets PROMETHEUS_MULTIPROC_DIR, in which the workers of one server count
together; without it this module is not loaded.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_OURS = CollectorRegistry()

REQUESTS = Counter(
    "chancery_http_requests",
    "Requests answered, by the pattern of the address.",
    ("face", "route", "method", "status"),
    registry=_OURS,
)
DURATION = Histogram(
    "chancery_http_request_duration_seconds",
    "How long they took, from the first octet read to the first octet given to the server.",
    ("face", "route"),
    buckets=SECONDS,
    registry=_OURS,
)
CHECKS = Counter(
    "chancery_checks",
    "Checks, by the kind of thing that was brought.",
    ("kind",),
    registry=_OURS,
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def answered(face: str, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    # A method is whatever a stranger writes: others than these are one.
    known = method if method in METHODS else "other"
    REQUESTS.labels(face, route, known, str(status)).inc()
    DURATION.labels(face, route).observe(seconds)


def checked(kind: str) -> None:
    """Count one check of something of that kind."""
    CHECKS.labels(kind).inc()
