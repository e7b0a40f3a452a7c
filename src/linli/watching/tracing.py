"""Traces of requests and their questions to the database, when the operator names a collector (OpenTelemetry)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Done = Callable[[str, int], None]
_tracer: Tracer | None = None


def begin() -> None:
    """Send traces from this process to `LINLI_TRACE_URL`; does nothing without it. Statements go without values."""
    global _tracer
    if not settings.LINLI.trace_url or _tracer is not None:
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "linli"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.LINLI.trace_url)))
    trace.set_tracer_provider(provider)
    PsycopgInstrumentor().instrument()
    _tracer = trace.get_tracer("linli")


@contextmanager
def spanned(request: HttpRequest, number: str) -> Iterator[Done]:
    """Trace one request. Its address is not told, only the pattern that answered."""
    if _tracer is None:
        yield _nothing
        return
    with _tracer.start_as_current_span(f"{request.method}") as span:
        span.set_attributes({"http.request.method": request.method or "", "linli.request": number})

        def done(route: str, status: int) -> None:
            span.update_name(f"{request.method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})

        yield done


def _nothing(route: str, status: int) -> None:
    pass
