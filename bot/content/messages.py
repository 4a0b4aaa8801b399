"""`make messages`: what there is to translate, taken out of the YAML by Babel, and each language's catalog brought up to date.

`extract` is the extractor that pyproject.toml names, so that `pybabel extract` works too.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from bot.content.catalog import comment, path_of, read_catalog, refreshed, template, write
from bot.content.languages import counts
from bot.content.load import load
from bot.content.source import parse
from bot.content.texts import Sentence, dotted, matches, sentences, texts
from bot.core.flow import Flow
from bot.core.knowledge import Knowledge
from bot.core.languages import Translation
from bot.core.tongue import FRENCH
from bot.settings import LOCALES, Settings


def extract(
    file: IO[bytes], _keywords: Mapping[str, Any], _tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield (line, nothing, sentence, [its name]) for every Text of one YAML file; a file that does not load has none."""
    source = parse(file.read(), getattr(file, "name", ""))
    kept = _translation(options.get("langues", "knowledge/langues.yaml"))
    if "flux" in source.value:
        flow = Flow.model_validate(source.value)
        found = ((dotted((flow.id, *where)), where, text) for where, text in texts(flow, ()))
    else:
        knowledge = Knowledge.model_validate(source.value)
        found = ((dotted(where), where, text) for where, text in texts(knowledge, ()))
    for name, where, text in found:
        first = matches(name, kept.essential)
        if first or not matches(name, kept.french):
            line = source.line(where)
            said = Sentence(name, text, source.file, line, first)
            yield line, None, str(text), [comment(said)]


@cache
def _translation(path: str) -> Translation:
    return Knowledge.model_validate(parse(Path(path).read_bytes(), path).value).translation


def main() -> int:
    """Bring bot/locales up to date: a template, and a catalog for each language; say what is missing."""
    settings = Settings()
    content = load(settings.flows, settings.knowledge)
    wanted = list(sentences(content))
    folder = LOCALES
    write(template(wanted, "# Relais : tout ce qu'il y a à traduire.\n#"), folder / "messages.pot")
    for code, language in content.knowledge.languages.items():
        if code == FRENCH:
            continue
        write(refreshed(folder, code, language, wanted), path_of(folder, code))
        said = counts(wanted, read_catalog(folder, code))
        print(f"{code}: {said}", file=sys.stderr)  # noqa: T201 - a tool for who translates
    return 0


if __name__ == "__main__":
    sys.exit(main())
