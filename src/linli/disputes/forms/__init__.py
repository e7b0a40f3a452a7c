"""What is asked for each verb, and how the answers become what its action takes."""

from linli.disputes.forms.base import Setting, VerbForm
from linli.disputes.forms.reception import QueryForm, RegisterForm
from linli.disputes.forms.table import FORMS, verb_form

__all__ = ["FORMS", "QueryForm", "RegisterForm", "Setting", "VerbForm", "verb_form"]
