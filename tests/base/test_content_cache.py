"""What is read from content is read once a state, and never of two states."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.base.test_content_archive import a_content
from zhouji.base.content_cache import kept_by_content, one_look_at_content
from zhouji.base.errors import ZhoujiError


def test_it_reads_once_while_nothing_changes_and_anew_after_an_edit(tmp_path: Path) -> None:
    reads = []

    @kept_by_content
    def limit(folder: Path) -> str:
        reads.append(folder)
        return (folder / "policies" / "0.yaml").read_text()

    folder = a_content(tmp_path / "content")
    assert [limit(folder), limit(folder)] == ["limit: 100\n"] * 2
    assert len(reads) == 1
    a_content(folder, "200")
    assert limit(folder) == "limit: 200\n"


def test_what_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    folder = a_content(tmp_path / "content", files=2)
    turns = iter(["200", None])

    @kept_by_content
    def both(folder: Path) -> list[str]:
        first = (folder / "policies" / "0.yaml").read_text()
        if (threshold := next(turns)) is not None:
            a_content(folder, threshold, files=2)
        return [first, (folder / "policies" / "1.yaml").read_text()]

    assert both(folder) == ["limit: 200\n"] * 2


def test_a_fault_of_content_that_rests_is_told(tmp_path: Path) -> None:
    @kept_by_content
    def broken(folder: Path) -> None:
        raise ZhoujiError("no policy in it")

    with pytest.raises(ZhoujiError, match="no policy in it"):
        broken(a_content(tmp_path / "content"))


def test_content_that_is_not_there_is_asked_for_all_the_same(tmp_path: Path) -> None:
    @kept_by_content
    def there(folder: Path) -> bool:
        return folder.is_dir()

    assert not there(tmp_path / "content")
    assert there(a_content(tmp_path / "content"))


def test_one_answer_rests_on_one_state(tmp_path: Path) -> None:
    @kept_by_content
    def limit(folder: Path) -> str:
        return (folder / "policies" / "0.yaml").read_text()

    folder = a_content(tmp_path / "content")
    with one_look_at_content():
        assert limit(folder) == "limit: 100\n"
        a_content(folder, "200")
        assert limit(folder) == "limit: 100\n"
    assert limit(folder) == "limit: 200\n"
