"""The twelve policies in Polars, by hand: one lazy plan from Parquet, one collect.

Person columns are worked out first, so that the aggregation only sums, counts and takes maxima
(its fast paths). The trace stays as Boolean columns with validity, which are bits already.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from bench.peers.shape import AMOUNTS, CONDITIONS, NAMES, Normal, three
from bench.peers.shape import FIGURES as F

MICRO = 1_000_000


def times(fen: Any, micro: Any) -> Any:
    """Money by a ratio, rounded half up to whole fen (nothing negative is ever granted)."""
    return (fen * micro + MICRO // 2) // MICRO


def people(folder: Path) -> pl.LazyFrame:
    """Per household: what the policies ask about its members."""
    col = pl.col
    present = col("alive") & col("registered_pinghu") & (col("custody") == "none")
    grade, age = col("disability_grade"), col("age")
    severe = ((grade == 1) | (grade == 2)) | (
        (grade == 3) & col("disability_type").is_in(["intellectual", "mental"])
    )
    stage, care = col("student_stage"), col("selfcare")
    frame = pl.scan_parquet(folder / "persons.parquet").with_columns(
        present=present,
        severe=severe,
    )
    here, severe = col("present"), col("severe")
    able = here & (age >= 16) & (age <= 59) & ~severe & ((stage == "none") | (stage == "preschool"))
    frame = frame.with_columns(
        able=able, jobless=able & (col("employment") == "unemployed_registered")
    )
    lost = here & care.is_in(["most_loss", "total_loss"])
    subsidy = (
        pl.when(~here).then(0)
        .when(grade == 1).then(F["disability_1"])
        .when(grade == 2).then(F["disability_2"])
        .when(severe).then(F["disability_3"])
        .otherwise(0)
    )  # fmt: skip
    allowance = (
        pl.when(~here | (age < 80)).then(0)
        .when(age >= 100).then(F["age_100"])
        .when(age >= 90).then(F["age_90"])
        .otherwise(F["age_80"])
    )  # fmt: skip
    grant = (
        pl.when(~here | (stage == "none")).then(0)
        .when(stage == "preschool").then(F["school_preschool"])
        .when((stage == "primary") | (stage == "junior")).then(F["school_compulsory"])
        .when(stage == "college").then(F["school_college"])
        .otherwise(F["school_senior"])
    )  # fmt: skip
    nursing = (
        pl.when(~here).then(0)
        .when(care == "total_loss").then(F["care_total_loss"])
        .when(care == "most_loss").then(F["care_most_loss"])
        .when(care == "partial").then(F["care_partial"])
        .otherwise(0)
    )  # fmt: skip
    return frame.select(
        "household_id",
        "present",
        "able",
        "jobless",
        here_severe=here & severe,
        disabled=here & (grade >= 1),
        old=here & (age >= 80),
        child=here & (age < 18),
        student=here & (stage != "none"),
        income=col("income_12m"),
        no_income=col("income_12m").is_null(),
        cash=col("money"),
        no_cash=col("money").is_null(),
        selfpay=col("covered_selfpay_12m"),
        outside=col("outside_12m"),
        tuition=col("tuition_year"),
        cars=col("vehicles_living"),
        car_price=col("vehicle_price_max"),
        dwellings=col("dwellings_own"),
        area=col("dwelling_area"),
        nonres=col("nonres_property"),
        contrib=col("company_contrib"),
        major=here & col("major_illness"),
        lost=lost.fill_null(False),
        lost_unknown=lost.is_null(),
        care_unknown=here & care.is_null(),
        strong=~(~here | (age >= 60) | (age < 16) | severe),
        uninsured=here & (col("insurance") == "none"),
        living="gets_living_subsidy",
        nursed=severe & col("gets_nursing_subsidy"),
        post="gets_welfare_post",
        boards=here & col("boarding"),
        jobless3=col("jobless") & (col("unemployed_months") >= 3),
        subsidy=subsidy,
        allowance=allowance,
        grant=grant,
        nursing=nursing,
    )


COUNTED = ("present", "able", "jobless", "here_severe", "disabled", "old", "child", "student")
SUMMED = (
    "income", "cash", "selfpay", "outside", "tuition", "cars", "dwellings", "area", "nonres",
    "contrib", "subsidy", "allowance", "grant", "nursing",
)  # fmt: skip
ANY = (
    "no_income", "no_cash", "major", "lost", "lost_unknown", "care_unknown", "strong", "uninsured",
    "living", "nursed", "post", "boards", "jobless3",
)  # fmt: skip


def members(folder: Path) -> pl.LazyFrame:
    """One row a household with its aggregates; unknown where a member's value is."""
    col = pl.col
    frame = (
        people(folder)
        .group_by("household_id")
        .agg(
            *(col(name).sum().cast(pl.Int64) for name in (*COUNTED, *SUMMED)),
            *(col(name).any() for name in ANY),
            col("car_price").max(),
        )
    )
    return frame.with_columns(
        income=pl.when(~col("no_income")).then("income"),
        cash=pl.when(~col("no_cash")).then("cash"),
        nursing=pl.when(~col("care_unknown")).then("nursing"),
        dependent=pl.when(col("lost")).then(True).when(~col("lost_unknown")).then(False),
    )


def plan(folder: Path) -> pl.LazyFrame:
    """Eligibility, amount and every condition of every policy, a row a household."""
    col = pl.col
    frame = pl.scan_parquet(folder / "households.parquet").select(
        "household_id", "rural", "class_db", "class_dbian", "class_gx", "class_tk", "house_grade",
        "house_repaired", "gets_water_free", "obligor_ok", "temp_relief_12m",
    ).join(members(folder), on="household_id", how="left", maintain_order="left")  # fmt: skip
    n = col("present")
    rigid = col("selfpay") + col("outside") + col("tuition")
    zero = pl.lit(0, pl.Int64)
    frame = frame.with_columns(
        pc=col("income") // (12 * n),
        rigid=rigid,
        after=pl.max_horizontal(
            pl.when(col("income").is_not_null()).then(col("income") - rigid), zero
        )
        // (12 * n),
        low=col("class_db") | col("class_dbian") | col("class_gx") | col("class_tk"),
        poorest=col("class_db") | col("class_tk"),
    )
    frame = frame.with_columns(
        after=pl.when(col("income").is_not_null()).then("after"),
        start=pl.when("poorest").then(F["start_DB"]).when("class_dbian").then(F["start_DBIAN"])
        .when("class_gx").then(F["start_GX"]).otherwise(F["start_none"]),
        share=pl.when("poorest").then(F["share_DB"]).when("class_dbian").then(F["share_DBIAN"])
        .when("class_gx").then(F["share_GX"]).otherwise(F["share_none"]),
    )  # fmt: skip
    frame = frame.with_columns(**conditions())
    eligible = {
        f"{code}__eligible": pl.all_horizontal([f"{code}__{c}" for c in names])
        for code, names in CONDITIONS.items()
    }
    amounts = {
        f"{code}__amount": pl.when(f"{code}__eligible").then(value)
        for code, value in amounts_of().items()
    }
    return frame.with_columns(**eligible).select(
        "household_id",
        *(f"{code}__{c}" for code, names in CONDITIONS.items() for c in names),
        *eligible,
        **amounts,
    )


def conditions() -> dict[str, pl.Expr]:
    """The 71 conditions."""
    col = pl.col
    n, std, low, poorest = col("present"), F["std"], col("low"), col("poorest")
    here = n >= 1
    cash, pc, after, income = col("cash"), col("pc"), col("after"), col("income")
    cars, price, homes, area = col("cars"), col("car_price"), col("dwellings"), col("area")
    selfpay, rigid = col("selfpay"), col("rigid")
    spent = selfpay + col("outside")
    return {
        "P01__C1": here,
        "P01__C2": pc < std,
        "P01__C3": cash <= 24 * std * n,
        "P01__C4": (cars == 0) | (price <= F["vehicle_DB"]),
        "P01__C5": (homes <= 1) | (area <= 25 * MICRO * n),
        "P01__C6": col("nonres") == 0,
        "P01__C7": col("contrib") <= F["contrib_DB"],
        "P01__C8": col("obligor_ok"),
        "P02__C1": here,
        "P02__C2": ~col("class_db"),
        "P02__C3": pc < std * 3 // 2,
        "P02__C4": cash <= 36 * std * n,
        "P02__C5": (cars <= 1) & (price <= F["vehicle_DBIAN"]),
        "P02__C6": (homes <= 1) | (area <= 40 * MICRO * n),
        "P02__C7": col("nonres") <= 1,
        "P02__C8": col("contrib") <= F["contrib_DBIAN"],
        "P03__C1": here,
        "P03__C2": ~(col("class_db") | col("class_dbian")),
        "P03__C3": pc < 2 * std,
        "P03__C4": after < std,
        "P03__C5": (rigid >= times(income, 300_000)) & (rigid > 0),
        "P03__C6": cash <= 48 * std * n,
        "P04__C1": here,
        "P04__C2": ~col("strong"),
        "P04__C3": income < 12 * F["support_std"] * n,
        "P04__C4": cash <= 24 * std * n,
        "P04__C5": (cars == 0) & (col("nonres") == 0) & (col("contrib") == 0),
        "P04__C6": ~col("obligor_ok") | (n == col("child")),
        "P05__C1": here,
        "P05__C2": low | col("major"),
        "P05__C3": selfpay > col("start"),
        "P05__C4": low | (selfpay * 4 >= income),
        "P05__C5": ~col("uninsured"),
        "P05__C6": poorest | (cash <= 48 * std * n),
        "P05__C7": price <= 2 * F["vehicle_DBIAN"],
        "P06__C1": here,
        "P06__C2": ~low,
        "P06__C3": col("major") | col("dependent"),
        "P06__C4": 2 * spent > income,
        "P06__C5": after < std * 3 // 2,
        "P06__C6": homes <= 1,
        "P07__C1": col("disabled") >= 1,
        "P07__C2": (col("here_severe") >= 1) | low,
        "P07__C3": low | (pc < 2 * std),
        "P07__C4": ~col("living"),
        "P07__C5": ~col("nursed"),
        "P08__C1": col("old") >= 1,
        "P08__C2": ~col("class_tk"),
        "P08__C3": col("rural") | (pc < F["min_wage"]),
        "P08__C4": col("contrib") < 4 * F["contrib_DBIAN"],
        "P09__C1": col("student") >= 1,
        "P09__C2": low | (after < std),
        "P09__C3": (col("tuition") > 0) | (col("student") >= 2) | col("boards"),
        "P09__C4": cars <= 1,
        "P09__C5": homes <= 2,
        "P09__C6": low | (cash <= 60 * std * n),
        "P10__C1": here,
        "P10__C2": col("house_grade").is_in(["c", "d"]),
        "P10__C3": col("rural"),
        "P10__C4": ~col("house_repaired"),
        "P10__C5": (homes <= 1) & (col("nonres") == 0),
        "P10__C6": low | ((col("disabled") >= 1) & (pc < std * 3 // 2)),
        "P11__C1": col("able") >= 1,
        "P11__C2": col("jobless") == col("able"),
        "P11__C3": col("jobless3"),
        "P11__C4": ~col("post"),
        "P11__C5": pc < F["min_wage"],
        "P12__C1": here,
        "P12__C2": poorest,
        "P12__C3": ~col("gets_water_free"),
        "P12__C4": homes <= 1,
    }


def amounts_of() -> dict[str, pl.Expr]:
    """What each policy grants, in fen."""
    col = pl.col
    n, std, income, zero = col("present"), F["std"], col("income"), pl.lit(0, pl.Int64)
    over = pl.max_horizontal(col("rigid") - times(income, 300_000), zero)
    metres = pl.min_horizontal(
        pl.max_horizontal(col("area"), 20 * MICRO * n), pl.lit(120 * MICRO, pl.Int64)
    )
    rate = pl.when(col("house_grade") == "d").then(F["repair_d"]).otherwise(F["repair_c"])
    helped = times(col("selfpay") + col("outside"), 350_000) - col("temp_relief_12m")
    return {
        "P01": pl.max_horizontal(std * n - income // 12, zero),
        "P02": std * n // 5,
        "P03": pl.min_horizontal(over, pl.lit(6 * std, pl.Int64)),
        "P04": F["support_std"] * n + col("nursing"),
        "P05": pl.min_horizontal(
            times(col("selfpay") - col("start"), col("share")), pl.lit(F["medical_cap"], pl.Int64)
        ),
        "P06": pl.max_horizontal(helped, zero),
        "P07": col("subsidy"),
        "P08": col("allowance"),
        "P09": col("grant"),
        "P10": times(rate.cast(pl.Int64), metres),
        "P11": times(F["min_wage"], 800_000) * col("jobless"),
        "P12": pl.lit(8 * F["water_price"] + times(F["power_price"], 1_500_000), pl.Int64),
    }


def normal(frame: pl.DataFrame) -> Normal:
    """The frame in the form in which results are compared."""
    found = {}
    for name in NAMES:
        column = frame[name]
        found[name] = three(column.fill_null(False).to_numpy(), column.is_not_null().to_numpy())
    for name in AMOUNTS:
        found[name] = frame[name].fill_null(0).to_numpy().astype("int64")
    return found


def write(frame: pl.DataFrame, path: Path) -> None:
    """The wide file, a row a household."""
    frame.write_parquet(path)
