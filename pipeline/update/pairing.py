"""Which old unit goes on in which new message, when several may: the pairs that gain most together.

To take the best pair first is not enough: of two sentences that differ in a word, each edited once
more, it may give both the other's translation. So messages bid: each for the unit that is worth
most to it at the price that others offered, until nobody is outbid. Each bid raises a price by at
least `_STEP`, so this ends, and the gains together are within a step per pair of the most there is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

__all__ = ["pair_off"]

_STEP = 0.002


def pair_off(wishes: Sequence[Sequence[tuple[int, float]]]) -> dict[int, int]:
    """Who gets what. `wishes`: per asker (what it may get, what that gains), best first.

    Each thing goes to one asker; who would gain nothing at the price gets nothing. Of equal
    things the first asker gets the first; the one who gains most asks first.

    >>> pair_off([[(7, 0.30), (8, 0.25)], [(7, 0.28), (8, 0.05)]])
    {1: 7, 0: 8}
    """
    prices: dict[int, float] = {}
    owners: dict[int, int] = {}
    asking = (number for number, wish in enumerate(wishes) if wish)
    waiting = deque(sorted(asking, key=lambda number: -wishes[number][0][1]))
    while waiting:
        asker = waiting.popleft()
        offers = [(worth - prices.get(thing, 0.0), thing) for thing, worth in wishes[asker]]
        gain, thing = max(offers, key=lambda offer: offer[0])
        if gain <= 0:
            continue
        second = max((left for left, other in offers if other != thing), default=0.0)
        prices[thing] = prices.get(thing, 0.0) + gain - max(second, 0.0) + _STEP
        if thing in owners:
            waiting.append(owners[thing])
        owners[thing] = asker
    return {asker: thing for thing, asker in owners.items()}
