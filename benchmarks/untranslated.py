"""Untranslated passages: found when put into clean articles, left alone in quotations, and absent from clean news.

Articles are made of sentences kept back from training, 20 in paragraphs of four, in ten languages. Every other one
gets two passages of another of the ten: whole sentences, or words of one inside a sentence. The baseline asks which
language's function words a sentence has, as a rule would.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import labelled

from mtcheck.article import Article, Sentence, line_starts
from mtcheck.function_words import FUNCTION_WORDS
from mtcheck.language import identify
from mtcheck.readers.plain import read_plain
from mtcheck.segment import sentences
from mtcheck.untranslated import find

LANGUAGES = ("cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv")
SIZE, PARAGRAPH, PASSAGES = 20, 4, 2
QUOTES = {"de": "„“", "cs": "„“", "fr": "«»", "it": "«»", "es": "«»", "pl": "„”", "sv": "””"}
SAYS = {
    "cs": "Na začátku stálo: {}, a nikdo tomu nevěřil.",
    "de": "Am Anfang stand: {}, und niemand glaubte es.",
    "en": "At the beginning it said: {}, and nobody believed it.",
    "es": "Al principio ponía: {}, y nadie lo creía.",
    "fr": "Au début on lisait : {}, et personne n'y croyait.",
    "it": "All'inizio c'era scritto: {}, e nessuno ci credeva.",
    "nl": "In het begin stond er: {}, en niemand geloofde het.",
    "pl": "Na początku napisano: {}, i nikt w to nie wierzył.",
    "pt": "No início lia-se: {}, e ninguém acreditava.",
    "sv": "I början stod det: {}, och ingen trodde på det.",
}

Finder = Callable[[Sequence[Sentence], str], set[int]]


@dataclass(frozen=True, slots=True)
class Made:
    """An article as text, its language, and the regions of it that are in another language."""

    text: str
    language: str
    foreign: tuple[tuple[int, int], ...]


def by_model(found: Sequence[Sentence], language: str) -> set[int]:
    """What mtcheck finds."""
    return {passage.sentence for passage in find(found, language) if not passage.excused}


def by_function_words(found: Sequence[Sentence], language: str) -> set[int]:
    """Sentences of eight words or more whose function words are another language's twice as often as their own's."""
    foreign = set()
    for number, sentence in enumerate(found):
        words = [word.strip(".,;:!?()„“”«»\"'").lower() for word in sentence.text.split()]
        counts = {code: sum(word in known for word in words) for code, known in FUNCTION_WORDS.items()}
        own = counts.pop(language)
        if len(words) >= 8 and max(counts.values()) >= max(2, 2 * own):
            foreign.add(number)
    return foreign


def kept_back(data: Path, language: str) -> list[str]:
    """Sentences of a language that nothing was learned from."""
    rows = labelled.table(data / "clean" / "sentences" / f"{language}.tsv.xz")
    texts = {labelled.fold(row["text"]) for row in rows if row["kind"] != "caption"}
    return sorted(text for text in texts if labelled.kept_back(text) and text[-1:] in ".!?")


def article(own: Sequence[str], others: dict[str, list[str]], language: str, kind: str, chance: random.Random) -> Made:
    """An article with passages of a `kind`: `none`, `quoted`, `part`, or whole sentences of that many words."""
    pieces = [(text, False) for text in chance.sample(list(own), SIZE)]
    for _ in range(PASSAGES if kind != "none" else 0):
        other = chance.choice(sorted(others))
        inserted = chance.choice(others[other])
        place = chance.randrange(len(pieces))
        if kind == "quoted":
            marks = QUOTES.get(language, "“”")
            pieces.insert(place, (SAYS[language].format(marks[0] + inserted.rstrip(".!?") + marks[1]), False))
        elif kind == "part":
            host = pieces[place][0].split()
            cut = chance.randrange(2, max(3, len(host) - 2))
            words = inserted.rstrip(".!?").split()
            start = chance.randrange(len(words) - 8 + 1)
            part = " ".join(words[start : start + 8])
            pieces[place] = (" ".join([*host[:cut], part, *host[cut:]]), True)
        else:
            pieces.insert(place, (inserted, True))
    text, regions = "", []
    for number, (piece, foreign) in enumerate(pieces):
        text += "" if not number else "\n\n" if number % PARAGRAPH == 0 else " "
        if foreign:
            regions.append((len(text), len(text) + len(piece)))
        text += piece
    return Made(text, language, tuple(regions))


def read(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a plain text."""
    return sentences(Article("a.txt", read_plain(text), line_starts(text)), language)


def judge(made: Iterable[Made], finder: Finder) -> tuple[Counter[str], list[str]]:
    """Sentences rightly found, missed, and wrongly found; and the mistakes, for reading."""
    counts: Counter[str] = Counter()
    mistakes = []
    for one in made:
        parts = read(one.text, one.language)
        found = finder(parts, one.language)
        for number, sentence in enumerate(parts):
            middle = (sentence.content.start + sentence.content.end) // 2
            right = any(start <= middle < end for start, end in one.foreign)
            if right or number in found:
                kind = "hit" if right and number in found else "miss" if right else "false"
                counts[kind] += 1
                if kind != "hit":
                    mistakes.append(f"{one.language} {kind}: {sentence.text}")
        counts["sentences"] += len(parts)
    return counts, mistakes


def f1(counts: Counter[str]) -> str:
    """Precision, recall and their harmonic mean as a table's cells."""
    precision = counts["hit"] / max(1, counts["hit"] + counts["false"])
    recall = counts["hit"] / max(1, counts["hit"] + counts["miss"])
    return f"{precision:.3f} | {recall:.3f} | {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def clean_news(data: Path, count: int) -> None:
    """How many sentences and articles of German newspapers are called untranslated."""
    for name in ("wikinews", "10kgnad_test"):
        total, found, articles, worst = 0, [], 0, 0
        with lzma.open(data / "clean" / f"de_news_{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        for record in random.Random(labelled.SEED).sample(records, min(count, len(records))):  # noqa: S311  a sample
            parts = read(record["text"], "de")
            total += len(parts)
            here = [p for p in find(parts, "de") if not p.excused]
            found += [parts[p.sentence].text for p in here]
            articles += 1
            worst += sum(p.end - p.start for p in here) >= 0.1 * sum(len(s.text) for s in parts)
        print(f"\n{name}: {len(found)} of {total} sentences in {articles} articles, {worst} articles garbled by it")
        for text in found:
            print(f"  {text}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=60, help="of each language and kind")
    parser.add_argument("--mistakes", action="store_true", help="print what was missed and wrongly found")
    arguments = parser.parse_args()
    texts = {code: kept_back(arguments.data, code) for code in LANGUAGES}
    bounds = {
        "8 words": (8, 8),
        "9 to 14 words": (9, 14),
        "15 words or more": (15, 60),
        "part": (9, 60),
        "quoted": (8, 60),
    }
    print("| passages | finder | precision | recall | F1 | by language |\n|---|---|---|---|---|---|")
    for kind, (fewest, most) in bounds.items():
        chance = random.Random(labelled.SEED)  # noqa: S311  no secret here
        pools = {
            code: [t for t in found if fewest <= len(t.split()) <= most and t[0].isupper()]
            for code, found in texts.items()
        }
        made: dict[str, list[Made]] = {}
        for code in LANGUAGES:
            own = [text for text in texts[code] if len(text.split()) >= 5]
            others = {other: pools[other] for other in LANGUAGES if other != code}
            made[code] = [
                article(own, others, code, kind if number % 2 else "none", chance)
                for number in range(arguments.articles)
            ]
        for name, finder in (("mtcheck", by_model), ("function words", by_function_words)):
            each = {code: judge(made[code], finder) for code in LANGUAGES}
            total = sum((counts for counts, _ in each.values()), Counter())
            if kind == "quoted":
                print(f"| {kind} | {name} | {total['false']} of {total['sentences']} sentences flagged | | | |")
            else:
                rows = " ".join(f"{code} {f1(counts).split(' | ')[2]}" for code, (counts, _) in each.items())
                print(f"| {kind} | {name} | {f1(total)} | {rows} |")
            if arguments.mistakes and finder is by_model:
                print("\n".join(line for _, lines in each.values() for line in lines))
        right = sum(identify([one.text]).code == one.language for ones in made.values() for one in ones)
        print(f"| {kind} | article's language | {right} of {len(LANGUAGES) * arguments.articles} right | | | |")
    clean_news(arguments.data, 400)


if __name__ == "__main__":
    main()
