"""Gather everything the fluency model learns from, once, into one file, for the scripts beside it."""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
import tomllib
from pathlib import Path

import sentencepiece
from damage import UNSPACED, Lexicon, learn, words_of
from gloss import gloss, word_lexicon
from references import References

import corpus

HERE = Path(__file__).parent


def say(started: float, text: str) -> None:
    print(f"{time.time() - started:6.0f} s  {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    chance, started = random.Random(config["seed"]), time.time()
    arguments.work.mkdir(parents=True, exist_ok=True)

    clean = corpus.clean_sentences(arguments.data, config)
    say(started, f"{sum(map(len, clean.values()))} clean sentences in {len(clean)} languages")
    translations = corpus.machine_translations(arguments.data)
    say(started, f"{sum(map(len, translations.values()))} machine translations")

    model = arguments.work / "sentencepiece.model"
    if not model.exists():
        share = {code: 60_000 if code in {"de", "en"} else 9_000 for code in clean}
        sample = [s for code, found in clean.items() for s in chance.sample(found, min(len(found), share[code]))]
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sample),
            model_prefix=str(model.with_suffix("")),
            vocab_size=config["data"]["vocabulary_size"],
            model_type="unigram",
            character_coverage=0.9995,
            byte_fallback=True,
            max_sentence_length=2000,
            minloglevel=1,
        )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    say(started, "vocabulary")

    def spaced(code: str, text: str) -> str:
        return " ".join(p.replace("▁", "") for p in pieces.encode(text, out_type=str)) if code in UNSPACED else text

    lexicons: dict[str, Lexicon] = {}
    for code, found in clean.items():
        lexicons[code] = learn([spaced(code, s) for s in found], chance)
    say(started, "lexicons")

    fluent: dict[str, list[str]] = {}
    glosses: list[tuple[str, str, str]] = []
    references: dict[str, References] = {}
    for code, rows in translations.items():
        known = References()
        for source, translation, system in rows:
            if system in corpus.STRONG or system.startswith("bergamot-base"):
                known.add(source, spaced(code, translation))
        references[code] = known
        fluent[code] = sorted({t for _, t, system in rows if system in corpus.STRONG and t and not corpus.kept_back(t)})
        if code in UNSPACED:
            continue
        pairs = [(s, t) for s, t, system in rows if system == "google"]
        if code == "en":
            continue
        lexicon = word_lexicon(pairs)
        backward: dict[str, tuple[str, float]] = {}
        for english, options in lexicon.items():
            for word, score in options[:1]:
                if score > backward.get(word.lower(), ("", 0.0))[1]:
                    backward[word.lower()] = (english, score)
        lexicons[code].english = {w: e for w, (e, s) in backward.items() if s > 0.25 and e != w and e.isalpha()}
        sources = sorted({s for s, _ in pairs})
        for source in sources:
            glosses += [(code, source, gloss(source, lexicon, chance)) for _ in range(2 if code == "de" else 1)]
    # into English: glosses from German
    pairs = [(s, t) for s, t, system in translations["en"] if system == "google"]
    lexicon = word_lexicon([(s, t) for s, t in pairs])
    glosses += [("en", s, gloss(s, lexicon, chance)) for s in sorted({s for s, _ in pairs})]
    say(started, f"{len(glosses)} glosses, for example: {[g[2] for g in glosses if g[0] == 'de'][100:102]}")
    for row in corpus.table(arguments.data / "parallel" / "ende.tsv.xz"):
        references["de"].add(corpus.fold(row["en"]), corpus.fold(row["de"]))
        references["en"].add(corpus.fold(row["de"]), corpus.fold(row["en"]))
    labelled_glosses = []

    for code, source, text in glosses:
        words = words_of(text)
        label = references[code].label(source, words)
        if len(words) > 3:
            labelled_glosses.append((code, words, label))
    marked = list(corpus.marked_sentences(arguments.data, test=False))
    assessed = list(corpus.assessed_sentences(arguments.data, {"train"}))
    stored = {
        "clean": {c: [spaced(c, s) for s in found if not corpus.kept_back(s)] for c, found in clean.items()},
        "fluent": {c: [spaced(c, s) for s in found] for c, found in fluent.items()},
        "lexicons": lexicons,
        "glosses": labelled_glosses,
        "marked": marked,
        "assessed": assessed,
        "references": {c: references[c] for c in ("de", "en")},
    }
    with (arguments.work / "material.pickle").open("wb") as file:
        pickle.dump(stored, file, protocol=5)
    (arguments.work / "languages.json").write_text(json.dumps(sorted(clean)))
    say(started, f"done: {len(marked)} marked and {len(assessed)} assessed sentences")


if __name__ == "__main__":
    main()
