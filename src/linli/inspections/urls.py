from __future__ import annotations

from django.urls import path

from linli.inspections.views import draws, exemptions, plans, pools, public, visits

app_name = "inspections"
urlpatterns = [
    path("inspections/", plans.index, name="index"),
    path("inspections/plans/new/", plans.new, name="plan_new"),
    path("inspections/plans/<int:plan>/", plans.show, name="plan"),
    path("inspections/plans/<int:plan>/do/<str:verb>/", plans.do, name="plan_do"),
    path("inspections/draws/<int:draw>/", draws.show, name="draw"),
    path("inspections/draws/<int:draw>/do/<str:verb>/", draws.do, name="draw_do"),
    path("inspections/visits/<int:visit>/", visits.show, name="visit"),
    path("inspections/visits/<int:visit>/do/<str:verb>/", visits.do, name="visit_do"),
    path("inspections/visits/<int:visit>/files/<int:number>/", visits.fetch, name="visit_file"),
    path("inspections/pool/", pools.pool, name="pool"),
    path("inspections/ties/", pools.ties, name="ties"),
    path("exemptions/", exemptions.index, name="exemptions"),
    path("exemptions/new/<str:item>/", exemptions.new, name="exemption_new"),
    path("exemptions/<int:exemption>/", exemptions.show, name="exemption"),
    path("exemptions/<int:exemption>/do/<str:verb>/", exemptions.do, name="exemption_do"),
    path("exemptions/<int:exemption>/files/<int:number>/", exemptions.fetch, name="exemption_file"),
    path("inspected/", public.index, name="public"),
    path("inspected/results/", public.results, name="results"),
    path("inspected/statistics/", public.statistics, name="statistics"),
    path("inspected/exemptions/", public.exemptions, name="exempt_list"),
    path("inspected/verify_draw.py", public.verifier, name="verifier"),
    path("inspected/<int:draw>/", public.draw, name="public_draw"),
    path("inspected/<int:draw>/commitment.json", public.commitment, name="commitment"),
    path("inspected/<int:draw>/result.json", public.result, name="result"),
    path("inspected/<int:draw>/<str:kind>.jsonl", public.pool, name="frozen"),
]
