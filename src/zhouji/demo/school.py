"""Who goes to which school, where it boards, what it costs."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import County
from zhouji.demo.dice import Array

STAGES = ("none", "preschool", "primary", "junior", "senior", "vocational", "college")
FEES = ((0, 0), (4000, 14000), (0, 300), (0, 500), (2000, 3600), (0, 1600), (5500, 7200))


def make_school(county: County) -> None:
    """Put children and the young into their stage by age."""
    rng = county.dice("school")
    people = county.people
    people.fill("stage", 0, "i1")
    people.fill("boards", False, "?")
    people.fill("fee", 0, "i8")
    enrol(county, rng, np.arange(len(people)))


def enrol(county: County, rng: np.random.Generator, who: Array) -> None:
    """Set the stage, boarding and yearly fee (fen) of some people by their age."""
    people = county.people
    ages = county.ages()[who]
    throw = rng.random(len(who))
    stage = np.zeros(len(who), dtype=np.int8)
    stage[(ages >= 3) & (ages < 6) & (throw < 0.95)] = 1
    stage[(ages >= 6) & (ages < 12)] = 2
    stage[(ages >= 12) & (ages < 15)] = 3
    upper = (ages >= 15) & (ages < 18)
    stage[upper & (throw < 0.56)] = 4
    stage[upper & (throw >= 0.56) & (throw < 0.98)] = 5
    stage[(ages >= 18) & (ages < 22) & (throw < 0.6) & (people["work"][who] == 0)] = 6
    put_to_school(county, rng, who, stage)


def put_to_school(county: County, rng: np.random.Generator, who: Array, stage: Array) -> None:
    """Enrol people at given stages."""
    people = county.people
    people["stage"][who] = stage
    boarding = rng.random(len(who)) < np.asarray((0, 0, 0.01, 0.06, 0.35, 0.5, 0.9))[stage]
    people["boards"][who] = boarding
    least, most = (np.asarray([fee[end] for fee in FEES])[stage] for end in (0, 1))
    fees = np.round(least + rng.random(len(who)) * (most - least), -1)
    people["fee"][who] = (fees * 100).astype(np.int64)
