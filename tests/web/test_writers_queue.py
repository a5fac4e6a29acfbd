"""Writers at SQLite go one after the other, in the order in which they came."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from zhouji.web.sqlite.base import Turns

STUCK_SECONDS = 30


def test_who_came_first_goes_first() -> None:
    turns, went, names = Turns(), [], ["first", "second", "third"]

    def go(name: str) -> None:
        assert turns.take(name, STUCK_SECONDS)
        went.append(name)
        turns.leave(name)

    with ThreadPoolExecutor(3) as pool:
        assert turns.take("holder", 0)
        calls = []
        for number, name in enumerate(names, start=1):
            calls.append(pool.submit(go, name))
            while turns.waiting < number:
                pass
        turns.leave("holder")
        assert [call.result(STUCK_SECONDS) for call in calls] == [None] * 3
    assert went == names


def test_who_gave_up_is_not_waited_for() -> None:
    turns = Turns()
    assert turns.take("holder", 0)
    assert not turns.take("hasty", 0)
    turns.leave("holder")
    assert turns.take("next", 0)


def test_a_turn_is_left_once_by_its_own() -> None:
    turns = Turns()
    assert turns.take("holder", 0)
    turns.leave("somebody else")
    assert not turns.take("next", 0)
