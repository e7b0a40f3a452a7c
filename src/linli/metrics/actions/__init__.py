from linli.metrics.actions.freezing import freeze

__all__ = ["freeze"]
