from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.core.time import city_day
from linli.warnings.errors import AlgorithmNotFound
from linli.warnings.policies.register import A_PERSON_DECIDES, named
from linli.warnings.queries.algorithms import entries, figures_of, version_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register of algorithms, for everybody."""
    found = entries(city_day(timezone.now()))
    return render(request, "warnings/algorithms/list.html", {"entries": found, "decides": A_PERSON_DECIDES})


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One algorithm: what it does, from what, and how often it was right."""
    algorithm = named(name)
    if algorithm is None:
        raise AlgorithmNotFound
    context = {
        "algorithm": algorithm,
        "version": version_of(algorithm, city_day(timezone.now())),
        "figures": figures_of(algorithm),
        "decides": A_PERSON_DECIDES,
    }
    return render(request, "warnings/algorithms/one.html", context)
