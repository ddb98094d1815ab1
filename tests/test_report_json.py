"""The JSON report: what is written follows its schema, and comes back as it was; a broken file is named."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from sample_results import HOSTILE, sample_results

from mtcheck.errors import MtcheckError
from mtcheck.report.json_format import dump, load, parts, schema
from mtcheck.results import Gate, Results

Edit = Callable[[dict[str, Any]], object]

EMPTY = Results("0.1.0", 1, "none", 0.35, Gate(passed=True, fail_on="article"), (), ())
NOTED = replace(sample_results(), notes=("fr: no round trip: no Argos pair fr→en is installed", HOSTILE))


@pytest.mark.parametrize("results", [sample_results(), EMPTY, NOTED])
def test_what_is_dumped_follows_the_schema(results: Results) -> None:
    """`dump` validates against the schema that ships, and the schema is one itself."""
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(dump(results)), schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("results", [sample_results(), EMPTY, NOTED])
def test_what_is_loaded_is_what_was_dumped(results: Results) -> None:
    """`load` undoes `dump`, for every field."""
    assert load(dump(results), "results.json") == results


def test_dumps_are_the_same_bytes_and_end_with_a_newline() -> None:
    """Equal results give equal text, whole or in parts."""
    text = dump(sample_results())
    assert text == dump(sample_results()) == b"".join(parts(sample_results())).decode()
    assert text.endswith("}\n")


def test_fields_stand_in_the_order_of_the_contract() -> None:
    """A reader that streams meets the gate before the articles."""
    assert list(json.loads(dump(sample_results()))) == [
        "mtcheck", "schema", "signature", "threshold", "gate", "errors", "notes", "unused", "articles",
    ]  # fmt: skip


def test_text_is_written_as_it_is() -> None:
    """Letters beyond ASCII are not escaped, so that the file can be searched."""
    assert "Bäckerei" in dump(sample_results())


def test_a_number_that_is_none_is_refused() -> None:
    """NaN has no place in JSON; `dump` does not write it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(replace(sample_results(), threshold=math.nan))


def test_unknown_fields_are_passed_over_and_notes_may_be_missing() -> None:
    """A file of a later or an earlier version with the same schema number is read."""
    data = json.loads(dump(NOTED))
    data["later"] = 1
    data["articles"][0]["later"] = {}
    del data["notes"]
    assert load(json.dumps(data), "results.json") == sample_results()


def _sentence(data: dict[str, Any]) -> dict[str, Any]:
    """Give the first sentence of the file."""
    sentence: dict[str, Any] = data["articles"][0]["sentences"][0]
    return sentence


FAULTS: list[tuple[Edit, str]] = [
    (lambda d: d.pop("gate"), "gate is missing"),
    (lambda d: d.update(threshold="0.35"), "threshold should be a number"),
    (lambda d: d.update(threshold=1.5), "threshold should be at most 1"),
    (lambda d: d.update(articles={}), "articles should be a list"),
    (lambda d: d.update(notes=[1]), r"notes\[0\] should be text"),
    (lambda d: d["gate"].update(passed=1), "gate.passed should be true or false"),
    (lambda d: d["gate"].update(fail_on="words"), "gate.fail_on should be one of article, sentence, never"),
    (lambda d: d["errors"].append("lost"), r"errors\[1\] should be an object"),
    (lambda d: d["articles"][1].update(verdict="fine"), r"articles\[1\].verdict should be one of clean"),
    (lambda d: d["articles"][0].pop("language"), r"articles\[0\].language is missing"),
    (lambda d: d["articles"][0]["passages"][0].update(sentences=[99]), r"articles\[0\].passages\[0\].sentences names"),
    (lambda d: d["articles"][0]["passages"][0].update(sentences=[]), r"articles\[0\].passages\[0\].sentences names"),
    (lambda d: _sentence(d).update(quality=-0.1), r"articles\[0\].sentences\[0\].quality should be 0 or more"),
    (lambda d: _sentence(d).update(line=0), r"articles\[0\].sentences\[0\].line should be 1 or more"),
    (lambda d: _sentence(d).update(start=True), r"articles\[0\].sentences\[0\].start should be a whole number"),
    (lambda d: _sentence(d)["tokens"][0].update(damage=2), r"tokens\[0\].damage should be at most 1"),
    (lambda d: _sentence(d)["tokens"][0].pop("end"), r"tokens\[0\].end is missing"),
    (lambda d: _sentence(d)["tokens"].append(None), r"tokens\[\d+\] should be an object"),
    (lambda d: _sentence(d)["round_trip"].pop("chrf"), r"sentences\[0\].round_trip.chrf is missing"),
    (lambda d: _sentence(d)["round_trip"].update(ter="low"), r"round_trip.ter should be a number or a whole number"),
]


@pytest.mark.parametrize(("edit", "says"), FAULTS)
def test_a_field_out_of_shape_is_named(edit: Edit, says: str) -> None:
    """A field missing, of a wrong type or out of range is an error that names the file and the field."""
    data = json.loads(dump(NOTED))
    edit(data)
    with pytest.raises(MtcheckError, match=f"^old.json: .*{says}"):
        load(json.dumps(data), "old.json")


@pytest.mark.parametrize("edit", [edit for edit, says in FAULTS if "names" not in says or "99" in says])
def test_the_schema_refuses_what_the_loader_refuses(edit: Edit) -> None:
    """The schema and the loader agree on what a results file is."""
    data = json.loads(dump(NOTED))
    edit(data)
    assert not jsonschema.Draft202012Validator(schema()).is_valid(data)


@pytest.mark.parametrize("text", ["", "{", "not JSON", '{"mtcheck": NaN}', "[" * 100_000, dump(sample_results())[:-9]])
def test_what_is_no_json_is_an_error_that_names_the_file(text: str) -> None:
    """Broken or cut JSON gives one sentence with the command that makes a good file."""
    with pytest.raises(MtcheckError, match=r"^old\.json is not a JSON results file .*mtcheck scan"):
        load(text, "old.json")


@pytest.mark.parametrize("text", ["[]", "null", "3", "{}", '{"schema": 1}'])
def test_other_json_is_an_error_that_names_the_file(text: str) -> None:
    """JSON that mtcheck did not write is not taken for results."""
    with pytest.raises(MtcheckError, match=r"^old\.json is JSON but not mtcheck results"):
        load(text, "old.json")


@pytest.mark.parametrize("number", [0, 2, "1", None, True])
def test_another_schema_number_is_an_error(number: object) -> None:
    """A file of another layout is refused with both numbers."""
    data = json.loads(dump(sample_results())) | {"schema": number}
    with pytest.raises(MtcheckError, match=r"^old\.json has results schema .*reads schema 1"):
        load(json.dumps(data), "old.json")
