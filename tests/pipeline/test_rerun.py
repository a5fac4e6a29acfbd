"""A published generation comes out again from its receipt, or the rerun says what differs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from zhouji.base.data_directory import Pool
from zhouji.cli.main import app
from zhouji.engine.generation import NoSuchGenerationError, NotKeptError, kept
from zhouji.pipeline.rerun import rerun
from zhouji.pool.store import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def own_pool(ten_generations: Pool, tmp_path: Path) -> Pool:
    """A copy that a test may spoil."""
    return Pool(shutil.copytree(ten_generations.root, tmp_path / "own"))


def test_ten_generations_with_changed_content_and_late_files_come_out_again(
    ten_generations: Pool,
) -> None:
    published = kept(ten_generations)
    assert len(published) == 10
    assert len({receipt.content for receipt in published}) == 3
    assert len({receipt.digest for receipt in published}) >= 8
    assert any(not receipt.full for receipt in published)
    for receipt in published:
        again = rerun(ten_generations, int(receipt.generation))
        assert again.same, (receipt.generation, again.differing)


def test_a_late_file_is_not_read_by_a_generation_that_did_not_know_it(
    ten_generations: Pool,
) -> None:
    sixth, seventh = kept(ten_generations)[5:7]
    (late,) = seventh.known - sixth.known
    assert sixth.as_of == seventh.as_of
    assert late not in sixth.known


def test_a_flipped_record_is_told_with_the_tables_that_differ(own_pool: Pool) -> None:
    flip_grades(own_pool)
    done = CliRunner().invoke(
        app, ["rerun", "--data", str(own_pool.root), "--generation", "9", "--json"]
    )
    assert done.exit_code == 1, done.output
    told = json.loads(done.stdout)
    assert told["generation"] == "000009"
    assert not told["same"]
    assert told["digest"] != told["published_digest"]
    assert "facts_persons" in told["differing"]
    assert "persons" not in told["differing"]


def flip_grades(pool: Pool) -> None:
    """Behind the program's back every disability certificate gets another grade."""
    for file in files(pool.records("disability_certs")):
        table = pq.read_table(file.path)
        grades = [grade % 4 + 1 for grade in table["grade"].to_pylist()]
        place = table.column_names.index("grade")
        flipped = table.set_column(place, "grade", pa.array(grades, pa.int64()))
        pq.write_table(flipped, file.path)


def test_a_damaged_table_is_made_anew_from_what_was_received(own_pool: Pool) -> None:
    for file in files(own_pool.records("disability_certs")):
        Path(file.path).write_bytes(b"")
    asked = ["rebuild", "--data", str(own_pool.root), "--table", "disability_certs", "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"table": "disability_certs", "batches": 2}
    assert rerun(own_pool, 9).same
    wrong = CliRunner().invoke(app, ["rebuild", "--data", str(own_pool.root), "--table", "wagse"])
    assert (wrong.exit_code, "no dataset wagse" in wrong.stderr) == (2, True)


def test_what_cannot_be_computed_again_is_refused(own_pool: Pool) -> None:
    with pytest.raises(NoSuchGenerationError, match="published: 000001 to 000010"):
        rerun(own_pool, 11)
    batch = min(kept(own_pool)[0].known)
    (own_pool.receipts / f"{batch}.json").unlink()
    with pytest.raises(NotKeptError, match=str(batch)):
        rerun(own_pool, 1)
    shutil.rmtree(own_pool.contents / kept(own_pool)[0].content)
    with pytest.raises(NotKeptError, match="content"):
        rerun(own_pool, 1)


def test_an_unknown_number_ends_with_status_2(own_pool: Pool) -> None:
    done = CliRunner().invoke(app, ["rerun", "--data", str(own_pool.root), "--generation", "99"])
    assert done.exit_code == 2
    assert "no generation 99" in done.stderr


def test_another_engine_is_said(own_pool: Pool) -> None:
    path = own_pool.generations / "000001.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "engine": "0.0.1+other"}), encoding="utf-8")
    done = CliRunner().invoke(app, ["rerun", "--data", str(own_pool.root), "--generation", "1"])
    assert done.exit_code == 0
    assert "0.0.1+other" in done.stderr
