"""A small county that changes at random: every dataset, faults in numbers, late and old batches."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.pool.made_up_pool import MadeUpPool, resident
from zhouji.base.month import Month
from zhouji.pool.catalogue import Dataset, Field

NAMES = ("张小明", "张小明", "王芳", "李?", "陈·秀英", "趙伟", "赵伟", "沈建国")


class RandomCounty:
    """Makes deliveries month by month; the same seed makes the same ones."""

    def __init__(self, county: MadeUpPool, seed: int, people: int = 40) -> None:
        self.county, self.dice = county, Random(seed)
        self.people = [self._born(n) for n in range(people)]
        self.held: dict[str, list[dict[str, Any]]] = {}

    def _born(self, serial: int) -> dict[str, Any]:
        dice = self.dice
        born = date(dice.randint(1930, 2024), dice.choice([2, 9, 10]), dice.choice([1, 28, 15]))
        if dice.random() < 0.1:
            born = date(dice.choice([1940, 1964, 2004]), 2, 29)
        home = f"H{dice.randint(1, 15)}"
        relation = dice.choice(["head", "spouse", "child"])
        return resident(dice.choice(NAMES), born, serial + 1, home, relation)

    def month(self, month: Month) -> None:
        """One delivery: most datasets, snapshots mostly as before, streams of a few rows."""
        self._move_people()
        self.county.deliver("register", str(month), [self._noise(p, 0.03) for p in self.people])
        for name, dataset in self.county.catalogue.datasets.items():
            if name == "register" or self.dice.random() < 0.15:
                continue
            if dataset.mode == "snapshot":
                rows = self._snapshot(dataset, month)
            else:
                rows = self._rows(dataset, month, self.dice.randint(0, 6))
                rows += rows[: self.dice.randint(0, 1)]
            known = month.last - timedelta(days=self.dice.choice([0, 0, 0, 3]))
            self.county.deliver(name, str(month), rows, known)
            if dataset.mode == "stream" and self.dice.random() < 0.1:
                self.county.deliver(name, str(month.plus(-2)), rows, month.last)

    def _move_people(self) -> None:
        for person in self.people:
            luck = self.dice.random()
            if luck < 0.04:
                person["hukou_no"] = f"H{self.dice.randint(1, 15)}"
            elif luck < 0.06:
                person["moved_out"] = date(2025, self.dice.randint(6, 12), 10)
            elif luck < 0.08:
                person["name"] = self.dice.choice(NAMES)
        if self.dice.random() < 0.5:
            self.people.remove(self.dice.choice(self.people))
            self.people.append(self._born(200 + self.dice.randint(0, 700)))

    def _snapshot(self, dataset: Dataset, month: Month) -> list[dict[str, Any]]:
        kept = [row for row in self.held.get(dataset.name, []) if self.dice.random() < 0.85]
        rows = kept + self._rows(dataset, month, self.dice.randint(0, 5))
        self.held[dataset.name] = rows
        self.dice.shuffle(rows)
        return rows

    def _rows(self, dataset: Dataset, month: Month, count: int) -> list[dict[str, Any]]:
        return [self._row(dataset, month) for _ in range(count)]

    def _row(self, dataset: Dataset, month: Month) -> dict[str, Any]:
        person = self.dice.choice(self.people)
        who = {"id": person["id"], "name": person["name"]}
        fields = (f for f in dataset.fields if f.type not in ("id", "name"))
        return self._noise({**who, **{f.name: self._value(f, month) for f in fields}}, 0.12)

    def _value(self, field: Field, month: Month) -> Any:
        dice = self.dice
        if not field.required and dice.random() < 0.3:
            return None
        match field.type:
            case "code":
                return dice.choice(list((field.codes or {}).values()))
            case "money":
                return dice.randint(-5, 500) * 100
            case "int" if field.name == "year":
                return dice.randint(month.year - 3, month.year + 1)
            case "int":
                return dice.randint(1, 4)
            case "decimal":
                return dice.randint(1, 90)
            case "month":
                return month.plus(dice.randint(-15, 2)).first
            case "date":
                return month.first + timedelta(days=dice.randint(-420, 60))
            case "bool":
                return dice.random() < 0.5
            case _:
                return f"{field.name} {dice.randint(1, 3)}"

    def _noise(self, row: dict[str, Any], rate: float) -> dict[str, Any]:
        if self.dice.random() >= rate:
            return row
        number = str(row["id"])
        place = self.dice.randint(6, 15)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        damaged = self.dice.choice(
            [
                number[:place] + "7" + number[place + 1 :],
                swapped,
                "3.30498E+17",
                number[:15] + "000",
                "",
                str(self.dice.choice(self.people)["id"]),
            ]
        )
        return {**row, "id": damaged}
