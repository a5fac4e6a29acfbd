"""What people own: cars, homes, other property, shares of companies, money in the bank."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, County
from zhouji.demo.dice import Array, lognormal, pick

SCRAPPED = 2


def make_property(county: County) -> None:
    """Give the adults of each household cars, dwellings and shares."""
    rng = county.dice("property")
    people, shape = county.people, county.content.figures["assets"]
    ages = county.ages()
    owner = _owners(county, ages)
    people["cars"] = np.zeros(len(people), dtype=np.int8)
    people["dwellings"] = np.zeros(len(people), dtype=np.int8)
    drives = owner[ages[owner] < 75]
    chance = shape["cars_per_home"] * len(owner) / max(1, len(drives))
    people["cars"][drives] = pick(rng, _car_shares(chance), len(drives))
    people["car_price"] = (
        np.round(lognormal(rng, shape["car_price"], len(people)), -2) * 100
    ).astype(np.int64)
    people["dwellings"][owner] = pick(rng, shape["dwellings"], len(owner))
    area = rng.normal(shape["area"]["mean"], shape["area"]["sd"], len(people))
    people["area"] = (np.clip(area, 28, 320) * 100).astype(np.int64)
    adult = ages >= 25
    people["shops"] = (adult & (rng.random(len(people)) < shape["nonres"])).astype(np.int8)
    held = adult & (ages < 70) & (rng.random(len(people)) < shape["company"])
    stakes = np.round(lognormal(rng, shape["contribution"], len(people)), -3) * 100
    people["stake"] = np.where(held, stakes, 0).astype(np.int64)
    people["scooter"] = (rng.random(len(people)) < 0.03) & adult
    people.fill("checked_on", NO_DAY)
    people.fill("balance", 0, "i8")


def _car_shares(mean: float) -> tuple[float, float, float]:
    """Chances of no, one and two cars with this mean."""
    two = mean * 0.12
    one = mean - 2 * two
    return 1 - one - two, one, two


def _owners(county: County, ages: Array) -> Array:
    """One adult of each household who stands in the books: the head, or else the eldest."""
    order = np.lexsort((-ages, county.people["relation"], county.people["home"]))
    homes = county.people["home"][order]
    return np.asarray(order[np.r_[True, homes[1:] != homes[:-1]]])
