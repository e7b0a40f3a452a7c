from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class PackMissing(Refusal):
    """The demo's city pack is not where it is looked for."""

    code = "demo.pack_missing"
    kind = Kind.NOT_FOUND
    sentence = _("There is no city pack in %(folder)s; run this in the folder of the source.")


class AnotherCity(Refusal):
    """The demo is played in a database of its own, never in a real city's."""

    code = "demo.another_city"
    kind = Kind.CONFLICT
    sentence = _("Another city lives in this database; the demo wants one of its own (set LINLI_HOME).")


class QuarterWantsItsOwn(Refusal):
    """The quarter has dates of its own: it is played where nothing else was."""

    code = "demo.quarter_wants_its_own"
    kind = Kind.CONFLICT
    sentence = _("Matters are here already; the quarter wants a home of its own (set LINLI_HOME).")
