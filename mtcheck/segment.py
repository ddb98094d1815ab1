"""Articles into sentences: sentencex's rules for the language, corrected where they fail on news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from mtcheck.article import Article, Sentence
from mtcheck.word_lists import word_set

LONGEST = 1500
"""Characters above which no sentence is left where it can be split; a longer word without blanks stays whole."""

_UNWIELDY = 600
"""Characters above which a quotation of several sentences is split inside its quotes."""
_WINDOW = 8_000
"""Characters handed to sentencex at once: unclosed quotes make it quadratic."""

_IN_SIGHT = 200
"""Characters on each side of a cut that are looked at: a bound, so that no text makes the work quadratic."""

_CLOSING = "\"'”’“»«›‹)]}」』）"
_CLOSERS_ALWAYS = "”’»›)]}」』）"
_CARRIED = re.compile(rf"\s*[{re.escape(_CLOSING)}]+(?=[\s,;:.!?…–—-]|$)")
_BLANK = re.compile(r"\s+")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_BARE_NUMBER = re.compile(r"\W*(?:\d{1,3}|[ivxIVX]{1,5}|[a-zA-Z])[.)]\s*")
_ORDINAL = re.compile(r"(?:^|[\s(„“\"«»])(?P<word>[^\W\d]+\.?)\s+\d{1,3}\.\s*$")
_ORDINAL_ALONE = re.compile(r"(?:^|[^\w.,])\d{1,2}\.\s*$")
_SENTENCE_INSIDE = re.compile(r"(?<=[.!?…])[\"'”“’»«›‹)\]]*\s+(?=[\"'„“«»‚‘(]*[^\W\d_a-zà-öø-ÿß])")
_CLAUSE = re.compile(r"(?<=[;:])\s+|\s+(?=[–—]\s)|(?<=,)\s+")


# Languages that write ordinals as a number with a full stop, and what stands before or after one.
_ORDINAL_LANGUAGES = word_set("bs cs da de et fi hr hu is lv nb pl sk sl sr tr")
_BEFORE_ORDINAL = word_set(
    """
    am ab an auf beim bis das dem den der des die im in ihr ihre ihrem ihren ihrer jeder jede jedem jeden sein
    seine seinem seinen seiner mein meine unser unsere seit und vom von vor zum zur nach ein einem eines dieser
    dieses diesem diesen erst auch schon den det de til fra på i och om under ved og for na w we od do dnia po ve
    v ke se z k u o s ze dne za před ob od dne a az ez uz on tam
    """
)
_MONTHS = re.compile(
    r"(?:jan|feb|mär|mar|märz|apr|mai|maj|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|des|jänner|januar|februar|april|juni|"
    r"juli|august|september|oktober|november|dezember|december|desember|stycz|lut|kwie|czerw|lip|sierp|wrze|paźdz|"
    r"listopad|grud|led|únor|březn|dubn|květ|červ|srp|září|říj|prosin|siječ|velja|ožuj|trav|svib|lip|srp|kolov|ruj|stud|"
    r"prosin|ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık)",
    re.IGNORECASE,
)
# What sentencex ends sentences at and should not. The languages share one list: these are no words of any of them.
_ABBREVIATIONS = word_set(
    """
    abs art bd bzw ca chr co dipl dr ebd eig etc evtl fr frl geb gegr gest ggf hl hr hrsg inkl jr mio mr mrd mrs
    ms mt nr obj op prof rd sen sog sr sra srta st str tsd ua ud uva vgl vs zb zt zzgl abb abg allg amtl bspw
    bundesst dept ed eds eq est ex fig figs gen gov inc ltd mme mlle mgr no núm num op ord p pág pp ph pres sec
    sgt univ vol vols av bld blvd dña exc ilmo mons s.a d.h u.a z.b i.d.r o.ä u.ä z.t u.s a.m p.m e.g i.e v.a m.e
    b.v n.v dhr mevr mw drs resp ir bijv blz enz incl jl nl o.a t.a.v t.w m.b.t d.w.z г гг ул тыс млн млрд руб им
    др пр см стр т.е т.д т.п
    """
)
_LAST_WORD = re.compile(r"(?:^|[\s(„“\"«»'’/-])([^\s(„“\"«»'’/-]+)\.\s*$")
# These often end a sentence as well, so that a capital after them decides nothing and a new sentence is likelier.
_ALSO_FINAL = word_set(
    """
    etc usw jr sr co inc ltd corp enz u.s a.m p.m max min no art est op ex p ms ed gen
    """
)
# Words that a capital letter belongs to, which ends their sentence.
_BEFORE_LETTER = word_set(
    """
    Vitamin Plan Klasse Typ Gruppe Stufe Hepatitis Punkt Variante Group Class Type Grade Section
    """
)


def sentences(article: Article, language: str) -> tuple[Sentence, ...]:
    """The article's sentences, in order, headings among them marked and boilerplate left out.

    `language` is an ISO 639-1 code; a code that sentencex has no rules for is split by its English or default rules.
    Within a paragraph the sentences hold all of the text but the white space between them. What is longer than
    `LONGEST` characters is split at clauses or blanks; a single longer word stays whole.
    """
    found: list[Sentence] = []
    for number, paragraph in enumerate(article.paragraphs):
        if paragraph.kind == "boilerplate":
            continue
        content = paragraph.content
        heading = paragraph.kind == "heading"
        places = spans(content.text, language)
        sources = _sources(paragraph.source, article.source_language, len(places))
        found.extend(
            Sentence(content.slice(start, end), heading, paragraph.quoted, number, source)
            for (start, end), source in zip(places, sources, strict=True)
        )
    return tuple(found)


def _sources(source: str | None, language: str | None, count: int) -> list[str | None]:
    """The source of each of a paragraph's sentences, where it has as many; else none is known."""
    if source is None or count == 1:
        return [source] * count
    places = spans(source, language or "en")
    return [source[start:end] for start, end in places] if len(places) == count else [None] * count


def spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph start and end (exclusive), white space between them left out."""
    cuts = _corrected(text, [0, *_cuts(text, language), len(text)], language)
    found: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        for first, last in _shortened(text, start, end, language):
            part = text[first:last]
            bare = part.strip()
            if bare:
                lead = len(part) - len(part.lstrip())
                found.append((first + lead, first + lead + len(bare)))
    return found


def _cuts(text: str, language: str) -> Iterator[int]:
    """Where sentencex begins a new sentence."""
    place = 0
    while place < len(text):
        window = text[place : place + _WINDOW]
        last = place + _WINDOW >= len(text)
        if not last:
            # The window's last sentence may go on; it is read again as the next window's first.
            blank = window.rfind(" ")
            window = window[: blank + 1] if blank > 0 else window
        parts = [part for part in sentencex.segment(language or "en", window) if part]
        if "".join(parts) != window:
            parts = [window]
        if not last and len(parts) > 1:
            parts.pop()
        for part in parts:
            place += len(part)
            if place < len(text):
                yield place


def _corrected(text: str, cuts: list[int], language: str) -> list[int]:
    """The cuts without those inside a sentence, and with closing quotes on the side of what they close."""
    kept = [0]
    for index, cut in enumerate(cuts[1:-1], 1):
        place = _after_closers(text, cut)
        if place <= kept[-1] or place >= len(text):
            continue
        left = text[max(kept[-1], place - _IN_SIGHT) : place]
        right = text[place : min(max(cuts[index + 1], place + 1), place + _IN_SIGHT)]
        if not _goes_on(left, right, language):
            kept.append(place)
    kept.append(len(text))
    return kept


def _after_closers(text: str, cut: int) -> int:
    """The cut, moved past closing quotes and brackets that sentencex left at the head of the next sentence."""
    match = _CARRIED.match(text, cut)
    if match is None:
        return cut
    marks = match.group().strip()
    opened = text[max(0, cut - _UNWIELDY) : cut]
    closes = all(mark in _CLOSERS_ALWAYS or (mark == "“" and "„" in opened) or opened.count(mark) % 2 for mark in marks)
    return match.end() if closes else cut


def _goes_on(left: str, right: str, language: str) -> bool:
    """Whether what stands left and right of a cut is one sentence."""
    after = right.lstrip()
    if not _WORD_CHARACTER.search(left) or not _WORD_CHARACTER.search(after):
        return True
    first = re.search(r"[^\W\d_]", after)
    opening = after[: first.start()] if first else after
    # A sentence does not begin in lower case, brands such as iPhone aside.
    if (
        first
        and first.group().islower()
        and not opening.strip("\"'„“”‚‘«»([ ")
        and not after[first.end() : first.end() + 1].isupper()
    ):
        return True
    if _BARE_NUMBER.fullmatch(left):
        return True
    return _ends_in_ordinal(left, after, language) or _ends_in_abbreviation(left, after)


def _ends_in_ordinal(left: str, after: str, language: str) -> bool:
    """Whether the full stop makes a number an ordinal, as in "zum 12. Mal" and "am 3. Oktober"."""
    if language not in _ORDINAL_LANGUAGES:
        return False
    if _ORDINAL_ALONE.search(left) and _MONTHS.match(after):
        return True
    before = _ORDINAL.search(left)
    return before is not None and before["word"].lower() in _BEFORE_ORDINAL and after[:1].isalpha()


def _ends_in_abbreviation(left: str, after: str) -> bool:
    """Whether the full stop belongs to an abbreviation or an initial that cannot end a sentence here."""
    match = _LAST_WORD.search(left[-40:])
    if match is None:
        return False
    word = match.group(1).strip(".")
    if len(word) == 1 and word.isupper():
        # "J. K. Rowling", but "Vitamin C. Danach": an initial stands at the head or after another initial or a name.
        before = left[-40:][: match.start(1)].split()
        return (
            not before
            or before[-1].endswith(".")
            or (
                before[-1][:1].isupper()
                and len(before) > 1
                and len(after.split()) > 1
                and not before[-1][-1:].isdigit()
                and before[-1] not in _BEFORE_LETTER
            )
        )
    lower = word.lower()
    if lower in _ALSO_FINAL:
        return after[:1].isdigit() or after[:1].islower()
    return lower in _ABBREVIATIONS


def _shortened(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """A sentence, or its parts where it is too long to be one."""
    if end - start <= _UNWIELDY:
        yield start, end
        return
    inside = (match.end() for match in _SENTENCE_INSIDE.finditer(text, start, end))
    ends = (
        cut
        for cut in inside
        if not _goes_on(text[max(start, cut - _IN_SIGHT) : cut], text[cut : cut + _IN_SIGHT], language)
    )
    cuts = [start, *ends, end]
    for first, last in pairwise(cuts):
        yield from _clauses(text, first, last)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of at most LONGEST characters, ended at the last clause in reach, else at a blank, else not at all."""
    while end - start > LONGEST:
        reach = start + LONGEST
        cut = max((match.end() for match in _CLAUSE.finditer(text, start + LONGEST // 3, reach)), default=-1)
        if cut <= start:
            cut = text.rfind(" ", start + 1, reach) + 1
        if cut <= start:
            blank = _BLANK.search(text, reach, end)
            if blank is None:
                break
            cut = blank.end()
        yield start, cut
        start = cut
    if end > start:
        yield start, end
