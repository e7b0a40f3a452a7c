from linli.catalogue.policies.messages import Composed
from linli.demo.pictures import SCENES, picture
from linli.demo.scripts import LEFT_OPEN, SHOWN_ONCE, scripts
from linli.demo.teaching import FEWEST, lessons_from
from linli.matters.policies import OPEN, Channel, Satisfied


def test_a_kind_with_too_few_examples_is_not_taught() -> None:
    told = [
        Composed("road.lamp", "路灯不亮", f"{{road}}的路灯坏了{place}天，晚上看不见路。")
        for place in range(6)
    ]
    rare = [Composed("road.box", "箱门开着", "配电箱的门一直开着，孩子路过很危险，请处理。")]
    lessons = lessons_from([*told, *rare], [])
    assert {each.label for each in lessons} == {"road.lamp"}
    assert len(lessons) >= FEWEST
    assert "{" not in "".join(each.text for each in lessons)


def test_the_same_picture_is_drawn_the_same_and_another_is_another() -> None:
    for scene in SCENES:
        assert picture(scene, 1) == picture(scene, 1) != picture(scene, 2)


def test_the_first_courses_show_each_thing_once() -> None:
    assert {each.stops_in for each in LEFT_OPEN} == OPEN
    assert {each.channel for each in SHOWN_ONCE} == set(Channel)
    assert {each.satisfied for each in SHOWN_ONCE} == set(Satisfied)


def test_courses_are_drawn_alike_for_one_seed() -> None:
    assert list(scripts(200, 1)) == list(scripts(200, 1)) != list(scripts(200, 2))
