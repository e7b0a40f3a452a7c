"""What an issue is called: the place, a title and a summary, all in the messages' own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from linli.language.policies.places import CODE, name_parts

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
GREETING = re.compile(r"^(尊敬的|您好|你好|各位|领导|书记|市长|局长|谢谢|感谢|此致|敬礼)")
LEAST_SHARE = 0.4
LEAST_TITLES = 0.2
SHORTEST, LONGEST = 8, 80
SENTENCES = 2
ANY_COMPANY = "股份有限公司"
"""What is the end of it names no company."""
LONGEST_NAME, ALWAYS = 12, 0.8
Weigh = Callable[[str], float]
"""How much of the group's theme a text speaks of."""


def place_of(texts: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Return the place that most members name, with its district, and the share that names it; ("", 0.0) if none."""
    areas = Counter(area for title, text in texts for area in {*CODE.findall(f"{title}，{text}")})
    named = _often_named(texts)
    if not named:
        return _area(areas, len(texts)), 0.0
    most = max(named.values())
    best = max(
        (name for name in named if named[name] >= 0.7 * most),
        key=lambda name: (min(len(name), 8) * named[name], name),
    )
    whole = _whole(best, texts)
    if ANY_COMPANY.endswith(whole):
        return _area(areas, len(texts)), 0.0
    share = sum(best in title or best in text for title, text in texts) / len(texts)
    return _area(areas, len(texts)) + whole, share


def _whole(name: str, texts: Sequence[tuple[str, str]]) -> str:
    """Return a name with what nearly always stands before it: many are longer than what is looked for."""
    told = [CODE.sub(" ", f"{title}，{text}") for title, text in texts]
    while len(name) < LONGEST_NAME:
        before = Counter(text[at - 1] if at else " " for text in told for at in _places(name, text))
        sign, often = before.most_common(1)[0] if before else (" ", 0)
        if not sign.isalnum() or often < ALWAYS * before.total():
            break
        name = sign + name
    return name


def _places(name: str, text: str) -> list[int]:
    return [each.start() for each in re.finditer(re.escape(name), text)]


def names_of(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names that many members give to where it is; what one of them contains is not named again."""
    named = [name for name in _often_named(texts) if not ANY_COMPANY.endswith(name)]
    return [name for name in named if not any(name != other and name in other for other in named)]


def _often_named(texts: Sequence[tuple[str, str]]) -> dict[str, int]:
    named: Counter[str] = Counter()
    for title, text in texts:
        named.update({tail for name in name_parts(f"{title}，{text}") for tail in _tails(name)})
    least, titled = max(2, LEAST_SHARE * len(texts)), max(1, LEAST_TITLES * len(texts))
    often = {name: count for name, count in named.items() if count >= least}
    return {name: n for name, n in often.items() if sum(name in title for title, _ in texts) >= titled}


def _tails(name: str) -> list[str]:
    return [name[start:] for start in range(len(name) - 2)]


def _area(areas: Counter[str], texts: int) -> str:
    """Return the district that is named most often, the city only if no district is."""
    districts = Counter(
        {area: count for area, count in areas.items() if not area.endswith("市") and area[-1] in "区县"}
    )
    for counted in (districts, areas):
        if counted:
            area, count = max(counted.items(), key=lambda each: (each[1], each[0]))
            if count >= 0.3 * texts:
                return area
    return ""


def title_of(titles: Sequence[str], weigh: Weigh, place: str) -> str:
    """Return the title of the member that says most of the theme and the place in few words."""
    core = CODE.sub("", place)

    def worth(title: str) -> tuple[float, float, str]:
        said = weigh(title) + (0.5 if core and core in title else 0.0)
        return (
            said - max(0, len(title) - 24) * 0.02 - (0.2 if len(title) < SHORTEST else 0.0),
            -len(title),
            title,
        )

    return max((title for title in titles if title), key=worth, default="")


def summary_of(texts: Sequence[str], weigh: Weigh) -> str:
    """Return the sentences that say most of the theme, each something the ones before do not."""
    sentences = dict.fromkeys(
        sentence.strip(" ,，、")
        for text in texts
        for sentence in SENTENCE.findall(text)
        if SHORTEST <= len(sentence) <= LONGEST and not GREETING.match(sentence)
    )
    best = sorted(sentences, key=lambda each: (-weigh(each) / (20 + len(each)), each))
    chosen: list[str] = []
    for sentence in best[:50]:
        if all(_overlap(sentence, other) < 0.5 for other in chosen):
            chosen.append(sentence)
        if len(chosen) == SENTENCES:
            break
    if not chosen:
        return next((text[:LONGEST] for text in texts if text), "")
    return "".join(each if each[-1] in "。！？!?；;" else each + "。" for each in chosen)


def _overlap(one: str, other: str) -> float:
    a, b = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return len(a & b) / max(1, min(len(a), len(b)))
