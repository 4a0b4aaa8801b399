"""A compiled copy of checked content: the next start reads it as data and has nothing to check again.

It is compressed JSON that the same models validate, so whoever can write it runs no code; it is believed only where it
belongs to who runs the program and nobody else may write it. Its name is the fingerprint of everything that the check
depends on (the files of partners, the communes, our own code): an edit of any of them makes another one. It holds content
and nothing of a resident; where no folder for caches can be written, every start reads the YAML.
"""

import contextlib
import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from bot.content.load import Content, join, load
from bot.content.problems import ContentError, Problem
from bot.content.source import Source, digest
from bot.core.places import Gazetteer

#: Copies kept beside each other: of a bot, of its tests, of a partner who tries something.
MOST = 8
#: A copy bigger than this is none of ours, in bytes once unpacked.
BIGGEST = 30_000_000
#: Nobody else may write the copy.
_OTHERS = 0o022


def checked(flows: Path, knowledge: Path, communes: Callable[[], Gazetteer], today: date) -> Content:
    """Return the content of these folders, checked now or once before; raise ContentError where anything critical is wrong."""
    if content := recall(flows, knowledge):
        return content
    from bot.content.check import check  # noqa: PLC0415 - what was checked once starts without it

    content = load(flows, knowledge)
    if critical := [each for each in check(content, communes(), today) if each.level == "critique"]:
        raise ContentError(critical)
    keep(content, flows, knowledge)
    return content


def recall(flows: Path, knowledge: Path) -> Content | None:
    """Return the content of these folders where it was checked before, by this very code; None where it was not."""
    try:
        path = _path(flows, knowledge)
        kept = path.stat()
        if (hasattr(os, "geteuid") and kept.st_uid != os.geteuid()) or kept.st_mode & _OTHERS:
            return None
        unpacking = zlib.decompressobj()
        parts = json.loads(unpacking.decompress(path.read_bytes(), BIGGEST))
        of_flows, of_knowledge = ([Source(file, value, digest=mark) for file, value, mark in part] for part in parts)
    except (OSError, RuntimeError, ValueError, TypeError, zlib.error):
        return None
    problems: list[Problem] = []
    content = join(of_flows, of_knowledge, problems)
    return None if problems else content


def keep(content: Content, flows: Path, knowledge: Path) -> None:
    """Keep a content in which the check found nothing critical; where it cannot be kept, nothing happens."""
    parts = [[(source.file, source.value, source.digest) for source in part] for part in content.sources]
    packed = zlib.compress(json.dumps(parts, ensure_ascii=False).encode(), 1)
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(flows, knowledge)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_bytes(packed)
        new.replace(path)
        for old in sorted(path.parent.glob("*.content"), key=lambda each: each.stat().st_mtime)[:-MOST]:
            old.unlink()


def _path(flows: Path, knowledge: Path) -> Path:
    """Return the file of these folders' copy; raises RuntimeError where nobody has a home."""
    home = os.environ.get("CACHE_DIRECTORY") or os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "relais"
    stamp = hashlib.sha256("\n".join([sys.version, *_depends(flows, knowledge)]).encode()).hexdigest()[:32]
    return folder / f"{stamp}.content"


def _depends(flows: Path, knowledge: Path) -> Iterator[str]:
    """Yield what a check reads: partners' files by their bytes, the communes and our code by their size and date."""
    for folder in (flows, knowledge):
        for path in sorted(folder.rglob("*.yaml")):
            yield f"{folder.name}/{path.relative_to(folder).as_posix()} {digest(path.read_bytes())}"
    package = Path(__file__).parent.parent
    for path in sorted(
        [*knowledge.rglob("*.csv"), *package.joinpath("content").glob("*.py"), *package.joinpath("core").glob("*.py")]
    ):
        kept = path.stat()
        yield f"{path} {kept.st_size} {kept.st_mtime_ns}"
