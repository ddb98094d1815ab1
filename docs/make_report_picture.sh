#!/usr/bin/env bash
# The report kept in reports/sample.html and the pictures of it: `make pictures`. Needs Chromium and chromedriver.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/mtcheck scan -q corpus/ --report html=reports/sample.html --fail-on never >/dev/null
page=$(mktemp --suffix=.html)
.venv/bin/mtcheck scan -q corpus/garbled/en/mt-moebelwerk.txt corpus/garbled/de/mt-lost-opera.txt \
    corpus/clean/en/photo-backups.md corpus/clean/de/freibad-mooswiesen.md \
    --report "html=$page" --fail-on never >/dev/null
.venv/bin/python docs/make_report_pictures.py "$page" docs/
rm "$page"
