"""What a check of the doctor comes back with: how things are, what it means, what to do."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed", "skipped"]
#: Whose fault a failure is, by the contract's exit codes: the content or the data, or the surroundings.
Fault = Literal[1, 3]
DATA: Fault = 1
SURROUNDINGS: Fault = 3

#: How each state is said to people.
STATES: dict[State, str] = {"ok": "bon", "warning": "à voir", "failed": "en panne", "skipped": "sans objet"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `means` and `todo` are French sentences without any secret; `todo` is empty where all is well."""

    id: str
    title: str
    state: State
    means: str
    todo: str = ""
    fault: Fault = SURROUNDINGS

    def __str__(self) -> str:
        """Return what a terminal shows."""
        lines = [f"[{STATES[self.state]}] {self.title} : {self.means}"]
        return "\n".join(lines + [f"    → {self.todo}"] * bool(self.todo))


def exit_code(findings: list[Finding]) -> int:
    """Return the contract's exit code: 3 where the surroundings failed, else 1 where the content or data did, else 0."""
    return max((each.fault for each in findings if each.state == "failed"), default=0)
