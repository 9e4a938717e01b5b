"""Spans for OpenTelemetry, where the environment names somebody who collects them.

Off unless OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set (`[watch]
traces` sets the first); then nothing of OpenTelemetry is loaded.  A span carries the pattern of
an address, a method, a status and how long it took: no path, no question, nobody's address.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chancery import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

COLLECTORS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROMPTLY = 1_000
"""Milliseconds after which spans leave; a worker that is replaced has lost no more than these."""


def is_traced() -> bool:
    """Whether anybody collects spans."""
    return any(os.environ.get(name) for name in COLLECTORS) and os.environ.get("OTEL_SDK_DISABLED") != "true"


def tracer(face: str) -> Tracer:
    """Whoever makes spans in this process; its sampler, headers and limits are those of the environment."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = os.environ.get("OTEL_SERVICE_NAME", f"chancery-{face}")
    resource = Resource.create({"service.name": named, "service.version": __version__})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), schedule_delay_millis=PROMPTLY))
    return provider.get_tracer("chancery", __version__)


@contextmanager
def span_of_request(maker: Tracer, method: str, carried: Mapping[str, str]) -> Iterator[Answering]:
    """The span of one request, a child of the caller's own where *carried* names it (W3C Trace Context)."""
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    parent = TraceContextTextMapPropagator().extract(carried)
    with maker.start_as_current_span(method, context=parent, kind=SpanKind.SERVER) as span:

        def answered(route: str, status: int) -> None:
            span.update_name(f"{method} {route}")
            span.set_attributes(
                {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            )

        yield answered


if TYPE_CHECKING:
    from collections.abc import Callable

    Answering = Callable[[str, int], None]
