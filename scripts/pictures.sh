#!/usr/bin/env bash
# Draws the README's pictures from the real program. Needs the extra `docs` and a terminal of 80×24; takes a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
export DLTEACH_HOME; DLTEACH_HOME=$(mktemp -d)
export COLORTERM=truecolor
python=${PYTHON:-python3}
trap 'rm -rf "$DLTEACH_HOME"' EXIT
$python scripts/capture.py summary "$python -m dlteach summary lenet5" --settle 8 --title "dlteach summary lenet5"
$python scripts/capture.py quiz "$python -m dlteach quiz lstm --seed 3 --kind choice" --settle 2 --title "dlteach quiz lstm"
$python scripts/capture.py training "$python -m dlteach lesson cnn" --keys "j 10\n" --settle 12 --title "dlteach lesson cnn"
$python scripts/capture.py inside "$python -m dlteach lesson cnn" --keys "j 11\n" "\n" "\n" --settle 15 --title "dlteach lesson cnn"
