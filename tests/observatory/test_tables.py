"""What a conversation adds to which table, and what it never adds."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.core.facts import Facts
from bot.core.observed import Observed, Table
from bot.core.view import Outcome
from bot.observatory.cell import Cell, Counted, well_formed
from bot.observatory.conversation import begin, change
from bot.observatory.periods import periods_of
from bot.observatory.tables import Codebook, Seen, cells, territory
from tests.observatory.cases import NOON, VALENCIENNES, find, flat, observed

FIND = find(
    {"59606": ("59", "245901160"), "80001": ("80", None), "76255": ("76", "247600588"), "01004": ("01", "240100883")}
)


def values(found: Counted, table: str, place: str = VALENCIENNES) -> dict[str, str]:
    return {name: value for each in found.get(table, ()) if each.territory == place for name, value in each.values}


def test_a_whole_conversation_counts_once_in_every_table_it_has_an_answer_for(book: Codebook, housing: Seen) -> None:
    found = cells(book, housing)
    assert values(found, "domain") == {"domain": "logement"}
    assert values(found, "criterion") == {"criterion": "origine_religion"}
    assert values(found, "kind") == {"kind": "direct_discrimination"}
    assert values(found, "treatment") == {"treatment": "refusal"}
    assert values(found, "orientation") == {"orientation": "ddd_3928"}
    assert values(found, "conversations_channel") == {"channel": "affiche"}
    assert values(found, "conversations_language") == {"language": "fr"}
    assert values(found, "dropoff") == {"dropoff": "resultat"}
    assert found.keys().isdisjoint({"evidence", "steps_taken", "usefulness", "care_refusal"})
    assert all(len({each.territory for each in several}) == len(several) for several in found.values())
    assert all({each.table for each in several} == {name} for name, several in found.items())


def test_crossed_tables_count_for_the_region_and_its_two_agglomerations_only(book: Codebook, housing: Seen) -> None:
    def places(place: str) -> set[str]:
        return {each.territory for each in flat(cells(book, housing._replace(territory=place))) if len(each.values) > 1}

    assert places(VALENCIENNES) == {"region:32", VALENCIENNES}
    assert places("epci:200093201") == {"region:32", "epci:200093201"}
    assert places("epci:200043396") == {"region:32"}
    assert places("region:32") == {"region:32"}
    assert places("elsewhere") == places("unknown") == set()


def test_an_epci_never_gets_two_dimensions_in_a_quarter(book: Codebook, housing: Seen) -> None:
    for each in flat(cells(book, housing)):
        assert (len(each.values) == 1) == ("-Q" in each.period)


def test_several_reasons_of_one_family_are_that_family_and_others_are_several(book: Codebook, housing: Seen) -> None:
    def reason(*criteria: str, reason: str = "named") -> str:
        found = cells(book, housing._replace(facts=Facts(domain="health", criteria=criteria, reason=reason)))
        return values(found, "criterion")["criterion"]

    assert reason("origin", "surname") == "origine_religion"
    assert reason("origin", "disability") == "plusieurs"
    assert reason(reason="unknown") == reason(reason="undisclosed") == "inconnu"
    assert reason(reason="other") == "autre"
    assert reason(reason="none") == "aucun"


def test_a_refusal_of_care_is_counted_by_its_motive_and_only_then(book: Codebook, housing: Seen) -> None:
    def motive(*criteria: str, kind: str = "care_refusal") -> dict[str, str]:
        seen = housing._replace(facts=Facts(domain="health", criteria=criteria), outcome=Outcome(kind))
        return values(cells(book, seen), "care_refusal")

    assert motive("economic_vulnerability") == {"care_motive": "economique"}
    assert motive("disability") == {"care_motive": "handicap_sante"}
    assert motive("disability", "origin") == {"care_motive": "plusieurs"}
    assert motive() == {"care_motive": "inconnu"}
    assert motive("disability", kind="unclear") == {}


def test_what_nobody_answered_is_counted_as_unknown_at_a_result_and_not_before(book: Codebook) -> None:
    before = cells(book, Seen(at=NOON, facts=Facts(), channel="telegram", language="fr"))
    assert before.keys() == {"conversations_channel", "conversations_language"}
    after = cells(book, Seen(at=NOON, facts=Facts(), outcome=Outcome("unclear")))
    assert values(after, "domain", "unknown") == {"domain": "inconnu"}
    assert "evidence" not in after


@pytest.mark.parametrize("words", ["Je m'appelle Leïla", "59606", "06 12 34 56 78", "telegram\n", "A" * 500, ""])
def test_words_from_a_link_or_a_bug_never_become_a_value(book: Codebook, housing: Seen, words: str) -> None:
    facts = Facts(domain=words, treatment=words, criteria=(words,), reason=words, evidence=words, steps_taken=words)
    seen = housing._replace(
        facts=facts,
        channel=words,
        language=words,
        step=words,
        usefulness=words,
        first_orientation=words,
        outcome=Outcome(words),
    )
    for each in flat(cells(book, seen)):
        assert {value for _, value in each.values} <= {"autre", "inconnu", "ailleurs"}


def test_words_are_read_and_never_kept_for_the_next_one(book: Codebook, housing: Seen) -> None:
    assert cells(book, housing._replace(channel="Leila"))["conversations_channel"][0].values == (("channel", "autre"),)
    kept = repr(vars(book.sheets))
    assert "'affiche'" in repr(cells(book, housing)) + kept
    assert "Leila" not in kept


def test_the_place_of_the_facts_counts_and_the_home_only_without_it(book: Codebook) -> None:
    def where(facts: str | None, home: str | None = None) -> str:
        return territory(book, Facts(facts_insee=facts, home_insee=home), FIND)

    assert where("59606", "01004") == VALENCIENNES
    assert where("none", "59606") == VALENCIENNES
    assert where(None, "59606") == VALENCIENNES
    assert where("none") == where(None) == where("none", "none") == "unknown"
    assert where("01004") == where("99999") == "elsewhere"
    assert where("80001") == "region:32"


def test_a_commune_over_the_border_is_elsewhere_even_in_an_epci_of_the_region(book: Codebook) -> None:
    assert territory(book, Facts(facts_insee="76255"), FIND) == "elsewhere"


def test_who_only_reads_counts_once_and_never_as_a_situation(book: Codebook) -> None:
    conversation = begin(NOON)
    balance: Counter[Cell] = Counter()
    for flow in ("sujets", "idees_recues", "comprendre", "idees_recues", "sujets", "territoire", "sujets"):
        for cell, by in change(conversation, cells(book, Seen(at=NOON, facts=Facts(), flow=flow, channel="affiche"))):
            balance[cell] += by
    assert +balance == {Cell("reading", "2026-Q4", "unknown", (("reading", "territoire"),)): 1}


def test_who_reads_and_then_tells_counts_in_both_tables_and_twice_in_neither(book: Codebook, housing: Seen) -> None:
    conversation = begin(NOON)
    change(conversation, cells(book, Seen(at=NOON, facts=Facts(), flow="idees_recues")))
    change(conversation, cells(book, housing))
    assert values(conversation.counted, "reading", "unknown") == {"reading": "idees_recues"}
    assert {name: each for name, each in conversation.counted.items() if name != "reading"} == cells(book, housing)


def test_pupils_leave_nothing_in_a_table_of_a_quarter(book: Codebook) -> None:
    for flow in ("sujets", "stage"):
        seen = Seen(at=NOON, facts=Facts(survey=(("stage_etape", "done"),)), flow=flow, step="etape", channel="affiche")
        assert all(each.period == "2026-2027" for each in flat(cells(book, seen)))


def test_quarters_turn_at_midnight_in_paris() -> None:
    assert periods_of(datetime(2026, 9, 30, 21, 59, 59, tzinfo=UTC))["quarter"] == "2026-Q3"
    assert periods_of(datetime(2026, 9, 30, 22, 0, tzinfo=UTC))["quarter"] == "2026-Q4"
    assert periods_of(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))["quarter"] == "2027-Q1"


def test_a_school_year_turns_at_midnight_in_paris_on_the_first_of_september() -> None:
    assert periods_of(datetime(2026, 8, 31, 21, 59, 59, tzinfo=UTC))["school"] == "2025-2026"
    assert periods_of(datetime(2026, 8, 31, 22, 0, tzinfo=UTC))["school"] == "2026-2027"
    assert periods_of(datetime(2027, 1, 15, 12, 0, tzinfo=UTC))["school"] == "2026-2027"


def test_a_cell_with_anything_but_ids_is_not_well_formed() -> None:
    good = Cell("domain", "2026-Q4", VALENCIENNES, (("domain", "logement"),))
    assert well_formed(good)
    for bad in (
        good._replace(territory="commune:59606"),
        good._replace(territory="59606"),
        good._replace(period="2026-11-21"),
        good._replace(values=(("domain", "chez moi"),)),
        good._replace(values=()),
        good._replace(table="Domain"),
    ):
        assert not well_formed(bad)


def test_the_declared_tables_are_those_of_the_issue() -> None:
    tables = observed().tables
    assert {name for name, table in tables.items() if table.scope == "region"} == {
        "domain_kind",
        "domain_criterion",
        "domain_treatment",
        "domain_steps_taken",
    }
    assert {table.dimensions[0] for table in tables.values() if table.scope == "epci"} == set(observed().dimensions)
    for table in tables.values():
        carries = {"domain", "kind", "treatment", "criterion", "care_motive"} & set(table.dimensions)
        assert table.sensitive or not carries


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dimensions": ["domain", "kind"], "territoires": "epci"}, "deux dimensions"),
        ({"dimensions": ["domain", "kind", "treatment"], "territoires": "region"}, "dimensions"),
        ({"dimensions": ["domain", "domain"], "territoires": "region"}, "deux fois"),
        ({"protection": {"seuil": "10"}}, "11 au moins"),
        ({"sensible": "non", "protection": {"seuil": "4"}}, "seuil"),
        ({"dimensions": ["commune"]}, "dimensions"),
    ],
)
def test_a_table_that_would_expose_somebody_is_refused(change: dict[str, object], words: str) -> None:
    table = {"titre": "Essai", "dimensions": ["domain"], "sensible": "oui"} | change
    with pytest.raises(ValidationError, match=words):
        Table.model_validate(table)


def test_a_sensitive_dimension_in_a_table_that_says_it_is_not_is_refused() -> None:
    raw = observed().model_dump(by_alias=True)
    raw["tables"]["domain"] |= {"sensible": False}
    with pytest.raises(ValidationError, match="est sensible"):
        Observed.model_validate(raw)


def test_a_table_of_an_undeclared_dimension_is_refused() -> None:
    raw = observed().model_dump(by_alias=True)
    del raw["dimensions"]["usefulness"]
    with pytest.raises(ValidationError, match="n'est pas déclarée"):
        Observed.model_validate(raw)


def test_a_fallback_that_is_no_value_is_refused() -> None:
    raw = observed().model_dump(by_alias=True)
    raw["dimensions"]["language"]["sinon"] = "perdu"
    with pytest.raises(ValidationError, match="perdu"):
        Observed.model_validate(raw)
