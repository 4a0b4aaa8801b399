"""The attack finds what was planted: every leak here was published by somebody once."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.observatory.audit import Attack, Leak, audit

pytestmark = pytest.mark.long

V, M, R = "epci:245901160", "epci:200093201", "region:32"


def cells(territory: str, figures: Mapping[str, int | None], dimension: str = "domain") -> list[dict[str, Any]]:
    return [
        {"territory": territory, "cell": {dimension: value}, "n": n, "status": "suppressed" if n is None else "ok"}
        for value, n in figures.items()
    ]


def table(*groups: list[dict[str, Any]], name: str = "domain", threshold: int = 11) -> dict[str, Any]:
    dimension = list(groups[0][0]["cell"])
    protection = {"method": "suppress", "threshold": threshold, "base": 5}
    return {
        "id": name,
        "dimensions": dimension,
        "protection": protection,
        "cells": [cell for group in groups for cell in group],
    }


def document(*tables: dict[str, Any], period: str = "2026-Q1") -> dict[str, Any]:
    return {"period": period, "tables": list(tables)}


def found(*documents: dict[str, Any]) -> set[tuple[str, ...]]:
    return {leak.place.values for leak in audit(documents)}


def test_two_hidden_figures_with_room_between_them_are_safe() -> None:
    assert found(document(table(cells(V, {"logement": None, "sante": None, "emploi": 40, "total": 60})))) == set()


def test_a_figure_hidden_alone_is_read_off_its_total() -> None:
    leaks = audit([document(table(cells(V, {"logement": None, "sante": 30, "total": 34})))])
    assert [(leak.low, leak.high) for leak in leaks] == [(4, 4)]


def test_two_hidden_figures_that_share_too_little_are_confined() -> None:
    assert found(document(table(cells(V, {"logement": None, "sante": None, "emploi": 30, "total": 37})))) == {
        ("logement",),
        ("sante",),
    }


def test_hidden_figures_that_can_only_be_nobody_are_confined() -> None:
    assert ("logement",) in found(
        document(table(cells(V, {"logement": None, "sante": None, "emploi": 30, "total": 30})))
    )


def test_everybody_in_one_case_is_a_leak_even_where_zeros_are_shown() -> None:
    leaks = audit([document(table(cells(V, {"logement": 30, "sante": 0, "total": 30})))], zeros=frozenset({"domain"}))
    assert [leak.why for leak in leaks] == ["toute la ligne tient dans une seule case"]


def test_a_zero_is_published_only_where_that_is_declared_safe() -> None:
    shown = document(table(cells(V, {"logement": 30, "emploi": 20, "sante": 0, "total": 50})))
    assert (len(audit([shown])), len(audit([shown], zeros=frozenset({"domain"})))) == (1, 0)


def test_a_figure_under_the_threshold_is_a_leak_by_itself() -> None:
    assert [leak.why for leak in audit([document(table(cells(V, {"logement": 7, "sante": 30, "total": 37})))])] == [
        "chiffre publié sous le seuil"
    ]


def test_one_territory_is_the_region_less_the_others() -> None:
    leaks = audit([document(table(cells(R, {"total": 58}), cells(M, {"total": 50}), cells(V, {"total": None})))])
    assert [(leak.place.territory, leak.low) for leak in leaks] == [(V, 8)]


def test_a_total_hidden_in_one_table_is_read_in_another_that_counts_the_same_conversations() -> None:
    channel = table(cells(V, {"total": 8}, "channel"), name="conversations_channel", threshold=5)
    language = table(cells(V, {"fr": None, "autre": None, "total": None}, "language"), name="conversations_language")
    assert "conversations_language" in {leak.place.table for leak in audit([document(channel, language)])}


def test_what_was_proposed_first_says_how_many_results_there_were() -> None:
    kind = table(cells(V, {"harcelement": None, "autre": None, "total": None}, "kind"), name="kind")
    orientation = table(cells(V, {"ddd_3928": 14, "total": 14}, "orientation"), name="orientation")
    assert "kind" in {leak.place.table for leak in audit([document(kind, orientation)])}


def test_what_came_of_it_says_how_many_did_something_at_least() -> None:
    did = {"rencontre": 30, "ecrit": 25, "les_deux": None, "rien": None, "ne_dit_pas": None, "total": 70}
    followup = table(cells(V, did, "followup"), name="followup", threshold=5)
    came = table(cells(V, {"regle": 29, "refus": 30, "total": 59}, "came_of_it"), name="came_of_it", threshold=5)
    assert audit([document(followup)]) == []
    leaks = audit([document(followup, came)])
    assert [(leak.place.values, leak.low) for leak in leaks] == [(("les_deux",), 4)]


def year(kind: int | None, inside: int | None) -> dict[str, Any]:
    both = [
        {
            "territory": R,
            "cell": {"domain": domain, "kind": kind_},
            "n": n,
            "status": "suppressed" if n is None else "ok",
        }
        for domain, kind_, n in (("emploi", "harcelement", inside), ("total", "harcelement", kind))
    ]
    return document(table(both, name="domain_kind"), period="2026")


def quarter(number: int, n: int | None) -> dict[str, Any]:
    return document(table(cells(R, {"harcelement": n}, "kind"), name="kind"), period=f"2026-Q{number}")


def test_a_year_gives_away_the_quarter_that_was_hidden() -> None:
    quarters = [quarter(1, 20), quarter(2, 30), quarter(3, None), quarter(4, 25)]
    leaks = Attack(quarters).leaks(year(80, None))
    assert ("2026-Q3", 5, 5) in {(leak.place.period, leak.low, leak.high) for leak in leaks}


def test_a_year_published_before_its_last_quarter_gives_that_quarter_away() -> None:
    leaks = Attack([quarter(1, 20), quarter(2, 30), quarter(3, 25)]).leaks(year(79, None))
    assert "2026-Q4" in {leak.place.period for leak in leaks}


def test_the_rest_of_the_region_is_not_published_by_subtraction() -> None:
    both = [
        {"territory": territory, "cell": {"domain": "emploi", "kind": "harcelement"}, "n": n, "status": "ok"}
        for territory, n in ((R, 100), (V, 40), (M, 58))
    ]
    leaks = audit([document(table(both, name="domain_kind"), period="2026")])
    assert ("rest", 2) in {(leak.place.territory, leak.high) for leak in leaks}


def rounded(shown: dict[str, Any]) -> dict[str, Any]:
    for cell in shown["tables"][0]["cells"]:
        if cell["n"] is not None:
            cell["status"] = "rounded"
    return shown


def test_rounded_figures_leave_room_for_a_hidden_one_beside_them() -> None:
    figures = {"emploi": 40, "logement": 35, "sante": None, "total": 80}
    assert audit([rounded(document(table(cells(V, figures))))]) == []
    assert found(document(table(cells(V, figures)))) == {("sante",)}


def test_rounding_does_not_excuse_a_figure_under_the_threshold() -> None:
    leaks = audit([rounded(document(table(cells(V, {"logement": 5, "sante": 30, "total": 35}))))])
    assert [(leak.why, leak.place.values) for leak in leaks] == [("chiffre publié sous le seuil", ("logement",))]


def test_a_hidden_figure_between_rounded_ones_is_confined_where_the_total_is_close() -> None:
    leaks = audit([rounded(document(table(cells(V, {"logement": 30, "sante": None, "total": 30}))))])
    assert {leak.place.values for leak in leaks} >= {("sante",)}


def test_what_was_possible_is_remembered_only_while_less_is_published() -> None:
    open_ = table(cells(V, {"logement": None, "sante": None, "emploi": None, "loisirs": 30, "total": 60}))
    closed = table(cells(V, {"logement": None, "sante": 30, "emploi": None, "loisirs": 30, "total": 60}))
    attack = Attack()
    assert attack.leaks(document(open_)) == []
    assert {leak.place.values for leak in attack.leaks(document(closed))} == {("logement",), ("emploi",)}


def test_a_leak_says_where_and_between_which_numbers() -> None:
    leaks = audit([document(table(cells(V, {"logement": None, "sante": 30, "total": 34})))])
    assert (
        str(leaks[0]) == f"domain 2026-Q1 {V} logement : les chiffres publiés l'encadrent de trop près (entre 4 et 4)"
    )


@pytest.mark.parametrize("hidden", [1, 2])
def test_territories_of_which_nothing_is_shown_are_judged_together(hidden: int) -> None:
    blank = [cells(f"epci:10000000{each}", {"logement": None, "sante": None, "total": None}) for each in range(hidden)]
    shown = cells(M, {"logement": 40, "sante": 40, "total": 80})
    leaks: list[Leak] = audit([document(table(cells(R, {"logement": 48, "sante": 60, "total": 108}), shown, *blank))])
    assert {leak.place.values for leak in leaks} >= {("logement",)}
