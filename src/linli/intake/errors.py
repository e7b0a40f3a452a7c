from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class KeyReused(Refusal):
    """The idempotency key was used before for another report."""

    code = "intake.key_reused"
    kind = Kind.CONFLICT
    sentence = _("This key was used before for another report. Use a new key for a new report.")


class WrongProof(Refusal):
    """Case code and phone tail (or receipt number) do not go together, or there is no such matter."""

    code = "intake.wrong_proof"
    kind = Kind.NOT_FOUND
    sentence = _("No matter is found for this code and these digits. Please check both.")


class TooManyWrongAnswers(Refusal):
    code = "intake.too_many_wrong_answers"
    kind = Kind.TOO_MANY
    sentence = _("Too many wrong attempts for this code. Please wait %(minutes)s minutes.")


class ContactNeeded(Refusal):
    code = "intake.contact_needed"
    sentence = _("Please leave a phone number, or choose to report anonymously.")
