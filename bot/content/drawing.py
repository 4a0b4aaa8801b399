"""A flow as a Mermaid graph: for editors who want to see the whole conversation at once."""

from bot.core.flow import ENDINGS, Flow
from bot.core.text import plain


def mermaid(flow: Flow) -> str:
    """Return the flow as a Mermaid flowchart; questions asked on demand hang on dotted lines."""
    lines = ["flowchart TD"]
    for name, step in flow.steps.items():
        label = _quoted(step.name or name)
        lines.append(f"    {name}([{label}])" if isinstance(step, ENDINGS) else f"    {name}[{label}]")
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
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + plain(text).replace('"', "'").replace("\n", " ") + '"'
