"""Which action each verb is: pages, tests and measuring use the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from linli.disputes.actions import (
    agreeing,
    claims,
    confirming,
    deciding,
    ending,
    joining,
    parties,
    performing,
    registering,
    signing,
    sitting,
)
from linli.disputes.actions.referring import refer
from linli.disputes.policies import Verb

DOES: Mapping[Verb, Callable[..., Any]] = {
    Verb.CHOOSE_ROUTE: registering.choose_route,
    Verb.ADD_PARTY: parties.add_party,
    Verb.ADD_REPRESENTATIVE: parties.add_representative,
    Verb.CONSENT: parties.answer_consent,
    Verb.ACCEPT: deciding.accept,
    Verb.INVITE_COMMITTEE: joining.invite_committee,
    Verb.APPOINT: deciding.appoint,
    Verb.RECUSE: deciding.recuse,
    Verb.INVESTIGATE: sitting.investigate,
    Verb.PLAN_SESSION: sitting.plan_session,
    Verb.RECORD_SESSION: sitting.record_session,
    Verb.CANCEL_SESSION: sitting.cancel_session,
    Verb.PROPOSE: sitting.propose,
    Verb.ANSWER_PROPOSAL: sitting.answer_proposal,
    Verb.DRAFT_AGREEMENT: agreeing.draft_agreement,
    Verb.ADD_TERM: agreeing.add_term,
    Verb.DROP_TERM: agreeing.drop_term,
    Verb.SET_PART: claims.set_part,
    Verb.ADVANCE: claims.record_advance,
    Verb.RECKON: claims.reckon,
    Verb.AGREE_AMOUNTS: claims.agree_amounts,
    Verb.AGREE_ORALLY: signing.agree_orally,
    Verb.SIGN: signing.sign,
    Verb.SEAL: signing.seal,
    Verb.PROMISE_PAYMENT: claims.promise_payment,
    Verb.PERFORM: performing.perform,
    Verb.BREACH: performing.record_breach,
    Verb.RESUME: performing.resume,
    Verb.FOLLOW_UP: performing.follow_up,
    Verb.EXTEND: ending.extend,
    Verb.FAIL: ending.fail,
    Verb.TERMINATE: ending.terminate,
    Verb.REFER: refer,
    Verb.FLAG_SAFETY: ending.flag_safety,
    Verb.ADD_PAPER: ending.add_papers,
    Verb.APPLY: confirming.apply,
    Verb.COURT_TAKES: confirming.court_takes,
    Verb.COURT_DECLINES: confirming.court_declines,
    Verb.GRANT: confirming.grant,
    Verb.REJECT: confirming.reject,
    Verb.WITHDRAW_APPLICATION: confirming.withdraw_application,
    Verb.AGREE_RELEASE: ending.agree_to_release,
    Verb.PUBLISH: ending.publish,
    Verb.ARCHIVE: ending.archive,
}
"""`RECEIVE` and `RETURN` are of a referral, see `actions.referring`."""
