"""What is asked for each step, and how the answers become what its action takes."""

from linli.conferences.forms.asking import AskForm, EnrolForm
from linli.conferences.forms.steps import FORMS, Setting, StepForm, step_form

__all__ = ["FORMS", "AskForm", "EnrolForm", "Setting", "StepForm", "step_form"]
