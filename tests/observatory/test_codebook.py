"""The codebook against the flow and the knowledge that it counts: nothing that somebody may answer is left out."""

from collections.abc import Iterator
from typing import Any

import yaml

from tests.observatory.cases import ROOT, observed


def read(path: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - BaseLoader makes text only
    return loaded


def answers(fact: str) -> Iterator[str]:
    for step in read("flows/accueil.yaml")["etapes"].values():
        for choice in step.get("choix", {}).values():
            if fact in choice.get("faits", {}):
                yield choice["faits"][fact]


def listed(dimension: Any) -> set[str]:
    return {*dimension.values, *(raw for value in dimension.values.values() for raw in value.gathers)}


def test_every_answer_about_evidence_and_steps_has_its_value() -> None:
    dimensions = observed().dimensions
    assert {*answers("preuves")} <= listed(dimensions["evidence"])
    assert {*answers("demarches")} <= listed(dimensions["steps_taken"])
    assert {*answers("motif")} <= listed(dimensions["criterion"]) & listed(dimensions["care_motive"])


def test_every_step_belongs_to_a_group() -> None:
    assert {*read("flows/accueil.yaml")["etapes"]} <= listed(observed().dimensions["dropoff"])


def test_every_domain_and_every_reason_has_a_family_that_is_published() -> None:
    domains, criteria = read("knowledge/domaines.yaml"), read("knowledge/criteres.yaml")
    assert {each["famille"] for each in domains["domaines"].values()} == {*domains["familles_de_domaines"]}
    assert {each["famille"] for each in criteria["criteres"].values()} == {*criteria["familles_de_criteres"]}
    assert len(domains["domaines"]) == 15
    assert len(criteria["criteres"]) == 31


def test_every_flow_has_its_counts_but_the_menu_that_one_only_passes() -> None:
    flows = {path.stem for path in (ROOT / "flows").glob("*.yaml")}
    assert flows - {flow for table in observed().tables.values() for flow in table.flows} == {"sujets"}
    assert listed(observed().dimensions["reading"]) == {*observed().tables["reading"].flows}
