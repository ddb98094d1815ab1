"""A small scan as mtcheck reports it, built in code, for the tests of the reports."""

from __future__ import annotations

import re
from dataclasses import replace

from mtcheck.results import (
    ArticleResult,
    FailOn,
    Gate,
    Passage,
    Reason,
    Results,
    RoundTripResult,
    ScanError,
    SentenceResult,
    Token,
)
from mtcheck.verdict import gate, rejudge_article

# What a report must survive: markup, a closing script tag, quotes, a backtick, a mention, a separator, rich markup.
HOSTILE = (
    "</script><script>alert(1)</script> \"double\" 'single' `tick` @editor [bold]x[/bold] | \u2028 <!-- &amp; 100%"
)

THRESHOLD = 0.35


def _sentence(  # noqa: PLR0913, PLR0917  a sentence has that many parts
    text: str,
    start: int,
    line: int,
    column: int,
    quality: float | None,
    damaged: dict[str, float] | None = None,
    reasons: tuple[tuple[str, str, str], ...] = (),
    trip: tuple[str, str, str] | None = None,
    scores: tuple[float, float, float | None, float] = (61.5, 34.2, 41.0, 1.9),
) -> SentenceResult:
    """Build a sentence: `damaged` is damage by word, a reason is (id, message, the words it points at)."""
    tokens = tuple(
        Token(start + match.start(), start + match.end(), (damaged or {}).get(match[0], 0.03))
        for match in re.finditer(r"\w+|[^\w\s]", text)
    )
    found = tuple(
        Reason(id_, message, start + text.index(words), start + text.index(words) + len(words))
        for id_, message, words in reasons
    )
    return SentenceResult(
        text=text,
        start=start,
        end=start + len(text),
        line=line,
        column=column,
        quality=quality,
        flagged=quality is not None and quality < THRESHOLD,
        unscored_because=None if quality is not None else "no model covers this language",
        reasons=found,
        tokens=tokens,
        round_trip=None if trip is None else RoundTripResult(*trip, *scores),
    )


def sample_results() -> Results:
    """Build a scan of seven articles: two garbled, one unscored, one of a record, one hostile, and an unread file."""
    articles = (_bakery(), _harbour(), _library(), _irish(), _record(), _hostile(), _stray())
    return Results(
        mtcheck="0.1.0",
        schema=1,
        signature="mtcheck:0.1.0|fluency:tiny-1|pairs:de-en-1,en-de-1|beam:2",
        threshold=THRESHOLD,
        gate=Gate(passed=False, fail_on="article"),
        errors=(ScanError("news/empty.txt", "is empty: remove it or put an article into it"),),
        articles=articles,
    )


def _bakery() -> ArticleResult:
    """Build a garbled German article with one passage of two sentences and one of one."""
    one = "Die Bäckerei am Markt besteht seit 1921."
    two = "Der Besitzer hat den Laden von seinen Vater über genommen worden."
    three = "Jeden Morgen um vier läuft der Teig die Maschine hinunter, sagte the owner am Telefon."
    four = "Die Kunden kommen aus der ganzen Stadt."
    five = "Es regnet Katzen Brot -Sorten, und sie sind alle ausverkauft bis Mittag gemacht."
    starts = [0, 42, 108, 196, 236]
    sentences = (
        _sentence(
            one,
            starts[0],
            1,
            1,
            0.91,
            trip=("en", "The bakery on the market has existed since 1921.", one),
            scores=(100.0, 100.0, 0.0, 0.4),
        ),
        _sentence(
            two,
            starts[1],
            3,
            1,
            0.12,
            {"seinen": 0.61, "über": 0.88, "genommen": 0.93, "worden": 0.81},
            (
                (
                    "surprising-words",
                    "The translator did not expect “über genommen worden” here",
                    "über genommen worden",
                ),
                ("wrong-inflection", "“seinen” does not agree with the word after it", "seinen Vater"),
            ),
            (
                "en",
                "The owner took over the shop from his father.",
                "Der Besitzer übernahm den Laden von seinem Vater.",
            ),
            (48.3, 12.7, 63.6, 4.81),
        ),
        _sentence(
            three,
            starts[2],
            3,
            67,
            0.21,
            {"hinunter": 0.55, "the": 0.97, "owner": 0.96},
            (
                ("foreign-words", "“the owner” was left in English", "the owner"),
                ("surprising-words", "The translator did not expect “hinunter” here", "hinunter"),
                ("literal-phrase", "“läuft der Teig die Maschine hinunter” reads word for word", "läuft der Teig"),
                ("damaged-words", "Half of the words look damaged", three),
            ),
            (
                "en",
                "Every morning at four the dough runs down the machine, the owner said on the phone.",
                "Jeden Morgen um vier läuft der Teig über die Maschine, sagte der Besitzer am Telefon.",
            ),
            (71.2, 52.9, 26.6, 3.37),
        ),
        _sentence(
            four,
            starts[3],
            5,
            1,
            0.88,
            trip=("en", "Customers come from all over town.", "Die Kunden kommen aus der ganzen Stadt."),
        ),
        _sentence(
            five,
            starts[4],
            5,
            41,
            0.06,
            {"Katzen": 0.9, "Sorten": 0.72, "gemacht": 0.83, "-": 0.72},
            (
                ("detached-hyphen", "There is a blank before the hyphen of “Brot -Sorten”", "Brot -Sorten"),
                ("surprising-words", "The translator did not expect “Katzen” here", "Katzen"),
            ),
            (
                "en",
                "It's raining cats of bread, and they're all sold out by noon.",
                "Es regnet Brotkatzen, und sie sind alle bis Mittag ausverkauft.",
            ),
            (55.0, 21.4, None, 5.62),
        ),
    )
    return ArticleResult(
        path="news/de/bäckerei am markt.txt", id=None, language="de", verdict="garbled", quality=0.14,
        machine_likeness=0.93, calibrated=True, unscored_because=None, sentences_flagged=3,
        passages=(Passage(42, 194, (1, 2), 0.16), Passage(236, 316, (4,), 0.06)), sentences=sentences,
    )  # fmt: skip


def _harbour() -> ArticleResult:
    """Build a garbled Spanish article, judged without a round trip and uncalibrated."""
    one = "El puerto fue abierto de nuevo ayer después que los trabajadores hacieron una huelga muy larga para."
    two = "El alcalde dijo que que la ciudad espera mejor tiempos."
    sentences = (
        _sentence(one, 0, 1, 1, 0.27, {"hacieron": 0.94, "para": 0.66, "que": 0.34},
                  (("damaged-words", "“hacieron” looks damaged", "hacieron"),)),
        _sentence(two, 101, 1, 102, 0.31, {"que": 0.58, "mejor": 0.77},
                  (("repeated-word", "“que” stands twice", "que que"),)),
    )  # fmt: skip
    return ArticleResult(
        path="news/es/puerto.md", id=None, language="es", verdict="garbled", quality=0.29, machine_likeness=0.71,
        calibrated=False, unscored_because=None, sentences_flagged=2, passages=(Passage(0, 156, (0, 1), 0.29),),
        sentences=sentences,
    )  # fmt: skip


def _library() -> ArticleResult:
    """Build a clean English article with a round trip."""
    texts = (
        "The town library reopens on Saturday after two years of repairs.",
        "Volunteers carried eleven thousand books back to the shelves.",
        "Visitors will find a new reading room under the old glass roof.",
    )
    sentences, start = [], 0
    for index, text in enumerate(texts):
        trip = ("de", "Die Stadtbücherei öffnet am Samstag wieder." if index == 0 else "…", text)
        sentences.append(_sentence(text, start, 1, start + 1, 0.9 + index / 50, trip=trip))
        start += len(text) + 1
    return ArticleResult(
        path="news/en/library.txt", id=None, language="en", verdict="clean", quality=0.94, machine_likeness=0.12,
        calibrated=True, unscored_because=None, sentences_flagged=0, passages=(), sentences=tuple(sentences),
    )  # fmt: skip


def _irish() -> ArticleResult:
    """Build an article no model could judge."""
    return ArticleResult(
        path="news/ga/nuacht.txt", id=None, language="ga", verdict="unscored", quality=None, machine_likeness=None,
        calibrated=False, unscored_because="no model covers Irish (ga)", sentences_flagged=0, passages=(),
        sentences=(_sentence("Osclaíodh an leabharlann arís inné.", 0, 1, 1, None),),
    )  # fmt: skip


def _record() -> ArticleResult:
    """Build a clean article that is a record of a JSON Lines file; its line is the record's."""
    return ArticleResult(
        path="feed/today.jsonl", id="item-17", language="en", verdict="clean", quality=0.83, machine_likeness=0.4,
        calibrated=True, unscored_because=None, sentences_flagged=1, passages=(),
        sentences=(
            _sentence("The council met on Monday.", 0, 17, 1, 0.92),
            _sentence("It decided the decision to be decided again.", 27, 17, 28, 0.33, {"decided": 0.52}),
        ),
    )  # fmt: skip


def _hostile() -> ArticleResult:
    """Build an article whose path, text, reasons and round trip try to break out of a report."""
    sentence = _sentence(
        HOSTILE, 0, 1, 1, 0.02, {"alert": 0.99}, (("markup-leftover", f"Leftover {HOSTILE}", "alert(1)"),),
        ("en", HOSTILE, HOSTILE),
    )  # fmt: skip
    return ArticleResult(
        path="news/odd/\"><img src=x onerror=alert(1)>::error, 50%'.txt", id=None, language="en", verdict="clean",
        quality=0.6, machine_likeness=0.5, calibrated=True, unscored_because=None, sentences_flagged=1,
        passages=(), sentences=(sentence, _sentence("A plain sentence follows it.", 200, 3, 1, 0.8)),
    )  # fmt: skip


def _stray() -> ArticleResult:
    """Build a French article whose only sentence stands twice, flagged: fingerprints must differ."""
    text = "Le maire a fait du sens de la situation."
    reasons = (("literal-phrase", "“fait du sens” is word for word from English", "fait du sens"),)
    damaged = {"sens": 0.6}
    return ArticleResult(
        path="news/fr/mairie.txt", id=None, language="fr", verdict="garbled", quality=0.3, machine_likeness=0.8,
        calibrated=True, unscored_because=None, sentences_flagged=2,
        passages=(Passage(0, 40, (0,), 0.3), Passage(42, 82, (1,), 0.3)),
        sentences=(_sentence(text, 0, 1, 1, 0.3, damaged, reasons), _sentence(text, 42, 3, 1, 0.3, damaged, reasons)),
    )  # fmt: skip


def rejudge(results: Results, threshold: float, fail_on: FailOn, *, allow_unscored: bool = False) -> Results:
    """A whole scan at another threshold, but for articles that have their own; no model is loaded."""
    articles = tuple(
        rejudge_article(article, threshold if article.threshold is None else article.threshold)
        for article in results.articles
    )
    passes = gate(articles, fail_on, results.errors, allow_unscored=allow_unscored, allow_empty=results.gate.passed)
    return replace(results, threshold=threshold, articles=articles, gate=passes)


def with_article(results: Results, index: int, **fields: object) -> Results:
    """Change fields of one article."""
    articles = list(results.articles)
    articles[index] = replace(articles[index], **fields)  # type: ignore[arg-type]
    return replace(results, articles=tuple(articles))
