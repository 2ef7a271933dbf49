"""`python -m benchmarks`: runs the rows, prints the table and writes it as JSON, for the docs and as a plot."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from benchmarks import machine, table
from benchmarks.contest import ROOT, ContestError
from benchmarks.row import Row, measure
from benchmarks.rows import gpu, networks, programs, training

ROWS: dict[str, Row] = {row.name: row for row in [*programs.ROWS, *training.ROWS, *networks.ROWS, *gpu.ROWS]}
RESULTS = ROOT / "benchmarks" / "results.json"


@click.command()
@click.option("--row", "names", multiple=True, type=click.Choice(list(ROWS)), help="Only this row; may be repeated.")
@click.option("--quick", is_flag=True, help="Three laps each: to see that everything runs, not to be trusted.")
@click.option("--json", "file", type=click.Path(path_type=Path), default=RESULTS, show_default=True, help="Results.")
@click.option("--docs", is_flag=True, help="Also write the table and the plot of docs/speed.md.")
def main(names: tuple[str, ...], quick: bool, file: Path, docs: bool) -> None:
    """Measures dlteach beside what one would use instead.

    Rows measured earlier stay in the file of results, so that one row can be measured again. A contestant whose library
    is not installed is left out and named: pip install -e '.[benchmarks]' installs them all.
    """
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"rows": {}}
    for name in names or ROWS:
        if ROWS[name].gpu and not machine.cards():
            click.echo(f"{name}: left out, since the driver sees no NVIDIA GPU")
            continue
        click.echo(f"{name} …", err=True)
        try:
            measured = measure(ROWS[name], quick)
        except ContestError as error:
            click.echo(f"{name}: {error}", err=True)
            continue
        measured.update(machine=machine.describe(), date=date.today().isoformat(), quick=quick)
        results["rows"][name] = measured
        file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for line in table.lines(measured):
            click.echo(line)
    if docs:
        in_order = [results["rows"][name] for name in ROWS if name in results["rows"]]
        table.write_docs(in_order, ROOT / "docs")


if __name__ == "__main__":
    main()
