from __future__ import annotations

from django.urls import path

from linli.letters.views import letter, listing, verify, writing

app_name = "letters"
urlpatterns = [
    path("letters/", listing.letters, name="list"),
    path("letters/new/", writing.new, name="new"),
    path("letters/<int:number>/", letter.show, name="letter"),
    path("letters/<int:number>/do/<str:verb>/", letter.do, name="do"),
    path("letters/<int:number>/letter.<str:form>", letter.fetch, name="file"),
    path("letters/<int:number>/files/<int:file>/", letter.evidence, name="evidence"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verified, name="verified"),
]
