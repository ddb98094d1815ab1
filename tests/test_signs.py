"""Each sign fires on damage and stays silent on good prose, in several languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtcheck.evidence import RoundTrip
from mtcheck.signs import SIGNS, find, ids
from mtcheck.signs.sign import clean_rates

DOCUMENTATION = Path(__file__).parents[1] / "docs" / "signs.md"

# Sign, language, sentence, and the characters the hit must point at.
DAMAGED = [
    ("detached-hyphen", "de", "Der US -Senator reiste gestern ab.", "US -Senator"),
    ("detached-hyphen", "de", "Die EU -weiten Regeln gelten ab Mai.", "EU -weiten"),
    ("detached-hyphen", "nl", "De VN -Veiligheidsraad vergadert vandaag.", "VN -Veiligheidsraad"),
    ("detached-hyphen", "sv", "Den nya EU -lagen gäller från maj.", "EU -lagen"),
    ("foreign-word", "de", "Der Minister sagte, dass the neue Regel gilt.", "the"),
    ("foreign-word", "de", "Sie kamen spät an because of den vielen Staus.", "because of"),
    ("foreign-word", "fr", "Le ministre a dit que nicht tout était perdu.", "nicht"),
    ("foreign-word", "es", "La ciudad ha crecido mucho although los precios suben.", "although"),
    ("foreign-word", "ru", "Министр сказал, что это решение which было принято вчера.", "which"),
    ("repeated-word", "de", "Wir fahren morgen morgen nach Hause.", "morgen morgen"),
    ("repeated-word", "en", "She went to the the market.", "the the"),
    ("repeated-word", "fr", "Il a acheté une une maison.", "une une"),
    ("repeated-word", "en", "They saw a dog dog dog in the yard.", "dog dog dog"),
    ("repeated-phrase", "de", "Er lief in den Wald in den Wald und verschwand.", "in den Wald in den Wald"),
    ("repeated-phrase", "en", "The price of the price of the car rose.", "The price of the price of"),
    ("repeated-phrase", "es", "Vino a la casa a la casa con su perro.", "a la casa a la casa"),
    ("repeated-phrase", "en", "It was the end of it all, the end of it all, they said.",
     "the end of it all, the end of it all"),
    ("unclosed-quote", "de", "Er sah im „alten Haus keinen Menschen, nur ein „Bild von Rom.", "„"),
    ("unclosed-quote", "en", "The “old house was empty and they left.", "“"),
    ("unclosed-quote", "pl", "To jest dom”, powiedział, a potem wyszedł” na ulicę.", "”"),
    ("unclosed-bracket", "de", "Die Stadt (im Norden des Landes wächst schnell.", "("),
    ("unclosed-bracket", "en", "The river north) of the town froze.", ")"),
    ("unclosed-bracket", "fr", "La ville [au nord du pays grandit vite.", "["),
    ("mojibake", "de", "Das ist fÃ¼r alle neu.", "Ã¼"),
    ("mojibake", "en", "She said â€œnoâ€\x9d and left.", "â€œ"),
    ("mojibake", "es", "El niÃ±o duerme.", "Ã±"),
    ("mojibake", "ru", "РџСЂРёРІРµС‚, друзья.", "РџСЂРёРІРµС‚"),
    ("mojibake", "fr", "L’\ufffdcole est ferm\ufffde.", "\ufffd"),
    ("mojibake", "pl", "Wszyscy sÄ… w domu.", "Ä…"),
    ("glued-words", "de", "Gestern kam derZug zu spät.", "derZug"),
    ("glued-words", "de", "Das war das Ende.Der Rest blieb still.", "Ende.Der"),
    ("glued-words", "en", "They closed the shop.They never returned.", "shop.They"),
    ("glued-words", "fr", "Il est parti hierAvec son frère.", "hierAvec"),
    ("glued-words", "de", "Der RegenRegen hielt an.", "RegenRegen"),
    ("glued-dash", "de", "Sein Bruder-ein bekannter Maler lebt in Rom.", "Bruder-ein"),
    ("glued-dash", "en", "Her brother-the painter lives in Rome.", "brother-the"),
    ("glued-dash", "nl", "Zijn broer-een bekende schilder woont in Rome.", "broer-een"),
    ("placeholder", "de", "Der Minister %s reiste nach {city} ab.", "%s"),
    ("placeholder", "en", "He said &quot;no&quot; and left.", "&quot;"),
    ("placeholder", "fr", "Le <b>ministre</b> est parti.", "<b>"),
    ("placeholder", "es", "La casa <unk> está vacía.", "<unk>"),
    ("placeholder", "en", "A well @-@ known painter died.", "@-@"),
    ("placeholder", "pt", "A ci@@ dade cresce.", "@@"),
    ("placeholder", "it", "La ▁casa è vuota.", "▁"),
    ("placeholder", "en", "The [[river]] froze.", "[["),
    ("wrong-script", "en", "The pаrty was long.", "pаrty"),
    ("wrong-script", "ru", "Большой дoм стоит пустой.", "дoм"),
    ("wrong-script", "de", "Der Präsident 总统 sprach lange.", "总统"),
    ("wrong-script", "fr", "Le ministre сказал hier que tout va bien.", "сказал"),
    ("spacing", "de", "Er kam , sah , und ging .", " ,"),
    ("spacing", "en", "They came , they saw , and they left .", " ,"),
    ("spacing", "fr", "Il vint , il vit , il partit .", " ,"),
    ("article-noise", "en", "She bought the a house.", "the a"),
    ("article-noise", "fr", "Il a vu un le chat.", "un le"),
    ("article-noise", "es", "Vive en la ciudad del el norte.", "del el"),
    ("article-noise", "de", "Er wohnt zur der Miete.", "zur der"),
    ("article-noise", "nl", "Zij woont in de het huis.", "de het"),
    ("article-form", "en", "She ate a apple.", "a apple"),
    ("article-form", "en", "It was an large house.", "an large"),
    ("article-form", "fr", "Je crois que il dort.", "que il"),
    ("article-form", "it", "Il cane dorme in il giardino.", "in il"),
    ("article-form", "pt", "Ela mora em o centro.", "em o"),
    ("truncated", "de", "Der Bürgermeister sprach lange über den Haushalt und.", "und"),
    ("truncated", "en", "The mayor walked slowly to the.", "the"),
    ("truncated", "es", "El alcalde habló durante horas con la gente de.", "de"),
    ("truncated", "ru", "Мэр долго говорил с людьми и.", "и"),
    ("stray-punctuation", "de", "Er kam spät,, aber er kam.", ",,"),
    ("stray-punctuation", "en", "They waited for hours,.", ",."),
    ("stray-punctuation", "fr", "Il habite « » à Paris.", "« »"),
    ("stray-punctuation", "es", "La ciudad () crece.", "()"),
    ("split-contraction", "en", "They do n't know.", "do n't"),
    ("split-contraction", "fr", "C’est l’ homme du village.", "l’ "),
    ("split-contraction", "it", "La storia dell' arte è lunga.", "dell' "),
]  # fmt: skip

GOOD = [
    ("detached-hyphen", "de", "Die Vor- und Nachteile sowie Groß- und Kleinschreibung."),
    ("detached-hyphen", "de", "Arbeitgeber und -nehmer stritten."),
    ("detached-hyphen", "de", "Das Haus - ein Altbau - steht leer."),
    ("detached-hyphen", "de", "Im Winter sank es auf minus 5 bis -12 Grad."),
    ("detached-hyphen", "de", "Die Endung -ung bildet Hauptwörter."),
    ("detached-hyphen", "fi", "Hän lukee New York -lehteä."),
    ("foreign-word", "de", "Er las gestern „The Lord of the Rings“ zu Ende."),
    ("foreign-word", "de", "Die Bank of England hob den Zins."),
    ("foreign-word", "de", "Das ist de facto ein Deal in letzter Minute."),
    ("foreign-word", "en", "The door was open and it would pour all day."),
    ("foreign-word", "tr", "Çok para kazandı ama hasta oldu."),
    ("foreign-word", "da", "Hun skal have en ny cykel."),
    ("foreign-word", "de", "We would never have guessed that the answer was this."),
    ("repeated-word", "de", "Das sind die, die die Regeln machen, nein, nein."),
    ("repeated-word", "de", "Die Leute, die die Regeln machen, sagen, dass das das Beste sei."),
    ("repeated-word", "en", "All the money he had had was very very old."),
    ("repeated-word", "fr", "Nous nous levons tôt."),
    ("repeated-word", "id", "Anak anak bermain di taman."),
    ("repeated-word", "en", "The band Duran Duran played."),
    ("repeated-phrase", "en", "They tried again and again and again."),
    ("repeated-phrase", "de", "Schritt für Schritt für mehr Ruhe."),
    ("repeated-phrase", "de", "Viel zu viel, viel zu viel für einen Abend."),
    ("unclosed-quote", "de", "„Das ist gut. "),
    ("unclosed-quote", "de", "Das war alles“, sagte sie und fragte: „Und nun?"),
    ("unclosed-quote", "de", "Er sagte: »Das ist „gut“.«"),
    ("unclosed-quote", "fr", "Il a dit : « Je viens. »"),
    ("unclosed-quote", "en", "The board is 6'2\" long and 14\" wide, the dogs' too."),
    ("unclosed-quote", "sv", "”Det är bra”, sade hon."),
    ("unclosed-bracket", "de", "a) Brot, b) Milch und 3) Eier."),
    ("unclosed-bracket", "en", "The town (in the north [of here]) grew :-)"),
    ("unclosed-bracket", "en", "(This remark runs on."),
    ("unclosed-bracket", "fr", "Voir la suite (p. 12)."),
    ("mojibake", "pt", "A MANHÃ” e o PÃO são bons."),
    ("mojibake", "sv", "Å, vad fint! “Å” är en bokstav i MALMÖ."),
    ("mojibake", "fr", "Âge, Île, forêt, garçon… « Où ? »"),
    ("glued-words", "de", "Das iPhone und YouTube, die GmbH und McDonald's."),
    ("glued-words", "en", "He joined PayPal, then Booking.com and Amazon.Com."),
    ("glued-words", "de", "Siehe bericht.Der.pdf oder z.B. Dr.Müller."),
    ("glued-words", "nl", "Het museum toont vanGogh en deJong."),
    ("glued-dash", "de", "Die Land-für-Frieden-Formel und das Drei-Liter-Auto."),
    ("glued-dash", "en", "A state-of-the-art, follow-up, take-it-or-leave-it offer."),
    ("glued-dash", "de", "Er spielte Mutter-und-Kind und Alles-oder-nichts."),
    ("placeholder", "de", "Die Quote stieg um 5 % seit Mai."),
    ("placeholder", "en", "It was 3 < 4 and 5 > 2, we @home use #hashtags & more."),
    ("placeholder", "de", "Der Befehl `printf %s` gibt Text aus."),
    ("wrong-script", "de", "Ein µm und ein kΩ, dazu ΔT und die Straße."),
    ("wrong-script", "ru", "IT-компания Apple купила стартап."),
    ("wrong-script", "de", "Moskau (russisch Москва) ist groß."),
    ("spacing", "fr", "Vraiment ? Oui ! Voici : du pain ; du lait."),
    ("spacing", "de", "Der Bericht , den er schrieb, erschien gestern."),
    ("spacing", "en", "They use .NET , and it works, mostly."),
    ("article-noise", "de", "Der Mann, der die Frau sah, die der Öffentlichkeit bekannt ist."),
    ("article-noise", "fr", "Il fait la une du journal, un des plus lus."),
    ("article-noise", "es", "Es la una y los unos van con los otros."),
    ("article-noise", "pt", "Ela oferece-nos uma casa."),
    ("article-form", "en", "An hour ago a university gave a one-off award to a European."),
    ("article-form", "en", "It was an honest answer and an uninteresting one, not a unanimous vote."),
    ("article-form", "fr", "Je crois qu’il dort, et que cela suffit."),
    ("article-form", "es", "Vive en El Salvador, cerca del mar."),
    ("truncated", "de", "Wer ist das denn, und kommst du mit?"),
    ("truncated", "en", "This is the house that they walked into."),
    ("truncated", "de", "Er wollte noch sagen, dass …"),
    ("truncated", "es", "No sé por qué lo dijo así."),
    ("stray-punctuation", "de", "Das kostet 5,- Euro usw., sagte er …, oder?"),
    ("stray-punctuation", "en", "Acme Inc., of Boston, said: ...well, no?!"),
    ("stray-punctuation", "ru", "В 2014 г., как и в 2015 г.; потом нет."),
    ("split-contraction", "en", "They don't know 'tis the dogs' day."),
    ("split-contraction", "fr", "C’est l’homme qu’elle aime, aujourd’hui."),
    ("split-contraction", "it", "L'arte dell'uomo è un po' strana."),
]


@pytest.mark.parametrize(("sign", "language", "sentence", "pointed_at"), DAMAGED)
def test_sign_points_at_damage(sign: str, language: str, sentence: str, pointed_at: str) -> None:
    """The sign fires and its first hit covers exactly the damaged characters."""
    hits = [hit for hit in find(sentence, language) if hit.id == sign]
    assert [sentence[hit.start : hit.end] for hit in hits][:1] == [pointed_at]
    assert hits[0].message.endswith((".", "row."))


@pytest.mark.parametrize(("sign", "language", "sentence"), GOOD)
def test_sign_is_silent_on_good_prose(sign: str, language: str, sentence: str) -> None:
    """The sign finds nothing where the language allows what looks like damage."""
    assert [hit for hit in find(sentence, language) if hit.id == sign] == []


def _trip(pivot: str, back: str, chrf: float = 80.0) -> RoundTrip:
    return RoundTrip("en", pivot, back, chrf, 50.0, None, 2.0, 1.0)


@pytest.mark.parametrize(
    ("language", "sentence", "pivot", "back", "number"),
    [
        ("de", "Es kamen 4500 Gäste.", "5400 guests came.", "Es kamen 5400 Gäste.", "4500"),
        ("fr", "Il a payé 37 euros.", "He paid 73 euros.", "Il a payé 73 euros.", "37"),
        (
            "es",
            "La torre mide 1.250 metros.",
            "The tower is 1,520 metres high.",
            "La torre mide 1.520 metros.",
            "1.250",
        ),
    ],
)
def test_number_changed_in_both_directions_is_pointed_at(
    language: str, sentence: str, pivot: str, back: str, number: str
) -> None:
    """A number that reads differently in the pivot and on the way back is a hit."""
    hits = [hit for hit in find(sentence, language, _trip(pivot, back)) if hit.id == "number-changed"]
    assert [sentence[hit.start : hit.end] for hit in hits] == [number]


@pytest.mark.parametrize(
    ("language", "sentence", "pivot", "back"),
    [
        ("de", "Es kamen 1.250,50 Euro.", "It came to 1,250.5 euros.", "Es waren 1.250,5 Euro."),
        ("de", "Das kostet 7,2 Millionen.", "It costs 7,200,000.", "Das kostet 7.200.000."),
        ("de", "Um 20.45 Uhr ging es los.", "It began at 8:45 pm.", "Es begann um 8:45 Uhr."),
        (
            "de",
            "Am 05.08.1930 kam er zur Welt.",
            "He was born on August 5, 1930.",
            "Er wurde am 5. August 1930 geboren.",
        ),
        ("de", "In den 1990er Jahren war das so.", "It was so in the 90s.", "In den 90ern war das so."),
        ("de", "Es kamen 12 Gäste.", "Twelve guests came.", "Es kamen zwölf Gäste."),
        ("de", "Es kamen 4500 Gäste.", "4500 guests came.", "Es kamen 5400 Gäste."),
        ("de", "Es kamen 4500 Gäste.", "Guests came.", "Es kamen Gäste."),
    ],
)
def test_number_in_another_style_or_lost_by_the_translator_is_forgiven(
    language: str, sentence: str, pivot: str, back: str
) -> None:
    """Grouping, clock times, dates, decades, number words and slips on the way back are no hits."""
    assert [hit for hit in find(sentence, language, _trip(pivot, back)) if hit.id == "number-changed"] == []


def test_number_changed_needs_a_translator_to_be_trusted() -> None:
    """Where little of the sentence came back, a number proves nothing."""
    sentence, trip = "Es kamen 4500 Gäste.", _trip("5400 guests came.", "Es kamen 5400 Gäste.", chrf=40.0)
    assert [hit for hit in find(sentence, "de", trip) if hit.id == "number-changed"] == []


def test_number_changed_needs_a_round_trip() -> None:
    """Without a round trip nothing is known about numbers."""
    assert find("Es kamen 4500 Gäste.", "de", None) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Mehr unter https://example.org/%s/the-the?x=%s und www.example.org/a,,b .",
        "Schreiben Sie an the.the@example.org, sagte er.",
        "Der Befehl `the the %s ,, derZug` läuft.",
        "Alle teilen #derZug und folgen @derZug heute.",
    ],
)
def test_addresses_code_hashtags_and_handles_are_masked(sentence: str) -> None:
    """No sign looks inside what is not prose."""
    assert find(sentence, "de") == ()


def test_hits_are_sorted_and_inside_the_sentence() -> None:
    """Hits come by where they start and point into the sentence."""
    sentence = "Der US -Senator fuhr fuhr fÃ¼r %s nach Hause,, sagte er (leise und."
    hits = find(sentence, "de")
    assert len({hit.id for hit in hits}) >= 5
    assert list(hits) == sorted(hits, key=lambda hit: hit.start)
    assert all(0 <= hit.start < hit.end <= len(sentence) for hit in hits)


def test_all_signs_can_be_disabled() -> None:
    """`all` silences every sign."""
    assert find("Der US -Senator fuhr fuhr.", "de", disabled=frozenset({"all"})) == ()


def test_one_sign_can_be_disabled() -> None:
    """A disabled sign is silent, the others are not."""
    hits = find("Der US -Senator fuhr fuhr.", "de", disabled=frozenset({"detached-hyphen"}))
    assert [hit.id for hit in hits] == ["repeated-word"]


def test_sign_is_silent_in_languages_it_is_not_meant_for() -> None:
    """A rule about German compounds says nothing about French."""
    assert find("Le chat US -Senator dort.", "fr") == ()


def test_unknown_language_is_read_without_error() -> None:
    """Signs for all languages work on a language no list knows."""
    assert [hit.id for hit in find("Xa %s xu.", "qqq")] == ["placeholder"]


def test_ids_are_unique_and_kebab_case() -> None:
    """Every sign can be named on the command line."""
    assert len(set(ids())) == len(SIGNS) >= 12
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in ids())


def test_every_sign_has_examples() -> None:
    """A new sign comes with at least three sentences it fires on and three it does not."""
    for name in set(ids()) - {"number-changed"}:
        assert sum(sign == name for sign, *_ in DAMAGED) >= 3, name
        assert sum(sign == name for sign, *_ in GOOD) >= 3, name


def test_every_sign_has_a_measured_clean_rate_of_at_most_three_per_thousand() -> None:
    """No sign ships unmeasured or noisy, in any language measured."""
    for sign in SIGNS:
        assert sign.clean_rate is not None
        assert all(0 <= rate <= 3 for rate in clean_rates()[sign.id].values()), sign.id


def test_every_sign_is_documented() -> None:
    """Each sign has a section with a paragraph of its own in docs/signs.md, and no section lacks a sign."""
    sections = re.findall(r"^## (\S+)\n\n(\S.{100,})$", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in sections] == list(ids())
