from __future__ import annotations

from django.urls import path

from linli.publications.views import complaints, feeds, public, staff

app_name = "publications"
urlpatterns = [
    path("projects/", public.index, name="projects"),
    path("projects/feed.atom", feeds.ProjectFeed(), name="project_feed"),
    path("projects/data.<slug:form>", public.data, name="project_data"),
    path("projects/<int:number>/", public.show, name="project"),
    path("business/", complaints.index, name="business"),
    path("business/complain/", complaints.complain, name="complain"),
    path("business/ask/", complaints.ask, name="ask"),
    path("business/feed.atom", feeds.AnswerFeed(), name="answer_feed"),
    path("business/data.<slug:form>", complaints.data, name="answer_data"),
    path("publications/", staff.index, name="desk"),
    path("publications/new/", staff.new, name="new"),
    path("publications/<int:number>/", staff.show, name="keep"),
    path("publications/<int:number>/do/<slug:verb>/", staff.do, name="do"),
    path("publications/comments/", staff.comments, name="comments"),
    path("publications/comments/<int:number>/", staff.moderate, name="moderate"),
    path("publications/complaints/", staff.complaints, name="complaints"),
    path("publications/complaints/<int:number>/", staff.complaint, name="complaint"),
    path("publications/complaints/<int:number>/do/<slug:verb>/", staff.do_complaint, name="do_complaint"),
]
