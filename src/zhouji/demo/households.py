"""Households of the made-up county: size, structure, ages, sexes, kinship, village."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhouji.demo.county import NO_DAY, County, Table, first_day
from zhouji.demo.dice import Array, pick, quotas
from zhouji.demo.naming import given_names, surnames
from zhouji.demo.numbers import id_numbers

RELATIONS = ("head", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other")
HEAD, SPOUSE, CHILD, PARENT, GRANDCHILD, GRANDPARENT = range(6)
MALE, FEMALE, EITHER = 1, 0, 2
OLD_BANDS = ((60, 65, 27), (65, 70, 28), (70, 75, 20), (75, 80, 12), (80, 86, 8), (86, 96, 3))
YEAR = 365.2425


@dataclass(frozen=True)
class Kind:
    """A household structure: ages of its anchor, and its members relative to the anchor.

    A slot is (relation to the head, sex, years from the anchor's age: least, most).
    """

    name: str
    size: int
    share: float  # within its size
    anchor: str  # how the first member's age is drawn
    slots: tuple[tuple[int, int, int, int], ...]


_HE, _SHE = (HEAD, MALE, 0, 0), (SPOUSE, FEMALE, -4, 1)
_KID, _KID2 = (CHILD, EITHER, -33, -23), (CHILD, EITHER, -36, -28)
_DAD, _MUM = (PARENT, MALE, 23, 31), (PARENT, FEMALE, 21, 29)
_OLD, _GRAN = (PARENT, EITHER, 22, 31), (GRANDPARENT, FEMALE, 44, 52)

KINDS = (
    Kind("old_alone", 1, 0.56, "old", ((HEAD, EITHER, 0, 0),)),
    Kind("adult_alone", 1, 0.44, "adult", ((HEAD, EITHER, 0, 0),)),
    Kind("old_couple", 2, 0.54, "old_pair", (_HE, _SHE)),
    Kind("couple", 2, 0.22, "couple", (_HE, _SHE)),
    Kind("single_parent", 2, 0.12, "parent", ((HEAD, EITHER, 0, 0), _KID)),
    Kind("child_and_old_parent", 2, 0.08, "middle", ((HEAD, EITHER, 0, 0), _OLD)),
    Kind(
        "skipped_generation",
        2,
        0.04,
        "grand",
        ((HEAD, FEMALE, 0, 0), (GRANDCHILD, EITHER, -57, -50)),
    ),
    Kind("couple_child", 3, 0.80, "family", (_HE, _SHE, _KID)),
    Kind("couple_old_parent", 3, 0.12, "middle", (_HE, _SHE, _OLD)),
    Kind("grandparents_child", 3, 0.04, "grand", (_HE, _SHE, (GRANDCHILD, EITHER, -57, -50))),
    Kind("single_parent_two", 3, 0.04, "parent", ((HEAD, EITHER, 0, 0), _KID, _KID2)),
    Kind("couple_two_children", 4, 0.45, "young_family", (_HE, _SHE, _KID, _KID2)),
    Kind("three_generations", 4, 0.35, "family", (_HE, _SHE, _KID, _OLD)),
    Kind("couple_two_parents", 4, 0.20, "middle", (_HE, _SHE, _DAD, _MUM)),
    Kind("three_generations_full", 5, 0.80, "young_family", (_HE, _SHE, _KID, _DAD, _MUM)),
    Kind("three_generations_two", 5, 0.20, "young_family", (_HE, _SHE, _KID, _KID2, _OLD)),
    Kind("large", 6, 0.75, "young_family", (_HE, _SHE, _KID, _KID2, _DAD, _MUM)),
    Kind("four_generations", 6, 0.25, "young_family", (_HE, _SHE, _KID, _DAD, _MUM, _GRAN)),
)
ANCHORS = {
    "adult": (22, 60, "flat"),
    "couple": (24, 59, "late"),
    "parent": (28, 62, "flat"),
    "middle": (32, 56, "flat"),
    "family": (27, 63, "late"),
    "young_family": (30, 55, "flat"),
    "grand": (58, 74, "flat"),
}


def make_households(county: County, people: int) -> None:
    """Fill the county with households of exactly `people` registered people."""
    rng = county.dice("households")
    kinds = _kinds(county, rng, people)
    sizes = np.asarray([kind.size for kind in KINDS])[kinds]
    homes = Table(len(kinds))
    homes["kind"] = kinds
    _villages(county, rng, homes)
    county.homes = homes
    table = Table(int(sizes.sum()))
    table["home"] = np.repeat(np.arange(len(kinds), dtype=np.int32), sizes)
    _members(county, rng, table, kinds, sizes)
    county.people = table
    _dates(county, rng)
    table["number"] = _numbers(county, table, np.zeros(len(table), dtype=np.int64))
    _names(county, rng)


def _kinds(county: County, rng: np.random.Generator, people: int) -> Array:
    shares = {int(size): share for size, share in county.content.figures["sizes"].items()}
    mean = sum(size * share for size, share in shares.items())
    counts = quotas([k.share * shares[k.size] for k in KINDS], round(people / mean))
    counts[0] = max(
        counts[0] + people - sum(c * k.size for c, k in zip(counts, KINDS, strict=True)), 0
    )
    kinds = np.repeat(np.arange(len(KINDS), dtype=np.int32), counts)
    return np.asarray(rng.permutation(kinds))


def _villages(county: County, rng: np.random.Generator, homes: Table) -> None:
    villages = county.content.villages
    shares = county.content.figures["townships"]
    within = {name: sum(v.township == name for v in villages) for name in shares}
    weights = [
        shares[v.township] / within[v.township] * (1.0 if v.rural else 1.4) for v in villages
    ]
    homes["village"] = pick(rng, weights, len(homes))
    rural = np.asarray([village.rural for village in villages])
    homes["rural"] = rural[homes["village"]]
    order = np.argsort(homes["village"], kind="stable")
    counts = np.bincount(homes["village"], minlength=len(villages))
    place = np.empty(len(homes), dtype=np.int64)
    place[order] = np.arange(len(homes)) - np.repeat(np.cumsum(counts) - counts, counts)
    codes = np.asarray([village.code for village in villages])
    text = np.char.zfill((place + 1).astype("U5"), 5)
    homes["hukou_no"] = np.char.add(codes[homes["village"]].astype("U12"), text).astype("U17")
    homes["place"] = place.astype(np.int32)


def _members(
    county: County, rng: np.random.Generator, table: Table, kinds: Array, sizes: Array
) -> None:
    starts = np.cumsum(sizes) - sizes
    relation = np.zeros(len(table), dtype=np.int8)
    male = np.zeros(len(table), dtype=bool)
    age = np.zeros(len(table))
    for number, kind in enumerate(KINDS):
        rows = starts[kinds == number]
        anchor = _anchor_ages(rng, kind.anchor, len(rows))
        female_share = 0.62 if kind.name == "old_alone" else 0.5
        for place, (kin, sex, least, most) in enumerate(kind.slots):
            who = rows + place
            relation[who] = kin
            drawn = rng.random(len(who)) >= (0.6 if kin == PARENT else female_share)
            male[who] = drawn if sex == EITHER else sex == MALE
            age[who] = anchor + rng.uniform(least, most, len(who)) if most > least else anchor
    table["relation"] = relation
    table["male"] = male
    table["age_drawn"] = age


def _anchor_ages(rng: np.random.Generator, anchor: str, size: int) -> Array:
    if anchor in ("old", "old_pair"):
        bands = [b for b in OLD_BANDS if anchor == "old" or b[0] < 86]
        shift = 1.4 if anchor == "old" else 1.0
        weights = [w * shift ** (i if anchor == "old" else 0) for i, (_, _, w) in enumerate(bands)]
        band = pick(rng, weights, size)
        least = np.asarray([b[0] for b in bands])[band]
        most = np.asarray([b[1] for b in bands])[band]
        return np.asarray(rng.uniform(least, most))
    least_age, most_age, shape = ANCHORS[anchor]
    throw = rng.random(size)
    if shape == "late":
        throw = throw**0.75
    elif shape == "early":
        throw = throw**1.15
    return np.asarray(least_age + throw * (most_age - least_age))


def _dates(county: County, rng: np.random.Generator) -> None:
    people = county.people
    # nobody is born in the future: a child too young for its parent's age is a newborn
    age = np.clip(people["age_drawn"], rng.uniform(0.02, 9.0, len(people)), 103.0)
    first = first_day(county.now) - 1
    birth = first - np.floor(age * YEAR).astype(np.int32)
    people["birth"] = birth.astype(np.int32)
    del people.columns["age_drawn"]
    came = rng.random(len(people)) < 0.05
    days = np.maximum(birth, first - rng.integers(800, 9000, len(people)))
    people["moved_in"] = np.where(came, days, NO_DAY).astype(np.int32)
    for name in ("moved_out", "died", "custody_from", "custody_to"):
        people.fill(name, NO_DAY)
    people.fill("custody_kind", 0, "i1")


def _numbers(county: County, table: Table, taken: Array) -> Array:
    area = county.content.figures["id_area"]
    return id_numbers(area, table["birth"], table["male"], taken)


def _names(county: County, rng: np.random.Generator) -> None:
    people, names = county.people, county.content.names
    family = surnames(names, rng, len(county.homes))[people["home"]]
    own = surnames(names, rng, len(people))
    kin = people["relation"]
    mothers = (kin == PARENT) & ~people["male"]
    inherits = (kin != SPOUSE) & ~mothers & (kin != GRANDPARENT)
    mixed = (kin == CHILD) & (rng.random(len(people)) < 0.06)
    people["surname"] = np.where(inherits & ~mixed, family, own)
    years = people["birth"].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    given = given_names(names, rng, years, people["male"])
    people["name"] = np.char.add(people["surname"].astype("U2"), given).astype("U4")


def make_strangers(county: County, count: int) -> None:
    """People who appear in the sources and are not registered here."""
    rng = county.dice("strangers")
    table = Table(count)
    table["birth"] = (first_day(county.now) - rng.integers(17 * 365, 62 * 365, count)).astype("i4")
    table["male"] = rng.random(count) < 0.55
    taken = _already(county, table)
    table["number"] = _numbers(county, table, taken)
    years = table["birth"].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    given = given_names(county.content.names, rng, years, table["male"])
    table["surname"] = surnames(county.content.names, rng, count)
    table["name"] = np.char.add(table["surname"].astype("U2"), given).astype("U4")
    table.fill("joined", -1, "i8")  # the person a stranger became by registering here
    county.strangers = table


def number_newborn(county: County, table: Table) -> Array:
    """ID numbers of people born this month: nobody was numbered for these days before."""
    return _numbers(county, table, np.zeros(len(table), dtype=np.int64))


def _already(county: County, table: Table) -> Array:
    """How many registered people share each stranger's birth day and sex."""
    people = county.people
    taken = people["birth"].astype(np.int64) * 2 + people["male"]
    wanted = table["birth"].astype(np.int64) * 2 + table["male"]
    taken.sort()
    left = np.searchsorted(taken, wanted, side="left")
    return np.asarray(np.searchsorted(taken, wanted, side="right") - left)
