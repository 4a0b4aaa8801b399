"""Following the answers: total, forgiving, and never inventing one."""

from hypothesis import given
from hypothesis import strategies as st

from bot.content.source import parse
from bot.core import path as paths
from bot.core.facts import values
from bot.core.flow import Flow
from bot.core.guide import Guide
from bot.core.walk import Lost, Tree, grow, walk

OLD = b"""
flux: essai
titre: Essai
debut: quoi
etapes:
  quoi:
    texte: Quoi ?
    vers: ou
    choix:
      refus: {code: rf, libelle: Un refus, faits: {traitement: refusal}}
      police: {code: po, libelle: La police, faits: {domaine: police_justice}}
  ou:
    texte: Ou ?
    passer_si: {si: {domaine: "*"}}
    vers: raisons
    choix:
      logement: {code: lo, libelle: Logement, faits: {domaine: private_housing}}
      travail: {code: em, libelle: Travail, faits: {domaine: employment}}
  raisons:
    type: plusieurs
    texte: Pourquoi ?
    vers: fin
    choix:
      nom: {code: no, libelle: Nom, faits: {critere: surname}}
      origine: {code: or, libelle: Origine, faits: {critere: origin}}
      rien: {code: ns, libelle: Je ne sais pas, faits: {motif: unknown}, seul: oui}
  fin:
    type: resultat
    texte: Merci.
renamed: {zo: lo}
removed: {xx: {etape: ou, depuis: "2026-10"}}
"""


def tree() -> Tree:
    return grow(Flow.model_validate(parse(OLD, "essai.yaml").value))


def test_answers_lead_to_the_end() -> None:
    position = walk(tree(), ("rf", "lo", "no-or"))
    assert position.step == "fin"
    assert position.facts.domain == "private_housing"
    assert position.facts.criteria == ("origin", "surname")
    assert position.facts.reason == "named"


def test_an_answer_given_before_its_question_waits_for_it() -> None:
    position = walk(tree(), ("no", "lo"))
    assert position.step == "quoi"
    assert set(position.ahead) == {"no", "lo"}
    assert walk(tree(), ("no", "lo", "rf")).step == "fin"


def test_a_question_already_answered_by_another_is_passed_over() -> None:
    assert walk(tree(), ("po",)).step == "raisons"


def test_an_answer_that_no_longer_fits_is_lost_and_said() -> None:
    position = walk(tree(), ("po", "lo", "ns"))
    assert position.step == "fin"
    assert position.lost == (Lost("lo", "unfit"),)


def test_an_older_flow_s_renamed_answer_still_holds() -> None:
    assert walk(tree(), ("rf", "zo")).facts.domain == "private_housing"


def test_an_older_flow_s_removed_answer_lands_on_the_last_one_that_holds() -> None:
    position = walk(tree(), ("rf", "xx", "no"))
    assert position.step == "ou"
    assert position.ahead == ("no",)
    assert position.lost == (Lost("xx", "gone"),)


def test_an_answer_that_stands_alone_excludes_the_others() -> None:
    assert walk(tree(), ("rf", "lo", "no-ns")).facts.reason == "unknown"


def test_a_commune_that_does_not_exist_is_lost(guide: Guide) -> None:
    position = walk(guide.main, ("rf", "f99999"), guide.place_exists)
    assert position.lost == (Lost("f99999", "gone"),)


@given(st.data())
def test_any_answers_give_a_position(guide: Guide, data: st.DataObject) -> None:
    codes = st.sampled_from([*guide.main.owner, "zz", "00"])
    several = st.lists(codes, min_size=1, max_size=4).map("-".join)
    tokens = tuple(
        data.draw(
            st.lists(st.one_of(codes, several, several.map(lambda each: each + "-"), st.just("f59606")), max_size=16)
        )
    )
    position = walk(guide.main, tokens, guide.place_exists)
    assert position.step in guide.main.flow.steps
    again = walk(guide.main, position.tokens, guide.place_exists)
    assert (again.step, again.answers, again.lost) == (position.step, position.answers, ())


def test_changing_one_answer_keeps_the_others(guide: Guide) -> None:
    before = walk(guide.main, paths.parse("rf_em_pv_or_t1_f59606").tokens, guide.place_exists)
    changed = walk(guide.main, tuple("lo" if token == "em" else token for token in before.tokens), guide.place_exists)
    assert changed.step == "resultat"
    assert changed.facts.criteria == ("origin",)
    assert changed.facts.facts_insee == "59606"
    assert [lost.token for lost in changed.lost] == ["pv"]


def test_a_walk_spells_what_its_facts_say(guide: Guide) -> None:
    """The bits that rulebooks are asked with, and the facts that people read, never part."""
    for path in (
        "",
        "mq_em_pv_or-co",
        "rf_lo_no_t1_f59606",
        "pf_tv_mq_em_pv_or-co-no-rl_q1_t1_nl_h59606_v1_d1_s1",
        "vm",
    ):
        position = walk(guide.main, paths.parse(path).tokens)
        assert position.bits == guide.alphabet.bits(values(position.facts)), path
