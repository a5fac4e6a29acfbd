"""The catalogue loads whole or tells every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from zhouji.base.errors import Faults
from zhouji.pool.catalogue import load_catalogue

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"

DEPARTMENT = {
    "code": "D01",
    "zh": "民政局",
    "en": "Civil Affairs",
    "kind": "政府部门",
    "in_27": True,
    "role": "lead",
    "channel": "platform",
    "source": "made up",
    "confidence": "high",
}


def a_dataset(**changes: object) -> dict[str, object]:
    return {
        "code": "DS-1",
        "name": "grants",
        "zh": "补助",
        "en": "Grants",
        "department": "D01",
        "basis": "made up",
        "share": "conditional",
        "level": "县(市)",
        "subject": "person",
        "mode": "stream",
        "refresh": "monthly",
        "promised_day": 10,
        "valid_days": 45,
        "sensitivity": "S4",
        "confidence": "high",
        "quality": "-",
        "fields": [
            {"name": "id_number", "zh": "身份证号", "type": "id", "identifier": True},
            {"name": "name", "zh": "姓名", "type": "name"},
            {"name": "amount", "zh": "金额", "type": "money", "required": True},
        ],
        **changes,
    }


def with_field(**field: object) -> dict[str, object]:
    dataset = a_dataset()
    dataset["fields"] = [*dataset["fields"], field]  # type: ignore[misc]
    return dataset


def faults_of(content: Path, *datasets: dict[str, object]) -> list[str]:
    (content / "datasets" / "D01").mkdir(parents=True)
    departments = yaml.safe_dump({"departments": [DEPARTMENT]}, allow_unicode=True)
    (content / "departments.yaml").write_text(departments, encoding="utf-8")
    for index, dataset in enumerate(datasets):
        name = dataset["name"] if index == 0 else f"{dataset['name']}_{index}"
        path = content / "datasets" / "D01" / f"{name}.yaml"
        path.write_text(yaml.safe_dump(dataset, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_catalogue(content)
    return [str(fault) for fault in caught.value.faults]


def test_the_catalogue_of_pinghu_loads_and_every_dataset_knows_its_own_headers() -> None:
    catalogue = load_catalogue(PINGHU)
    assert len(catalogue.datasets) >= 49
    for dataset in catalogue.datasets.values():
        headers = [field.zh for field in dataset.fields]
        assert catalogue.recognise(dataset.department, headers) == dataset


@pytest.mark.parametrize(
    ("dataset", "said"),
    [
        (a_dataset(colour="red"), "unknown field"),
        (a_dataset(department="D99"), "no department D99"),
        (a_dataset(share="maybe"), "share"),
        (with_field(name="day", zh="日期", type="datum"), "fields.3.type"),
        (with_field(name="kind", zh="类别", type="code"), "type code needs codes"),
        (with_field(name="kind", zh="类别", type="text", codes={"甲": "a"}), "type is not code"),
        (with_field(name="day", zh="日期", type="date", min=1), "min and max go with"),
        (with_field(name="n", zh="数", type="int", min=2, max=1), "min is greater than max"),
        (with_field(name="amount", zh="金额二", type="money"), "field name amount is taken"),
        (with_field(name="batch", zh="批次", type="int"), "field name batch is taken"),
        (with_field(name="paid", zh="实发", type="money", aliases=["金额(元)"]), "belongs to both"),
        (with_field(name="id2", zh="证件", type="id", identifier=True), "2 fields of type id"),
        (with_field(name="id2", zh="证件", type="text", identifier=True), "identifier: true"),
    ],
)
def test_a_fault_in_a_dataset_is_told_with_file_and_line(
    tmp_path: Path, dataset: dict[str, object], said: str
) -> None:
    faults = faults_of(tmp_path, dataset)
    assert any(said in fault for fault in faults), faults
    assert all("datasets/D01/grants.yaml:" in fault and "Mend:" in fault for fault in faults)


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, a_dataset(colour="red"), a_dataset(department="D99"), a_dataset())
    text = "\n".join(faults)
    assert "unknown field" in text
    assert "no department D99" in text
    assert "dataset name grants is taken" in text
    assert "dataset code DS-1 is taken" in text


def test_a_dataset_without_an_id_is_refused(tmp_path: Path) -> None:
    dataset = a_dataset()
    dataset["fields"] = dataset["fields"][1:]  # type: ignore[index]
    assert any("0 fields of type id" in fault for fault in faults_of(tmp_path, dataset))
