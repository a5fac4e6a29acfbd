"""Loads the catalogue of a county from its YAML files; all faults of all files come together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from zhouji.base.content import Marked, read_yaml
from zhouji.base.errors import Fault, Faults
from zhouji.base.models import build
from zhouji.pool.catalogue.book import Catalogue
from zhouji.pool.catalogue.headers import names_of
from zhouji.pool.catalogue.models import Dataset, Department


def load_catalogue(content_dir: Path) -> Catalogue:
    """Read departments.yaml and datasets/*/*.yaml.

    Raises:
        Faults: every fault of every file, each with file:line, field and mend.
    """
    faults: list[Fault] = []
    departments = _departments(content_dir / "departments.yaml", faults)
    datasets: dict[str, Dataset] = {}
    codes: dict[str, str] = {}
    for path in sorted((content_dir / "datasets").glob("*/*.yaml")):
        name = path.relative_to(content_dir).as_posix()
        try:
            marked = read_yaml(path, name)
            dataset = build(Dataset, marked)
        except Faults as found:
            faults += found.faults
            continue
        faults += _faults_of(dataset, marked, path, departments)
        faults += _repeated(dataset, marked, datasets, codes)
        datasets[dataset.name] = dataset
        codes[dataset.code] = name
    if not datasets and not faults:
        faults.append(Fault("datasets", "no dataset found", "add datasets/<dept>/<name>.yaml"))
    if faults:
        raise Faults(faults)
    return Catalogue(departments=departments, datasets=datasets)


def _departments(path: Path, faults: list[Fault]) -> dict[str, Department]:
    if not path.is_file():
        faults.append(Fault(path.name, "file is missing", "add departments.yaml"))
        return {}
    found: dict[str, Department] = {}
    try:
        marked = read_yaml(path)
    except Faults as wrong:
        faults += wrong.faults
        return found
    listed = marked.data.get("departments") if isinstance(marked.data, dict) else None
    if not isinstance(listed, list) or len(marked.data) != 1:
        faults.append(Fault(marked.where(), "not one list `departments`", "begin: departments:"))
        return found
    for index in range(len(listed)):
        try:
            department = build(Department, marked, ("departments", index))
        except Faults as wrong:
            faults += wrong.faults
            continue
        if department.code in found:
            place = marked.where(("departments", index, "code"))
            faults.append(Fault(place, f"code {department.code} is given twice", "keep one"))
        found[department.code] = department
    return found


def _faults_of(
    dataset: Dataset, marked: Marked, path: Path, departments: dict[str, Department]
) -> list[Fault]:
    faults = _field_faults(dataset, marked)
    if departments and dataset.department not in departments:
        what = f"no department {dataset.department}"
        faults.append(Fault(marked.where(("department",)), what, "see departments.yaml"))
    if path.parent.name != dataset.department:
        what = f"the file stands in folder {path.parent.name}, not {dataset.department}"
        faults.append(Fault(marked.where(("department",)), what, "move it or correct department"))
    if path.stem != dataset.name:
        what = f"the file is called {path.name}, the dataset {dataset.name}"
        faults.append(Fault(marked.where(("name",)), what, "give both the same name"))
    return faults


def _field_faults(dataset: Dataset, marked: Marked) -> list[Fault]:
    faults: list[Fault] = []
    kinds = Counter(item.type for item in dataset.fields)
    for kind in ("id", "name"):
        if kinds[kind] != 1:
            what = f"{kinds[kind]} fields of type {kind}, exactly one is needed"
            faults.append(Fault(marked.where(("fields",)), what, f"keep one field of type {kind}"))
    owner: dict[str, str] = {}
    seen: set[str] = set()
    for index, item in enumerate(dataset.fields):
        if item.name in seen or item.name in ("pair", "batch", "row", "sheet"):
            what = f"field name {item.name} is taken"
            faults.append(Fault(marked.where(("fields", index, "name")), what, "choose another"))
        seen.add(item.name)
        for header in sorted(names_of(item)):
            other = owner.setdefault(header, item.name)
            if other != item.name:
                what = f"header {header} belongs to both {other} and {item.name}"
                mend = "take it out of the aliases of one of them"
                faults.append(Fault(marked.where(("fields", index, "aliases")), what, mend))
    return faults


def _repeated(
    dataset: Dataset, marked: Marked, datasets: dict[str, Dataset], codes: dict[str, str]
) -> list[Fault]:
    faults: list[Fault] = []
    if dataset.name in datasets:
        what = f"dataset name {dataset.name} is taken by {datasets[dataset.name].code}"
        faults.append(Fault(marked.where(("name",)), what, "choose another name"))
    if dataset.code in codes:
        what = f"dataset code {dataset.code} is taken by {codes[dataset.code]}"
        faults.append(Fault(marked.where(("code",)), what, "choose another code"))
    return faults
