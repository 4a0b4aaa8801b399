"""Releases: what was published stays what it was. A period is frozen once; publishing again copies; withdrawing explains."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.observatory.published import Document

DATA, META, WITHDRAWN = "donnees.json", "metadonnees.json", "RETRAIT.txt"


class ReleaseError(Exception):
    """A release that cannot be used; the message says in French which, and what to do."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder of everything that was ever published, one folder a period."""

    folder: Path
    #: What was read already, with its file's time and size: a report of two years asks for the same quarters again and again.
    _known: dict[str, tuple[tuple[int, int], dict[str, Any]]] = field(default_factory=dict, compare=False, repr=False)

    def periods(self) -> list[str]:
        """Return the periods frozen so far, withdrawn ones too."""
        if not self.folder.is_dir():
            return []
        return sorted(each.name for each in self.folder.iterdir() if (each / DATA).is_file())

    def documents(self) -> list[Document]:
        """Return every document so far, withdrawn ones too: what was read once is known."""
        return [self.read(period) for period in self.periods()]

    def read(self, period: str) -> dict[str, Any]:
        """Return a frozen document; raise ReleaseError where it was touched since."""
        path = self.folder / period / DATA
        try:
            touched = path.stat().st_mtime_ns, path.stat().st_size
            if self._known.get(period, ((), {}))[0] == touched:
                return self._known[period][1]
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            message = f"« {path} » ne se lit pas ({type(error).__name__}). Rétablissez ce fichier depuis une copie."
            raise ReleaseError(message) from error
        if document.get("sha256") != digest(document.get("tables", [])):
            message = f"« {path} » a été modifié depuis sa publication. Rétablissez ce fichier depuis une copie."
            raise ReleaseError(message)
        self._known[period] = touched, document
        return document

    def meta(self, period: str) -> dict[str, Any]:
        """Return what is remembered beside a frozen document: territories, names, series."""
        found: dict[str, Any] = json.loads((self.folder / period / META).read_text(encoding="utf-8"))
        return found

    def withdrawn(self, period: str) -> str | None:
        """Return the explanation of a withdrawn release; None where it stands."""
        path = self.folder / period / WITHDRAWN
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def freeze(self, period: str, files: Mapping[str, bytes]) -> None:
        """Write a release all at once: either the whole folder stands, or nothing does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{period}-", dir=self.folder))
        try:
            for name, content in files.items():
                (draft / name).write_bytes(content)
                (draft / name).chmod(0o444)
            draft.chmod(0o755)
            draft.rename(self.folder / period)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def copy(self, period: str, to: Path, suffixes: Sequence[str]) -> list[Path]:
        """Copy a release's files of these formats, or the explanation where it was withdrawn; return what was written."""
        source, target = self.folder / period, to / period
        if source.resolve() == target.resolve():
            return sorted(source.iterdir())
        target.mkdir(parents=True, exist_ok=True)
        names = [WITHDRAWN] if self.withdrawn(period) else [
            each.name for each in sorted(source.iterdir()) if each.name.endswith(tuple(suffixes)) or each.name == META
        ]  # fmt: skip
        for old in target.iterdir():
            if self.withdrawn(period) and old.name != WITHDRAWN and (source / old.name).exists():
                old.unlink()
        for name in names:
            (target / name).unlink(missing_ok=True)
            shutil.copyfile(source / name, target / name)
        return [target / name for name in names]

    def withdraw(self, period: str, why: str, now: datetime) -> None:
        """Say that a release was wrong, and why. Its figures stay known to the audit; they are not given out again."""
        if period not in self.periods():
            message = f"« {period} » n'a pas été publié : il n'y a rien à retirer."
            raise ReleaseError(message)
        if not why.strip():
            message = "Dites pourquoi cette publication est retirée : les lecteurs doivent le savoir."
            raise ReleaseError(message)
        text = f"Publication {period} retirée le {now:%d/%m/%Y}.\n{why.strip()}\n"
        (self.folder / period / WITHDRAWN).write_text(text, encoding="utf-8")


def canonical(value: object) -> bytes:
    """Return the one way to write a value as JSON, so that a hash of it means something: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(tables: object) -> str:
    """Return the SHA-256 of the canonical JSON of a document's tables."""
    return hashlib.sha256(canonical(tables)).hexdigest()
