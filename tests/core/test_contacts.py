"""A contact as a person sees it: in which order, with what beside the number, and how sure."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.contacts import card, competent, draw, reachable, status
from bot.core.facts import Facts, values
from bot.core.hours import PARIS
from bot.core.knowledge import Contact
from bot.core.text import Text

WORDS = Path("knowledge/phrases/contacts.yaml").read_text(encoding="utf-8")
PHRASES = {name: Text(words) for name, words in yaml.load(WORDS, yaml.CSafeLoader)["phrases"].items()}
LEVELS = {"france": 0, "departement": 1, "arrondissement": 2, "commune": 3}
ANZIN = frozenset({"commune:59014", "arrondissement:596", "departement:59"})
NOW = datetime(2026, 11, 21, 22, 0, tzinfo=PARIS)


def contact(**more: Any) -> Contact:
    made: dict[str, Any] = {
        "nom": "Maison du droit",
        "pour": ["point_justice"],
        "zone_eligibilite": ["departement:59"],
        "telephone": "03 00 00 00 00",
        "alternative": "Par courrier.",
        "source": "Liste publique de 2019",
        "date_source": "2019",
    }
    return Contact.model_validate(made | more)


def verified(on: str = "2026-11-01", **more: Any) -> Contact:
    return contact(verifie_le=on, verifie_par="La maison", **more)


def narrow(zone: str) -> int:
    return LEVELS[zone.partition(":")[0]]


def order(contacts: dict[str, Contact], where: frozenset[str] = ANZIN, **facts: Any) -> list[str]:
    found = competent(contacts, "point_justice", where, values(Facts(**facts)), narrow, NOW)
    return [name for name, _, _ in found]


def drawn(one: Contact, now: datetime = NOW) -> str:
    return draw(card("un", one, PHRASES, now, ""), one, PHRASES, now)


def test_the_smallest_zone_comes_first_and_says_why_it_is_competent() -> None:
    contacts = {"nord": contact(), "anzin": contact(zone_eligibilite=["departement:59", "commune:59014"])}
    found = competent(contacts, "point_justice", ANZIN, {}, narrow, NOW)
    assert [(name, zone) for name, _, zone in found] == [("anzin", "commune:59014"), ("nord", "departement:59")]


def test_somebody_elsewhere_is_not_competent_here() -> None:
    assert order({"oise": contact(zone_eligibilite=["departement:60"])}) == []
    assert order({"autre": contact(pour=["cidff"])}) == []


def test_outside_the_region_national_contacts_still_answer() -> None:
    contacts = {"nord": contact(), "national": contact(zone_eligibilite=["france"])}
    assert order(contacts, where=frozenset()) == ["national"]


def test_an_unverified_contact_never_stands_before_a_certain_one_even_if_it_is_nearer() -> None:
    contacts = {
        "anzin": contact(zone_eligibilite=["commune:59014"]),
        "nord": verified(),
        "national": contact(zone_eligibilite=["france"], critique=True),
    }
    assert order(contacts) == ["nord", "national", "anzin"]


def test_a_verified_local_contact_stands_before_the_national_line() -> None:
    contacts = {
        "national": contact(zone_eligibilite=["france"], critique=True),
        "anzin": verified(zone_eligibilite=["commune:59014"]),
    }
    assert order(contacts) == ["anzin", "national"]


def test_a_name_without_coordinates_comes_last_however_near() -> None:
    bare: dict[str, Any] = {"telephone": None, "alternative": None}
    contacts = {"nom": contact(zone_eligibilite=["commune:59014"], **bare), "nord": contact()}
    assert not reachable(contacts["nom"])
    assert order(contacts) == ["nord", "nom"]


def test_a_contact_that_closed_for_good_is_never_shown() -> None:
    assert order({"ferme": contact(statut="ferme"), "nord": contact()}) == ["nord"]


def test_a_contact_for_minors_answers_minors_only() -> None:
    contacts = {"jeunes": contact(quand={"si": {"mineur": "oui"}})}
    assert order(contacts) == []
    assert order(contacts, minor=True) == ["jeunes"]


def test_an_old_verification_fades_by_itself() -> None:
    today = NOW.date()
    assert status(verified("2026-11-01"), today) == "actif"
    assert status(verified("2026-05-25"), today) == "actif"
    assert status(verified("2026-05-24"), today) == "a_verifier"
    assert status(verified("2026-05-24", frequence_verification="365"), today) == "actif"


def test_active_without_a_date_of_verification_is_not_believed() -> None:
    assert status(contact(statut="actif"), NOW.date()) == "a_verifier"


def test_a_verification_makes_certain_unless_somebody_doubts_or_nobody_can_be_reached() -> None:
    today = NOW.date()
    assert status(contact(verifie_le=today, verifie_par="La maison"), today) == "actif"
    assert status(contact(verifie_le=today, verifie_par="La maison", statut="a_verifier"), today) == "a_verifier"
    nobody = contact(verifie_le=today, verifie_par="La maison", telephone=None, alternative=None, adresse=None)
    assert status(nobody, today) == "a_verifier"


def test_a_stale_contact_steps_behind_a_fresh_one() -> None:
    assert order({"a": verified("2025-01-01"), "b": verified()}) == ["b", "a"]


def test_a_card_carries_what_programs_read() -> None:
    one = verified(
        "2026-11-01",
        horaires_accueil="Mo-Fr 09:00-18:00; PH off",
        adresse="1 rue",
        code_postal="59410",
        commune="Anzin",
    )
    shown = card("un", one, PHRASES, NOW, "parce que")
    assert shown.phone == "03 00 00 00 00"
    assert shown.hours == "du lundi au vendredi, de 9 h à 18 h ; fermé les jours fériés"
    assert shown.open_now is False
    assert shown.reopens == "2026-11-23T09:00:00+01:00"
    assert shown.verified == "2026-11-01"
    assert shown.status == "actif"
    assert shown.address == "1 rue, 59410 Anzin"
    assert shown.why == "parce que"


def test_unknown_hours_are_unknown_not_closed() -> None:
    shown = card("un", contact(), PHRASES, NOW, "")
    assert (shown.hours, shown.open_now, shown.reopens) == (None, None, None)


def test_a_number_never_stands_without_another_way() -> None:
    shown = card("un", contact(alternative=None), PHRASES, NOW, "")
    assert shown.alternative == PHRASES["contact_sans_ecrit"]
    assert shown.alternative in drawn(contact(alternative=None))


def test_the_number_comes_first_and_the_other_way_right_after() -> None:
    lines = drawn(contact()).splitlines()
    assert lines[0] == "**03 00 00 00 00** — Maison du droit"
    assert lines[1] == "Par courrier."


def test_without_a_number_the_name_comes_first() -> None:
    assert drawn(contact(telephone=None, site_web="https://exemple.fr")).startswith(
        "**Maison du droit**\nPar courrier."
    )


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"date_source": "2019"}, "Coordonnées relevées en 2019, à vérifier."),
        ({"date_source": "2021-10"}, "Coordonnées relevées en octobre 2021, à vérifier."),
        ({"date_source": "2021-10-01"}, "Coordonnées relevées le 1er octobre 2021, à vérifier."),
        ({"date_source": "sans date"}, "Coordonnées à vérifier."),
        ({"statut": "actif", "verifie_le": "2026-10-03"}, "Vérifié le 3 octobre 2026."),
        ({"statut": "actif", "verifie_le": "2026-03-03"}, "Vérifié le 3 mars 2026 : à vérifier de nouveau."),
        ({"telephone": None, "alternative": None}, PHRASES["contact_sans_coordonnees"]),
        ({"reserve": "L'adresse a pu changer.", "critique": True}, "À savoir : L'adresse a pu changer."),
    ],
)
def test_the_last_line_says_how_sure_it_is(more: dict[str, Any], line: str) -> None:
    assert drawn(contact(**more)).splitlines()[-1] == line


def test_a_national_line_keeps_its_number_and_only_its_hours_are_doubted() -> None:
    hours = {"horaires_accueil": "Mo-Fr 09:00-18:00; PH off", "horaires_statut": "a_verifier", "date_source": "2021-02"}
    lines = drawn(contact(critique=True, **hours)).splitlines()
    assert lines[-3:] == [
        "Horaires : du lundi au vendredi, de 9 h à 18 h ; fermé les jours fériés.",
        "Fermé maintenant, rouvre lundi à 9 h.",
        "Horaires relevés en février 2021, à vérifier.",
    ]
    undated = drawn(contact(critique=True, **hours | {"date_source": "sans date"}))
    assert undated.endswith("Horaires à vérifier.")
    assert not any("oordonnées" in line for line in lines)


def test_an_open_contact_says_until_when() -> None:
    one, noon = contact(horaires_accueil="Mo-Fr 09:00-18:00; PH off"), datetime(2026, 11, 24, 12, tzinfo=PARIS)
    assert "Ouvert maintenant, ferme à 18 h." in drawn(one, noon)


def test_what_never_closes_needs_no_word_on_being_open() -> None:
    assert "maintenant" not in drawn(contact(horaires_accueil="24/7"))


def test_hours_that_end_without_a_next_time_say_closed_and_nothing_more() -> None:
    assert "Fermé maintenant.\n" in drawn(contact(horaires_accueil="Mo-Su off"))


def test_a_public_holiday_that_nobody_spoke_of_is_not_promised() -> None:
    christmas = datetime(2026, 12, 25, 10, tzinfo=PARIS)
    one = contact(horaires_accueil="Mo-Fr 09:00-18:00")
    assert card("un", one, PHRASES, christmas, "").open_now is None
    assert PHRASES["contact_jour_ferie"] in drawn(one, christmas)


def test_a_closure_for_august_is_said_with_its_end() -> None:
    shut = {"fermeture_temporaire": [{"du": "2026-08-01", "au": "2026-08-31"}]}
    summer = datetime(2026, 8, 12, 10, tzinfo=PARIS)
    known = contact(horaires_accueil="Mo-Fr 09:00-18:00; PH off", **shut)
    assert "Fermé en ce moment, rouvre après le 31 août 2026." in drawn(known, summer)
    assert card("un", known, PHRASES, summer, "").reopens == "2026-09-01T09:00:00+02:00"
    unknown = card("un", contact(**shut), PHRASES, summer, "")
    assert (unknown.open_now, unknown.reopens) == (False, None)
    assert card("un", contact(**shut), PHRASES, NOW, "").open_now is None


def test_everything_that_helps_to_come_is_on_the_card() -> None:
    one = contact(
        presentation="Écoute.",
        courriel="a@exemple.fr",
        frais="Gratuit",
        langues=["français", "arabe"],
        a_apporter="Le courrier reçu.",
    )
    text = drawn(one)
    for line in (
        "Écoute.",
        "Courriel : a@exemple.fr",
        "Coût : Gratuit",
        "Langues : français, arabe",
        "À apporter : Le courrier reçu.",
    ):
        assert line in text.splitlines()


def test_a_minute_of_screens_draws_a_contact_once_and_the_next_minute_again() -> None:
    one = contact(horaires_accueil="Mo-Fr 09:00-18:00; PH off")
    before, after = datetime(2026, 11, 24, 17, 59, 59, tzinfo=PARIS), datetime(2026, 11, 24, 18, 0, tzinfo=PARIS)
    assert card("un", one, PHRASES, before, "").open_now is True
    assert card("un", one, PHRASES, after, "").open_now is False
    assert card("un", one, PHRASES, NOW, "a").why == "a"
    assert card("un", one, PHRASES, NOW, "b").why == "b"
