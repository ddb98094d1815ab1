"""Damage clean sentences as weak translation does: wrong forms and function words, moved and lost words, leftovers."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

UNSPACED = {"zh", "ja", "th", "my"}
IGNORE = -1.0
PUNCTUATION = frozenset(chr(c) for c in range(sys.maxunicode) if unicodedata.category(chr(c))[0] in "PS")


@dataclass(slots=True)
class Word:
    """One white-space chunk: punctuation before, the word, punctuation after, and its label."""

    lead: str
    core: str
    trail: str
    label: float = 0.0

    def __str__(self) -> str:
        return self.lead + self.core + self.trail


def word(chunk: str) -> Word:
    begin, end = 0, len(chunk)
    while begin < end and chunk[begin] in PUNCTUATION:
        begin += 1
    while end > begin and chunk[end - 1] in PUNCTUATION:
        end -= 1
    return Word(chunk[:begin], chunk[begin:end], chunk[end:])


def words_of(sentence: str) -> list[Word]:
    return [word(chunk) for chunk in sentence.split()]


def is_lower_word(text: str) -> bool:
    return text[:1].isalpha() and text == text.lower() and not any(c.isdigit() for c in text)


@dataclass
class Lexicon:
    """What a language's clean text says about its words."""

    function_words: list[str] = field(default_factory=list)
    function_weights: list[float] = field(default_factory=list)
    paradigm: dict[str, list[str]] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    english: dict[str, str] = field(default_factory=dict)


def learn(sentences: list[str], chance: random.Random) -> Lexicon:
    sample = sentences if len(sentences) < 60_000 else chance.sample(sentences, 60_000)
    counts: Counter[str] = Counter()
    followers: dict[str, list[str]] = defaultdict(list)
    for sentence in sample:
        cores = [w.core for w in words_of(sentence) if w.core]
        counts.update(cores)
        for first, second in pairwise(cores):
            bucket = followers[first]
            if len(bucket) < 40:
                bucket.append(second)
            else:
                bucket[chance.randrange(40)] = second
    common = [(w, c) for w, c in counts.most_common(220) if is_lower_word(w)][:90]
    stems = defaultdict(list)
    for word, count in counts.items():
        if word[0].isalpha() and len(word) >= 4 and count >= 2:
            stems[word[: max(3, len(word) - 3)]].append(word)
            stems[word[: max(3, len(word) - 2)] + "+"].append(word)
    paradigm = defaultdict(list)
    for family in stems.values():
        if 2 <= len(family) <= 30:
            for word in family:
                paradigm[word] += [w for w in family if w != word and abs(len(w) - len(word)) <= 3]
    return Lexicon(
        [w for w, _ in common],
        [c**0.6 for _, c in common],
        {w: sorted(set(f)) for w, f in paradigm.items() if f},
        {w: f for w, f in followers.items() if len(f) >= 3},
        [w for w, c in counts.items() if c >= 2 and w[0].isalpha()],
    )


def similar_function_words(lexicon: Lexicon, word: str) -> list[str]:
    """Function words that share a beginning or an ending with `word`: der/den/dem/des, einer/einem."""
    return [
        w
        for w in lexicon.function_words
        if w != word and (w[:1] == word[:1] or w[-2:] == word[-2:]) and abs(len(w) - len(word)) <= 2
    ]


class Damage:
    """Applies a few edits to a sentence; each word gets a label: 0 sound, 1 damaged, IGNORE for doubtful neighbours."""

    def __init__(self, lexicons: dict[str, Lexicon], chance: random.Random) -> None:
        self.lexicons, self.chance = lexicons, chance
        self.edits = [
            (self.inflect, 5.0),
            (self.swap_function_word, 4.0),
            (self.follow, 3.0),
            (self.replace, 1.0),
            (self.move, 4.0),
            (self.move_verb, 2.0),
            (self.drop, 3.0),
            (self.insert, 1.5),
            (self.leave_foreign, 1.5),
            (self.shuffle, 1.0),
            (self.repeat, 0.3),
            (self.change_case, 0.4),
        ]

    def apply(self, sentence: str, language: str, other: str) -> tuple[list[Word], int]:
        """Damaged words and the number of edits; `other` is another sentence, for splices."""
        words = words_of(sentence)
        lexicon = self.lexicons[language]
        count = min(1 + int(self.chance.expovariate(1 / max(1.2, 0.1 * len(words)))), max(1, len(words) // 3))
        if self.chance.random() < 0.06 and len(words) > 6:
            words = self.splice(words, words_of(other))
            count = max(1, count - 1)
        done, tries = 0, 0
        names, weights = zip(*self.edits, strict=True)
        while done < count and tries < 4 * count + 6:
            tries += 1
            done += self.chance.choices(names, weights)[0](words, lexicon, language)
        return words, done

    def pick(self, words: list[Word], test=lambda _: True) -> int | None:
        places = [i for i, w in enumerate(words) if w.core and w.label == 0 and test(w)]
        return self.chance.choice(places) if places else None

    def put(self, word: Word, core: str) -> bool:
        if not core or core == word.core:
            return False
        if word.core[:1].isupper() and core[:1].islower() and self.chance.random() < 0.8:
            core = core[:1].upper() + core[1:]
        word.core, word.label = core, 1.0
        return True

    def inflect(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        at = self.pick(words, lambda w: w.core in lexicon.paradigm)
        return at is not None and self.put(words[at], self.chance.choice(lexicon.paradigm[words[at].core]))

    def swap_function_word(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        known = set(lexicon.function_words)
        at = self.pick(words, lambda w: w.core.lower() in known)
        if at is None:
            return False
        near = similar_function_words(lexicon, words[at].core.lower())
        if near and self.chance.random() < 0.6:
            return self.put(words[at], self.chance.choice(near))
        return self.put(words[at], self.chance.choices(lexicon.function_words, lexicon.function_weights)[0])

    def follow(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        at = self.pick(words[1:])
        if at is None:
            return False
        options = lexicon.followers.get(words[at].core)
        return (
            bool(options) and self.put(words[at + 1], self.chance.choice(options))
            if words[at + 1].label == 0
            else False
        )

    def replace(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        at = self.pick(words)
        if at is None or not lexicon.words:
            return False
        same = [
            w
            for w in self.chance.sample(lexicon.words, min(8, len(lexicon.words)))
            if w[:1].isupper() == words[at].core[:1].isupper()
        ]
        return bool(same) and self.put(words[at], same[0])

    def take(self, words: list[Word], at: int) -> str:
        """Take a word out; its punctuation stays with the word before, the word after is doubtful."""
        gone = words.pop(at)
        if at > 0:
            words[at - 1].trail += gone.lead + gone.trail
        elif words:
            words[0].lead = gone.lead + words[0].lead
        return gone.core

    def doubt(self, words: list[Word], at: int) -> None:
        if 0 <= at < len(words) and words[at].label == 0:
            words[at].label = IGNORE

    def move(self, words: list[Word], _: Lexicon, __: str) -> bool:
        if len(words) < 5:
            return False
        at = self.pick(words)
        if at is None:
            return False
        core = self.take(words, at)
        distance = self.chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8)) * self.chance.choice((-1, 1))
        to = min(max(at + distance, 0), len(words))
        if to == at:
            to = at - 1 if at > 0 else at + 1
        self.doubt(words, at)
        self.doubt(words, at - 1)
        words.insert(to, Word("", core, "", 1.0))
        if to == len(words) - 1 and to > 0:  # the full stop stays last
            words[to].trail, words[to - 1].trail = words[to - 1].trail, ""
        self.doubt(words, to + 1)
        return True

    def move_verb(self, words: list[Word], _: Lexicon, __: str) -> bool:
        """The last word of a clause goes to where other languages put their verbs, or the other way about."""
        ends = [
            i
            for i, w in enumerate(words)
            if w.trail[:1] in {",", ".", ";", "?", "!", ":"} and w.core[:1].islower() and w.label == 0 and i >= 4
        ]
        if not ends:
            return False
        end = self.chance.choice(ends)
        begin = end - 1
        while begin > 0 and not words[begin - 1].trail:
            begin -= 1
        if end - begin < 3:
            return False
        if self.chance.random() < 0.6:
            core = self.take(words, end)
            self.doubt(words, end - 1)
            words.insert(self.chance.randint(begin + 1, max(begin + 1, end - 2)), Word("", core, "", 1.0))
        else:
            at = self.chance.randint(begin, min(begin + 3, end - 2))
            core = self.take(words, at)
            self.doubt(words, at)
            last = words[end - 1]
            words.insert(end, Word("", core, last.trail, 1.0))
            last.trail = ""
        return True

    def drop(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        if len(words) < 4:
            return False
        known = set(lexicon.function_words) if self.chance.random() < 0.6 else None
        at = self.pick(words[:-1], lambda w: known is None or w.core.lower() in known)
        if at is None:
            return False
        self.take(words, at)
        if at < len(words) and words[at].label <= 0:
            words[at].label = 1.0
        self.doubt(words, at - 1)
        return True

    def insert(self, words: list[Word], lexicon: Lexicon, _: str) -> bool:
        if not lexicon.function_words:
            return False
        at = self.chance.randint(1, len(words))
        options = lexicon.followers.get(words[at - 1].core) if self.chance.random() < 0.5 else None
        core = (
            self.chance.choice(options)
            if options
            else self.chance.choices(lexicon.function_words, lexicon.function_weights)[0]
        )
        if words[at - 1].trail:
            return False
        words.insert(at, Word("", core, "", 1.0))
        self.doubt(words, at + 1)
        return True

    def leave_foreign(self, words: list[Word], lexicon: Lexicon, language: str) -> bool:
        if language == "en":
            return False
        at = self.pick(words, lambda w: w.core.lower() in lexicon.english)
        if at is None:
            return False
        return self.put(words[at], lexicon.english[words[at].core.lower()])

    def shuffle(self, words: list[Word], _: Lexicon, __: str) -> bool:
        if len(words) < 6:
            return False
        size = self.chance.randint(3, 5)
        at = self.chance.randrange(0, len(words) - size)
        window = words[at : at + size]
        if any(w.label for w in window):
            return False
        cores = [w.core for w in window]
        mixed = cores[:]
        self.chance.shuffle(mixed)
        for word, before, after in zip(window, cores, mixed, strict=True):
            word.core, word.label = after, 1.0 if before != after else IGNORE
        return cores != mixed

    def repeat(self, words: list[Word], _: Lexicon, __: str) -> bool:
        at = self.pick(words, lambda w: not w.trail)
        if at is None:
            return False
        size = self.chance.choice((1, 1, 1, 2, 3))
        again = [Word("", w.core, "", 1.0) for w in words[at : at + size] if w.core]
        words[at + size : at + size] = again
        return bool(again)

    def change_case(self, words: list[Word], _: Lexicon, language: str) -> bool:
        at = self.pick(words[1:], lambda w: w.core.isalpha() and len(w.core) > 3)
        if at is None:
            return False
        word = words[at + 1]
        changed = word.core.lower() if word.core[0].isupper() else word.core.capitalize()
        if changed == word.core or word.label:
            return False
        word.core, word.label = changed, 1.0
        return language in {"de", "en"}

    def splice(self, words: list[Word], other: list[Word]) -> list[Word]:
        """The head of one sentence, the tail of another, joined at a shared word where there is one."""
        if len(other) < 6:
            return words
        shared = {w.core for w in words[2:-2]} & {w.core for w in other[2:-2]}
        if shared:
            joint = self.chance.choice(sorted(shared))
            head = next(i for i, w in enumerate(words) if i >= 2 and w.core == joint)
            tail = next(i for i, w in enumerate(other) if i >= 2 and w.core == joint)
        else:
            head, tail = self.chance.randint(2, len(words) - 2), self.chance.randint(2, len(other) - 2)
        joined = words[: head + 1] + other[tail + 1 :]
        for word in joined[head + 1 : head + 4]:
            word.label = 1.0
        for word in joined[head + 4 :]:
            word.label = IGNORE
        return joined
