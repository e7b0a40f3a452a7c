"""Pure rules: the tree of kinds, who has a duty where, what grids may collect."""

from linli.catalogue.policies.admission import AdmissionRule

__all__ = ["AdmissionRule"]
