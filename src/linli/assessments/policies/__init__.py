from linli.assessments.policies.rules import AssessmentRule

__all__ = ["AssessmentRule"]
