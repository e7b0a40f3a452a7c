from linli.catalogue.actions.collection import (
    admit,
    draft_admission,
    expire_admissions,
    give_opinion,
    list_category,
    list_item,
    publish_list,
    refuse,
    resume,
    send_back,
    set_end,
    submit,
    suspend,
    withdraw_item,
)
from linli.catalogue.actions.duties import end_duty, give_duty
from linli.catalogue.actions.kinds import end_kind, publish_kind
from linli.catalogue.actions.values import collect, forget_values

__all__ = [
    "admit",
    "collect",
    "draft_admission",
    "end_duty",
    "end_kind",
    "expire_admissions",
    "forget_values",
    "give_duty",
    "give_opinion",
    "list_category",
    "list_item",
    "publish_kind",
    "publish_list",
    "refuse",
    "resume",
    "send_back",
    "set_end",
    "submit",
    "suspend",
    "withdraw_item",
]
