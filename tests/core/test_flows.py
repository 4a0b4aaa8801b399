"""Several conversations in one engine: entering one, leaving for another, and one that goes on with another's questions."""

from datetime import datetime

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.screen import show
from bot.core.view import Screen


def labels(screen: Screen) -> list[str]:
    return [link.label for link in screen.links]


def link(screen: Screen, label: str) -> str:
    return next(each.path or "" for each in screen.links if each.label == label)


def test_a_deep_link_carries_a_flow_a_channel_and_a_commune_in_any_order(guide: Guide, now: datetime) -> None:
    for payload in ("sentinelle-affiche-59606", "59606-se-affiche", "AFFICHE-SE-59606"):
        screen = dialogue.start(guide, payload, now)
        assert (screen.path, screen.flow, screen.channel) == ("za_se_h59606", "sentinelle", "affiche")


def test_a_deep_link_never_carries_an_answer(guide: Guide, now: datetime) -> None:
    assert dialogue.start(guide, "se-k1-rf-lo-no", now).path == "se"


def test_starting_again_stays_in_the_flow_and_the_command_start_leaves_it(guide: Guide, now: datetime) -> None:
    screen = show(guide, "se_k1_rf", now)
    assert link(screen, guide.phrases["bouton_recommencer"]) == "se"
    assert dialogue.command(guide, "start", screen.address, now).flow == "accueil"


def test_back_leads_through_the_own_steps_of_a_flow_that_goes_on_with_another(guide: Guide, now: datetime) -> None:
    screen = show(guide, "se_k1_rf_lo", now)
    steps = []
    while any(each.role == "back" for each in screen.links):
        screen = show(guide, next(each.path or "" for each in screen.links if each.role == "back"), now)
        steps.append(screen.step)
    assert steps == ["domaine", "situation", "bienvenue"]


def test_the_same_answers_have_the_same_facts_and_rules_for_a_professional(guide: Guide, now: datetime) -> None:
    mine, theirs = show(guide, "pf_rf_lo_no_t1_f59606", now), show(guide, "se_k1_rf_lo_no_t1_f59606", now)
    assert mine.facts == theirs.facts
    assert mine.result == theirs.result
    assert mine.cards == theirs.cards


def test_a_professional_reads_the_questions_in_other_words_and_is_not_asked_who_it_is_for(
    guide: Guide, now: datetime
) -> None:
    screen = show(guide, "se_k1", now)
    assert "On lui a refusé quelque chose" in labels(screen)
    assert not any("moins de 18 ans" in label for label in labels(screen))
    assert show(guide, "se_k1_rf_lo_ns", now).step == "quand"  # the clues are left out: shorter


def test_who_accompanies_a_minor_is_not_spoken_to_as_a_minor(guide: Guide, now: datetime) -> None:
    screen = show(guide, "se_k2_in_sv_el_or_q2_t1_f59606", now)
    assert screen.facts.minor
    assert {"3018"} & {card.phone for card in screen.cards}
    assert " tu " not in f" {screen.text} "


def test_a_card_opens_another_without_lengthening_the_path(guide: Guide, now: datetime) -> None:
    screen = show(guide, "za_se_k3_h59606", now)
    assert link(screen, "Suite : ce qu'il vaut mieux ne pas dire") == "za_se_k4_h59606"
    assert guide.phrases["bouton_reponses"] not in labels(screen)


def test_typed_words_are_understood_in_every_flow(guide: Guide, now: datetime) -> None:
    screen = dialogue.say(guide, "se", "on lui a refusé un appart a cause de son nom", now)
    assert screen.links[0].path == "se_k1_rf_lo_no"
    assert "selon la personne" in screen.text
    assert dialogue.say(guide, "se_k3", "je veux mourir", now).urgency == "suicide"


def test_an_urgency_keeps_the_channel_and_the_flow(guide: Guide, now: datetime) -> None:
    screen = show(guide, "za_se_k1~u", now)
    assert (screen.channel, screen.flow) == ("affiche", "sentinelle")
    assert screen.links[0].path == "za_se_k1"
