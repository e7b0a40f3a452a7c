"""What each clause of a reply does: it tells something, or only hands on, puts off, asks back, greets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

LONGEST_CLAUSE = 200
"""Signs of a clause by which it is judged."""
BREAK = re.compile(r"[。！!？?；;，,：:\n]+")
SILENT = re.compile(
    r"[“”\"'()、.…\s]|UU\d+|(19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?|"
    r"[A-Z]?\d*[省市县区]?(网宣中心|网宣办|网信办|委?宣传部|网管办|网络宣传管理办公室)$"
)
"""Signs, pseudonyms, days and signatures, which say nothing of the matter."""
CITED = re.compile(
    r"《[^》]{3,60}》|[〔\[]\d{4}[〕\]]|第[一二三四五六七八九十百\d]+条|条例|规定|办法|细则|通知|意见|文件|政策|标准|规划|法律|法规"
)
FOUND = re.compile(
    r"经(我|本)?[^，。]{0,12}(查|核|核实|了解|研究|勘|沟通|协商)|调查|核实|现场|走访|约谈|检查|查看|情况如下|具体情况|据了解|会同"
)
REASON = re.compile(r"因为|由于|因此|原因|鉴于|所以|根据|依据|按照|依照|属于|符合")
OFFICE = r"(处|办|部门|单位|局|委|核|查|院|县|区|市|镇|乡)"


class Does(Enum):
    """What a clause does; the first that fits, in this order."""

    ASKS_BACK = "asks_back"
    HANDS_ON = "hands_on"
    POINTS_BACK = "points_back"
    PUTS_OFF = "puts_off"
    SENDS_ELSEWHERE = "sends_elsewhere"
    GREETS = "greets"
    NAMES_THE_TOPIC = "names_the_topic"
    TELLS = "tells"


ASIDE = frozenset({Does.ASKS_BACK, Does.HANDS_ON, Does.PUTS_OFF, Does.SENDS_ELSEWHERE})
"""These say something, but not of the matter itself."""
TOPIC = (
    r"(关于|对于?|针对|就|从|将)?[您你](们)?(在.{0,20})?(所|提出|通过)*(的|反映|反应|咨询|留言|来信|来帖|帖文|提出|回信|上述|所)*"
    r"(问题|情况|事情|事项|意见|建议|内容|留言|来看)?(我办|我局|我们|我委)?(对此)?"
)
SIGNS: tuple[tuple[Does, re.Pattern[str]], ...] = (
    (
        Does.ASKS_BACK,
        re.compile(
            r"(未|没有?|无)[^。]{0,3}(留下|填写|提供|注明|说明|说|详细|联系方式|您的联系)|"
            r"无法(核实|查询|联系|调查|得知|确定|判断|直接)|"
            r"请.{0,12}(提供|补充|说明|留下|明确|表述|再具体)|过于笼统|不具体|不详|不足"
        ),
    ),
    (
        Does.HANDS_ON,
        re.compile(
            rf"转(交|至|给|达|发|送|由|呈|告|[^移让变换为化]{{1,14}}{OFFICE})|[已将并经函]转|移交|交办|交由|交给|汇报|"
            r"交(有关|相关)|反馈(给|至)|批示|(相关|有关|责任|主管)(职能)?(部门|单位|科室).{0,12}(处理|调查|研究|核实|答复)|"
            r"^(调查|核实|核查|核处|处理|办理|办复|答复|处置|、|和|及|并|给您|您)+$"
        ),
    ),
    (Does.POINTS_BACK, re.compile(r"(已经?|进行过|作出).{0,8}(回复|答复)|链接|http|//|详见|参看")),
    (
        Does.PUTS_OFF,
        re.compile(
            r"(及时|尽快|第一时间|另外|再向[您你]|将|会|予以).{0,10}(回复|反馈|答复)|耐心等待|(敬请|继续)(关注|留意)|"
            r"后续回复|^待.{0,20}后|正在(积极)?(处理|办理)$|请勿重复"
        ),
    ),
    (
        Does.SENDS_ELSEWHERE,
        re.compile(
            r"(建议|请|可|可以|欢迎|或者?).{0,20}(咨询|联系|拨打|致电|反映|投诉|举报|询问|来电|登[录陆]|访问|查询|提出)|"
            r"^进?行?咨询|电话|热线|不(属于?|归).{0,14}(范围|管辖|管|管理|职能|职权)|\d{3,4}[-—]+\d{4,}"
        ),
    ),
    (
        Does.GREETS,
        re.compile(
            r"[您你]好|收悉|收到|知悉|获悉|已阅|感谢|谢谢|祝[您你愿]|欢迎|如下|^特此|此复|专此|回复$|"
            r"工作的?(支持|理解|关心|关注)|(敬请|请[您你]?)(谅解|理解)|^网[友民]|^尊敬的|希望.{0,4}(一如既往|继续)|"
            r"^多提|事事顺心|努力$"
        ),
    ),
    (Does.NAMES_THE_TOPIC, re.compile(rf"^({TOPIC}|同时|首先|目前|现|经核实|据了解|现已|此事|对此)$")),
)


@dataclass(frozen=True)
class Clause:
    """A piece of a reply between two marks of punctuation, without what is silent."""

    does: Does
    text: str

    @property
    def names_ground(self) -> bool:
        """Whether it tells and names a law, a document, a finding or a reason."""
        return self.does is Does.TELLS and any(each.search(self.text) for each in (CITED, FOUND, REASON))


def clauses(said: str) -> Iterator[Clause]:
    """Yield the clauses of a reply that was normalised (NFKC) and has no white space."""
    for each in BREAK.split(said):
        if text := SILENT.sub("", each):
            yield Clause(_does(text[:LONGEST_CLAUSE]), text)


def _does(text: str) -> Does:
    return next((does for does, signs in SIGNS if signs.search(text)), Does.TELLS)


@dataclass(frozen=True)
class Weights:
    """What the signs of a clause count beside those of one that tells, which count one each."""

    aside: float
    greeting: float
    ground: float
    """Signs that a named ground counts on top."""

    def of(self, said: Iterable[Clause]) -> float:
        """Return how much a reply tells, in signs."""
        return sum(self._of(each) for each in said)

    def _of(self, clause: Clause) -> float:
        length = len(clause.text)
        if clause.does is Does.TELLS:
            return length + self.ground * clause.names_ground
        if clause.does is Does.GREETS:
            return self.greeting * length
        return self.aside * length if clause.does in ASIDE else 0.0
