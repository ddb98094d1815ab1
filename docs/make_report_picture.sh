#!/usr/bin/env bash
# The picture of the report in the README: needs `make setup` and Chromium.
set -eu
page=$(mktemp --suffix=.html)
.venv/bin/mtcheck scan -q corpus/garbled/en/mt-moebelwerk.txt corpus/garbled/de/mt-lost-opera.txt \
    corpus/clean/en/photo-backups.md corpus/clean/de/freibad-mooswiesen.md \
    --report "html=$page" --fail-on never >/dev/null
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
    --user-data-dir="$(mktemp -d)" --window-size=1280,1450 --screenshot=docs/report.png "file://$page"
