"""What no register may hold, whoever asks: nothing that grades, marks, follows or exposes a person."""

from __future__ import annotations

import re
from unicodedata import normalize

from linli.core.errors import Refusal
from linli.registers.errors import NeverKept, RatesPeople, SealedOnly

ENGLISH = re.compile(
    r"""(?<![a-z])(
        face | faces | facial | fingerprints? | iris | gait | voiceprint | biometrics? | religio(n|us) | beliefs?
      | ethnic(ity)? | nationality | political | politics | trajector(y|ies) | tracking | whereabouts | geofence
      | electronic[ _]fence | presence[ _]list | person[ _]risk | risk[ _]person | (person|citizen)[ _]score
      | social[ _]credit | key[ _](person|people) | special[ _]group | watch[ _]?list | blacklist | watch[ _]level
      | petitioner[ _]count | repeat[ _]petitioners? | criminal[ _]record | diagnos[ie]s
    )(?![a-z])""",
    re.VERBOSE,
)
CHINESE = re.compile(
    "人脸|面部特征|指纹|虹膜|步态|声纹|生物特征|宗教|信仰|民族成分|政治面貌|政治倾向|政治观点|行动轨迹|活动轨迹|轨迹"
    "|行踪|电子围栏|重点人员|重点人群|重点人$|特殊人群|高危人员|风险人员|黑名单|社会信用分|个人信用|前科|犯罪记录"
    "|上访次数|信访次数|重复信访人|缠访|闹访|非访|病史|诊断"
)
CLEAR = re.compile(r"身份证|公民身份号码|(?<![a-z])(citizen|identity|id)[ _](number|card)(?![a-z])")
PERSON = re.compile(
    "人员|个人|居民|村民|业主|职工|员工|学生|老人|群众|家长|志愿者|网格员|住户|租客|信访人"
    r"|(?<![a-z])(persons?|people|residents?|citizens?|workers?|staff|students?|parents?|tenants?|volunteers?)(?![a-z])"
)
SCORE = re.compile(
    "评分|得分|打分|积分|等级|星级|排名|信用|表现|风险|关注级别"
    r"|(?<![a-z])(scores?|points|rank(ing)?|rating|grade|level|stars|credit|merit|conduct|behaviou?r|risk|trust)(?![a-z])"
)


def why_not(words: str) -> Refusal | None:
    """Return why nothing in a register may be called so, None if it may."""
    plain = normalize("NFKC", words).casefold().strip()
    spaced = plain.replace("_", " ")
    if found := (ENGLISH.search(spaced) or CHINESE.search(plain)):
        return NeverKept(name=words, word=found[0])
    if CLEAR.search(spaced):
        return SealedOnly(name=words)
    if PERSON.search(spaced) and SCORE.search(spaced):
        return RatesPeople(name=words)
    return None


def says_score(words: str) -> bool:
    return bool(SCORE.search(normalize("NFKC", words).casefold().replace("_", " ")))


def says_person(words: str) -> bool:
    return bool(PERSON.search(normalize("NFKC", words).casefold().replace("_", " ")))
