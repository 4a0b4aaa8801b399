"""Read flows/ and knowledge/, validate every file, join them, check the whole, and make the guide. All problems at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.explain import explain
from bot.content.problems import ContentError, Level, Problem
from bot.content.source import Source, Where, read
from bot.core.flow import Flow
from bot.core.knowledge import Knowledge

Model = TypeVar("Model", bound=BaseModel)

#: A part of what a file may hold: its sections, each under the key that partners write.
SECTIONS: Mapping[str, str] = {info.alias or name: name for name, info in Knowledge.model_fields.items()}


@dataclass(slots=True)
class Content:
    """Everything read: the flows, the joined knowledge, and where each thing stands for the checker's messages.

    `sources` are the files as read, those of the flows first; `version` tells one content from another.
    """

    flows: dict[str, Flow] = field(default_factory=dict)
    flow_sources: dict[str, Source] = field(default_factory=dict)
    knowledge: Knowledge = field(default_factory=Knowledge)
    places: dict[Where, tuple[Source, Where]] = field(default_factory=dict)
    version: str = ""
    sources: tuple[tuple[Source, ...], tuple[Source, ...]] = ((), ())

    def problem(self, where: Where, what: str, mend: str, *, warning: bool = False) -> Problem:
        """Return a problem of the knowledge at its file and line; `where` is (section, id or number, …)."""
        source, base = self.places.get(where[:2], (Source("knowledge", {}), ()))
        inside = (*base, *where[2:])
        level: Level = "avertissement" if warning else "critique"
        return Problem(source.file, source.line(inside), level, ".".join(map(str, inside or where)), what, mend)

    def flow_problem(self, flow: str, where: Where, what: str, mend: str, *, warning: bool = False) -> Problem:
        """Return a problem of a flow at its file and line."""
        source = self.flow_sources[flow]
        level: Level = "avertissement" if warning else "critique"
        return Problem(source.file, source.line(where), level, ".".join(map(str, where)), what, mend)


def load(flows: Path, knowledge: Path) -> Content:
    """Read both folders; raise ContentError with every problem that keeps a file from being read."""
    problems: list[Problem] = []
    content = read_all(flows, knowledge, problems)
    if problems:
        raise ContentError(problems)
    return content


def read_all(flows: Path, knowledge: Path, problems: list[Problem]) -> Content:
    """Read both folders; what keeps a file from being read goes to `problems`, and the rest of it is there."""
    return join(_sources(flows, problems), _sources(knowledge, problems), problems)


def join(flows: Iterable[Source], knowledge: Iterable[Source], problems: list[Problem]) -> Content:
    """Make the content of what was read; what is wrong goes to `problems`."""
    content = Content(sources=(tuple(flows), tuple(knowledge)))
    for source in content.sources[0]:
        if not (flow := _validate(Flow, source, problems)):
            continue
        if flow.id in content.flows:
            first = content.flow_sources[flow.id].file
            problems.append(
                Problem(
                    source.file,
                    source.line(("flux",)),
                    "critique",
                    "flux",
                    f"le flux « {flow.id} » existe déjà dans {first}",
                    "Donnez-lui un autre nom.",
                )
            )
        content.flows[flow.id] = flow
        content.flow_sources[flow.id] = source
    pieces = ((source, _validate(Knowledge, source, problems)) for source in content.sources[1])
    _join(content, ((source, piece) for source, piece in pieces if piece), problems)
    read_in = hashlib.sha256("".join(source.digest for part in content.sources for source in part).encode())
    content.version = read_in.hexdigest()[:12]
    return content


def _sources(folder: Path, problems: list[Problem]) -> list[Source]:
    found = (_read(path, folder, problems) for path in _files(folder, problems))
    return [source for source in found if source]


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    found = sorted(folder.rglob("*.yaml")) if folder.is_dir() else []
    if not found:
        problems.append(
            Problem(
                str(folder),
                1,
                "critique",
                "",
                "ce dossier n'existe pas ou ne contient aucun fichier .yaml",
                "Vérifiez le réglage BOT_FLOWS ou BOT_KNOWLEDGE.",
            )
        )
    return found


def _read(path: Path, folder: Path, problems: list[Problem]) -> Source | None:
    name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    try:
        return read(path, name)
    except ContentError as error:
        problems.extend(error.problems)
        return None


def _validate(model: type[Model], source: Source, problems: list[Problem]) -> Model | None:
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        problems.extend(explain(model, source, error.errors(include_url=False)))
        return None


def _join(content: Content, pieces: Iterable[tuple[Source, Knowledge]], problems: list[Problem]) -> None:
    """Join the sections of all files; an id that stands in two files is a problem."""
    joined: dict[str, object] = {}
    for source, piece in pieces:
        for key in source.value:
            name = SECTIONS[key]
            part = getattr(piece, name)
            if isinstance(part, Mapping):
                whole = joined.setdefault(name, {})
                _merge(content, source, key, part, whole, problems)  # type: ignore[arg-type]  # a mapping section stays one
            elif isinstance(part, tuple):
                before: tuple[object, ...] = joined.get(name, ())  # type: ignore[assignment]
                for number in range(len(part)):
                    content.places[key, len(before) + number] = (source, (key, number))
                joined[name] = before + part
            elif isinstance(part, BaseModel):
                content.places[key, ""] = (source, (key,))
                for named in part.model_fields_set:
                    section = type(part).model_fields[named].alias or named
                    content.places[key, section] = (source, (key, section))
                joined[name] = _both(source, key, joined.get(name), part, problems)
    content.knowledge = Knowledge().model_copy(update=joined)


def _both(source: Source, key: str, before: object, part: BaseModel, problems: list[Problem]) -> BaseModel:
    """Join a section that is no list of entries, and that may be written in several files: each part in one of them."""
    if not isinstance(before, BaseModel):
        return part
    for name in sorted(before.model_fields_set & part.model_fields_set):
        where = (key, type(part).model_fields[name].alias or name)
        problems.append(
            Problem(
                source.file,
                source.line(where),
                "critique",
                ".".join(where),
                "cette partie est déjà écrite dans un autre fichier",
                "Mettez tout dans le même fichier.",
            )
        )
    return before.model_copy(update={name: getattr(part, name) for name in part.model_fields_set})


def _merge(  # noqa: PLR0913, PLR0917 - a private step of _join, with what it joins
    content: Content,
    source: Source,
    key: str,
    part: Mapping[str, object],
    whole: dict[str, object],
    problems: list[Problem],
) -> None:
    for ident, entry in part.items():
        if ident in whole:
            first = content.places[key, ident][0]
            line = first.line((key, ident))
            problems.append(
                Problem(
                    source.file,
                    source.line((key, ident)),
                    "critique",
                    f"{key}.{ident}",
                    f"« {ident} » existe déjà dans {first.file}, ligne {line}",
                    "Donnez un autre nom, ou effacez l'une des deux fiches.",
                )
            )
            continue
        content.places[key, ident] = (source, (key, ident))
        whole[ident] = entry
