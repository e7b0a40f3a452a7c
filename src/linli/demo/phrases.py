"""What people in the demo write: results, answers, reasons, and what residents say on the telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from linli.matters.policies import Satisfied, Verb

RESULTS: Mapping[str, Sequence[str]] = {
    "utility": (
        "抢修人员已到场查明原因，更换了损坏的管件，现已恢复正常供应，并电话告知附近住户。",
        "已上门检测，更换老化的表前阀门，用户当场试用正常。",
    ),
    "road": (
        "已安排养护班组到现场处理，破损部位修补平整，周边清理干净，恢复通行。",
        "设施已更换，现场测试正常，临时围挡已经拆除。",
    ),
    "estate": (
        "约谈物业公司，督促其完成维修并在楼内公示，已请业主代表到场确认。",
        "社区、物业和业主三方当面商定了办法，写成纪要贴在单元门口。",
    ),
    "sanitation": (
        "已清运完毕并冲洗地面，增设一处收集点，调整了清运频次。",
        "保洁员当天清理干净，连续三天回看没有反弹。",
    ),
    "street": (
        "已到现场劝导，占用的道路已经让出，并引导到便民市场经营。",
        "现场清理完毕，告知当事人相关规定，列入日常巡查路段。",
    ),
    "building": (
        "已责令停工并要求补办手续，未取得许可前不得施工，现场裸土已覆盖。",
        "现场测量后下达整改通知，当事人已自行拆除。",
    ),
    "greening": ("已修剪遮挡的枝条，清走断枝，补种缺株。", "园林工人已到场处理，倾斜树木加固完成。"),
    "environment": (
        "执法人员到场监测，要求企业停用问题设备并限期整改，复测达标。",
        "夜间突击检查一次，已下达整改通知书，并安排复查。",
    ),
    "transport": (
        "已调整信号配时并增派疏导力量，早高峰排队明显缩短。",
        "车队已向乘客致歉，加密了高峰班次，时刻表已张贴。",
    ),
    "labour": (
        "约谈用工单位并核对考勤，拖欠款项已转入劳动者账户，附付款凭证。",
        "已指导当事人补交材料，待遇核定后从下月起发放。",
    ),
    "consumer": (
        "组织双方调解，商家同意退款，款项当日退回。",
        "现场检查并抽样，责令下架问题商品，退一赔三已兑现。",
    ),
    "health": (
        "医院已核实并向患者说明，多收部分已退回，窗口增开一个。",
        "卫生监督员现场检查，要求限期整改，复查合格。",
    ),
    "education": (
        "学校已整改并向家长说明，收费项目已公示。",
        "教育部门到校核实，调整了做法，并召开家长会说明。",
    ),
    "welfare": (
        "社区上门核实情况，符合条件，已协助提交申请并进入公示。",
        "已安排志愿者定期上门，活动室延长开放到晚上八点。",
    ),
    "rural": ("镇里组织村委和农户当面核对，问题已经厘清并签字确认。", "已疏通渠道、修好水泵，当天浇上了地。"),
    "dispute": (
        "调解员上门两次，双方互相让步，签了调解协议，当场履行。",
        "已分别做工作，双方握手言和，约定了以后的做法。",
    ),
    "safety": (
        "已消除隐患并设置警示，责任单位写出书面保证，列入复查清单。",
        "现场封控后完成加固，专业人员检测合格。",
    ),
    "conduct": (
        "已调取窗口记录核实，对工作人员批评教育，并向您致歉、补办业务。",
        "规范了一次性告知单，相关窗口当日整改。",
    ),
    "consult": ("已查明政策并电话逐条说明，办理地点和材料清单已短信发送。",),
    "feedback": ("已转相关单位并采纳其中两条，谢谢您的建议。",),
}
ANSWER = "您好，您反映的“{title}”一事已办理：{result}如还有问题，可凭编号补充或要求重新办理。"
ON_SPOT = ("巡查时发现，当场处理完毕，已拍照。", "路过看到，和附近商户一起清理好了。")
CHECKED = ("现场查看，与反映一致的问题已解决。", "到现场看过，并问了附近居民，确实办好了。")
NOT_DONE = ("现场仍有一半没有处理，请继续。", "到场查看，只做了表面，问题还在。")
REQUIREMENTS = ("请按时限签收并先联系诉求人。", "群众反映强烈，请尽快到现场。", "请与属地社区一同处理。")
TALKS = ("已电话联系，约好上门时间。", "已联系诉求人，核对了具体位置。", "诉求人补充了楼号和门牌。")
NO_TALK = ("电话无人接听，稍后再打。", "号码暂时打不通。")
PROGRESS = ("已到现场查看，配件明天到货。", "正在与产权单位协调，预计后天动工。", "方案已定，等天晴施工。")
OTHER_VIEWS: Mapping[Verb, Sequence[str]] = {
    Verb.DECLINE: (
        "您反映的属于邻里之间的私人约定，建议先到社区请调解员帮忙。",
        "内容只有一句话，多次联系不上，无法判断是什么问题，可补充后再反映。",
    ),
    Verb.REDIRECT: (
        "您说的情况已进入诉讼，应由法院处理，可凭案号查询。",
        "劳动关系争议请先向劳动人事争议仲裁委员会申请仲裁，地址和电话见短信。",
    ),
    Verb.MERGE: ("与前一件反映的是同一处问题，合并办理，一并答复。",),
    Verb.UNMERGE: ("核对后不是同一处，分开办理。",),
    Verb.OBJECT: (
        "我不同意，我说的和那件事不是一回事，请再看一下。",
        "我认为这就是该由政府管的事，请重新考虑。",
    ),
    Verb.WITHDRAW: ("邻居已经和我商量好了，不用处理了。", "自己解决了，谢谢，撤回吧。"),
    Verb.TRANSFER: ("经核实权属在贵单位，请接续办理。", "由市级单位统一处理更快，改派。"),
    Verb.ADD_CO_UNIT: ("请协助提供现场资料并配合处理。", "涉及路面恢复，请一并参与。"),
    Verb.COMPLETE_CO: ("协办部分已完成，资料已交主办单位。",),
    Verb.REQUEST_RETURN: ("该处不在我单位管养范围，产权属于其他单位。", "此事不属于我单位职责，请改派。"),
    Verb.DECIDE_RETURN: ("查职责清单，意见成立。", "查职责清单，应由你单位办理，请继续。"),
    Verb.REQUEST_EXTENSION: ("需要更换的部件要从外地调货。", "需会同两个部门到现场确认。"),
    Verb.DECIDE_EXTENSION: ("情况属实，同意。", "已有条件按期办理，不同意延期。"),
    Verb.SUSPEND: ("等待检测报告。", "等待诉求人提供票据。"),
    Verb.DEFER: ("已列入明年改造计划，资金落实后实施。", "现有条件不具备，先挂账，到期再议。"),
    Verb.RESUME: ("报告已出，恢复办理。", "资金已落实，恢复办理。"),
    Verb.ADD_INFORMATION: (
        "补充一下：位置在北门进来左手边第二根灯杆旁。",
        "今天又发生了一次，时间是早上六点。",
    ),
    Verb.REVIEW: (
        "核实后确有未办到位之处，退回重办。",
        "现场核实已按规定办理，诉求超出政策范围，已当面解释。",
    ),
    Verb.EXCLUDE: ("不在本市管辖范围，照常协助，不计入考核。", "要求超出法律规定，已解释，不计入考核。"),
    Verb.INCLUDE: ("复核后认为应当计入。",),
    Verb.CONTEST: ("我不同意不计入，这就是你们该管的。",),
    Verb.REOPEN: ("又坏了，和上次一模一样。", "过了两天老样子，请再来看看。"),
}
REASONS: Mapping[Verb, Sequence[str]] = {
    Verb.DECLINE: ("not_public", "too_vague"),
    Verb.REDIRECT: ("court", "arbitration"),
    Verb.REQUEST_RETURN: ("not_our_area", "not_our_duty"),
    Verb.REQUEST_EXTENSION: ("technical", "coordination"),
    Verb.SUSPEND: ("appraisal", "requester"),
    Verb.DEFER: ("funds", "conditions"),
    Verb.EXCLUDE: ("out_of_jurisdiction", "unlawful_demand"),
}
"""As the pack's `matters.reasons` names them, in step with the words of the same verb."""
SAID: Mapping[Satisfied, Sequence[str]] = {
    Satisfied.VERY: ("没想到这么快，非常感谢。", "师傅态度好，活也干得好。"),
    Satisfied.SATISFIED: ("解决了，谢谢。", "可以，挺好。"),
    Satisfied.FAIRLY: ("解决是解决了，就是慢了点。", "基本可以吧。"),
    Satisfied.UNSATISFIED: ("来是来了，没修彻底。", "只打了电话，没见人来。"),
    Satisfied.VERY_UNSATISFIED: ("等于没办，一点变化都没有。", "拖了这么久，结果还是老样子。"),
}


def result_for(kind: str, chance: Random) -> str:
    return chance.choice(RESULTS.get(kind.partition(".")[0], RESULTS["conduct"]))


def words_for(verb: Verb, choice: int) -> str:
    options = OTHER_VIEWS[verb]
    return options[choice % len(options)]


def reason_for(verb: Verb, choice: int) -> str:
    options = REASONS[verb]
    return options[choice % len(options)]
