"""The twelve policies as OpenFisca variables: conditions, what is known of them, amounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from bench.openfisca.country import Household, declare
from bench.peers.shape import CONDITIONS
from bench.peers.shape import FIGURES as F

Get = Callable[[str], Any]
Test = Callable[[Get], Any]
STD, MICRO = F["std"], 1_000_000


def times(fen: Any, micro: Any) -> Any:
    return (fen * micro + MICRO // 2) // MICRO


def either(certain: Test, test: Test, known: str) -> tuple[Test, Test]:
    """A condition that is true where `certain` is, and else as `test`, which may be unknown."""
    return (
        lambda g: certain(g) | (test(g) & g(known)),
        lambda g: certain(g) | g(known),
    )


def where(known: str, test: Test) -> tuple[Test, Test]:
    """A condition that is unknown unless the variable `known` is true."""
    return lambda g: test(g) & g(known), lambda g: g(known)


def low(g: Get) -> Any:
    return g("low")


def here(g: Get) -> Any:
    return g("n_members") >= 1


def one_home(g: Get) -> Any:
    return g("hh_dwellings") <= 1


def spent(g: Get) -> Any:
    return g("hh_selfpay") + g("hh_outside")


def pc_below(limit: int) -> tuple[Test, Test]:
    return where("pc_known", lambda g: g("pc") < limit)


def after_below(limit: int) -> tuple[Test, Test]:
    return where("pc_known", lambda g: g("after_rigid") < limit)


def money_below(months: int) -> tuple[Test, Test]:
    return where("money_known", lambda g: g("hh_money") <= months * STD * g("n_members"))


def rigid_share(g: Get) -> Any:
    return g("rigid") >= times(g("hh_income"), 300_000)


TESTS: dict[str, list[Test | tuple[Test, Test]]] = {
    "P01": [
        here,
        pc_below(STD),
        money_below(24),
        lambda g: (g("hh_vehicles") == 0) | (g("dearest_car") <= F["vehicle_DB"]),
        lambda g: one_home(g) | (g("hh_area") <= 25 * MICRO * g("n_members")),
        lambda g: g("hh_nonres") == 0,
        lambda g: g("hh_contrib") <= F["contrib_DB"],
        (lambda g: g("obligor_ok") == 1, lambda g: g("obligor_ok") != -1),
    ],
    "P02": [
        here,
        lambda g: ~g("class_db"),
        pc_below(STD * 3 // 2),
        money_below(36),
        lambda g: (g("hh_vehicles") <= 1) & (g("dearest_car") <= F["vehicle_DBIAN"]),
        lambda g: one_home(g) | (g("hh_area") <= 40 * MICRO * g("n_members")),
        lambda g: g("hh_nonres") <= 1,
        lambda g: g("hh_contrib") <= F["contrib_DBIAN"],
    ],
    "P03": [
        here,
        lambda g: ~(g("class_db") | g("class_dbian")),
        pc_below(2 * STD),
        after_below(STD),
        (
            lambda g: (g("rigid") > 0) & g("income_known") & rigid_share(g),
            lambda g: g("income_known") | (g("rigid") == 0),
        ),
        money_below(48),
    ],
    "P04": [
        here,
        lambda g: ~g("strong_here"),
        where("income_known", lambda g: g("hh_income") < 12 * F["support_std"] * g("n_members")),
        money_below(24),
        lambda g: (g("hh_vehicles") == 0) & (g("hh_nonres") == 0) & (g("hh_contrib") == 0),
        (
            lambda g: (g("obligor_ok") == 0) | (g("n_members") == g("n_children")),
            lambda g: (g("obligor_ok") != -1) | (g("n_members") == g("n_children")),
        ),
    ],
    "P05": [
        here,
        lambda g: low(g) | g("major_here"),
        lambda g: g("hh_selfpay") > g("medical_start"),
        either(low, lambda g: g("hh_selfpay") * 4 >= g("hh_income"), "income_known"),
        lambda g: ~g("uninsured_here"),
        either(lambda g: g("poorest"), money_below(48)[0], "money_known"),
        lambda g: g("dearest_car") <= 2 * F["vehicle_DBIAN"],
    ],
    "P06": [
        here,
        lambda g: ~low(g),
        (
            lambda g: g("major_here") | g("lost_here"),
            lambda g: g("major_here") | g("lost_here") | ~g("care_unknown"),
        ),
        where("income_known", lambda g: 2 * spent(g) > g("hh_income")),
        after_below(STD * 3 // 2),
        one_home,
    ],
    "P07": [
        lambda g: g("n_disabled") >= 1,
        lambda g: (g("n_severe") >= 1) | low(g),
        either(low, lambda g: g("pc") < 2 * STD, "pc_known"),
        lambda g: ~g("living_here"),
        lambda g: ~g("nursed_here"),
    ],
    "P08": [
        lambda g: g("n_old") >= 1,
        lambda g: ~g("class_tk"),
        either(lambda g: g("rural"), lambda g: g("pc") < F["min_wage"], "pc_known"),
        lambda g: g("hh_contrib") < 4 * F["contrib_DBIAN"],
    ],
    "P09": [
        lambda g: g("n_students") >= 1,
        either(low, lambda g: g("after_rigid") < STD, "pc_known"),
        lambda g: (g("hh_tuition") > 0) | (g("n_students") >= 2) | g("boarding_here"),
        lambda g: g("hh_vehicles") <= 1,
        lambda g: g("hh_dwellings") <= 2,
        either(low, money_below(60)[0], "money_known"),
    ],
    "P10": [
        here,
        lambda g: g("house_grade") >= 3,
        lambda g: g("rural"),
        lambda g: ~g("house_repaired"),
        lambda g: one_home(g) & (g("hh_nonres") == 0),
        (
            lambda g: low(g)
            | ((g("n_disabled") >= 1) & g("pc_known") & (g("pc") < STD * 3 // 2)),
            lambda g: low(g) | (g("n_disabled") == 0) | g("pc_known"),
        ),
    ],
    "P11": [
        lambda g: g("n_able") >= 1,
        lambda g: g("n_jobless") == g("n_able"),
        lambda g: g("jobless_3_here"),
        lambda g: ~g("post_here"),
        pc_below(F["min_wage"]),
    ],
    "P12": [here, lambda g: g("poorest"), lambda g: ~g("gets_water_free"), one_home],
}  # fmt: skip

AMOUNTS: dict[str, Test] = {
    "P01": lambda g: np.maximum(STD * g("n_members") - g("hh_income") // 12, 0),
    "P02": lambda g: STD * g("n_members") // 5,
    "P03": lambda g: np.minimum(
        np.maximum(g("rigid") - times(g("hh_income"), 300_000), 0), 6 * STD
    ),
    "P04": lambda g: np.where(
        g("care_unknown"), 0, F["support_std"] * g("n_members") + g("hh_nursing")
    ),
    "P05": lambda g: np.minimum(
        times(g("hh_selfpay") - g("medical_start"), g("medical_share")), F["medical_cap"]
    ),
    "P06": lambda g: np.maximum(times(spent(g), 350_000) - g("temp_relief_12m"), 0),
    "P07": lambda g: g("hh_subsidy"),
    "P08": lambda g: g("hh_allowance"),
    "P09": lambda g: g("hh_grant"),
    "P10": lambda g: times(
        np.where(g("house_grade") == 4, F["repair_d"], F["repair_c"]),
        np.minimum(np.maximum(g("hh_area"), 20 * MICRO * g("n_members")), 120 * MICRO),
    ),
    "P11": lambda g: times(F["min_wage"], 800_000) * g("n_jobless"),
    "P12": lambda g: 8 * F["water_price"] + times(F["power_price"], 1_500_000),
}


def _declare(name: str, kind: type, test: Test) -> None:
    declare(name, Household, kind, lambda h, period: test(lambda of: h(of, period)))


def _policy(code: str) -> None:
    names = [f"{code}__{name}" for name in CONDITIONS[code]]
    unsure = []
    for name, test in zip(names, TESTS[code], strict=True):
        is_true, is_known = test if isinstance(test, tuple) else (test, None)
        _declare(name, bool, is_true)
        if is_known is not None:
            _declare(f"{name}__known", bool, is_known)
            unsure.append(name)

    def not_false(g: Get, name: str) -> Any:
        return g(name) | ~g(f"{name}__known") if name in unsure else g(name)

    eligible = f"{code}__eligible"
    _declare(eligible, bool, lambda g: reduce(np.logical_and, [g(name) for name in names]))
    if unsure:
        _declare(
            f"{eligible}__known",
            bool,
            lambda g: g(eligible) | ~reduce(np.logical_and, [not_false(g, name) for name in names]),
        )
    _declare(f"{code}__amount", int, lambda g: np.where(g(eligible), AMOUNTS[code](g), 0))


for _code in TESTS:
    _policy(_code)
