"""Words typed in each language offered: what they tell, which language they are in, and that no danger is missed."""

import pytest

from benchmarks.understanding import read_cases
from bot.core.dialogue import alarming, say, tap
from bot.core.guide import Guide
from bot.core.hearing import UNKNOWN, alarm, meaning, recognised
from bot.core.tongue import in_language
from tests.conftest import NOW

LANGUAGES = ("ar", "en", "tr", "pt", "pl", "ro", "uk")
#: A flat refused because of who somebody is, a job lost by a pregnant woman, a dentist who refuses, mockery every day.
STORIES = {
    "ar": ("رفضوا تأجير الشقة لي لأنني عربي", "طردوني من العمل لأنني حامل", "رفض طبيب الأسنان علاجي بسبب CMU", "المدير يسخر من لهجتي كل يوم"),
    "en": ("they refused me a flat because I'm black", "I was fired because I am pregnant", "the dentist refused to treat me because of my CMU card", "my colleagues make fun of my accent every day at work"),
    "tr": ("bana daire vermediler çünkü arabım", "hamile olduğum için beni işten çıkardılar", "dişçi beni kabul etmedi CMU yüzünden", "patronum aksanımla dalga geçiyor her gün"),
    "pt": ("não me quiseram alugar o apartamento porque sou preto", "fui despedida porque estou grávida", "o dentista recusou tratar-me por causa da CMU", "no trabalho gozam com o meu sotaque todos os dias"),
    "pl": ("nie chcą mi wynająć mieszkania bo jestem czarny", "zwolnili mnie bo jestem w ciąży", "dentysta odmówił mi leczenia przez CMU", "w pracy koledzy śmieją się z mojego akcentu codziennie"),
    "ro": ("nu mi-au dat apartamentul pentru că sunt rom", "m-au dat afară de la muncă pentru că sunt însărcinată", "dentistul a refuzat să mă trateze din cauza CMU", "la muncă colegii râd de accentul meu în fiecare zi"),
    "uk": ("мені відмовили у квартирі, бо я українка", "мене звільнили, бо я вагітна", "стоматолог відмовив мені в лікуванні через CMU", "на роботі колеги насміхаються з мого акценту"),
}  # fmt: skip
TOLD = (
    ("private_housing", "refusal", {"origin", "alleged_race", "ethnicity"}),
    ("employment", "dismissal", {"pregnancy"}),
    ("health", "care_refusal", {"economic_vulnerability"}),
    ("employment", "repeated_remarks", {"language"}),
)
DANGERS = {
    "ar": ("إنه يضربني الآن", "أُريد أن أموت", "زوجي يضربني", "اغتصبني رجل", "ننام في الشارع الليلة", "جاري يضرب زوجته", "عمري 14 وأخي يلمسني"),
    "en": ("he is beating me", "I want to kill myself", "my husband hits me", "I was raped", "we sleep outside tonight", "my neighbour beats his wife", "I am 14 and my father beats me"),
    "tr": ("beni dövüyorlar, tehlikedeyim", "ölmek istiyorum", "kocam beni dövüyor", "tecavüze uğradım", "sokakta yatıyoruz", "komşum karısını dövüyor", "14 yaşındayım, babam beni dövüyor"),
    "pt": ("eles batem-me", "quero morrer", "o meu marido bate-me", "fui violada", "dormimos na rua com os filhos", "o vizinho bate na mulher", "tenho 14 anos e o meu pai bate-me"),
    "pl": ("oni mnie biją", "chcę umrzeć", "mąż mnie bije", "zostałam zgwałcona", "śpimy na ulicy", "sąsiad bije żonę", "mam 14 lat i ojciec mnie bije"),
    "ro": ("ei mă bat", "vreau să mor", "soțul mă bate", "am fost violată", "dormim pe stradă", "vecinul își bate nevasta", "am 14 ani și tata mă bate"),
    "uk": ("він мене б'є", "хочу померти", "чоловік мене б'є", "мене зґвалтували", "ми ночуємо на вулиці", "сусід б'є свою дружину", "мені 14, тато мене б'є"),
}  # fmt: skip
URGENCIES = (
    {"danger"},
    {"suicide"},
    {"partner", "danger"},
    {"sexual"},
    {"shelter"},
    {"third_party"},
    {"minor", "danger"},
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_is_recognised_and_understood_in_each_language(guide: Guide, language: str) -> None:
    for words, (domain, treatment, criteria) in zip(STORIES[language], TOLD, strict=True):
        assert recognised(guide.hearing, words, "fr") == language, words
        meant = meaning(guide.hearing, words, "fr")
        assert meant.domains[0][0] == domain, words
        assert treatment in dict(meant.treatments), words
        assert criteria & dict(meant.criteria).keys(), words
        assert meant.urgency is None, words


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("patronum beni öldüreceğini söyledi", "danger"),
        ("seni gebertirim dedi", "danger"),
        ("evimi yakacaklarını söylüyorlar", "danger"),
        ("evden çıkmama izin vermiyor", "danger"),
        ("ölsem de kurtulsam", "suicide"),
        ("bıktım yaşamaktan", "suicide"),
        ("kocamdan korkuyorum", "partner"),
        ("eşim eve hapsetti", "partner"),
        ("müdürüm beni zorla öptü", "sexual"),
        ("bu akşam nerede yatacağımı bilmiyorum", "shelter"),
        ("çocuklarımla dışarıda kaldık", "shelter"),
        ("bir kadını dövüyorlar", "third_party"),
        ("patron beni öldürecek gibi çalıştırıyor", None),
        ("artık bu evde yaşamak istemiyorum çok nemli", None),
        ("market güvenliği beni takip ediyor", None),
        ("yorgunluktan öldüm", None),
        ("kocam da aynı işe başvurdu onu aldılar", None),
    ],
)
def test_turkish_is_heard_in_its_verbs(guide: Guide, words: str, heard: str | None) -> None:
    urgency = alarm(guide.hearing, words, "tr")
    assert (urgency.id if urgency and urgency.strength == "interrupt" else None) == heard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spoken", ["fr", "en", "ar"])
def test_a_danger_interrupts_in_each_language_whatever_is_spoken(guide: Guide, language: str, spoken: str) -> None:
    for words, names in zip(DANGERS[language], URGENCIES, strict=True):
        heard = alarm(guide.hearing, words, spoken)
        assert heard, words
        assert heard.id in names, words
        assert heard.strength == "interrupt", words
        assert alarming(guide, words)


def test_no_french_is_taken_for_another_language_and_no_other_language_alarms_in_it(guide: Guide) -> None:
    french = [
        case for case in read_cases() if case.id not in {"c094", "W14-093"}
    ]  # « He said no Arabs… », « sorry my french… »
    assert len(french) > 800
    for case in french:
        assert recognised(guide.hearing, case.text, "fr") is None, case.text
        heard = alarm(guide.hearing, case.text, "fr")
        assert heard is None or heard.language == "fr", case.text


@pytest.mark.parametrize(
    ("words", "spoken", "wanted"),
    [
        ("on m'a refusé un appartement parce que je suis noir", "en", "fr"),
        ("on m'a refusé un appartement parce que je suis noir", "fr", None),
        ("refused me", "fr", None),  # two known words: no guess
        ("Saint-Quentin", "en", None),
        ("Lille", "ar", None),
        ("привет, мне отказали в квартире, потому что мы не французы", "fr", UNKNOWN),
        ("به من خانه ندادند چون افغان هستم گفتند کسی دیگر گرفته", "fr", UNKNOWN),
        ("我被拒绝了", "fr", UNKNOWN),
        ("😀😀😀 ???", "fr", None),
        ("", "fr", None),
    ],
)  # fmt: skip
def test_a_language_is_only_named_where_it_is_plain(guide: Guide, words: str, spoken: str, wanted: str | None) -> None:
    assert recognised(guide.hearing, words, spoken) == wanted


def test_the_language_that_is_written_is_proposed_and_nothing_that_was_written_is_lost(guide: Guide) -> None:
    words = "they refused me a flat because I'm black"
    screen = say(guide, "", words, NOW)
    english = in_language(guide, "en")
    assert english.phrases["langue_proposee"].fill(langue="English") in screen.text
    assert guide.phrases["langue_proposee"].fill(langue="English") in screen.text
    there, stay = screen.links[:2]
    assert (there.label, stay.label) == ("English", "Français")
    changed = tap(guide, str(there.path), NOW)
    assert changed.language == "en"
    assert changed.text.startswith("Thank you for telling me.")
    assert "Housing" in changed.text or "Renting" in changed.text
    going_on = tap(guide, str(stay.path), NOW)
    assert going_on.language is None
    assert going_on.text.startswith(guide.phrases["jai_compris"].split("{")[0].strip()[:10])
    agreed = say(english, changed.address, "yes", NOW)
    assert {"facts": agreed.facts.treatment, "domain": agreed.facts.domain} == {
        "facts": "refusal",
        "domain": "private_housing",
    }


def test_words_in_letters_that_no_language_offered_has_bring_the_list_of_languages(guide: Guide) -> None:
    screen = say(guide, "rf", "мне отказали в квартире, потому что мы не французы", NOW)
    assert [link.label for link in screen.links][: len(guide.knowledge.languages)] == [
        each.name for each in guide.knowledge.languages.values()
    ]


def test_a_danger_told_in_another_language_is_answered_in_it_and_the_way_back_is_one_button(guide: Guide) -> None:
    screen = say(guide, "rf", "він мене б'є", NOW)
    assert (screen.language, screen.urgency, screen.path) == ("uk", "danger", "rf")
    ukrainian = in_language(guide, "uk")
    assert screen.text.startswith(str(ukrainian.knowledge.urgencies["danger"].text)[:20])
    assert "17" in screen.text
    assert "114" in screen.text
    back = next(link for link in screen.links if link.label == "Français")
    french = tap(ukrainian, str(back.path), NOW)
    assert (french.language, french.urgency) == ("fr", "danger")
    assert french.text == tap(guide, "rf~ud", NOW).text


def test_a_danger_told_in_french_to_who_chose_arabic_is_answered_in_arabic(guide: Guide) -> None:
    screen = say(in_language(guide, "ar"), "rf", "mon mari me frappe", NOW)
    assert (screen.language, screen.urgency) == ("ar", "partner")


def test_easy_french_is_french_to_who_types_it(guide: Guide) -> None:
    easy = in_language(guide, "falc")
    assert say(easy, "", "on m'a refusé un appartement parce que je suis noir", NOW).text.startswith(
        easy.phrases["jai_compris"].split("{")[0].strip()[:10]
    )
