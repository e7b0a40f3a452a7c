from __future__ import annotations

from django.urls import path

from linli.targets.views import appraisals, duties, mine, plans, task

app_name = "targets"
urlpatterns = [
    path("", plans.index, name="plans"),
    path("mine/", mine.mine, name="mine"),
    path("import/", plans.bring_in, name="import"),
    path("plans/<int:plan>/", plans.show, name="plan"),
    path("plans/<int:plan>/board/", plans.board, name="board"),
    path("plans/<int:plan>/export/<str:form>/", plans.export, name="export"),
    path("plans/<int:plan>/do/<str:verb>/", plans.do, name="plan_do"),
    path("tasks/<int:task>/", task.show, name="task"),
    path("tasks/<int:task>/do/<str:verb>/", task.do, name="task_do"),
    path("tasks/<int:task>/files/<int:number>/", task.fetch, name="task_file"),
    path("duties/", duties.index, name="duties"),
    path("duties/<int:duty>/", duties.show, name="duty"),
    path("duties/<int:duty>/files/<int:number>/", duties.fetch, name="duty_file"),
    path("appraisals/", appraisals.index, name="appraisals"),
    path("appraisals/<int:appraisal>/", appraisals.show, name="appraisal"),
    path("appraisals/<int:appraisal>/publish/", appraisals.publish, name="publish"),
    path("sheets/<int:sheet>/", appraisals.sheet, name="sheet"),
    path("sheets/<int:sheet>/do/<str:verb>/", appraisals.do, name="sheet_do"),
]
