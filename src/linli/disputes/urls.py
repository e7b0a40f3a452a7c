from __future__ import annotations

from django.urls import path

from linli.disputes.views import claims, dispute, exchange, listing, papers, parties, published, rosters

app_name = "disputes"
urlpatterns = [
    path("disputes/", listing.index, name="list"),
    path("disputes/mine/", listing.mine, name="mine"),
    path("disputes/due/", listing.due, name="due"),
    path("disputes/new/", listing.new, name="new"),
    path("disputes/inbox/", exchange.inbox, name="inbox"),
    path("disputes/inbox/courts/<int:number>/<str:verb>/", exchange.answer_reply, name="reply_do"),
    path("disputes/inbox/committees/<int:number>/<str:verb>/", exchange.join, name="join_do"),
    path("disputes/rosters/", rosters.index, name="rosters"),
    path("disputes/rosters/mediators/<int:number>/leave/", rosters.leave, name="mediator_leave"),
    path("committees/", rosters.public, name="committees"),
    path("disputes/referrals/<int:number>/do/<str:verb>/", listing.answer_referral, name="referral_do"),
    path("disputes/<str:number>/", dispute.show, name="dispute"),
    path("disputes/<str:number>/do/<str:verb>/", dispute.do, name="do"),
    path("disputes/<str:number>/sides/<int:party>/", dispute.contact, name="contact"),
    path("disputes/<str:number>/forms/<str:form>/<str:ending>/", papers.form, name="form"),
    path("disputes/<str:number>/dossier/", papers.dossier, name="dossier"),
    path("disputes/<str:number>/evidence/", papers.evidence, name="evidence"),
    path("disputes/<str:number>/files/<int:file>/", dispute.fetch, name="file"),
    path("disputes/<str:number>/claim/", claims.claim, name="claim"),
    path("disputes/<str:number>/claim/reckon/", claims.reckon, name="claim_reckon"),
    path("disputes/<str:number>/claim/statement.pdf", claims.statement, name="claim_statement"),
    path("dispute/", parties.query, name="query"),
    path("dispute/leave/", parties.leave, name="leave"),
    path("dispute/<str:number>/", parties.own, name="own"),
    path("dispute/<str:number>/do/<str:verb>/", parties.do, name="own_do"),
    path("dispute/<str:number>/statement/", claims.own_statement, name="own_statement"),
    path("settled/", published.settled, name="settled"),
]
