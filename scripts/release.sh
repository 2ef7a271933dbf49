#!/usr/bin/env bash
# Proves the package and builds what is uploaded: dist/*.tar.gz and dist/*.whl.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = //p' setup.cfg)
grep -q "\"$version\"" dlteach/__init__.py || { echo "dlteach/__init__.py has another version than setup.cfg ($version)."; exit 1; }
grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md has no entry for $version."; exit 1; }
bash .ci/run
rm -rf dist
.venv-test/bin/python -m build -q --outdir dist .
.venv-test/bin/twine check --strict dist/*
echo "dlteach $version is ready in dist/. Upload it with: twine upload dist/*"
