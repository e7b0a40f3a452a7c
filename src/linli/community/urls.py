from __future__ import annotations

from django.urls import path

from linli.community.views import deliberations, meetings, sharing, whistles

app_name = "community"
urlpatterns = [
    path("whistles/", whistles.board, name="whistles"),
    path("whistles/new/", whistles.new, name="new_whistle"),
    path("whistles/units/", whistles.units, name="units"),
    path("whistles/<int:number>/", whistles.show, name="whistle"),
    path("whistles/<int:number>/code/", whistles.code, name="code"),
    path("whistles/<int:number>/do/<str:verb>/", whistles.do, name="do"),
    path("whistles/<int:number>/<int:unit>/", whistles.call, name="call"),
    path("whistles/<int:number>/<int:unit>/do/<str:verb>/", whistles.do_call, name="do_call"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/<int:number>/", meetings.show, name="meeting"),
    path("meetings/<int:number>/<int:place>/do/<str:verb>/", meetings.do, name="do_meeting"),
    path("deliberations/", deliberations.listing, name="deliberations"),
    path("deliberations/new/", deliberations.new, name="new_deliberation"),
    path("deliberations/<int:number>/", deliberations.show, name="deliberation"),
    path("deliberations/<int:number>/do/<str:verb>/", deliberations.do, name="do_deliberation"),
    path("sharing/", sharing.needs, name="needs"),
    path("sharing/new/", sharing.new_need, name="new_need"),
    path("sharing/resources/", sharing.resources, name="resources_list"),
    path("sharing/resources/new/", sharing.new_resource, name="new_resource"),
    path("sharing/resources/<int:number>/", sharing.resource, name="resource"),
    path("sharing/resources/<int:number>/end/", sharing.end_resource, name="end_resource"),
    path("sharing/<int:number>/", sharing.need, name="need"),
    path("sharing/<int:number>/do/<str:verb>/", sharing.do_need, name="do_need"),
]
