from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class DrawRefused(Refusal):
    """A pool, a commitment or a result that is not right; the words are those of the verifier."""

    code = "inspections.draw_refused"
    sentence = _("The draw is refused: %(why)s")


class PoolEmpty(Refusal):
    """Nothing to draw from."""

    code = "inspections.pool_empty"
    sentence = _("There is nothing in the pool that could be drawn.")


class SeedKnownAlready(Refusal):
    """The public value is announced for a moment that is over: whoever commits could know it."""

    code = "inspections.seed_known_already"
    sentence = _(
        "The public value would be known on %(known_at)s, before the commitment. Announce a later one."
    )


class SeedNotYetKnown(Refusal):
    """The public value cannot be known yet."""

    code = "inspections.seed_not_yet_known"
    kind = Kind.CONFLICT
    sentence = _("The public value is only known from %(known_at)s on.")


class ValueMissing(Refusal):
    """No public value was given."""

    code = "inspections.value_missing"
    sentence = _("Please write the public value as it was published.")


class RequestUnfit(Refusal):
    """A request for a draw lacks something, or holds what cannot be read."""

    code = "inspections.request_unfit"
    sentence = _("The request for the draw is not complete, or cannot be read here: %(what)s.")
