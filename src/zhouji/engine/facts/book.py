"""Loads the fact files of a county; all faults of all files come together."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from zhouji.engine.base.content import Marked, build, parse_yaml, read_utf8
from zhouji.engine.base.errors import Fault, Faults
from zhouji.engine.catalogue import Catalogue, Dataset
from zhouji.engine.facts.checks import check_sql
from zhouji.engine.facts.models import Fact, FactBook, Header
from zhouji.engine.facts.shape import EmptyViews, check_shape

SUBJECTS = ("person", "household")
BY_TYPES = ("date", "month", "int")


def load_facts(content_dir: Path, catalogue: Catalogue) -> FactBook:
    """Read facts/person/*.sql and facts/household/*.sql.

    Raises:
        Faults: every fault of every file, each with file:line and mend.
    """
    faults: list[Fault] = []
    facts: list[Fact] = []
    owner: dict[str, str] = {}
    digest = blake2b(digest_size=16)
    with EmptyViews(catalogue) as views:
        for path in _files(content_dir):
            name = path.relative_to(content_dir).as_posix()
            try:
                text = read_utf8(path, name)
                digest.update(f"{name}\0{text}\0".encode())
                fact, marked = read_fact(text, name)
            except Faults as found:
                faults += found.faults
                continue
            faults += header_faults(fact, marked, path, catalogue, owner)
            faults += check_sql(fact) or check_shape(fact, views)
            facts.append(fact)
    if not facts and not faults:
        faults.append(Fault("facts", "no fact file found", "add facts/person/<group>.sql"))
    if faults:
        raise Faults(faults)
    return FactBook(facts=tuple(facts), digest=digest.hexdigest())


def _files(content_dir: Path) -> list[Path]:
    """The fact files, persons' before households', by name."""
    return [
        path
        for subject in SUBJECTS
        for path in sorted((content_dir / "facts" / subject).glob("*.sql"))
    ]


def read_fact(text: str, name: str) -> tuple[Fact, Marked]:
    """One fact file from its text; its header's marks tell the lines of its keys."""
    head: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").removeprefix(" "))
    marked = parse_yaml("\n".join(head), name)
    if not isinstance(marked.data, dict):
        what = "the header is missing"
        raise Faults([Fault(f"{name}:1", what, "begin with `-- group: …` comment lines of YAML")])
    return Fact(header=build(Header, marked), sql=text, file=name), marked


def header_faults(
    fact: Fact, marked: Marked, path: Path, catalogue: Catalogue, owner: dict[str, str]
) -> Iterator[Fault]:
    """Faults between a header, its place and the catalogue; notes the fields in `owner`."""
    header = fact.header
    if header.group != path.stem:
        what = f"the file is called {path.name}, the group {header.group}"
        yield Fault(marked.where(("group",)), what, "give both the same name")
    if header.subject != path.parent.name:
        what = f"the file stands in {path.parent.name}, its subject is {header.subject}"
        yield Fault(marked.where(("subject",)), what, "move the file or correct the subject")
    for name, read in header.reads.items():
        place = marked.where(("reads", name))
        dataset = catalogue.datasets.get(name)
        if dataset is None:
            yield Fault(place, f"no dataset {name}", "see datasets/*/*.yaml for the names")
        elif read.by is not None and not _can_window(dataset, read.by):
            what = f"{name} has no date, month or year field {read.by}"
            yield Fault(place, what, "name the field the window looks at")
    for name, field in header.fields.items():
        place = marked.where(("fields", name))
        for source in field.sources or []:
            if source not in header.reads:
                what = f"{source} stands in `from`, not in `reads`"
                yield Fault(place, what, "take it out or add it to reads")
        if name in owner:
            yield Fault(place, f"fact {name} is given by {owner[name]} too", "rename one of them")
        owner.setdefault(name, fact.file)


def _can_window(dataset: Dataset, by: str) -> bool:
    return any(field.name == by and field.type in BY_TYPES for field in dataset.fields)
