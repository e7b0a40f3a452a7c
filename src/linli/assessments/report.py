"""The report of an assessment and its filing form, as documents of the standard's layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import rjieba

from linli.assessments.models import Assessment, Grading
from linli.assessments.policies.opinions import Method, shown
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Decision, Grade
from linli.assessments.queries import answers_of, rule_of
from linli.letters.policies.document import Block, Document, Paragraph, Table, numbered
from linli.letters.policies.kinds import Form, LetterKind
from linli.letters.policies.wording import day_in_chinese, title_lines

GRADES = {Grade.LOW: "低风险", Grade.MEDIUM: "中风险", Grade.HIGH: "高风险"}
REASONS = {
    "opposed_most": "半数以上被征求意见者反对",
    "opposed_many": "两成以上被征求意见者反对",
    "score": "按量化评分",
}
CONCLUSIONS = {
    Grade.LOW: "采取措施后风险等级为低风险，措施落实的前提下可以实施。",
    Grade.MEDIUM: "采取措施后风险等级仍为中风险，应当先调整方案、化解主要异议，重新评估后再作决定。",
    Grade.HIGH: "采取措施后风险等级为高风险，建议不予实施或者暂缓实施。",
}
METHODS = {
    Method.PUBLICITY: "公示",
    Method.QUESTIONNAIRE: "问卷",
    Method.MEETING: "座谈会",
    Method.INTERVIEW: "入户走访",
    Method.HEARING: "听证会",
    Method.EXPERT: "专家论证",
    Method.DEPARTMENT: "征求部门意见",
}
DECISIONS = {
    Decision.APPROVE: "准予实施",
    Decision.APPROVE_WITH_MEASURES: "落实报告所列措施后实施",
    Decision.DEFER: "暂缓实施",
    Decision.REJECT: "不予实施",
}


def report_of(row: Assessment, *, on: date) -> Document:
    """Return the report as the assessment stands. In Chinese: it is an official paper."""
    blocks = tuple(numbered(_blocks(row, rule_of(row))))
    return _document(row, f"关于{row.title}的社会稳定风险评估报告", blocks, on)


def _document(row: Assessment, title: str, blocks: tuple[Block, ...], on: date) -> Document:
    day = day_in_chinese(on)
    return Document(
        kind=LetterKind.BULLETIN,  # the layout asks for the form only
        form=Form.FILE,
        mark=row.owner.name,
        number=row.file_number,
        signer="",
        title=title_lines(title, rjieba.cut(title)),
        addressee="",
        blocks=blocks,
        attachments=(),
        basis=(row.basis,),
        due="",
        issuer=row.assessor or row.owner.name,
        date=day,
        seal=True,
        note="",
        copy_to=(),
        printing_office=row.owner.name,
        printed_on=f"{day}印发",
    )


def _blocks(row: Assessment, rule: AssessmentRule) -> Iterator[Block]:
    kind = next((each.name.zh for each in rule.kinds if each.code == row.kind), row.kind)
    yield Paragraph("决策事项和背景", 1)
    yield Paragraph(
        f"事项类别：{kind}。责任主体：{row.owner.name}。评估主体：{row.assessor or row.owner.name}。"
    )
    yield from (Paragraph(line) for line in row.brief.splitlines() if line.strip())
    yield Paragraph("评估依据和方案", 1)
    yield Paragraph(f"依据：{row.basis}。")
    yield from (Paragraph(line) for line in row.plan.splitlines() if line.strip())
    yield from _concerned(row)
    yield from _heard(row, rule)
    gradings = list(row.gradings.order_by("number"))
    yield from _tests(rule, gradings)
    yield from _risks(row)
    yield from _grades(row, gradings)
    yield Paragraph("应急预案", 1)
    yield from (Paragraph(line) for line in row.emergency_plan.splitlines() if line.strip())


def _concerned(row: Assessment) -> Iterator[Block]:
    yield Paragraph("利益相关方", 1)
    rows = tuple((each.group, f"{each.size}", each.interest) for each in row.stakeholders.order_by("pk"))
    yield Table("利益相关方一览表", ("群体", "人数", "主要诉求"), rows)


def _heard(row: Assessment, rule: AssessmentRule) -> Iterator[Block]:
    yield Paragraph("公众参与和意见", 1)
    survey = getattr(row, "survey", None)
    if survey is not None:
        opinions = answers_of(survey)
        if opinions.total >= rule.least_answers:
            counts = shown(
                {"赞成": opinions.support, "无所谓": opinions.neutral, "不太赞成": opinions.mild,
                 "反对": opinions.some, "强烈反对": opinions.strong}, rule.least_answers,
            )  # fmt: skip
            yield Paragraph(
                f"匿名网上征求意见收到答复{opinions.total}份，少于{rule.least_answers}份的数目不单独列出。"
            )
            yield Table("匿名征求意见结果", tuple(counts), (tuple(counts.values()),))
        else:
            yield Paragraph(f"匿名网上征求意见收到的答复不足{rule.least_answers}份，不予列出，也未计入评分。")
    rows = tuple(
        (
            METHODS[Method(each.method)],
            f"{each.on:%Y-%m-%d}",
            each.whom,
            f"{each.invited}/{each.present}/{each.refused}",
            f"{each.support}/{each.mild + each.some + each.strong}",
        )
        for each in row.consultations.order_by("on", "pk")
    )
    yield Table("其他征求意见情况", ("方式", "日期", "对象", "邀请/到场/拒绝", "赞成/反对"), rows)
    yield Paragraph("异议和答复", 2)
    objections = [each for each in row.consultations.order_by("on", "pk") if each.dissent]
    for each in objections:
        yield Paragraph(f"{each.dissent}答复：{each.answer or '尚未答复。'}")
    if not objections:
        yield Paragraph("征求意见中没有书面记录的异议。")


def _tests(rule: AssessmentRule, gradings: list[Grading]) -> Iterator[Block]:
    yield Paragraph("合法性、合理性、可行性、可控性分析", 1)
    levels = {each.code: each.name.zh for each in rule.levels}
    head = ("审查内容", "权重", *(f"第{each.number}次" for each in gradings))
    for test in rule.tests:
        rows = [
            (
                item.name.zh,
                f"{item.weight}",
                *(levels.get(each.answers.get(item.code, ""), "—") for each in gradings),
            )
            for item in test.items
        ]
        if test.code == rule.opinion.test:
            rows.append(
                ("群众意见", f"{rule.opinion.weight}", *(f"反对{each.opposition}%" for each in gradings))
            )
        rows.append(("风险分", "", *(each.points.get(test.code, "—") for each in gradings)))
        yield Table(test.name.zh, head, tuple(rows))


def _risks(row: Assessment) -> Iterator[Block]:
    yield Paragraph("风险清单和防范措施", 1)
    rows = tuple(
        (
            each.words,
            f"{each.before}",
            each.measure,
            each.unit,
            f"{each.due_on:%Y-%m-%d}" if each.due_on else "—",
            f"{each.after}",
        )
        for each in row.risks.order_by("pk")
    )
    yield Table("概率×影响，各1至5分", ("风险点", "之前", "措施", "责任单位", "时限", "之后"), rows)


def _grades(row: Assessment, gradings: list[Grading]) -> Iterator[Block]:
    yield Paragraph("风险等级和结论", 1)
    for each in gradings:
        when = "采取措施前" if each.number == 1 else f"第{each.number - 1}次调整后"
        grade, why = GRADES[Grade(each.grade)], REASONS[each.reason]
        yield Paragraph(f"{when}：综合风险分{each.score}分，反对比例{each.opposition}%，{why}，{grade}。")
    if row.changed:
        yield Paragraph("方案调整", 2)
        yield from (Paragraph(line) for line in row.changed.splitlines() if line.strip())
    if gradings:
        yield Paragraph("结论", 2)
        yield Paragraph(CONCLUSIONS[Grade(gradings[-1].grade)])


def filing_form(row: Assessment) -> Document:
    """Return the filing form (备案表). Only for what is on file."""
    gradings = list(row.gradings.order_by("number"))
    grade = GRADES[Grade(gradings[-1].grade)] if gradings else "—"
    measures = "；".join(each.measure for each in row.risks.order_by("pk"))
    filed = day_in_chinese(row.filed_on) if row.filed_on else "—"
    decided = DECISIONS[Decision(row.decision)] if row.decision else "尚未决定"
    rows = (
        ("备案编号", row.file_number or "—"),
        ("决策事项", row.title),
        ("责任主体", row.owner.name),
        ("评估主体", row.assessor or row.owner.name),
        ("事项概况", row.brief[:300]),
        ("主要措施", measures[:400] or "—"),
        ("风险等级", grade),
        ("备案日期", filed),
        ("决策情况", decided),
    )
    on = row.filed_on
    assert on is not None
    table = Table("", ("项目", "内容"), rows)
    return _document(row, f"{row.title}社会稳定风险评估备案表", (table,), on)
