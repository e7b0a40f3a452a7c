from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class ItemUnreadable(Refusal):
    """What the device sent does not have the form it needs."""

    code = "field.item_unreadable"
    sentence = _("This entry cannot be read: %(what)s.")


class KeyMissing(Refusal):
    """Without a key nobody can tell whether a thing came twice."""

    code = "field.key_missing"
    sentence = _("The entry came without its own key (Idempotency-Key, 8 to 64 letters and digits).")


class SentDifferently(Refusal):
    """The key was taken before with another content; what came first stands."""

    code = "field.sent_differently"
    kind = Kind.CONFLICT
    sentence = _(
        "This entry had arrived already (%(about)s) before you changed it. The change was not taken."
    )


class NotYourQueue(Refusal):
    """The entry was written by somebody else on the same device."""

    code = "field.not_your_queue"
    kind = Kind.CONFLICT
    sentence = _("This entry was written by somebody else. Whoever wrote it logs in and sends it.")


class MatterMovedOn(Refusal):
    """Somebody changed the matter after the device had loaded it."""

    code = "field.matter_moved_on"
    kind = Kind.CONFLICT
    sentence = _("Somebody was faster: matter %(matter)s is “%(status)s” now. Please look at it again.")


class WordsNeeded(Refusal):
    """A step or a fault without a word about it."""

    code = "field.words_needed"
    sentence = _("Please say in words what you found or did.")


class KindForSolved(Refusal):
    """Somebody solved a thing on the spot and did not say what kind it was."""

    code = "field.kind_for_solved"
    sentence = _("To report it as solved, please choose its kind.")


class CheckpointNotFound(Refusal):
    """No such checkpoint, or not where this person works."""

    code = "field.checkpoint_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no checkpoint %(code)s where you work.")


class NotYourGrid(Refusal):
    """The grid lies outside the area the role was given for."""

    code = "field.not_your_grid"
    kind = Kind.NOT_ALLOWED
    sentence = _("Grid %(grid)s is not in the area you work in.")


class PicturesNeedAMatter(Refusal):
    """Pictures came with something that keeps none."""

    code = "field.pictures_need_a_matter"
    sentence = _("Pictures can be sent with a report, a fault or a step of a matter only.")


class CheckpointUnfit(Refusal):
    """A line of the list of checkpoints has a value that does not fit."""

    code = "field.checkpoint_unfit"
    sentence = _("“%(value)s” does not fit as %(field)s of checkpoint %(checkpoint)s.")


class CheckpointColumnsWrong(Refusal):
    """The list of checkpoints has other columns."""

    code = "field.checkpoint_columns_wrong"
    sentence = _("The list of checkpoints must be UTF-8 with exactly these columns: %(columns)s.")


class KindTwice(Refusal):
    """A kind of checkpoint is described twice."""

    code = "field.kind_twice"
    sentence = _("The kind of checkpoint “%(code)s” is named twice.")
