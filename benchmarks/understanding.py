"""How well typed words are understood: the vignettes of tests/vignettes/ against a constant answer, and how fast.

Every third case, by a hash of its id, is held out: written with the others, never looked at while tuning. The forty of
dev.yaml are a development set. Run `make evaluate`; `--failures` lists what went wrong outside the held-out part.
"""

import gc
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.core.hearing import Hearing, listen, meaning
from bot.core.lexicon import WrittenLexicon
from bot.core.tongue import FRENCH
from bot.core.understand import Lexicon, Understanding, compile_lexicon

ROOT = Path(__file__).resolve().parent.parent
VIGNETTES = ROOT / "tests" / "vignettes"
LEXICON = ROOT / "knowledge" / "lexique"
LOWEST_SHOWN = 3
#: How the ids begin of cases that were all looked at: the development set, and the rounds measured once, at first sight.
LOOKED_AT = ("D", "U1", "V13")
#: What a bot that reads nothing would answer: the commonest of each.
CONSTANT = Understanding(
    kinds=(("direct_discrimination", 1.0), ("unclear", 0.9), ("other_dispute", 0.8)),
    domains=(("employment", 1.0), ("neighbourhood_private", 0.9), ("goods_services", 0.8)),
    criteria=(("origin", 1.0), ("disability", 0.9), ("sex", 0.8)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One situation in somebody's words, and what would be right."""

    id: str
    style: str
    text: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    criteria: tuple[str, ...]
    also_criteria: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    calm: bool = False

    @property
    def held_out(self) -> bool:
        """Say whether the case is kept aside: a third of those that nobody looked at whole."""
        return not self.id.startswith(LOOKED_AT) and zlib.crc32(self.id.encode()) % 3 == 0


@dataclass(slots=True)
class Score:
    """Rights over tries, for one line of the table."""

    right: int = 0
    tried: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, right: bool, case: Case) -> None:  # noqa: FBT001 (a tally takes a verdict)
        """Count one try."""
        self.tried += 1
        self.right += right
        if not right:
            self.missed.append(case.id)

    def __str__(self) -> str:
        """Write the share and how many it is made of."""
        return f"{100 * self.right / self.tried:5.1f} % of {self.tried:<3}" if self.tried else "    -       "


def read_lexicon() -> WrittenLexicon:
    """Read the lexicon of the checkout, all scalars as text, as the content loader does."""
    return WrittenLexicon.model_validate(_sections("*.yaml", "lexique"))


def read_hearing() -> Hearing:
    """Read the lexicons of all languages: what the bot listens with."""
    others = _sections("langues/*.yaml", "lexiques")
    return listen(read_lexicon(), {name: WrittenLexicon.model_validate(each) for name, each in others.items()})


def _sections(files: str, key: str) -> dict[str, Any]:
    sections: dict[str, Any] = {}
    for file in sorted(LEXICON.glob(files)):
        sections.update(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)[key])  # noqa: S506 (CBaseLoader builds text, lists and mappings only)
    return sections


@cache
def the_lexicon() -> Lexicon:
    """Return the lexicon of the checkout, compiled; once for all who ask."""
    return compile_lexicon(read_lexicon())


@cache
def read_cases() -> tuple[Case, ...]:
    """Read every vignette."""
    return tuple(
        _case(raw)
        for file in sorted(VIGNETTES.glob("*.yaml"))
        for raw in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["cases"]
    )


def _case(raw: dict[str, Any]) -> Case:
    def several(key: str) -> tuple[str, ...]:
        return tuple(raw.get(key, ()))

    return Case(
        raw["id"], raw["style"], raw["text"], several("kind"), several("domain"), several("criteria"),
        several("also_criteria"), several("urgency"), raw.get("calm", False),
    )  # fmt: skip


def _ids(scores: Iterable[tuple[str, float]], most: int | None = None) -> list[str]:
    return [name for name, _score in scores][:most]


def evaluate(cases: Sequence[Case], answer: Callable[[str], Understanding]) -> dict[str, Score]:
    """Score the answers to the cases, line by line of the table."""
    names = (
        "urgencies seen", "urgencies interrupted", "urgency id right", "false interruptions", "false soft lines",
        "domain first", "domain in 3", "kind first", "kind in 3", "criterion first", "a right criterion", "criteria precision",
        "criteria recall", "no criterion where none",
    )  # fmt: skip
    table = {name: Score() for name in names}
    by_kind: dict[str, Score] = {}
    for case in cases:
        got = answer(case.text)
        _urgency(table, case, got)
        domains, kinds, criteria = _ids(got.domains), _ids(got.kinds), _ids(got.criteria)
        if case.domains:
            table["domain first"].add(bool(domains) and domains[0] in case.domains, case)
            table["domain in 3"].add(not set(domains[:LOWEST_SHOWN]).isdisjoint(case.domains), case)
        table["kind first"].add(bool(kinds) and kinds[0] in case.kinds, case)
        table["kind in 3"].add(not set(kinds[:LOWEST_SHOWN]).isdisjoint(case.kinds), case)
        by_kind.setdefault(case.kinds[0], Score()).add(not set(kinds[:LOWEST_SHOWN]).isdisjoint(case.kinds), case)
        right = {*case.criteria, *case.also_criteria}
        if case.criteria:
            table["criterion first"].add(bool(criteria) and criteria[0] in right, case)
            table["a right criterion"].add(not right.isdisjoint(criteria), case)
        else:
            table["no criterion where none"].add(set(criteria) <= right, case)
        for criterion in criteria:
            table["criteria precision"].add(criterion in right, case)
        for criterion in case.criteria:
            table["criteria recall"].add(criterion in criteria, case)
    macro = Score()
    macro.tried = len(by_kind)
    table["macro kind in 3"] = macro
    shares = {kind: score.right / score.tried for kind, score in by_kind.items()}
    macro.right = round(sum(shares.values()), 2)  # type: ignore[assignment]  # a sum of shares
    macro.missed = [
        f"{kind} {share:.0%}" for kind, share in sorted(shares.items(), key=lambda item: item[1]) if share < 1
    ]
    return table


def _urgency(table: dict[str, Score], case: Case, got: Understanding) -> None:
    if case.urgency:
        table["urgencies seen"].add(got.urgency is not None, case)
        table["urgencies interrupted"].add(got.strength == "interrupt", case)
        table["urgency id right"].add(got.urgency in case.urgency, case)
    else:
        table["false interruptions"].add(got.strength == "interrupt", case)
        if not case.calm:
            table["false soft lines"].add(got.strength == "soft", case)


def speed(hearing: Hearing, cases: Sequence[Case]) -> tuple[float, float]:
    """Return the median and the 99th percentile, in milliseconds of processor, of understanding 500 characters."""
    whole = " ".join(case.text for case in cases)
    texts = [whole[start : start + 500] for start in range(0, len(whole) - 500, 137)][:300]
    durations = []
    gc.collect()
    gc.freeze()  # as the bot does once it has started
    for text in texts:
        begun = time.process_time()
        meaning(hearing, text, FRENCH)
        durations.append((time.process_time() - begun) * 1_000)
    return statistics.median(durations), statistics.quantiles(durations, n=100)[98]


def main() -> int:
    """Print the table, the constant answer beside it, and the speed."""
    hearing = read_hearing()
    cases = read_cases()
    parts: dict[str, list[Case]] = {
        "dev (40)": [case for case in cases if case.id.startswith("D")],
        "tuned on": [case for case in cases if not case.id.startswith("D") and not case.held_out],
        "held out": [case for case in cases if case.held_out],
        "SMS held out": [case for case in cases if case.held_out and case.style == "sms"],
    }
    tables = {name: evaluate(part, lambda text: meaning(hearing, text, FRENCH)) for name, part in parts.items()}
    tables["constant"] = evaluate(parts["held out"], lambda _text: CONSTANT)
    print(f"{'':26}" + "".join(f"{name:18}" for name in tables))
    for line in tables["held out"]:
        print(f"{line:26}" + "".join(f"{table[line]!s:18}" for table in tables.values()))
    median, slowest = speed(hearing, cases)
    begun = time.process_time()
    for _ in range(1_000_000):
        pass
    idle = (time.process_time() - begun) * 1_000
    print(
        f"\n500 characters: median {median:.2f} ms, p99 {slowest:.2f} ms (a million empty turns here now: {idle:.0f} ms)"
    )
    if "--failures" in sys.argv:
        for name in ("dev (40)", "tuned on"):
            print(f"\n{name}")
            for line, score in tables[name].items():
                shown = (
                    score.missed
                    if "false" not in line
                    else [c.id for c in parts[name] if c.id not in score.missed and not c.urgency]
                )
                print(f"  {line}: {' '.join(shown)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
