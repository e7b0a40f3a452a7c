"""The sections of GB/T 4754-2017: its letter begins every trade's code."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Section(TextChoices):
    """What a body lives on, in broad lines."""

    A = "A", _("Farming, forestry, animals and fishing")
    B = "B", _("Mining")
    C = "C", _("Manufacturing")
    D = "D", _("Power, heat, gas and water")
    E = "E", _("Construction")
    F = "F", _("Wholesale and retail")
    G = "G", _("Transport, storage and post")
    H = "H", _("Hotels and catering")
    I = "I", _("Information and software")  # noqa: E741 — the standard's own letter
    J = "J", _("Finance")
    K = "K", _("Real estate")
    L = "L", _("Leasing and business services")
    M = "M", _("Research and technical services")
    N = "N", _("Water management, environment and public facilities")
    O = "O", _("Services to residents, repairs and others")  # noqa: E741 — the standard's own letter
    P = "P", pgettext_lazy("trade", "Education")
    Q = "Q", _("Health and social work")
    R = "R", _("Culture, sport and leisure")
    S = "S", _("Public administration and associations")
    T = "T", _("International organisations")
