"""Rows of police, registries and banks: register, deaths, custody, accidents, property."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, County, Delivery
from zhouji.demo.dice import Array, dice
from zhouji.demo.health import CUSTODY, INJURIES
from zhouji.demo.households import RELATIONS
from zhouji.demo.property import SCRAPPED
from zhouji.demo.rows import Coded, Rows, texts, within

HALLS = ("平湖市殡仪馆", "嘉兴市殡仪馆", "海盐县殡仪馆")
REASONS = ("death", "abroad", "other")


def register(county: County, delivery: Delivery) -> Rows:
    """Everybody registered here, household by household."""
    people, homes = county.people, county.homes
    rows = np.argsort(people["home"], kind="stable")
    home = people["home"][rows]
    return {
        "pid": rows,
        "sex": Coded(people["male"][rows].astype(np.int8), ("f", "m")),
        "birth": people["birth"][rows],
        "hukou_no": homes["hukou_no"][home],
        "relation": Coded(people["relation"][rows], RELATIONS),
        "kind": Coded(homes["rural"][home].astype(np.int8), ("urban", "rural")),
        "village_code": Coded(
            homes["village"][home], tuple(v.code for v in county.content.villages)
        ),
        "address": addresses(county)[home],
        "moved_in": people["moved_in"][rows],
        "moved_out": people["moved_out"][rows],
    }


def addresses(county: County) -> Array:
    """An address for every household: township, village, group and house."""
    homes = county.homes
    villages = county.content.villages
    start = np.asarray([f"浙江省平湖市{v.township}{v.zh}" for v in villages])[homes["village"]]
    group = (homes["place"] // 40 + 1).astype("U4")
    house = (homes["place"] % 40 + 1).astype("U3")
    return np.char.add(np.char.add(np.char.add(start, group), "组"), np.char.add(house, "号"))


def deaths(county: County, delay: int, missing: float, purpose: str) -> tuple[Array, Array]:
    """Who died, and the day on which one source says so; some sources miss some deaths."""
    people = county.people
    who = np.flatnonzero(people["died"] > NO_DAY)
    kept = dice(county.seed, "missed", purpose).random(len(people))[who] >= missing
    return who[kept], people["died"][who[kept]] + delay


def death_certs(county: County, delivery: Delivery) -> Rows:
    who, day = deaths(county, 0, 0.08, "certs")
    now = within(delivery, day)
    return {"pid": who[now], "died_on": day[now]}


def cremations(county: County, delivery: Delivery) -> Rows:
    who, day = deaths(county, 3, 0.05, "cremated")
    now = within(delivery, day)
    hall = Coded(who[now] % 20 // 9, HALLS)
    return {"pid": who[now], "cremated_on": day[now], "hall": hall}


def cancelled(county: County, delivery: Delivery) -> Rows:
    who, day = deaths(county, 9, 0.0, "cancelled")
    now = within(delivery, day)
    reason = Coded(np.zeros(int(now.sum()), dtype=np.int8), REASONS)
    return {"pid": who[now], "cancelled_on": day[now], "reason": reason}


def custody(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(within(delivery, people["custody_from"]))
    return {
        "pid": who,
        "kind": Coded(people["custody_kind"][who], CUSTODY),
        "start": people["custody_from"][who],
        "end": people["custody_to"][who],
    }


def traffic_accidents(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(within(delivery, people["accident_on"]))
    return {
        "pid": who,
        "accident_no": texts("SG", who + 100_000, 8),
        "happened_on": people["accident_on"][who],
        "injury": Coded(people["injury"][who], INJURIES),
        "blame": Coded(who % 4, ("全部责任", "主要责任", "同等责任", "无责任")),
    }


def vehicles(county: County, delivery: Delivery) -> Rows:
    """Cars, some scrapped ones still listed, and the scooters that a means test overlooks."""
    people = county.people
    cars = np.repeat(np.arange(len(people)), people["cars"])
    scooters = np.flatnonzero(people["scooter"])
    scrapped = np.flatnonzero(people["scooter"] & (people["birth"] % 5 == 0))
    who = np.concatenate([cars, scooters, scrapped])
    kind = np.r_[np.zeros(len(cars)), np.full(len(scooters), 3), np.zeros(len(scrapped))]
    state = np.r_[np.zeros(len(cars) + len(scooters)), np.full(len(scrapped), SCRAPPED - 1)]
    price = people["car_price"][who] // np.where(kind == 3, 30, 1)
    second = np.r_[False, who[1:] == who[:-1]]
    price = np.where(second, price // 2, price) // 100_000 * 100_000
    plate = texts("浙F-", np.arange(len(who)) + 1, 7)  # seven digits: no real plate
    return {
        "pid": who,
        "plate": plate,
        "kind": Coded(kind.astype(np.int8), ("car", "truck", "motorcycle", "scooter")),
        "registered_on": (county.today - 400 - (who * 97) % 4000).astype(np.int32),
        "price": np.maximum(price, 200_000),
        "state": Coded(state.astype(np.int8), ("ok", "scrapped", "cancelled")),
    }


def real_estate(county: County, delivery: Delivery) -> Rows:
    people = county.people
    homes = np.repeat(np.arange(len(people)), people["dwellings"])
    shops = np.repeat(np.arange(len(people)), people["shops"])
    who = np.concatenate([homes, shops])
    use = np.r_[np.zeros(len(homes), dtype=np.int8), 1 + shops % 3]
    area = people["area"][who]
    second = np.r_[False, who[1:] == who[:-1]]
    return {
        "pid": who,
        "unit_no": texts("330498", np.arange(len(who)) + 1, 12),
        "area": np.where(second, area * 3 // 4, area),
        "use": Coded(use.astype(np.int8), ("dwelling", "shop", "office", "factory")),
        "registered_on": (county.today - 300 - (who * 61) % 9000).astype(np.int32),
        "mortgaged": Coded((who % 5 == 0).astype(np.int8), ("no", "yes")),
    }


def company_contributions(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(people["stake"] > 0)
    return {
        "pid": who,
        "company": np.char.add("平湖市虚构企业", (who % 9973).astype("U6")),
        "company_no": texts("99330498MADEUP", who % 9973, 4),
        "subscribed": people["stake"][who],
        "paid_in": people["stake"][who] // 2 // 100 * 100,
    }


def veterans(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(people["veteran"] > 0)
    names = ("disabled", "martyr_family", "old_soldier", "war", "other")
    return {
        "pid": who,
        "class": Coded(people["veteran"][who] - 1, names),
        "amount": 60_000 + (who % 9) * 10_000,
    }


def bank_balances(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(within(delivery, people["checked_on"]))
    banks = ("平湖农商银行", "邮储银行", "工商银行", "农业银行")
    return {
        "pid": who,
        "bank": Coded(who % 4, banks),
        "accounts": 1 + who % 3,
        "balance": people["balance"][who],
        "checked_on": people["checked_on"][who],
        "consent": texts("SQ", who + 1, 8),
    }
