"""What signs, models and scans say in English, said in German for the report's German interface.

Results hold English sentences with words of the article in them. Each is matched whole against the patterns here;
one that no pattern knows stays English, and the page marks it as English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_LANGUAGES: Final = {
    "Afrikaans": "Afrikaans", "Amharic": "Amharisch", "Arabic": "Arabisch", "Azerbaijani": "Aserbaidschanisch",
    "Belarusian": "Belarussisch", "Bulgarian": "Bulgarisch", "Bengali": "Bengalisch", "Bosnian": "Bosnisch",
    "Catalan": "Katalanisch", "Czech": "Tschechisch", "Welsh": "Walisisch", "Danish": "Dänisch", "German": "Deutsch",
    "Greek": "Griechisch", "English": "Englisch", "Esperanto": "Esperanto", "Spanish": "Spanisch",
    "Estonian": "Estnisch", "Basque": "Baskisch", "Persian": "Persisch", "Finnish": "Finnisch",
    "French": "Französisch", "Irish": "Irisch", "Galician": "Galicisch", "Gujarati": "Gujarati",
    "Hebrew": "Hebräisch", "Hindi": "Hindi", "Croatian": "Kroatisch", "Hungarian": "Ungarisch",
    "Armenian": "Armenisch", "Indonesian": "Indonesisch", "Igbo": "Igbo", "Icelandic": "Isländisch",
    "Italian": "Italienisch", "Japanese": "Japanisch", "Georgian": "Georgisch", "Khmer": "Khmer",
    "Kannada": "Kannada", "Korean": "Koreanisch", "Kyrgyz": "Kirgisisch", "Lao": "Laotisch",
    "Lithuanian": "Litauisch", "Latvian": "Lettisch", "Macedonian": "Mazedonisch", "Malayalam": "Malayalam",
    "Marathi": "Marathi", "Malay": "Malaiisch", "Maltese": "Maltesisch", "Burmese": "Birmanisch",
    "Norwegian": "Norwegisch", "Nepali": "Nepalesisch", "Dutch": "Niederländisch", "Punjabi": "Punjabi",
    "Polish": "Polnisch", "Portuguese": "Portugiesisch", "Romanian": "Rumänisch", "Russian": "Russisch",
    "Sinhala": "Singhalesisch", "Slovak": "Slowakisch", "Slovenian": "Slowenisch", "Somali": "Somali",
    "Albanian": "Albanisch", "Serbian": "Serbisch", "Swedish": "Schwedisch", "Swahili": "Suaheli", "Tamil": "Tamil",
    "Telugu": "Telugu", "Thai": "Thailändisch", "Tagalog": "Tagalog", "Turkish": "Türkisch",
    "Ukrainian": "Ukrainisch", "Urdu": "Urdu", "Vietnamese": "Vietnamesisch", "Chinese": "Chinesisch",
}  # fmt: skip
# Scripts that are not called as a language is.
_SCRIPTS: Final = {"Latin": "Lateinisch", "Cyrillic": "Kyrillisch"}

# English, with a `*` for each part that stays as it is and a `^` for one said in German too; German with the parts
# by number.
_SENTENCES: Final = {
    # reasons.py
    "reads as damaged: “*”": "liest sich beschädigt: „{0}“",
    "the sentence as a whole does not read as written by a person": "der Satz als Ganzes liest sich nicht wie von "
    "einem Menschen geschrieben",
    "does not follow from what stands before: “*”": "folgt nicht aus dem, was davor steht: „{0}“",
    "a translator that knows the meaning would not say “*” here": "wer übersetzt und den Sinn kennt, würde hier "
    "nicht „{0}“ sagen",
    "left in ^ in an article in ^: translate it, or set it in quotation marks if it is meant to stand like that": (
        "auf {0} stehen geblieben in einem Artikel auf {1}: übersetzen, oder in Anführungszeichen setzen, "
        "wenn es so stehen soll"
    ),
    # signs
    "“* *”: the two words do not fit together in this form.": "„{0} {1}“: Die beiden Wörter passen in dieser Form "
    "nicht zusammen.",
    "“* *”: two articles in a row.": "„{0} {1}“: zwei Artikel hintereinander.",
    "There is a blank before the hyphen of a compound word.": "Vor dem Bindestrich eines zusammengesetzten Wortes "
    "steht ein Leerzeichen.",
    "“*” looks like ^ left untranslated.": "„{0}“ sieht aus wie unübersetztes {1}.",
    "A dash is glued to the words beside it, like a hyphen.": "Ein Gedankenstrich klebt wie ein Bindestrich an den "
    "Wörtern neben ihm.",
    "A blank is missing between “*” and “*”.": "Zwischen „{0}“ und „{1}“ fehlt ein Leerzeichen.",
    "A blank is missing after the end of the sentence.": "Nach dem Satzende fehlt ein Leerzeichen.",
    "A blank is missing before the quotation mark.": "Vor dem Anführungszeichen fehlt ein Leerzeichen.",
    "These characters were read with the wrong character set.": "Diese Zeichen wurden mit dem falschen Zeichensatz "
    "gelesen.",
    "These characters were lost to the wrong character set.": "Diese Zeichen gingen durch einen falschen Zeichensatz "
    "verloren.",
    "The number * became * on the way into the other language and back.": "Die Zahl {0} wurde auf dem Weg in die "
    "andere Sprache und zurück zu {1}.",
    "A placeholder was left in the text.": "Im Text ist ein Platzhalter stehen geblieben.",
    "Wiki markup was left in the text.": "Im Text ist Wiki-Auszeichnung stehen geblieben.",
    "A piece of a word was not put together again.": "Ein Wortstück wurde nicht wieder zusammengesetzt.",
    "A character entity was left in the text.": "Im Text ist eine Zeichenreferenz stehen geblieben.",
    "A tag was left in the text.": "Im Text ist eine Marke (Tag) stehen geblieben.",
    "A word the machine did not know is missing here.": "Hier fehlt ein Wort, das die Maschine nicht kannte.",
    "Dummy text was left in place.": "Hier ist Blindtext stehen geblieben.",
    "An escaped character was left in the text.": "Im Text ist ein maskiertes Zeichen stehen geblieben.",
    "The phrase “*” is said twice in a row.": "Die Wendung „{0}“ steht zweimal hintereinander.",
    "The phrase “*” is said * times in a row.": "Die Wendung „{0}“ steht {1}-mal hintereinander.",
    "The word “*” is said twice in a row.": "Das Wort „{0}“ steht zweimal hintereinander.",
    "The word “*” is said * times in a row.": "Das Wort „{0}“ steht {1}-mal hintereinander.",
    "There is a blank before a punctuation mark.": "Vor einem Satzzeichen steht ein Leerzeichen.",
    "A contraction is torn apart by a blank.": "Eine Zusammenziehung ist durch ein Leerzeichen zerrissen.",
    "These punctuation marks do not go together.": "Diese Satzzeichen gehören nicht zusammen.",
    "There is nothing between these marks.": "Zwischen diesen Zeichen steht nichts.",
    "The sentence breaks off after “*”.": "Der Satz bricht nach „{0}“ ab.",
    "This bracket closes nothing.": "Diese Klammer schließt nichts.",
    "This bracket is never closed.": "Diese Klammer wird nie geschlossen.",
    "This quotation mark closes a quote that was never opened.": "Dieses Anführungszeichen schließt ein Zitat, das "
    "nie begann.",
    "This quotation mark is never closed.": "Dieses Anführungszeichen wird nie geschlossen.",
    "“*” mixes ^ and ^ letters.": "„{0}“ mischt Buchstaben zweier Schriften ({1}, {2}).",
    "“*” mixes ^ letters.": "„{0}“ mischt Buchstaben verschiedener Schriften ({1}).",
    "“*” is written in another script (^).": "„{0}“ steht in einer anderen Schrift ({1}).",
    "the article is worded much like machine translation": "der Artikel ist ganz ähnlich wie maschinelle Übersetzung "
    "formuliert",
    "the sentences around it read worse than those of sound articles": "die Sätze ringsum lesen sich schlechter "
    "als die guter Artikel",
    # why something was not judged
    "language unknown": "Sprache unbekannt",
    "it holds no sentence to judge, only boilerplate": "er enthält keinen Satz zum Bewerten, nur Beiwerk",
    "no sentence could be judged": "kein Satz ließ sich bewerten",
    "most of it could not be judged: ^": "das meiste ließ sich nicht bewerten: {0}",
    "the fluency model does not cover the language '*'": "das Sprachfluss-Modell kennt die Sprache „{0}“ nicht",
    "too short to judge (fewer than * words)": "zu kurz zum Bewerten (weniger als {0} Wörter)",
    "too long to judge (more than * characters without a sentence end)": "zu lang zum Bewerten (mehr als {0} Zeichen "
    "ohne Satzende)",
    "in another language (*) than the article": "in einer anderen Sprache ({0}) als der Artikel",
    "too short for a round trip (fewer than * words)": "zu kurz für Hin- und Rückweg (weniger als {0} Wörter)",
    "the * model repeats itself on it": "das Modell {0} wiederholt sich daran",
    "The text's language is uncertain (perhaps *): name it with --lang.": "Die Sprache des Textes ist unsicher "
    "(vielleicht {0}): mit --lang angeben.",
    # what is silenced
    "known before (baseline)": "schon vorher bekannt (Baseline)",
    "this ignore silences nothing: remove it": "diese Ausnahme erlaubt nichts mehr: entfernen",
    "the baseline's entry for “*” is stale: `mtcheck baseline prune` removes it": "der Eintrag der Baseline zu „{0}“ "
    "ist veraltet: `mtcheck baseline prune` entfernt ihn",
    # what differs between two scans
    "the scans used different models or options": "die Läufe nutzten verschiedene Modelle oder Optionen",
    "the threshold was * and is *: --threshold judges both alike": "die Schwelle war {0} und ist {1}: mit --threshold "
    "werden beide gleich bewertet",
    # what a scan had to do without
    "without ^: for comparison, not for a gate": "ohne {0}: zum Vergleich, nicht für eine Prüfung",
    "*: no round trip: no Argos pair for '*' is installed (*)": "{0}: kein Hin- und Rückweg: Für „{1}“ ist kein "
    "Argos-Paar installiert ({2})",
    "*: the bundled pair stands in for packages that cannot be used: *": "{0}: Das mitgelieferte Paar springt für "
    "Pakete ein, die nicht zu gebrauchen sind: {1}",
    "*: round trips by installed packages are shown, but do not enter the quality: the score was fitted with the "
    "bundled pair": "{0}: Hin- und Rückwege installierter Pakete werden gezeigt, gehen aber nicht in die Güte ein: "
    "Sie wurde mit dem mitgelieferten Paar angepasst",
}

_KINDS: Final = {
    "fluency": "Sprachfluss", "language_model": "Sprachmodell", "round_trip": "Hin- und Rückweg", "signs": "Anzeichen",
    "neighbours": "Nachbarsätze", "wording": "Wortwahl",
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """List (pattern, German, kinds of the parts) of each sentence."""
    return tuple(
        (
            re.compile("(.+?)".join(map(re.escape, re.split(r"[*^]", english))), re.DOTALL),
            german,
            re.sub(r"[^*^]", "", english),
        )
        for english, german in _SENTENCES.items()
    )


def in_german(message: str) -> str | None:
    """Say a message in German, the article's words in it untouched; None where no pattern knows it."""
    for pattern, german, kinds in _patterns():
        match = pattern.fullmatch(message)
        if match:
            parts = zip(match.groups(), kinds, strict=True)
            return german.format(*[_term(part) if kind == "^" else part for part, kind in parts])
    return None


def _term(part: str) -> str:
    """Say the name of a language or script, kinds of evidence or a message in German; anything else stays."""
    kinds = part.split(", ")
    if set(kinds) <= set(_KINDS):
        return ", ".join(_KINDS[kind] for kind in kinds)
    return _LANGUAGES.get(part) or _SCRIPTS.get(part) or in_german(part) or part
