from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class MessagesMissing(Refusal):
    """A file of labelled messages is not there or cannot be opened."""

    code = "language.messages_missing"
    kind = Kind.NOT_FOUND
    sentence = _("There is no file of messages at %(path)s.")


class MessagesUnreadable(Refusal):
    """The file is no CSV in UTF-8, or its compression is broken."""

    code = "language.messages_unreadable"
    sentence = _("%(path)s cannot be read: it must be a CSV file in UTF-8, plain or compressed with gzip.")


class ColumnsMissing(Refusal):
    """The header does not name what training needs."""

    code = "language.columns_missing"
    sentence = _("%(path)s has no column %(columns)s. Needed are label, title and detail (or segmented).")


class NothingToLearn(Refusal):
    """No row has both a label and a text."""

    code = "language.nothing_to_learn"
    sentence = _("There is not one message with a label and a text in %(path)s.")


class LabelsTooFew(Refusal):
    """Fewer than two labels with enough messages."""

    code = "language.labels_too_few"
    sentence = _(
        "A classifier needs at least two labels with %(needed)s messages each; there are %(found)s such labels."
    )


class LabelTooRare(Refusal):
    """A label has so few messages that nothing can be measured about it."""

    code = "language.label_too_rare"
    sentence = _(
        "The label %(label)s has %(found)s messages; at least %(needed)s are needed. Add some or drop it."
    )


class ModelMissing(Refusal):
    """No classifier was trained yet."""

    code = "language.model_missing"
    kind = Kind.UNAVAILABLE
    sentence = _("No classifier has been trained yet: there is none at %(path)s.")


class ModelUnusable(Refusal):
    """The model file is damaged, altered, of another version, or no model file."""

    code = "language.model_unusable"
    kind = Kind.UNAVAILABLE
    sentence = _("%(path)s is no classifier of this version, or was damaged or altered. Train it again.")


class ModelWorse(Refusal):
    """The model in force answers better than the new one would."""

    code = "language.model_worse"
    kind = Kind.CONFLICT
    sentence = _(
        "The new model is worse: macro-F1 %(new)s against %(old)s of the one in force, on %(asked)s messages kept"
        " aside. The one in force stays."
    )
