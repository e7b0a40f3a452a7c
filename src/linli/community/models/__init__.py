from linli.community.models.deliberations import Deliberation, Position
from linli.community.models.meetings import Demand, Meeting
from linli.community.models.sharing import Need, Resource
from linli.community.models.whistles import Call, Whistle

__all__ = ["Call", "Deliberation", "Demand", "Meeting", "Need", "Position", "Resource", "Whistle"]
