"""The public data that the benchmarks read: where each file is from, and the sha256 it was measured with.

`training/README.md` says what each file holds. A row of the leaderboard whose file is absent, or is
another one, is skipped with that reason.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

SOURCES = {
    "labelled/qe2022_ende_dev.tsv": (
        "e2f0d65a6c2368f24d89f2be3431b15bff85b3af90439309cb9e524648236c8c",
        "WMT 2022 quality estimation, English-German dev; human side NTREX-128",
    ),
    "labelled/mqm_ende_2020_ted.tsv.xz": (
        "d6d5414f28704744be938d191519797179b4e1ec36d96ce9f5798fa4a4b3168a",
        "google/wmt-mqm-human-evaluation, English-German 2020 and TED",
    ),
    "labelled/mqm_zhen.tsv.xz": (
        "9fcd32143aa4de92cd9e34d476cf1b52376b3bbb939e8375eccde3071deaf1d5",
        "google/wmt-mqm-human-evaluation, Chinese-English",
    ),
    "labelled/mlqe_da.tsv.xz": (
        "329c8db73dfefbc135431d899cca8516f7455e33470265e3c44a4ca4200341cc",
        "sheffieldnlp/mlqe-pe, direct assessments",
    ),
    "parallel/ende.tsv.xz": (
        "424c1f3820f7066b1ad17a052273529a1ed19c57b19b61f2344d88c825e84375",
        "WMT news tests 2008-2018, FLORES, Tatoeba, multi30k",
    ),
    "mt/ende_systems.tsv.xz": (
        "cd428eba06015cd8d118cbbf306dc39d5660a80afb3d3a03928836e2e57e73fb",
        "mozilla/firefox-translations-models, evaluation",
    ),
    "mt/en_to_x_systems.tsv.xz": (
        "45ecb76052c1045f4e46d0d22fc9d627535185d0e954a98be1860bc04d405396",
        "mozilla/firefox-translations-models, evaluation",
    ),
    "clean/de_news_10kgnad_test.jsonl.xz": (
        "d9f23f84c501b892f3b85e677b7e4c2580792d87c1702feb1407efb2fd91b11f",
        "tblock/10kGNAD (Der Standard)",
    ),
    "clean/de_news_wikinews.jsonl.xz": (
        "2e05a3703aeac56175525adf178c3b0a37c06599fb8696d8abda5c9abdc91ef8",
        "uhh-lt/german-news-quotation-attribution-2024 (Wikinews)",
    ),
    "clean/de_klexikon.jsonl.xz": (
        "2b04bec2a4361868fc1073f8cc3a261ef2bd9fd5401f0fe7cfc542adad3abd02",
        "dennlinger/klexikon",
    ),
    "clean/de_wikipedia_klexikon.jsonl.xz": (
        "a168efe2a1e2f42c4b1b78b4078a5947259d4429c028c8d2f8e6b2dc60cb130e",
        "dennlinger/klexikon (Wikipedia)",
    ),
    "clean/de_bundestag_wp20_21.jsonl.xz": (
        "a5da476828e09f53e76e6ac54d65409c46837ed4e33701b15f9a7642b1c7e34a",
        "sevenbanisch/bundestagsreden",
    ),
}
SENTENCES = {
    "ar": "d760ff9adf9bb9757b19e637982cbf6e239a59dd1c2b52d9e176d7c4c45108e7",
    "az": "43866841431b4092fb56b73af5e168752db5cd00556a609ea644ee46cf9cf978",
    "cy": "480bb6bd6f6c784c5e452c9a78f9c5808339989df5781a272efa87c5f309bd6f",
    "de": "788ab474faab4147fa12fa2b5130ba5b5ca6024dc3dbe329171f90c3547fac89",
    "en": "e32e280e67fcd5a7afca81188700980df9e82af6fa98ec01660d6d3b38a1bb3c",
    "hi": "6666308d8a85a008203f99410f2c2c9e3486b685cb53238c5c19674a6260ab6b",
    "hy": "2748bbbd99517f3fa92c5612c1043570d46c939adbc4c111e96fe55adca9da80",
    "ja": "e66acdc3d41598191d1b97eb591859f82af45c50a29c9744e874d11e4ae91445",
    "ko": "2698f227cdd32c426e129c447a0118f8a1ed4b8ba8014780b3dcd285e156a1e2",
    "lv": "f7b36fd8ea6941eb1a40287957b4931a15dce7298e6ff120a06854e52c573e80",
    "ml": "124d89f37c3c2d34ea6d03b6b0050d01011655f76b8cc0ca5eb9de6d823a4ce9",
    "mr": "21a3043daad19834356826b76ba0584b9d9912190a08e589395f9234ed3b7c95",
}
"""Of clean/sentences/CODE.tsv.xz: WMT, FLORES, NTREX, Tatoeba."""


def missing(data: Path, *names: str) -> str | None:
    """Why a row that needs these files must be skipped, or None."""
    for name in names:
        path = data / name
        if not path.is_file():
            return f"{name} is absent"
        if _sha256(path) != _expected(name):
            return f"{name} is another file than the one measured with"
    return None


def _expected(name: str) -> str:
    if name.startswith("clean/sentences/"):
        return SENTENCES[name.removeprefix("clean/sentences/").split(".")[0]]
    return SOURCES[name][0]


_KNOWN: dict[Path, str] = {}


def _sha256(path: Path) -> str:
    if path not in _KNOWN:
        with path.open("rb") as file:
            _KNOWN[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return _KNOWN[path]
