from __future__ import annotations

from django.urls import path

from linli.supervision.views import campaigns, hazards, inbox, ladder, listing, public

app_name = "supervision"
urlpatterns = [
    path("supervision/", inbox.climbed, name="inbox"),
    path("supervision/matters/<str:code>/", ladder.of_matter, name="ladder"),
    path("supervision/ladders/<int:number>/reason/", ladder.reason, name="reason"),
    path("supervision/lists/", listing.listings, name="listings"),
    path("supervision/lists/new/", listing.new, name="propose"),
    path("supervision/lists/batch/", listing.batch, name="batch"),
    path("supervision/lists/<int:number>/", listing.show, name="listing"),
    path("supervision/lists/<int:number>/do/<str:verb>/", listing.do, name="listing_do"),
    path("supervision/lists/<int:number>/files/<int:file>/", listing.fetch, name="listing_file"),
    path("supervision/campaigns/", campaigns.campaigns, name="campaigns"),
    path("supervision/campaigns/new/", campaigns.new, name="campaign_new"),
    path("supervision/hazards/", hazards.hazards, name="hazards"),
    path("supervision/hazards/new/", hazards.new, name="hazard_new"),
    path("supervision/hazards/<int:number>/", hazards.show, name="hazard"),
    path("supervision/hazards/<int:number>/do/<str:verb>/", hazards.do, name="hazard_do"),
    path("supervision/hazards/<int:number>/files/<int:file>/", hazards.fetch, name="hazard_file"),
    path("listed/", public.listed, name="public"),
]
