"""Every word the HTML report says, in English and German. Another language is another column in each row.

`{name}` stands for a number or a word put in by the page. A row of two names itself: `key: (English, German)`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the bar
    "title": ("mtcheck report", "mtcheck-Bericht"),
    "skip": ("Skip to the articles", "Zu den Artikeln springen"),
    "filter": ("Find in paths and texts", "In Pfaden und Texten suchen"),
    "verdict": ("Verdict", "Urteil"),
    "all": ("All", "Alle"),
    "garbled": ("Garbled", "Entstellt"),
    "unscored": ("Unscored", "Nicht bewertet"),
    "clean": ("Clean", "Sauber"),
    "language_switch": ("Deutsch", "English"),
    "theme": ("Dark or light", "Dunkel oder hell"),
    "help": ("Keys", "Tasten"),
    "passed": ("Gate passed", "Prüfung bestanden"),
    "failed": ("Gate failed", "Prüfung nicht bestanden"),
    "incomplete": ("Gate incomplete", "Prüfung unvollständig"),
    # the list
    "overview": ("Overview", "Überblick"),
    "articles": ("Articles", "Artikel"),
    "order": ("Order", "Reihenfolge"),
    "order_worst": ("Worst first", "Schlechteste zuerst"),
    "order_path": ("By path", "Nach Pfad"),
    "shown": ("{n} of {m} shown", "{n} von {m} gezeigt"),
    "clear": ("Show all", "Alle zeigen"),
    # the overview
    "lead_none": (
        "No article reads as garbled machine translation.",
        "Kein Artikel liest sich wie entstellte maschinelle Übersetzung.",
    ),
    "lead_one": (
        "1 of {m} articles reads as garbled machine translation.",
        "1 von {m} Artikeln liest sich wie entstellte maschinelle Übersetzung.",
    ),
    "lead_many": (
        "{n} of {m} articles read as garbled machine translation.",
        "{n} von {m} Artikeln lesen sich wie entstellte maschinelle Übersetzung.",
    ),
    "gate_because": ("Gate {state}: {because} (fail on: {level})", "Prüfung {state}: {because} (Maßstab: {level})"),
    "level_article": ("article", "Artikel"),
    "level_sentence": ("sentence", "Satz"),
    "level_never": ("never", "nie"),
    "gate_passed": ("passed", "bestanden"),
    "gate_failed": ("failed", "nicht bestanden"),
    "gate_incomplete": ("incomplete", "unvollständig"),
    "n_garbled_one": ("1 garbled article", "1 entstellter Artikel"),
    "n_garbled_many": ("{n} garbled articles", "{n} entstellte Artikel"),
    "n_flagged_one": ("1 flagged sentence", "1 beanstandeter Satz"),
    "n_flagged_many": ("{n} flagged sentences", "{n} beanstandete Sätze"),
    "n_unread_one": ("1 file or record not read", "1 Datei oder 1 Datensatz nicht gelesen"),
    "n_unread_many": ("{n} files or records not read", "{n} Dateien oder Datensätze nicht gelesen"),
    "n_unscored_one": ("1 article unscored", "1 Artikel nicht bewertet"),
    "n_unscored_many": ("{n} articles unscored", "{n} Artikel nicht bewertet"),
    "nothing_judged": ("nothing to judge", "nichts zu bewerten"),
    "n_own_one": ("1 article fails by its own settings", "1 Artikel fällt nach eigenen Einstellungen durch"),
    "n_own_many": ("{n} articles fail by their own settings", "{n} Artikel fallen nach eigenen Einstellungen durch"),
    "nothing_fails": ("nothing fails it", "nichts lässt sie scheitern"),
    "of": ("of", "von"),
    "sentences": ("Sentences", "Sätze"),
    "flagged": ("Flagged", "Beanstandet"),
    "flagged_lower": ("flagged", "beanstandet"),
    "flagged_sentences": ("Flagged sentences", "Beanstandete Sätze"),
    "not_read": ("Not read", "Nicht gelesen"),
    "threshold": ("Threshold", "Schwelle"),
    "threshold_help": (
        "A sentence whose quality is below the threshold is flagged. Move it: sentences, articles and the gate are "
        "judged again at once, as mtcheck report --threshold would.",
        "Ein Satz, dessen Güte unter der Schwelle liegt, wird beanstandet. Beim Verschieben werden Sätze, Artikel und "
        "Prüfung sofort neu bewertet, wie mtcheck report --threshold es täte.",
    ),
    "reset": ("Back to {q}", "Zurück auf {q}"),
    "at_threshold": (
        "At {q}: {articles} garbled ({more_articles}), {sentences} flagged sentences ({more_sentences}).",
        "Bei {q}: {articles} entstellt ({more_articles}), {sentences} beanstandete Sätze ({more_sentences}).",
    ),
    "histogram": ("Sentences by quality", "Sätze nach Güte"),
    "article_plot": ("Articles by quality", "Artikel nach Güte"),
    "article_plot_help": (
        "Each mark is an article, the worst of the scan on the left; below the dashed line it is garbled. "
        "Choose one to read it.",
        "Jedes Zeichen ist ein Artikel, links der schlechteste des Laufs; unter der gestrichelten Linie ist er "
        "entstellt. Zum Lesen eines auswählen.",
    ),
    "languages": ("Languages", "Sprachen"),
    "language": ("Language", "Sprache"),
    "unknown": ("unknown", "unbekannt"),
    "by_quality": ("Articles by quality, 0 to 1", "Artikel nach Güte, 0 bis 1"),
    "round_trip_short": ("Round trip", "Rückweg"),
    "calibrated": ("Calibrated", "Kalibriert"),
    "yes": ("yes", "ja"),
    "no": ("no", "nein"),
    "some": ("partly", "teils"),
    "reasons_common": ("Commonest reasons", "Häufigste Gründe"),
    "reasons_help": ("Choose one to see only its sentences.", "Einen auswählen, um nur seine Sätze zu sehen."),
    "reasons_none": ("No flagged sentence gives a reason.", "Kein beanstandeter Satz nennt einen Grund."),
    "legend": ("How the text is marked", "Wie der Text gekennzeichnet ist"),
    "legend_light": ("slightly suspicious", "etwas verdächtig"),
    "legend_clear": ("damaged", "beschädigt"),
    "legend_strong": ("badly damaged", "stark beschädigt"),
    "legend_flagged": ("flagged sentence", "beanstandeter Satz"),
    "legend_open": ("Choose a sentence to see why.", "Einen Satz auswählen, um zu sehen, warum."),
    "script_off": (
        "Choosing sentences, the slider and the filter need JavaScript; the text is marked without it.",
        "Auswählen, Schieber und Filter brauchen JavaScript; der Text ist auch ohne gekennzeichnet.",
    ),
    # the review
    "review": ("Your review", "Ihre Durchsicht"),
    "review_help": (
        "Say of a flagged sentence whether it is garbled or reads fine (keys a and d). It is kept in this browser and "
        "sent nowhere.",
        "Sagen Sie von einem beanstandeten Satz, ob er entstellt ist oder sich gut liest (Tasten a und d). Das bleibt "
        "in diesem Browser und wird nirgendwohin gesendet.",
    ),
    "reviewed": ("{n} of {m} flagged sentences reviewed", "{n} von {m} beanstandeten Sätzen durchgesehen"),
    "open_only": ("Only what is not reviewed", "Nur nicht Durchgesehenes"),
    "accept": ("Garbled", "Entstellt"),
    "accept_help": ("The finding is right (a)", "Der Befund stimmt (a)"),
    "dispute": ("Reads fine", "Liest sich gut"),
    "dispute_help": ("The finding is wrong (d)", "Der Befund stimmt nicht (d)"),
    "accept_all": ("All garbled", "Alles entstellt"),
    "dispute_all": ("All read fine", "Alles liest sich gut"),
    "accepted": ("confirmed as garbled", "als entstellt bestätigt"),
    "disputed": ("disputed: reads fine", "bestritten: liest sich gut"),
    "this_article": ("Flagged sentences of this article:", "Beanstandete Sätze dieses Artikels:"),
    "this_sentence": ("This sentence:", "Dieser Satz:"),
    "tally": ("{accepted} garbled, {disputed} read fine", "{accepted} entstellt, {disputed} lesen sich gut"),
    "save_baseline": ("Save disputed findings as a baseline", "Bestrittenes als Baseline sichern"),
    "save_rows": ("Save as labelled rows", "Als bewertete Zeilen sichern"),
    "save_help": (
        "The baseline silences what you disputed in the next scan; the rows are for mtcheck calibrate.",
        "Die Baseline lässt Bestrittenes im nächsten Lauf durchgehen; die Zeilen sind für mtcheck calibrate.",
    ),
    "forget": ("Forget this review", "Durchsicht vergessen"),
    "forget_really": ("Really forget it?", "Wirklich vergessen?"),
    # an article
    "quality": ("Quality", "Güte"),
    "machine_likeness": ("Machine-likeness", "Maschinennähe"),
    "chiefly": ("Chiefly:", "Vor allem:"),
    "uncalibrated": ("uncalibrated", "nicht kalibriert"),
    "uncalibrated_help": (
        "The false-positive rate was not set on clean text of this language: the number may be too high or too low.",
        "Die Rate falscher Befunde wurde nicht an sauberem Text dieser Sprache eingestellt; die Zahl kann zu hoch oder "
        "zu niedrig sein.",
    ),
    "no_round_trip_article": ("no round trip", "ohne Hin- und Rückweg"),
    "no_round_trip_article_help": (
        "No sentence of this article has a round trip, which needs a translation pair for its language; it was judged "
        "without one.",
        "Kein Satz dieses Artikels hat einen Hin- und Rückweg, zu dem es ein Übersetzungspaar seiner Sprache braucht; "
        "er wurde ohne bewertet.",
    ),
    "not_scored": ("Not scored", "Nicht bewertet"),
    "passage": ("Garbled passage", "Entstellte Passage"),
    "gap": ("Part of the file is not shown here", "Ein Teil der Datei wird hier nicht gezeigt"),
    "gap_help": (
        "Between these sentences the file holds what is not judged: captions, navigation, markup.",
        "Zwischen diesen Sätzen enthält die Datei, was nicht bewertet wird: Bildzeilen, Navigation, Auszeichnung.",
    ),
    "empty": ("No sentence of this article was judged.", "Kein Satz dieses Artikels wurde bewertet."),
    "no_match": ("No article matches the filter.", "Kein Artikel passt zum Filter."),
    # a sentence
    "sentence": ("Sentence", "Satz"),
    "damage": ("damage", "Schaden"),
    "close": ("Close", "Schließen"),
    "reasons": ("Reasons", "Gründe"),
    "silenced_baseline": ("Silenced by the baseline", "Von der Baseline erlaubt"),
    "silenced_inline": ("Silenced in the text", "Im Text erlaubt"),
    "unused": ("Silences nothing", "Erlaubt nichts mehr"),
    "not_flagged": (
        "Not flagged: its quality is not below the threshold.",
        "Nicht beanstandet: Die Güte liegt nicht unter der Schwelle.",
    ),
    "no_reasons": ("No single reason stands out.", "Kein einzelner Grund sticht hervor."),
    "as_written": ("As written", "Wie geschrieben"),
    "way_back": ("The way back", "Der Rückweg"),
    "pivot": ("Pivot", "Zwischensprache"),
    "only_written": ("only in the text as written", "nur im geschriebenen Text"),
    "only_back": ("only in the way back", "nur im Rückweg"),
    "diff_help": (
        "Differences are marked: struck words stand only in the text, underlined ones only in the way back.",
        "Unterschiede sind gekennzeichnet: Durchgestrichenes steht nur im Text, Unterstrichenes nur im Rückweg.",
    ),
    "no_round_trip": (
        "Round trip not available: the sentence was judged without one.",
        "Kein Hin- und Rückweg: Der Satz wurde ohne ihn bewertet.",
    ),
    "scores": ("Scores", "Werte"),
    "surprisal": ("Surprisal", "Überraschung"),
    "surprisal_help": (
        "How unexpected these words are to the translator when it is given the pivot, in nats a word piece. Below 2 "
        "is common; above 4 it would hardly have written this.",
        "Wie unerwartet diese Wörter für den Übersetzer sind, wenn er die Zwischensprache kennt, in Nat je Wortstück. "
        "Unter 2 ist üblich; über 4 hätte er das kaum geschrieben.",
    ),
    "chrf": ("chrF++", "chrF++"),
    "chrf_help": (
        "How alike text and way back are letter by letter, 0 to 100. High means literal, not good.",
        "Wie ähnlich Text und Rückweg Buchstabe für Buchstabe sind, 0 bis 100. Hoch heißt wörtlich, nicht gut.",
    ),
    "bleu": ("BLEU", "BLEU"),
    "bleu_help": (
        "How many runs of words they share, 0 to 100. High means literal, not good.",
        "Wie viele Wortfolgen sie teilen, 0 bis 100. Hoch heißt wörtlich, nicht gut.",
    ),
    "ter": ("TER", "TER"),
    "ter_help": (
        "Edits needed to turn one into the other, in percent of the words. Low means literal.",
        "Nötige Änderungen, um eins ins andere zu verwandeln, in Prozent der Wörter. Niedrig heißt wörtlich.",
    ),
    "not_computed": ("not computed: too long", "nicht berechnet: zu lang"),
    "quality_help": (
        "1 minus the probability that a reader without the source would call this sentence garbled.",
        "1 minus die Wahrscheinlichkeit, dass jemand ohne das Original diesen Satz entstellt nennen würde.",
    ),
    "link": ("Link to this sentence", "Adresse dieses Satzes"),
    # the keys
    "key_next": ("next flagged sentence", "nächster beanstandeter Satz"),
    "key_previous": ("previous flagged sentence", "voriger beanstandeter Satz"),
    "key_article": ("next, previous article", "nächster, voriger Artikel"),
    "key_open": ("open the sentence, close it again", "Satz öffnen, wieder schließen"),
    "key_accept": ("it is garbled; on to the next", "er ist entstellt; weiter zum nächsten"),
    "key_dispute": ("it reads fine; on to the next", "er liest sich gut; weiter zum nächsten"),
    "key_search": ("find", "suchen"),
    "key_help": ("this list", "diese Liste"),
    "key_close": ("close", "schließen"),
    "made_by": ("Made by mtcheck", "Erstellt von mtcheck"),
    # two scans compared
    "compare_title": ("mtcheck: what changed", "mtcheck: was sich geändert hat"),
    "change": ("Change", "Änderung"),
    "changed": ("articles changed", "Artikel haben sich geändert"),
    "garbled_articles": ("Garbled articles", "Entstellte Artikel"),
    "unscored_articles": ("Unscored articles", "Nicht bewertete Artikel"),
    "before": ("Before", "Vorher"),
    "after": ("After", "Nachher"),
    "worse": ("Worse", "Schlechter"),
    "better": ("Better", "Besser"),
    "added": ("New", "Neu"),
    "gone": ("Gone", "Verschwunden"),
    "article": ("Article", "Artikel"),
    "nothing_changed": ("Nothing changed.", "Nichts hat sich geändert."),
}

TITLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "damaged-words": ("Damaged words", "Beschädigte Wörter"),
        "untranslated-passage": ("Left untranslated", "Nicht übersetzt"),
        "misfit-words": ("Words that do not fit where they stand", "Wörter, die nicht passen, wo sie stehen"),
        "unlikely-words": ("Words a translator would not use", "Wörter, die niemand so übersetzen würde"),
        "neighbours": ("Stands among sentences that read badly", "Steht zwischen Sätzen, die sich schlecht lesen"),
        "wording": ("Worded much like machine translation", "Formuliert wie maschinelle Übersetzung"),
        "low-fluency": ("Does not read as written by a person", "Liest sich nicht wie von einem Menschen"),
        "detached-hyphen": ("Blank before a hyphen", "Leerzeichen vor dem Bindestrich"),
        "foreign-word": ("Words left in another language", "Unübersetzte Wörter"),
        "repeated-word": ("A word said twice", "Ein Wort doppelt"),
        "repeated-phrase": ("A phrase said twice", "Eine Wendung doppelt"),
        "unclosed-quote": ("Quotation marks that do not close", "Offene Anführungszeichen"),
        "unclosed-bracket": ("Brackets that do not close", "Offene Klammern"),
        "mojibake": ("Wrong character set", "Falscher Zeichensatz"),
        "glued-words": ("Words run together", "Zusammengeklebte Wörter"),
        "glued-dash": ("A dash glued to words", "Angeklebter Gedankenstrich"),
        "placeholder": ("Placeholders and tags left over", "Stehengebliebene Platzhalter und Marken"),
        "wrong-script": ("Letters of another script", "Buchstaben einer anderen Schrift"),
        "spacing": ("Blanks before punctuation", "Leerzeichen vor Satzzeichen"),
        "number-changed": ("A number that changes on the way", "Eine Zahl ändert sich unterwegs"),
        "article-noise": ("Two articles in a row", "Zwei Artikel hintereinander"),
        "article-form": ("A small word in the wrong form", "Ein kleines Wort in falscher Form"),
        "truncated": ("The sentence breaks off", "Der Satz bricht ab"),
        "stray-punctuation": ("Stray punctuation", "Verirrte Satzzeichen"),
        "split-contraction": ("A contraction torn apart", "Zerrissene Zusammenziehung"),
    }
)
"""What a sign or signal is called in the overview, by id: English, German. An id not listed is shown as it is."""

ENGLISH: Final[Mapping[str, str]] = MappingProxyType({key: english for key, (english, _) in _WORDS.items()})
GERMAN: Final[Mapping[str, str]] = MappingProxyType({key: german for key, (_, german) in _WORDS.items()})


def title(id_: str, column: int = 0) -> str:
    """Name a sign or signal: column 0 English, 1 German."""
    return TITLES[id_][column] if id_ in TITLES else id_
