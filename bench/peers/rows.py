"""The twelve policies household by household, on plain integers, as a programmer writes a loop.

The same functions run twice in the bench: as they stand, over Python lists (the row loop), and
compiled by numba over numpy arrays (the compiled kernel). A yes, no or unknown is 1, 0 or -1.
Codes are small integers: see `CODES`. Figures come as one array, in the order of `FIGURE_NAMES`.
"""

from __future__ import annotations

from typing import Any

from bench.peers.shape import CONDITIONS, FIGURES

CODES = {
    "custody": ["none", "prison", "detox"],
    "disability_type": [
        "limb",
        "vision",
        "hearing",
        "speech",
        "intellectual",
        "mental",
        "multiple",
    ],
    "selfcare": ["full", "partial", "most_loss", "total_loss"],
    "student_stage": ["none", "preschool", "primary", "junior", "senior", "vocational", "college"],
    "employment": ["employed", "flexible", "retired", "none", "unemployed_registered"],
    "insurance": ["none", "resident", "employee"],
    "house_grade": ["none", "a", "b", "c", "d"],
}
PERSONS = [
    "age", "alive", "registered_pinghu", "custody", "disability_type", "disability_grade",
    "selfcare", "major_illness", "income_12m", "covered_selfpay_12m", "outside_12m",
    "tuition_year", "student_stage", "boarding", "employment", "unemployed_months", "insurance",
    "vehicles_living", "vehicle_price_max", "dwellings_own", "dwelling_area", "nonres_property",
    "company_contrib", "money", "gets_welfare_post", "gets_living_subsidy", "gets_nursing_subsidy",
]  # fmt: skip
HOUSEHOLDS = [
    "rural", "class_db", "class_dbian", "class_gx", "class_tk", "house_grade", "house_repaired",
    "gets_water_free", "obligor_ok", "temp_relief_12m",
]  # fmt: skip
UNKNOWN = {"selfcare": -1, "obligor_ok": -1}  # a code or flag of -1; money has a known column
WITH_KNOWN = ["income_12m", "money"]
FIGURE_NAMES = list(FIGURES)
N_POLICIES = len(CONDITIONS)

(
    AGE_80, AGE_90, AGE_100, YEARS_DB, YEARS_DBIAN, YEARS_GX, VEHICLE_DB, VEHICLE_DBIAN,
    CONTRIB_DB, CONTRIB_DBIAN, CARE_PARTIAL, CARE_MOST, CARE_TOTAL, STD, DISABILITY_1,
    DISABILITY_2, DISABILITY_3, MEDICAL_CAP, SHARE_DB, SHARE_DBIAN, SHARE_GX, SHARE_NONE,
    START_DB, START_DBIAN, START_GX, START_NONE, MIN_WAGE, POWER_PRICE, REPAIR_C, REPAIR_D,
    SCHOOL_PRESCHOOL, SCHOOL_COMPULSORY, SCHOOL_SENIOR, SCHOOL_COLLEGE, SUPPORT_STD, WATER_PRICE,
) = FIGURES.values()  # fmt: skip
MICRO = 1_000_000


def times(fen: int, micro: int) -> int:
    return (fen * micro + 500_000) // 1_000_000


def either(a: int, b: int) -> int:
    if a == 1 or b == 1:
        return 1
    return -1 if a == -1 or b == -1 else 0


def is_not(a: int) -> int:
    return a if a == -1 else 1 - a


def if_known(known: int, yes: bool) -> int:
    return (1 if yes else 0) if known else -1


def nursing_of(selfcare: int) -> int:
    if selfcare == 3:
        return CARE_TOTAL
    if selfcare == 2:
        return CARE_MOST
    return CARE_PARTIAL if selfcare == 1 else 0


def grant_of(stage: int) -> int:
    if stage == 0:
        return 0
    if stage == 1:
        return SCHOOL_PRESCHOOL
    if stage <= 3:
        return SCHOOL_COMPULSORY
    return SCHOOL_COLLEGE if stage == 6 else SCHOOL_SENIOR


def allowance_of(age: int) -> int:
    if age < 80:
        return 0
    if age >= 100:
        return AGE_100
    return AGE_90 if age >= 90 else AGE_80


def subsidy_of(grade: int, severe: bool) -> int:
    if grade == 1:
        return DISABILITY_1
    if grade == 2:
        return DISABILITY_2
    return DISABILITY_3 if severe else 0


def put(true: Any, known: Any, policy: int, row: int, results: Any) -> int:
    """Pack a policy's conditions and their conjunction; the conjunction itself."""
    all_of, trues, knowns, bit = 1, 0, 0, 1
    for result in results:
        if result == 1:
            trues |= bit
        if result != -1:
            knowns |= bit
        if result == 0 or all_of == 0:
            all_of = 0
        elif result == -1:
            all_of = -1
        bit <<= 1
    if all_of == 1:
        trues |= bit
    if all_of != -1:
        knowns |= bit
    true[policy][row] = trues
    known[policy][row] = knowns
    return all_of


def screen(  # noqa: C901, PLR0915 - one loop on purpose: it is compiled whole
    starts: Any, first: int, last: int, true: Any, known: Any, amount: Any,
    age: Any, alive: Any, registered: Any, custody: Any, kind: Any, grade: Any,
    selfcare: Any, ill: Any, income: Any, selfpaid: Any, outside: Any,
    tuition: Any, stage: Any, boarding: Any, employment: Any, months: Any, insurance: Any,
    vehicles: Any, vehicle_price: Any, dwellings: Any, dwelling_area: Any, shops: Any,
    capital: Any, money: Any, post: Any, living: Any, nursed: Any,
    rural: Any, class_db: Any, class_dbian: Any, class_gx: Any, class_tk: Any, house: Any,
    repaired: Any, water_free: Any, obligor: Any, relief: Any,
    income_known: Any, money_known: Any,
) -> None:  # fmt: skip
    """Households first..last; the members of household h are rows starts[h]..starts[h + 1]."""
    for h in range(first, last):
        n = severe_n = disabled_n = old_n = child_n = student_n = able_n = jobless_n = 0
        earned = cash = selfpay = out = fees = cars = homes = area = nonres = contrib = 0
        price = subsidy = allowance = grant = nursing = 0
        major = all_weak = 0
        earned_known = cash_known = care_known = insured = weak = 1
        lost = some_living = some_nursed = some_post = boards = jobless3 = 0
        for p in range(starts[h], starts[h + 1]):
            severe = 1 <= grade[p] <= 2 or (grade[p] == 3 and 4 <= kind[p] <= 5)
            years = age[p]
            if income_known[p]:
                earned += income[p]
            else:
                earned_known = 0
            if money_known[p]:
                cash += money[p]
            else:
                cash_known = 0
            selfpay += selfpaid[p]
            out += outside[p]
            fees += tuition[p]
            cars += vehicles[p]
            price = max(price, vehicle_price[p])
            homes += dwellings[p]
            area += dwelling_area[p]
            nonres += shops[p]
            contrib += capital[p]
            if living[p]:
                some_living = 1
            if severe and nursed[p]:
                some_nursed = 1
            if post[p]:
                some_post = 1
            if not (alive[p] and registered[p] and custody[p] == 0):
                continue
            n += 1
            if severe:
                severe_n += 1
            if grade[p] >= 1:
                disabled_n += 1
            if years >= 80:
                old_n += 1
            if years < 18:
                child_n += 1
            if stage[p] != 0:
                student_n += 1
            if ill[p]:
                major = 1
            if selfcare[p] >= 2:
                lost = 1
            elif selfcare[p] == -1:
                care_known = 0
            if insurance[p] == 0:
                insured = 0
            if not (years >= 60 or years < 16 or severe):
                weak = 0
            if boarding[p]:
                boards = 1
            if 16 <= years <= 59 and not severe and stage[p] <= 1:
                able_n += 1
                if employment[p] == 4:
                    jobless_n += 1
                    if months[p] >= 3:
                        jobless3 = 1
            subsidy += subsidy_of(grade[p], severe)
            allowance += allowance_of(years)
            grant += grant_of(stage[p])
            nursing += nursing_of(selfcare[p])
        dependent = 1 if lost else (0 if care_known else -1)
        bound = 0 + obligor[h]  # a plain integer, for the compiler's sake
        all_weak = weak
        db, margin, gx, tk = class_db[h], class_dbian[h], class_gx[h], class_tk[h]
        low = 1 if db or margin or gx or tk else 0
        poorest = 1 if db or tk else 0
        rigid = selfpay + out + fees
        share_known = 1 if earned_known and n > 0 else 0
        pc = earned // (12 * n) if n > 0 else 0
        after = max(earned - rigid, 0) // (12 * n) if n > 0 else 0
        start, share = START_NONE, SHARE_NONE
        if poorest:
            start, share = START_DB, SHARE_DB
        elif margin:
            start, share = START_DBIAN, SHARE_DBIAN
        elif gx:
            start, share = START_GX, SHARE_GX
        here = 1 if n >= 1 else 0
        one_home = 1 if homes <= 1 else 0

        results = (
            here, if_known(share_known, pc < STD), if_known(cash_known, cash <= 24 * STD * n),
            1 if cars == 0 or price <= VEHICLE_DB else 0,
            1 if homes <= 1 or area <= 25 * MICRO * n else 0,
            1 if nonres == 0 else 0, 1 if contrib <= CONTRIB_DB else 0, bound,
        )  # fmt: skip
        granted = put(true, known, 0, h, results)
        amount[0][h] = max(STD * n - earned // 12, 0) if granted == 1 else 0

        results = (
            here, 0 if db else 1, if_known(share_known, pc < STD * 3 // 2),
            if_known(cash_known, cash <= 36 * STD * n),
            1 if cars <= 1 and price <= VEHICLE_DBIAN else 0,
            1 if homes <= 1 or area <= 40 * MICRO * n else 0,
            1 if nonres <= 1 else 0, 1 if contrib <= CONTRIB_DBIAN else 0,
        )  # fmt: skip
        granted = put(true, known, 1, h, results)
        amount[1][h] = STD * n // 5 if granted == 1 else 0

        spent = if_known(earned_known, rigid >= times(earned, 300_000))
        six = (
            here, 0 if db or margin else 1, if_known(share_known, pc < 2 * STD),
            if_known(share_known, after < STD), spent if rigid > 0 else 0,
            if_known(cash_known, cash <= 48 * STD * n),
        )  # fmt: skip
        granted = put(true, known, 2, h, six)
        over = max(rigid - times(earned, 300_000), 0)
        amount[2][h] = min(over, 6 * STD) if granted == 1 else 0

        six = (
            here, all_weak, if_known(earned_known, earned < 12 * SUPPORT_STD * n),
            if_known(cash_known, cash <= 24 * STD * n),
            1 if cars == 0 and nonres == 0 and contrib == 0 else 0,
            either(is_not(bound), 1 if n == child_n else 0),
        )  # fmt: skip
        granted = put(true, known, 3, h, six)
        amount[3][h] = SUPPORT_STD * n + nursing if granted == 1 and care_known else 0

        seven = (
            here, 1 if low or major else 0, 1 if selfpay > start else 0,
            either(low, if_known(earned_known, selfpay * 4 >= earned)), insured,
            either(poorest, if_known(cash_known, cash <= 48 * STD * n)),
            1 if price <= 2 * VEHICLE_DBIAN else 0,
        )  # fmt: skip
        granted = put(true, known, 4, h, seven)
        amount[4][h] = min(times(selfpay - start, share), MEDICAL_CAP) if granted == 1 else 0

        six = (
            here, 1 - low, either(major, dependent),
            if_known(earned_known, 2 * (selfpay + out) > earned),
            if_known(share_known, after < STD * 3 // 2), one_home,
        )  # fmt: skip
        granted = put(true, known, 5, h, six)
        helped = times(selfpay + out, 350_000) - relief[h]
        amount[5][h] = max(helped, 0) if granted == 1 else 0

        five = (
            1 if disabled_n >= 1 else 0, 1 if severe_n >= 1 or low else 0,
            either(low, if_known(share_known, pc < 2 * STD)), 1 - some_living, 1 - some_nursed,
        )  # fmt: skip
        granted = put(true, known, 6, h, five)
        amount[6][h] = subsidy if granted == 1 else 0

        four = (
            1 if old_n >= 1 else 0, 0 if tk else 1,
            either(1 if rural[h] else 0, if_known(share_known, pc < MIN_WAGE)),
            1 if contrib < 4 * CONTRIB_DBIAN else 0,
        )  # fmt: skip
        granted = put(true, known, 7, h, four)
        amount[7][h] = allowance if granted == 1 else 0

        six = (
            1 if student_n >= 1 else 0, either(low, if_known(share_known, after < STD)),
            1 if fees > 0 or student_n >= 2 or boards else 0, 1 if cars <= 1 else 0,
            1 if homes <= 2 else 0, either(low, if_known(cash_known, cash <= 60 * STD * n)),
        )  # fmt: skip
        granted = put(true, known, 8, h, six)
        amount[8][h] = grant if granted == 1 else 0

        poor = if_known(share_known, pc < STD * 3 // 2) if disabled_n >= 1 else 0
        six = (
            here, 1 if house[h] >= 3 else 0, 1 if rural[h] else 0, 0 if repaired[h] else 1,
            1 if homes <= 1 and nonres == 0 else 0, either(low, poor),
        )  # fmt: skip
        granted = put(true, known, 9, h, six)
        rate = REPAIR_D if house[h] == 4 else REPAIR_C
        metres = min(max(area, 20 * MICRO * n), 120 * MICRO)
        amount[9][h] = times(rate, metres) if granted == 1 else 0

        five = (
            1 if able_n >= 1 else 0, 1 if jobless_n == able_n else 0, jobless3, 1 - some_post,
            if_known(share_known, pc < MIN_WAGE),
        )  # fmt: skip
        granted = put(true, known, 10, h, five)
        amount[10][h] = times(MIN_WAGE, 800_000) * jobless_n if granted == 1 else 0

        four = (here, poorest, 0 if water_free[h] else 1, one_home)
        granted = put(true, known, 11, h, four)
        bill = 8 * WATER_PRICE + times(POWER_PRICE, 1_500_000)
        amount[11][h] = bill if granted == 1 else 0
