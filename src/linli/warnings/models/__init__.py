from linli.warnings.models.early import CauseAction, CauseStep, EarlyWarning, Look, WeekCount

__all__ = ["CauseAction", "CauseStep", "EarlyWarning", "Look", "WeekCount"]
