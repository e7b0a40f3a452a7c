from __future__ import annotations

from django.urls import path

from linli.workbench.views import filters, inbox, step, together

app_name = "workbench"
urlpatterns = [
    path("", inbox.show, name="inbox"),
    path("keys/", inbox.keys, name="keys"),
    path("filters/", filters.save, name="save_filter"),
    path("filters/<int:number>/forget/", filters.forget, name="forget_filter"),
    path("together/", together.show, name="together"),
    path("together/do/", together.do, name="do_together"),
    path("steps/<str:code>/undo/", step.take_back, name="undo"),
    path("steps/<str:code>/duty/", step.duty, name="duty"),
    path("steps/<str:code>/<str:name>/", step.take, name="step"),
]
