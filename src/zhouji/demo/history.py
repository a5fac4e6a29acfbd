"""What lies behind the first delivery: recent deaths and moves, ended allowances, relief paid."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, NO_MONTH, County
from zhouji.demo.dice import Array, choose

DEATHS_BACK = 140  # days; who died earlier is off the register


def make_history(county: County) -> None:
    """Let some people have died or moved away lately, and some households have left a roll."""
    rng = county.dice("history")
    people = county.people
    yearly = county.content.figures["yearly"]
    gone = pick_dying(county, rng, yearly["deaths"] * DEATHS_BACK / 365)
    people["died"][gone] = county.today - rng.integers(0, DEATHS_BACK, len(gone))
    left = choose(
        rng, np.flatnonzero(county.present()), round(len(people) * yearly["moved_out"] / 4)
    )
    people["moved_out"][left] = county.today - rng.integers(2, 120, len(left))
    _ended(county, rng)
    people.fill("relief_on", NO_DAY)
    people.fill("relief", 0, "i8")
    _relief(county, rng)


def pick_dying(county: County, rng: np.random.Generator, rate: float) -> Array:
    """Who dies, by age; so many that the share of everybody is as given."""
    ages = county.ages()
    weight = np.exp((ages - 75) / 9.5) * county.present()
    chance = weight / weight.mean() * rate
    return np.flatnonzero(rng.random(len(ages)) < chance)


def _ended(county: County, rng: np.random.Generator) -> None:
    homes = county.homes
    for name in ("ended_from", "ended_to"):
        homes.fill(name, NO_MONTH)
    homes.fill("ended_amount", 0, "i8")
    count = max(2, round(len(homes) * 0.0012))
    sizes = np.bincount(county.people["home"], minlength=len(homes))
    who = choose(rng, np.flatnonzero(sizes <= 2), count)
    homes["ended_to"][who] = county.now - rng.integers(1, 12, len(who))
    homes["ended_from"][who] = homes["ended_to"][who] - rng.integers(3, 40, len(who))
    homes["ended_amount"][who] = rng.integers(150, 900, len(who)) * 100


def _relief(county: County, rng: np.random.Generator) -> None:
    people = county.people
    sick = people["selfpay_this_year"] > 1_200_000
    hurt = people["injury"] == 2
    helped = np.flatnonzero((sick | hurt) & (rng.random(len(people)) < 0.3))
    people["relief_on"][helped] = county.today - rng.integers(3, 650, len(helped))
    people["relief"][helped] = rng.integers(10, 60, len(helped)) * 10_000
