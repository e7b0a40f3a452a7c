"""Four workers sweep at once: real threads, real connections, committed rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from linli.journal.queries import verify
from linli.letters.models import Letter
from linli.matters.models import Clock
from linli.matters.policies import Step
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import working
from linli.matters.tests.test_concurrency import at_once
from linli.supervision.actions import sweep
from linli.supervision.models import Climb, Ladder
from linli.supervision.testing import set_ladder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_copies() -> Iterator[None]:
    from linli.catalogue.queries.edition import forget

    yield
    forget()


def test_four_workers_climb_each_rung_once_and_write_no_letter_twice(city: SmallCity) -> None:
    set_ladder()
    matters = [working(city) for _ in range(20)]
    for matter in matters:
        city.do("owner", "contact", matter, reached=True, words="已联系")
    due = max(clock.due_at for clock in Clock.objects.filter(step=Step.RESOLVE))
    for instant in (due + timedelta(hours=9), due + timedelta(days=1, hours=9)):
        results = at_once([lambda at=instant: sweep(now=at, batch=3) for _ in range(4)])
        assert not [each for each in results if isinstance(each, Exception)]
        left = sweep(now=instant, batch=3)  # what one held, the others left out
        assert sum(each.climbed for each in results) + left.climbed == len(matters)
    assert Ladder.objects.filter(clock__step=Step.RESOLVE).count() == len(matters)
    climbs = Counter(Climb.objects.values_list("ladder", "rung"))
    assert set(climbs.values()) == {1}
    said = "".join(str(letter.content) for letter in Letter.objects.filter(kind="supervision_order"))
    assert all(said.count(matter.code) == 1 for matter in matters)
    numbers = list(Letter.objects.filter(kind="advisory").order_by("serial").values_list("serial", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify().broken == []
