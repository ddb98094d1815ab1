"""Where doubling is good grammar or good style: shared by the signs that look for repetition."""

from __future__ import annotations

from mtcheck.word_lists import word_set

REDUPLICATING = word_set("id ms tl tr az hi bn mr gu ta te kn ml th my vi zh ja ko am hy fa ig af mt he ar")
"""Languages in which saying a word twice makes a plural, an adverb or an emphasis."""

ALLOWED = {
    "de": "die das der den dem sie ihr es uns sich war waren hatte zu in mit nach vor an auf über um sehr ganz so nein "
    "ja bla ha haha na nun wieder lange viel weit immer nie was wer euch hätte",
    "en": "had that is was her very so many far long big really never no yes much too now again more there well ha bye "
    "bla blah in on old out do you it hip night knock tut oh my please long way",
    "fr": "nous vous très non oui si bien en la ha trop tout plus bon cha tam petit faire",
    "es": "muy no sí tan bien ya poco casi luego ha bla se nos la que",
    "it": "piano man via molto sì no ben poco quasi così appena ancora ha bla che se si pian mano a poi presto subito",
    "pt": "muito não sim bem já quase tão logo ha bla nos se a que",
    "nl": "dat die ze er is had zijn was heel zo ja nee om in op af mee uit aan bla ha het hun u je we haar tot toe",
    "sv": "det den är var som så mycket ja nej ha bla de om för på till ut att i",
    "da": "det den der er var som så meget ja nej ha bla de om for på til ud at i af med",
    "nb": "det den der er var som så mye ja nei ha bla de om for på til ut at i av med",
    "pl": "nie tak bardzo no ha dużo już",
    "cs": "ne ano moc se ha už si",
    "ru": "да нет очень ну что все всё еле так вот",
    "uk": "так ні дуже ну що все ледь",
    "ro": "nu da foarte tot încet rând colo ici",
    "hu": "nem igen nagyon az a ez egyre már",
    "fi": "ei se ne on joo niin hyvin maista katso",
}
"""Words that may stand twice in a row."""


def allowed(language: str) -> frozenset[str]:
    """Look up the words that may be doubled in a language."""
    return word_set(ALLOWED.get(language, ""))


_AND_OR = {
    "de": "und oder", "en": "and or", "fr": "et ou", "es": "y e o u", "it": "e o ed", "pt": "e ou", "nl": "en of",
    "sv": "och eller", "da": "og eller", "nb": "og eller", "pl": "i a lub", "cs": "a i nebo", "ro": "și sau",
    "hu": "és vagy", "fi": "ja tai", "ru": "и или", "uk": "і й та або",
}  # fmt: skip


def conjunctions(language: str) -> frozenset[str]:
    """Look up the words for "and" and "or": what they join may be said again and again."""
    return word_set(_AND_OR.get(language, ""))
