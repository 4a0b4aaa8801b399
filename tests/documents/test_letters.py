"""Letters: which fit, to whom, filled with what, and what they never say."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from bot.content.caution import verdict
from bot.content.check import VALUES
from bot.core.facts import Facts, Values
from bot.core.guide import Guide
from bot.core.letters import Article, Fault, Part, WrittenLetter, check_letters
from bot.core.orientation import situation
from bot.core.sheet import as_text, compose, letters_for
from bot.core.territory import Gazetteer
from bot.core.tongue import FSI, PDI, in_language
from bot.core.view import Outcome
from bot.documents.letter import Letter, as_data, make_letter
from tests.documents.reading import words

#: Signs that typesetters, shells and markup read as code.
HOSTILE = r'#let x = 1 $a^2$ \ *gras* _x_ `y` <b> @nom [crochet] {lieu} {raisons} // fin "guillemets" ~ = - 100 %'


def changed(guide: Guide, name: str, **parts: object) -> Guide:
    """Return the guide with one letter written otherwise."""
    letters = {**guide.knowledge.letters, name: guide.knowledge.letters[name].model_copy(update=parts)}
    return replace(guide, knowledge=guide.knowledge.model_copy(update={"letters": letters}))


def letter(  # noqa: PLR0913, PLR0917 - as many as make_letter has
    guide: Guide, name: str, facts: Facts, kind: str, now: datetime, recall: str = ""
) -> Letter:
    return make_letter(guide, name, facts, Outcome(kind), now, recall)


def test_a_refused_flat_gets_four_letters_the_one_to_the_owner_last_but_the_witness(
    guide: Guide, known: Values
) -> None:
    assert [offer.id for offer in letters_for(guide, known)] == [
        "saisine_ddd",
        "procureur",
        "explications",
        "attestation",
    ]


def test_the_letter_goes_to_the_prosecutor_of_the_place_of_the_facts(guide: Guide, facts: Facts, now: datetime) -> None:
    made = letter(guide, "procureur", facts, "direct_discrimination", now)
    assert "Procureur de la République, tribunal judiciaire de Valenciennes\n6 avenue des dentellieres" in made.text
    assert any("pôle anti-discrimination" in note for note in made.notes)
    assert any("2021 : vérifiez-la" in note for note in made.notes)


def test_what_is_known_of_the_addressee_is_said_beside_the_letter_in_the_readers_language(
    guide: Guide, facts: Facts, now: datetime
) -> None:
    easy = in_language(guide, "falc")
    made = letter(easy, "procureur", facts, "direct_discrimination", now)
    known = easy.knowledge.contacts["procureur_valenciennes"]
    assert {known.presentation, known.reserve} <= set(made.notes)
    assert "Procureur de la République, tribunal judiciaire de Valenciennes" in made.text


def test_the_home_does_not_choose_the_prosecutor(guide: Guide, facts: Facts, now: datetime) -> None:
    made = letter(
        guide, "procureur", facts._replace(facts_insee="59350", home_insee="59606"), "direct_discrimination", now
    )
    assert "tribunal judiciaire de Lille" in made.text
    assert "Valenciennes" not in made.text


def test_outside_the_region_the_address_is_left_to_fill_and_the_screen_says_so(
    guide: Guide, facts: Facts, now: datetime
) -> None:
    made = letter(guide, "procureur", facts._replace(facts_insee="75056"), "direct_discrimination", now)
    assert "Tribunal judiciaire de [ville du tribunal]\n[adresse du tribunal]" in made.text
    assert guide.phrases["lettre_adresse_inconnue"] in made.notes


def test_what_nobody_said_is_a_blank(guide: Guide, now: datetime) -> None:
    made = letter(guide, "saisine_ddd", Facts(), "unclear", now)
    assert "La raison, selon moi : [la raison, selon moi]" in made.text
    assert "à [commune]" in made.text


def test_only_verified_articles_are_printed(guide: Guide, facts: Facts, now: datetime) -> None:
    housing = letter(guide, "procureur", facts, "direct_discrimination", now)
    assert "articles 225-1 et 225-2 du code pénal" in housing.text
    insult = letter(
        guide,
        "procureur",
        facts._replace(domain="neighbourhood_private", treatment="single_insult"),
        "hate_insult",
        now,
    )
    assert "1881" not in insult.text
    assert "ces textes" not in insult.text


def test_a_public_agent_is_met_with_the_article_on_public_agents(guide: Guide, facts: Facts, now: datetime) -> None:
    made = letter(guide, "procureur", facts._replace(domain="public_service"), "direct_discrimination", now)
    assert "432-7" in made.text
    assert "225-2" not in made.text


def test_every_letter_that_may_reach_the_author_says_39_28_first(guide: Guide) -> None:
    reaching = {name: each for name, each in guide.knowledge.letters.items() if each.to_author}
    assert set(reaching) == {"explications", "amenagement", "recours_gracieux", "recours_caisse"}
    for each in reaching.values():
        assert each.before
        assert "Appelez d'abord le 39 28 si vous y travaillez ou y habitez encore" in each.before


def test_a_letter_to_the_author_tells_nothing_about_the_person(guide: Guide, facts: Facts, now: datetime) -> None:
    disabled = facts._replace(criteria=("disability", "religion"), treatment="no_adjustment", domain="employment")
    for name in ("explications", "amenagement"):
        made = letter(guide, name, disabled, "accommodation_refusal", now)
        for criterion in disabled.criteria:
            assert guide.knowledge.criteria[criterion].label not in made.text


def test_the_attestation_has_all_that_the_code_asks(guide: Guide, facts: Facts, now: datetime) -> None:
    """Code de procédure civile, article 202."""
    made = letter(guide, "attestation", facts, "direct_discrimination", now)
    for asked in ("Nom et prénoms", "Date et lieu de naissance", "Adresse", "Profession", "famille", "alliance", "travail",
                  "intérêts communs", "produite en justice", "sanctions pénales", "[date]", "Signature", "identité"):  # fmt: skip
        assert asked in made.text
    assert any("de la main du témoin" in note for note in made.notes)


def test_a_refusal_of_care_offers_the_fund_and_the_order_first(guide: Guide, facts: Facts) -> None:
    known = situation(guide, facts._replace(domain="health", treatment="care_refusal"), Outcome("care_refusal"))
    assert [offer.id for offer in letters_for(guide, known)][:2] == ["soins_cpam", "soins_ordre"]


def test_a_minor_is_never_given_a_letter_to_the_author(guide: Guide) -> None:
    for kind, domain in product(guide.knowledge.kinds, guide.knowledge.domains):
        facts = Facts(minor=True, domain=domain, treatment="refusal")
        offers = letters_for(guide, situation(guide, facts, Outcome(kind)))
        assert not [offer.id for offer in offers if guide.knowledge.letters[offer.id].to_author]


def test_somebody_accused_and_somebody_in_danger_get_no_letter(guide: Guide) -> None:
    for kind in ("author_side", "emergency_danger", "emergency_suicide"):
        for domain in guide.knowledge.domains:
            facts = Facts(domain=domain, treatment="violence")
            assert letters_for(guide, situation(guide, facts, Outcome(kind))) == []


def test_what_partners_and_residents_write_is_printed_as_it_stands(guide: Guide, facts: Facts, now: datetime) -> None:
    """No sign is code: not in a template, not in the name of a commune, not in an aide-mémoire."""
    town = guide.gazetteer.communes["59606"]
    odd = Gazetteer({**guide.gazetteer.communes, "59606": replace(town, name=HOSTILE)}, guide.gazetteer.names)
    parts = tuple(map(Part.model_validate, ({"texte": r"# titre $x$ \ {lieu}"}, {"recit": "oui"})))
    hostile = replace(changed(guide, "procureur", parts=parts), places=lambda: odd)
    made = letter(hostile, "procureur", facts, "direct_discrimination", now, HOSTILE)
    assert made.text.count(HOSTILE) == 2
    assert rf"# titre $x$ \ {HOSTILE}" in made.text
    printed = words(made.pdf)
    assert r"# titre $x$ \ #let x = 1" in printed
    assert printed.count("[crochet] {lieu} {raisons}") == 2


def test_words_that_no_font_can_draw_do_not_stop_the_letter(guide: Guide, facts: Facts, now: datetime) -> None:
    made = letter(guide, "procureur", facts, "direct_discrimination", now, "avant 漢字 🫠 \x00\x07 مرحبا Привет après")
    assert "漢字" in made.text
    assert "avant" in words(made.pdf)
    assert "Привет" in words(made.pdf)


def test_the_aide_memoire_stands_in_the_letter_in_place_of_the_lines(guide: Guide, facts: Facts, now: datetime) -> None:
    told = letter(guide, "procureur", facts, "direct_discrimination", now, "Il a dit : « complet ».\n\nQuand :\nmardi")
    assert "Il a dit : « complet ».\n\nQuand :\nmardi" in told.text
    assert "[racontez" not in told.text


def test_what_was_written_in_arabic_is_set_from_the_right_with_its_numbers_in_order(
    guide: Guide, facts: Facts, now: datetime
) -> None:
    story = "اتصلت بالرقم 03 27 14 67 00 في Valenciennes.\nIls ont dit : « مرحبا ».\nPlus rien."
    made = letter(guide, "procureur", facts, "direct_discrimination", now, story)
    assert story in made.text  # word for word where it is copied
    told = compose(guide, "procureur", facts, Outcome("direct_discrimination"), now, story)
    lines = [each for block in as_data(told)["blocks"] for each in block["paragraphs"]]
    arabic = [each for each in lines if isinstance(each, dict)]
    assert arabic == [{"right": f"اتصلت بالرقم {FSI}03 27 14 67 00{PDI} في {FSI}Valenciennes{PDI}."}]
    assert ["Plus rien."] in lines
    assert "03 27 14 67 00" in words(made.pdf)  # glyphs are drawn as they are seen: without isolates, 00 67 14 27 03


def test_the_text_and_the_file_say_the_same(guide: Guide, facts: Facts, now: datetime) -> None:
    for name in guide.knowledge.letters:
        made = letter(guide, name, facts, "direct_discrimination", now)
        printed = words(made.pdf).replace(" ", "")
        for line in made.text.replace("[", "(").replace("]", ")").splitlines():
            for piece in line.removeprefix("• ").split("("):
                assert piece.strip(" .,;)").replace(" ", "") in printed, (name, line)


def test_no_letter_says_a_verdict(guide: Guide, facts: Facts, now: datetime) -> None:
    for name, kind in product(guide.knowledge.letters, guide.knowledge.kinds):
        text = letter_text(guide, name, facts, kind, now)
        assert not verdict(text)


def letter_text(guide: Guide, name: str, facts: Facts, kind: str, now: datetime) -> str:
    return as_text(compose(guide, name, facts, Outcome(kind), now))


def faults(guide: Guide, **parts: object) -> list[Fault]:
    vocabulary = {"type": frozenset(guide.knowledge.kinds), "role": frozenset({"self"})}
    base = {"libelle": "L", "sert_a": "P", "rang": 1, "objet": "O", "corps": [{"texte": "T"}], "signature": "S", "destinataire": "D",
            "statut": "memory", "source": "s"}  # fmt: skip
    broken = WrittenLetter.model_validate({**base, **parts})
    knowledge = guide.knowledge.model_copy(update={"letters": {"essai": broken}, "durations": {}, "leaflet": None})
    return list(check_letters(knowledge, vocabulary))


@pytest.mark.parametrize(
    ("parts", "where", "what"),
    [
        ({"corps": [{"texte": "à {lieux}"}]}, ("corps", 0, "texte"), "{lieux}"),
        ({"corps": [{"liste": ["ok", "{nom}"]}]}, ("corps", 0, "liste", 1), "{nom}"),
        ({"objet": "Objet {Lieu}"}, ("objet",), "{"),
        ({"signature": "le [date"}, ("signature",), "["),
        ({"a_joindre": ["copie ]"]}, ("a_joindre", 0), "]"),
        ({"porte": "nulle_part"}, ("porte",), "nulle_part"),
        ({"quand": {"si": {"type": "inconnu"}}}, ("quand", "si", "type"), "inconnu"),
        ({"quand": {"sauf": {"humeur": "x"}}}, ("quand", "sauf", "humeur"), "humeur"),
        ({"a_l_auteur": "oui"}, ("avant",), "39 28"),
        ({"a_l_auteur": "oui", "avant": "Réfléchissez."}, ("avant",), "39 28"),
        ({"destinataire": None}, (), "destinataire"),
    ],
)
def test_a_mistake_in_a_letter_is_said_where_it_stands(
    guide: Guide, parts: dict[str, object], where: tuple[str | int, ...], what: str
) -> None:
    found = faults(guide, **parts)
    assert [fault.where for fault in found] == [("lettres", "essai", *where)]
    assert what in found[0].what


def test_the_written_letters_have_no_mistake(guide: Guide) -> None:
    knowledge = guide.knowledge
    vocabulary = {
        **VALUES,
        "domaine": frozenset(knowledge.domains),
        "traitement": frozenset(knowledge.treatments),
        "critere": frozenset(knowledge.criteria),
        "type": frozenset(knowledge.kinds),
        "lieu": guide.gazetteer.known_territories(),
    }
    assert list(check_letters(knowledge, vocabulary)) == []


def test_an_article_from_memory_waits_for_a_jurist(guide: Guide, facts: Facts, now: datetime) -> None:
    doubtful = Article.model_validate({"texte": "article 999", "statut": "memory", "source": "x"})
    checked = doubtful.model_copy(update={"trust": "verified"})
    for article, printed in ((doubtful, False), (checked, True)):
        made = letter_text(
            changed(guide, "procureur", articles=(article,)), "procureur", facts, "direct_discrimination", now
        )
        assert ("article 999" in made) is printed


def test_durations_and_the_leaflet_are_checked_too(guide: Guide) -> None:
    knowledge = guide.knowledge
    assert knowledge.leaflet
    duration = next(iter(knowledge.durations.values()))
    broken = knowledge.model_copy(
        update={
            "durations": {"nul": duration},
            "leaflet": knowledge.leaflet.model_copy(update={"near": ("nulle_part",)}),
            "letters": {},
        }
    )
    assert [fault.where for fault in check_letters(broken, {})] == [("durees", "nul"), ("depliant", "pres_d_ici")]
    assert list(check_letters(broken.model_copy(update={"durations": {}, "leaflet": None}), {})) == []


def test_a_verified_address_is_not_said_to_be_doubtful(guide: Guide, facts: Facts, now: datetime) -> None:
    name = "procureur_valenciennes"
    checked = guide.knowledge.contacts[name].model_copy(update={"statut": "actif", "verifie_le": now.date()})
    undated = guide.knowledge.contacts[name].model_copy(update={"date_source": "sans date"})
    for contact, said in ((checked, None), (undated, "lettre_adresse_a_verifier_sans_date")):
        contacts = {**guide.knowledge.contacts, name: contact}
        other = replace(guide, knowledge=guide.knowledge.model_copy(update={"contacts": contacts}))
        notes = compose(other, "procureur", facts, Outcome("direct_discrimination"), now).notes
        assert (said is None) or guide.phrases[said] in notes
        assert not [note for note in notes if "relevée en" in note]


def test_a_door_without_advice_still_leaves_the_address_to_fill(guide: Guide, now: datetime) -> None:
    doors = {
        **guide.knowledge.doors,
        "cpam_ordre": guide.knowledge.doors["cpam_ordre"].model_copy(update={"look_for": None}),
    }
    silent = replace(guide, knowledge=guide.knowledge.model_copy(update={"doors": doors}))
    made = compose(silent, "soins_cpam", Facts(), Outcome("care_refusal"), now)
    assert made.notes[0] == guide.phrases["lettre_adresse_inconnue"]


def test_a_minor_is_told_in_the_informal_form_and_signs_with_an_adult(
    guide: Guide, facts: Facts, now: datetime
) -> None:
    assert guide.minor
    made = letter(guide.minor, "procureur", facts._replace(minor=True), "direct_discrimination", now)
    assert "Mon représentant légal signe avec moi" in made.text
    assert any(note.startswith("Écris au procureur") for note in made.notes)
    assert not [note for note in made.notes if "votre" in note]
