#!/usr/bin/env bash
# Runs the rows on a GPU through JAX and writes their results as JSON. Needs Python 3.12 with JAX for CUDA and PyTorch.
# scripts/gpu_benchmark.sh [FILE]   writes gpu.json in $OUT, or in this folder, where no FILE is named.
# What such a machine lacks is taken from the wheels in scripts/wheels; docs/speed.md says how to fetch them.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
file=${1:-${OUT:-.}/gpu.json}
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
for wheel in scripts/wheels/*.whl; do
    if [ -e "$wheel" ]; then "$python" -m zipfile -e "$wheel" "$site"; fi
done
export PYTHONPATH="$site${PYTHONPATH:+:$PYTHONPATH}" KERAS_BACKEND=jax PYTHONUNBUFFERED=1
# each row is written as soon as it is measured, so a machine that is too slow still leaves the first ones
timeout "${LIMIT:-570}" "$python" -m benchmarks --row gpu-gpt2 --row gpu-resnet50 --row gpu-lstm --json "$file"
