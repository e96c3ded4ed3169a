"""Who gets which unit, when several want the same one."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pipeline.update.pairing import pair_off

GAINS = st.integers(1, 40).map(lambda number: number / 100)
WISHES = st.lists(
    st.dictionaries(st.integers(0, 4), GAINS, max_size=4).map(
        lambda wish: sorted(wish.items(), key=lambda pair: -pair[1])
    ),
    max_size=5,
)


def total(wishes: list[list[tuple[int, float]]], pairs: dict[int, int]) -> float:
    return sum(dict(wishes[asker])[thing] for asker, thing in pairs.items())


@given(WISHES)
def test_no_other_pairs_gain_more_together(wishes):
    pairs = pair_off(wishes)
    assert len(set(pairs.values())) == len(pairs)
    best = 0.0
    for choice in product(*([None, *dict(wish)] for wish in wishes)):
        some = {asker: thing for asker, thing in enumerate(choice) if thing is not None}
        if len(set(some.values())) == len(some):
            best = max(best, total(wishes, some))
    assert total(wishes, pairs) >= best - 0.002 * len(wishes) - 1e-9
    assert pair_off(wishes) == pairs


def test_of_equal_things_the_one_who_gains_most_has_the_first():
    assert pair_off([[(0, 0.1), (1, 0.1)], [(0, 0.2), (1, 0.2)]]) == {1: 0, 0: 1}
    assert pair_off([[(0, 0.1), (1, 0.1)], [(0, 0.1), (1, 0.1)]]) == {0: 0, 1: 1}


def test_who_gains_too_little_gets_nothing():
    assert pair_off([[(0, 0.3)], [(0, 0.2)], []]) == {0: 0}


def test_a_thousand_that_want_the_same_five_are_soon_done():
    wishes = [[(thing, 0.4) for thing in range(5)] for _ in range(1000)]
    assert sorted(pair_off(wishes).values()) == [0, 1, 2, 3, 4]
