"""The ten forms, filled from the facts of a dispute. Each returns one paper for each thing it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from linli.disputes.errors import FormUnknown
from linli.disputes.models import Session, Term
from linli.disputes.papers.facts import SOURCES, FormFacts, Person, Side, day, hour
from linli.disputes.papers.model import Block, Form, Grid, Paper, Rows, Signs, Text
from linli.disputes.policies import (
    AgreementKind,
    PartyKind,
    Power,
    RepresentativeKind,
    SessionManner,
    SessionResult,
    Source,
    Status,
)
from linli.disputes.policies.money import capitals, figures

RESULTS = {
    SessionResult.WRITTEN: "达成书面调解协议",
    SessionResult.ORAL: "达成口头调解协议",
    SessionResult.FAILED: "调解不成",
    SessionResult.GOES_ON: "继续调解",
}
MANNERS = {
    SessionManner.IN_PERSON: "当面调解",
    SessionManner.VIDEO: "视频调解",
    SessionManner.SEPARATE_ROOMS: "分室调解",
}
POWERS = {
    Power.ATTEND: "参加调解、陈述意见",
    Power.ADMIT: "承认请求",
    Power.WAIVE: "放弃请求",
    Power.CHANGE: "变更请求",
    Power.SETTLE: "进行和解",
    Power.SIGN: "签署文书",
    Power.COLLECT: "代收款项",
}
RIGHTS = (
    "当事人享有下列权利：选择或者接受人民调解员；接受调解、拒绝调解或者要求终止调解；"
    "要求公开或者不公开进行；自主表达意愿、自愿达成调解协议。\n"
    "当事人履行下列义务：如实陈述纠纷事实；遵守调解现场秩序，尊重人民调解员；尊重对方当事人行使权利。\n"
    "人民调解不收取任何费用。调解不成的，可以依法通过仲裁、行政、司法等途径维护自己的权利。\n"
    "达成的调解协议有法律约束力；各方可以自协议生效之日起三十日内共同向人民法院申请司法确认。"
)


def persons(side: Side, facts: FormFacts) -> Grid:
    """Return a side's block: sex and age as the citizen number says, other lines left to be written by hand."""
    person, party = side.person, side.party
    rows: list[tuple[str, str]] = []
    if party.kind == PartyKind.ORGANISATION:
        rows += [("名称", party.organisation), ("统一社会信用代码", party.registration_code)]
        rows += [("负责人", person.name), ("联系电话", person.phone), ("住所地", person.address)]
    else:
        rows += [("姓名", person.name), ("性别", person.sex), ("年龄", person.age_on(facts.today))]
        rows += [("公民身份号码", person.citizen_number), ("职业", ""), ("联系电话", person.phone)]
        rows.append(("单位或者住址", person.address))
    return Grid((("当事人", side.side), *rows, *_acting_for(side)))


def _acting_for(side: Side) -> Iterator[tuple[str, str]]:
    labels = {
        RepresentativeKind.GUARDIAN: "监护人",
        RepresentativeKind.AGENT: "委托代理人",
        RepresentativeKind.LEGAL: "法定代表人（负责人）",
    }
    for one, person in side.representatives:
        said = "，".join(part for part in (person.name, one.relation, person.phone) if part)
        yield labels[RepresentativeKind(one.kind)], said


def signs_of_sides(facts: FormFacts) -> tuple[tuple[str, str], ...]:
    return tuple((f"{each.side}（签名、盖章或者按指印）", "") for each in facts.sides)


def application(facts: FormFacts) -> Iterator[Paper]:
    first = [each for each in facts.sides if each.party.side == 1]
    others = [each for each in facts.sides if each.party.side != 1]
    blocks: list[Block] = [Text("", "申请人"), *(persons(each, facts) for each in first)]
    blocks += [Text("", "被申请人"), *(persons(each, facts) for each in others)]
    blocks.append(Text(facts.dispute.brief, "纠纷简要情况"))
    blocks.append(Text("1. 请求人民调解委员会就上述纠纷进行调解。\n2. ________________", "申请事项"))
    blocks.append(Text("人民调解委员会已告知申请人人民调解的权利义务，申请人知情并自愿申请调解。", ""))
    signs = tuple((f"申请人{each.name}（签名、盖章或者按指印）", "") for each in first)
    blocks.append(Signs((*signs, ("申请日期", day(facts.dispute.registered_at)))))
    yield Paper("人民调解申请书", facts.dispute.file_number, tuple(blocks))


def acceptance_form(facts: FormFacts) -> Iterator[Paper]:
    dispute = facts.dispute
    yield Paper(
        "人民调解受理登记表",
        dispute.file_number,
        (
            Grid(
                (
                    ("登记日期", day(dispute.registered_at)),
                    ("受理日期", day(dispute.accepted_at)),
                    ("纠纷类型", facts.category),
                    ("案件来源", SOURCES[Source(dispute.source)]),
                    ("受理单位", facts.committee),
                )
            ),
            *(persons(each, facts) for each in facts.sides),
            Text(dispute.brief, "纠纷简要情况"),
            Signs(
                (
                    *signs_of_sides(facts),
                    ("登记人（签名）", ""),
                    ("人民调解委员会（印章）", facts.committee),
                    ("备注", ""),
                )
            ),
        ),
    )


def rights_notice(facts: FormFacts) -> Iterator[Paper]:
    told = next((each for each in facts.sessions if each.rights_told), None)
    signs = (*signs_of_sides(facts), ("告知日期", day(told.begins_at) if told else ""))
    yield Paper("当事人权利义务告知书", facts.dispute.file_number, (Text(RIGHTS), Signs(signs)))


def investigation_record(facts: FormFacts) -> Iterator[Paper]:
    for each in facts.investigations:
        grid = (
            ("时间", hour(each.at)),
            ("地点", each.place),
            ("事由", facts.dispute.title),
            ("参加人", facts.mediators),
            ("被调查人", each.asked),
            ("与当事人关系", each.relation),
        )
        read = "以上记录经本人核对（已向本人宣读），无误。" if each.is_read_back else ""
        signs = (("被调查人（签名）", ""), ("调查人（签名）", ""), ("记录人（签名）", facts.recorder))
        blocks = (Grid(grid), Text(each.words, "调查内容"), Text(read), Signs(signs))
        yield Paper("人民调解调查记录", facts.dispute.file_number, blocks)


def mediation_record(facts: FormFacts) -> Iterator[Paper]:
    yield from (_session(facts, each) for each in facts.sessions)


def _session(facts: FormFacts, each: Session) -> Paper:
    came = {row.party_id for row in each.attendances.all() if row.came}
    present = "、".join(f"{one.side} {one.name}" for one in facts.sides if one.party.pk in came)
    grid = (
        ("时间", hour(each.begins_at)),
        ("地点", each.place or each.link),
        ("方式", MANNERS[SessionManner(each.manner)]),
        ("事由", facts.dispute.title),
        ("到场当事人", present),
        ("参加人", each.invited),
    )
    result = RESULTS[SessionResult(each.result)]
    blocks: list[Block] = [Grid(grid)]
    blocks.append(Text("已向当事人告知权利和义务。" if each.rights_told else "", "权利义务告知"))
    blocks += [Text(each.statements, "各方陈述"), Text(each.facts, "查明的事实")]
    blocks += [Text(each.proposals, "调解方案"), Text(result, "调解结果")]
    if each.why_failed:
        told = "已告知当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。" if each.routes_told else ""
        blocks.append(Text(f"{each.why_failed}\n{told}", "调解不成的原因和告知"))
    signs = [*signs_of_sides(facts), ("人民调解员（签名）", facts.mediators), ("参加人（签名）", "")]
    signs += [("记录人（签名）", facts.recorder), ("人民调解委员会（印章）", facts.committee)]
    return Paper("人民调解记录", facts.dispute.file_number, (*blocks, Signs(tuple(signs))))


def term_rows(facts: FormFacts) -> Rows:
    rows = tuple(
        (str(place), facts.side_of(each.debtor_id), _promise(facts, each), day(each.due_on), each.how)
        for place, each in enumerate(facts.terms, start=1)
    )
    return Rows(("序号", "义务人", "内容", "履行期限", "履行方式"), rows, (2, 4, 10, 7, 5))


def _promise(facts: FormFacts, term: Term) -> str:
    part = f"（第{term.instalment}期，共{term.instalments}期）" if term.instalments > 1 else ""
    to = f"，权利人：{facts.side_of(term.creditor_id)}" if term.creditor_id else ""
    money = (
        f"：人民币{figures(term.amount)}元（大写：{capitals(term.amount)}）"
        if term.amount is not None
        else ""
    )
    return f"{term.words}{part}{money}{to}"


def agreement(facts: FormFacts) -> Iterator[Paper]:
    made = facts.agreement
    if made is None or made.kind != AgreementKind.WRITTEN:
        return
    signed = {each.party_id: each.at for each in made.signatures.all() if each.party_id}
    signs = [(f"{each.side}（签名、盖章或者按指印）", day(signed.get(each.party.pk))) for each in facts.sides]
    signs += [("人民调解员（签名）", facts.mediators), ("记录人（签名）", facts.recorder)]
    signs += [("人民调解委员会（印章）", facts.committee)]
    signs += [("共同调解的人民调解委员会（印章）", name) for name in facts.joint_committees]
    signs += [("日期", day(made.effective_on))]
    count = len(facts.sides) + 1 + len(facts.joint_committees)
    copies = f"本协议一式{count}份，当事人各执一份，人民调解委员会各留存一份，具有同等效力。"
    blocks: list[Block] = [persons(each, facts) for each in facts.sides]
    blocks.append(Text(made.facts, "纠纷主要事实、争议事项及各方责任"))
    blocks += [Text("经调解，自愿达成如下协议：", "协议内容"), term_rows(facts)]
    blocks.append(Text(made.manner, "履行方式、地点"))
    blocks.append(Text(made.consequences, "违约责任"))
    blocks += [Text(copies), Signs(tuple(signs))]
    yield Paper("人民调解协议书", made.number or facts.dispute.file_number, tuple(blocks))


def oral_agreement_form(facts: FormFacts) -> Iterator[Paper]:
    made = facts.agreement
    if made is None or made.kind != AgreementKind.ORAL:
        return
    yield Paper(
        "人民调解口头协议登记表",
        made.number or facts.dispute.file_number,
        (
            *(persons(each, facts) for each in facts.sides),
            Text(made.facts, "纠纷主要事实、争议事项"),
            term_rows(facts),
            Text(made.manner, "履行方式、期限"),
            Signs(
                (
                    ("人民调解员（签名）", facts.mediators),
                    ("记录人（签名）", facts.recorder),
                    ("日期", day(made.effective_on)),
                )
            ),
        ),
    )


def follow_up_record(facts: FormFacts) -> Iterator[Paper]:
    number = facts.agreement.number if facts.agreement else facts.dispute.file_number
    satisfied = {True: "满意", False: "不满意", None: "未表示"}
    for each in facts.visits:
        grid = (
            ("当事人", facts.side_of(each.party_id)),
            ("协议编号", number),
            ("回访事由", each.reason),
            ("回访时间", hour(each.at)),
            ("满意情况", satisfied[each.is_satisfied]),
        )
        blocks = (
            Grid(grid),
            Text(each.words, "履行情况和当事人意见"),
            Text(each.remaining or "无", "遗留问题和处理措施"),
            Signs((("回访人（签名）", ""), ("日期", day(each.at)))),
        )
        yield Paper("人民调解回访记录", facts.dispute.file_number, blocks)


def closing_report(facts: FormFacts) -> Iterator[Paper]:
    dispute, made = facts.dispute, facts.agreement
    amount = sum((each.amount for each in facts.terms if each.amount is not None), start=0)
    money = f"人民币{figures(amount)}元（大写：{capitals(amount)}）" if amount else "不涉及金额"  # type: ignore[arg-type]
    steps = [
        f"{hour(each.begins_at)}，{MANNERS[SessionManner(each.manner)]}，{RESULTS[SessionResult(each.result)]}。"
        for each in facts.sessions
    ]
    results = {
        Status.FAILED: "调解不成",
        Status.TERMINATED: "当事人不愿调解，终止",
        Status.REFERRED: "移交其他途径",
    }
    result = results.get(Status(dispute.status), "达成协议" if made and made.number else "调解中")
    done = [each for each in facts.terms if each.performed_on]
    kept = f"共{len(facts.terms)}项，已履行{len(done)}项。" if facts.terms else "无"
    grid = (
        ("卷宗编号", dispute.file_number),
        ("承办单位", facts.committee),
        ("承办人", facts.mediators),
        ("受理日期", day(dispute.accepted_at)),
        ("结案日期", day(dispute.ended_at)),
        ("当事人", "；".join(f"{each.side} {each.name}" for each in facts.sides)),
        ("案件来源", SOURCES[Source(dispute.source)]),
        ("涉及金额", money),
        ("履行情况", kept),
    )
    blocks = (
        Grid(grid),
        Text(made.facts if made else dispute.brief, "纠纷事实"),
        Text("\n".join(steps), "调解过程"),
        Text(result, "调解结果"),
        Signs((("承办人（签名）", ""), ("审核人（签名）", ""), ("日期", ""))),
    )
    yield Paper("人民调解结案报告", dispute.file_number, blocks)


def confirmation_application(facts: FormFacts) -> Iterator[Paper]:
    made = facts.agreement
    if made is None or not made.number:
        return
    court = facts.applications[-1].court.name if facts.applications else "________人民法院"
    request = f"请求{court}依法确认{facts.committee}主持达成的{made.number}调解协议的效力。"
    declared = (
        "1. 申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；\n"
        "2. 协议内容不损害国家利益、社会公共利益和他人合法权益；\n"
        "3. 如因该协议内容给他人造成损害，愿意承担相应的民事责任和其他法律责任。"
    )
    attached = (
        "1. 调解协议；2. 身份证明；3. 主持调解的人民调解委员会证明材料；4. 与协议有关的财产权利证明等材料。"
    )
    applied = facts.applications[-1].applied_on if facts.applications else None
    signs = tuple((f"申请人{each.name}（签名、盖章或者按指印）", "") for each in facts.sides)
    yield Paper(
        "司法确认申请书",
        made.number,
        (
            *(persons(each, facts) for each in facts.sides),
            Text(
                "\n".join(f"{each.name}：{_address(each.person)}" for each in facts.sides),
                "送达地址和联系电话",
            ),
            Text(request, "请求事项"),
            Text(made.facts, "事实和理由"),
            term_rows(facts),
            Text(declared, "申请人承诺"),
            Text(attached, "附件"),
            Signs((*signs, ("申请日期", day(applied)))),
        ),
    )


def _address(person: Person) -> str:
    return "，".join(part for part in (person.address, person.phone) if part) or "________"


def power_of_attorney(facts: FormFacts) -> Iterator[Paper]:
    for side in facts.sides:
        for one, person in side.representatives:
            if one.kind != RepresentativeKind.AGENT:
                continue
            special = [each for each in one.powers if each != Power.ATTEND]
            powers = "；".join(POWERS[Power(each)] for each in one.powers) or POWERS[Power.ATTEND]
            grid = (
                ("委托人", side.name),
                ("受委托人", person.name),
                ("公民身份号码", person.citizen_number),
                ("联系电话", person.phone),
                ("与委托人关系", one.relation),
                ("委托事项", f"参加{facts.committee}对“{facts.dispute.title}”的调解"),
                ("代理权限", f"{'特别授权' if special else '一般授权'}：{powers}"),
                ("委托期限", f"至{day(one.until_on)}" if one.until_on else "至本纠纷调解结束"),
            )
            signs = (("委托人（签名、盖章或者按指印）", ""), ("受委托人（签名）", ""), ("日期", ""))
            yield Paper("授权委托书", facts.dispute.file_number, (Grid(grid), Signs(signs)))


MAKES: Mapping[Form, Callable[[FormFacts], Iterator[Paper]]] = {
    Form.APPLICATION: application,
    Form.ACCEPTANCE_FORM: acceptance_form,
    Form.INVESTIGATION_RECORD: investigation_record,
    Form.MEDIATION_RECORD: mediation_record,
    Form.AGREEMENT: agreement,
    Form.ORAL_AGREEMENT_FORM: oral_agreement_form,
    Form.FOLLOW_UP_RECORD: follow_up_record,
    Form.CLOSING_REPORT: closing_report,
    Form.CONFIRMATION_APPLICATION: confirmation_application,
    Form.POWER_OF_ATTORNEY: power_of_attorney,
}


def papers_of(form: Form, facts: FormFacts) -> list[Paper]:
    """Return the papers of a form: one for each session, visit or power. Raises FormUnknown where there is none."""
    made = list(MAKES[form](facts))
    if not made:
        raise FormUnknown
    return made
