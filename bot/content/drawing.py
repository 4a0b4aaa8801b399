"""A flow as a Mermaid graph: for editors who want to see the whole conversation at once."""

from collections.abc import Mapping

from bot.core.flow import End, Flow, Result, Say, Step
from bot.core.text import plain

#: An end is round, a card leans, a question is a box.
_SHAPES: Mapping[type[Step], tuple[str, str]] = {
    Result: ("([", "])"), End: ("([", "])"), Say: ("[/", "/]"),
}  # fmt: skip


def mermaid(flow: Flow) -> str:
    """Return the flow as a Mermaid flowchart; questions asked on demand hang on dotted lines, other flows on thick ones."""
    lines = ["flowchart TD"]
    for name, step in flow.steps.items():
        label = _quoted(step.name or name)
        opening, closing = _SHAPES.get(type(step), ("[", "]"))
        lines.append(f"    {name}{opening}{label}{closing}")
        ways: dict[str, list[str]] = {}
        for choice in step.choices.values():
            if to := choice.to or step.to:
                ways.setdefault(to, []).append(choice.label)
        if step.to:
            ways.setdefault(step.to, [])
        for to, labels in ways.items():
            arrow = (
                f"-->|{_quoted(' / '.join(labels[:3]) + (' …' if len(labels) > len(labels[:3]) else ''))}|"
                if labels
                else "-->"
            )
            lines.append(f"    {name} {arrow} {to}")
        lines += [f"    {name} -.-> {side}" for side in step.also]
        lines += [
            f"    {name} ==>|{_quoted(each.label)}| flux_{each.flow}([{_quoted(each.flow)}])" for each in step.opens
        ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + plain(text).replace('"', "'").replace("\n", " ") + '"'
