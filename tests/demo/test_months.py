"""From one month to the next the county really changes."""

from __future__ import annotations

import polars as pl

from tests.demo.conftest import PERIODS, Made


def both(made: Made, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    first, second = (made.truth(name, period) for period in PERIODS)
    return first, second


def test_people_are_born_and_arrive_and_nobody_is_lost_from_the_register(made: Made) -> None:
    first, second = both(made, "facts_persons")
    before, after = set(first["true_id"]), set(second["true_id"])
    assert before < after
    fresh = second.filter(pl.col("true_id").is_in(after - before))
    assert fresh["age"].min() == 0
    assert (fresh["age"] >= 18).any()


def test_people_die_and_grow_older(made: Made) -> None:
    first, second = both(made, "facts_persons")
    joined = first.join(second, on="true_id", suffix="_then")
    assert joined.filter(pl.col("alive") & ~pl.col("alive_then")).height >= 1
    assert joined.filter(~pl.col("alive") & pl.col("alive_then")).height == 0
    birthdays = joined.filter(pl.col("age_then") == pl.col("age") + 1).height
    assert 0.06 <= birthdays / joined.height <= 0.11


def test_work_income_and_the_allowance_roll_change(made: Made) -> None:
    first, second = both(made, "facts_persons")
    joined = first.join(second, on="true_id", suffix="_then")
    assert joined.filter(pl.col("employment") != pl.col("employment_then")).height >= 5
    homes_first, homes_second = both(made, "facts_households")
    homes = homes_first.join(homes_second, on="hukou_no", suffix="_then")
    assert homes.filter(pl.col("class_db") & ~pl.col("class_db_then")).height >= 1
    assert homes.filter(~pl.col("class_db") & pl.col("class_db_then")).height >= 1


def test_the_first_delivery_has_two_years_of_streams_and_later_ones_a_month(made: Made) -> None:
    rows = {
        period: made.truth("files", period).filter(pl.col("dataset") == "wages")["rows"].sum()
        for period in PERIODS
    }
    assert 20 <= rows["2025-09"] / rows["2025-10"] <= 26


def test_income_is_the_sum_of_its_recorded_sources(made: Made) -> None:
    facts = made.truth("facts_persons", PERIODS[0])
    parts = ["wages_12m", "pension_12m", "unemployment_12m", "dividend_12m", "business_12m"]
    assert (facts["income_12m"] == facts.select(pl.sum_horizontal(parts)).to_series()).all()
    assert facts["money"].null_count() > facts.height * 0.9
