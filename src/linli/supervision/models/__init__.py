from linli.supervision.models.hazards import Campaign, CampaignRound, Hazard
from linli.supervision.models.ladder import Ascent, Climb, Ladder
from linli.supervision.models.listing import Batch, Listing, Progress

__all__ = ["Ascent", "Batch", "Campaign", "CampaignRound", "Climb", "Hazard", "Ladder", "Listing", "Progress"]
