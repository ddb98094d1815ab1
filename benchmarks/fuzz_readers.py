"""Fuzz every reader: `python benchmarks/fuzz_readers.py --inputs 20000`; `--only N` runs input N again.

Inputs are random bytes, soups of what each format is made of, and damaged copies of real samples. Whatever they hold,
a reader gives articles or errors with a message, every place lies in order within the file, and ten seconds of CPU
time are never reached, with sentences, language and untranslated passages looked for as a scan does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mtcheck.article import Article
from mtcheck.language import identify
from mtcheck.readers import read
from mtcheck.readers.decode import decode
from mtcheck.segment import sentences
from mtcheck.untranslated import find

ROOT = Path(__file__).parents[1]
SUFFIXES = (".txt", ".md", ".html", ".jsonl", ".jsonl.gz", "-")
SECONDS = 10
SHARE_OF_DAMAGED = 0.5
FEW = 0.02
WORDS = [
    "der", "die", "Rat", "sagte,", "the", "council", "and", "не", "только", "слово", "市議会は", "สวัสดี", "مرحبا",
    "“quoted”", "„so“", "z.", "B.", "Dr.", "3.", "Oktober", "12,5", "%", "e.g.", "a\xad", "b\u200b", "\u202e",
    "\ufeff", "�", "�", "\x0c", "\x85", "\u2028", "😀", "é", "İ", "ß", "ﬁ", "...", "…", "!!!", "?!", "-", "–", "—",
    "'", "’", "(", ")", "[", "]", "«", "»",
]  # fmt: skip
SOUPS = {
    ".txt": (
        "\n", "\n\n", "\r\n", "\r", "\t", " ", ". ", "• ", "1. ", "[mtcheck: ignore x]\n", "[mtcheck: off",
        "© 2025 ", "Foto: ",
    ),
    ".md": (
        "\n", "\n\n", "# ", "---\n", "```\n", "~~~", "> ", "- ", "1. ", "| a | b |\n|---|---|\n", "|", "**", "_",
        "`", "[", "](", ")", "![", "<b>", "<!--", "-->", "&amp;", "\\", "[^1]", "[^1]: ", "http://a.b",
        "<http://a.b>", "~~", "    ", "\t", "+++\n", "a: b\n", "\n===\n",
    ),
    ".html": (
        "<p>", "</p>", "<div>", "</div>", "<article>", "</article>", "<h1>", "</h2>", "<br>", "<table><tr><td>",
        "</table>", "<ul><li>", "<a href='", '">', "<!--", "-->", "<script>", "</script>", "<style>", "&nbsp;",
        "&#x110000;", "&bogus;", "&", "<", ">", "<![CDATA[", "]]>", "<svg>", "<blockquote>", "<figure><figcaption>",
        "<title>", "<body>", "</body>", "<meta charset=utf-16>", "<?xml version='1.0'?>", "<p class=", "\x00",
        "<template>", "<noscript>", "<form>", "<iframe>", "<textarea>", "</", "<!DOCTYPE html>", "<pre>", "<ruby>",
        "<math>", "<select><option>",
    ),
    ".jsonl": (
        "{", "}", '"text": ', '"id": ', '"', ",", "\n", "\\u", "\\ud800", "null", "[", "]", "1e999", "NaN",
        "true", ": ", "\\", "\r\n",
    ),
}  # fmt: skip


def samples() -> list[tuple[str, bytes]]:
    """Real inputs of each format."""
    found = [(path.suffix, path.read_bytes()) for path in sorted((ROOT / "corpus").rglob("*.*"))]
    found += [(path.suffix, path.read_bytes()) for path in sorted((ROOT / "tests" / "pages").rglob("*.html"))]
    texts = [data.decode() for suffix, data in found if suffix == ".txt"]
    records = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts[:6]))
    found += [(".jsonl", records.encode()), (".jsonl.gz", gzip.compress(records.encode(), mtime=0))]
    return [(suffix, data) for suffix, data in found if suffix in SUFFIXES]


def soup(suffix: str, chance: random.Random) -> bytes:
    """Pieces of a format and words in any order; now and then one piece many times."""
    pieces = SOUPS.get(suffix.removesuffix(".gz"), SOUPS[".html"])
    if chance.random() < FEW:
        text = chance.choice((*pieces, *WORDS)) * chance.choice((1_000, 20_000, 100_000))
    else:
        rare = chance.choice(("\x00", "\ud800")) if chance.random() < FEW else ""
        text = rare + "".join(
            chance.choice(pieces) if chance.random() < 0.4 else chance.choice(WORDS) + chance.choice(" \n")
            for _ in range(chance.randrange(160))
        )
    encoding = chance.choice((*["utf-8"] * 9, "utf-16", "utf-8-sig", "latin-1", "shift_jis"))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf-8") else "replace")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A sample with parts cut out, doubled, swapped or overwritten."""
    for _ in range(chance.randrange(1, 8)):
        if not data:
            return data
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((1, 2, 10, 100, 5_000)))
        part = data[start:end]
        new = chance.choice(
            (b"", part * 2, part[::-1], chance.choice(WORDS).encode("utf-8", "surrogatepass"), b"<", b"\n", b'"')
        )
        data = data[:start] + new + data[end:]
    if chance.random() < 0.1:
        start = chance.randrange(len(data) + 1)
        data = data[:start] + chance.randbytes(4) + data[start:]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else data


def made(number: int, seed: int, known: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Input `number`: a suffix and the file's bytes."""
    chance = random.Random(f"{seed}/{number}")
    suffix = SUFFIXES[number % len(SUFFIXES)]
    kin = [data for kind, data in known if kind == suffix] or [data for _, data in known]
    kind = chance.random()
    if kind < SHARE_OF_DAMAGED:
        data = damaged(chance.choice(kin), chance)
    elif kind < 0.95:
        data = soup(suffix, chance)
        data = gzip.compress(data, mtime=0) if suffix.endswith(".gz") else data
    else:
        data = chance.randbytes(chance.randrange(400))
    return suffix, data


def check(path: Path, suffix: str) -> Iterator[str]:
    """What comes of one input, by name; AssertionError for what breaks a promise."""
    stdin = path.open("rb") if suffix == "-" else None
    length = None
    if suffix in {".txt", ".md", ".html"}:
        try:
            length = len(decode(path.read_bytes(), markup=suffix == ".html"))
        except Exception:  # noqa: BLE001  then `read` has to say so, below
            length = None
    for found in read("-" if stdin else path, stdin=stdin):
        if not isinstance(found, Article):
            assert found.message.strip(), "an error without a message"
            yield "refused"
            continue
        assert found.paragraphs, "an article without paragraphs"
        parts = sentences(found, "de")
        for content in (*(p.content for p in found.paragraphs), *(s.content for s in parts)):
            assert len(content.places) == len(content.text) > 0, "places that do not match the text"
            assert all(a <= b for a, b in zip(content.places, content.places[1:], strict=False)), "places that fall"
            assert content.places[-1] < content.end, "an end before its last place"
            assert length is None or content.end <= length, "a place behind the file's end"
            content.text.encode()
        if parts:
            find(parts, identify([s.text for s in parts[:20]]).code or "de")
        yield "read"


def _too_long(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds of CPU time")


def main() -> int:
    """Run the inputs, up to Ctrl-C; the exit status is 1 if any of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="leave out the inputs before this one")
    parser.add_argument("--only", type=int)
    arguments = parser.parse_args()
    signal.signal(signal.SIGPROF, _too_long)
    known = samples()
    counts: Counter[str] = Counter()
    slowest = (0.0, 0)
    failed = 0
    numbers = range(arguments.start, arguments.start + arguments.inputs) if arguments.only is None else [arguments.only]
    done = 0
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        for number in numbers:
            suffix, data = made(number, arguments.seed, known)
            path = Path(folder, f"a{suffix if suffix != '-' else ''}")
            path.write_bytes(data)
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                counts.update(f"{suffix} {outcome}" for outcome in check(path, suffix))
            except Exception:  # noqa: BLE001  whatever it is, it is what was looked for
                failed += 1
                print(f"input {number} ({suffix}, {len(data)} bytes):\n{traceback.format_exc()}", flush=True)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            done += 1
            slowest = max(slowest, (time.process_time() - began, number))
    print(f"{done} inputs, {failed} failed; the slowest took {slowest[0]:.1f} s of CPU time (input {slowest[1]})")
    print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
