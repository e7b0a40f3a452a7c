from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.warnings.models.hot import LONGEST_REASON
from linli.warnings.policies.hot import NEEDS_WORDS, HotVerb


class DecideForm(forms.Form):
    """What somebody says of an issue."""

    words = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Colleagues read it. No names, no telephone numbers."),
    )

    def __init__(self, verb: HotVerb, *args: object, **named: object) -> None:
        super().__init__(*args, prefix=verb.value, **named)  # type: ignore[arg-type]
        self.fields["words"].required = verb in NEEDS_WORDS


class JoinForm(forms.Form):
    """Which matters are the same as which."""

    into = forms.CharField(max_length=22)
    words = forms.CharField(max_length=LONGEST_REASON)
