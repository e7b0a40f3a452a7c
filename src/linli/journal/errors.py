from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class ChangedMeanwhile(Refusal):
    """Somebody else wrote to the subject between our reading and our writing."""

    code = "journal.changed_meanwhile"
    kind = Kind.CONFLICT
    sentence = _("Somebody else changed this a moment ago. Look at it again before you go on.")
