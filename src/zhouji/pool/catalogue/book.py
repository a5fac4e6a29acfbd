"""The catalogue of a county: departments by code, datasets by name."""

from __future__ import annotations

from zhouji.base.models import Strict
from zhouji.pool.catalogue.headers import Match, match
from zhouji.pool.catalogue.models import Dataset, Department


class Catalogue(Strict):
    """All departments and datasets of a county."""

    departments: dict[str, Department]
    datasets: dict[str, Dataset]

    def of_department(self, code: str) -> list[Dataset]:
        """The datasets a department hands in, by name."""
        found = (dataset for dataset in self.datasets.values() if dataset.department == code)
        return sorted(found, key=lambda dataset: dataset.name)

    def match(self, department: str, headers: list[str]) -> Match:
        """The dataset and columns of a file's headers, or why no dataset fits."""
        return match(self.of_department(department), headers)

    def recognise(self, department: str, headers: list[str]) -> Dataset | None:
        """The dataset these headers of this department belong to; None where that is not sure."""
        return self.match(department, headers).dataset
