"""The results as lines, as a table in docs/speed.md and as a plot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.gpu_jobs import PEAK

BEGIN, END = "<!-- table: python -m benchmarks --docs -->", "<!-- end of table -->"


def lines(row: dict[str, Any]) -> list[str]:
    """A measured row, in words for the terminal."""
    told = [f"{row['name']}: {row['title']} ({row['unit']}){', quick' if row['quick'] else ''}"]
    for label, score in row["scores"].items():
        extra = [f"{score['lowest']:.4g}–{score['highest']:.4g}"]
        if "first_lap_seconds" in score or "first_step_seconds" in score:
            first = score.get("first_lap_seconds", score.get("first_step_seconds"))
            extra.append(f"the first with compiling {first:.1f} s")
        if "initial_loss" in score:
            extra.append(f"loss {score['initial_loss']:.3f} → {score['final_loss']:.3f}")
        if "utilisation" in score:
            extra.append(f"model FLOPs utilisation {score['utilisation']:.1%} of {PEAK / 1e12:.0f} TFLOP/s")
        told.append(f"  {label}: {score['median']:.4g} ({', '.join(extra)})")
    for label, modules in row["missing"].items():
        told.append(f"  {label}: left out, since {', '.join(modules)} is not installed")
    for ratio in row["ratios"]:
        sign = "≤" if ratio["at_most"] else "≥"
        verdict = "reached" if ratio["reached"] else "MISSED"
        told.append(
            f"  {ratio['ours']} ÷ {ratio['peer']}: {ratio['ratio']:.2f} "
            f"({ratio['lowest']:.2f}–{ratio['highest']:.2f}), to reach {sign} {ratio['goal']:g}: {verdict}"
        )
    return told


def write_docs(rows: list[dict[str, Any]], folder: Path) -> None:
    """Puts the table between its two marks in docs/speed.md and draws the plot beside it."""
    page = folder / "speed.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{_table(rows)}\n{END}{after}", encoding="utf-8")
    _plot(rows, folder / "pictures" / "ratios.svg")


def _table(rows: list[dict[str, Any]]) -> str:
    told = ["| job | dlteach | peer | ratio (spread) | to reach | |", "|---|---:|---:|---:|---:|---|"]
    for row in rows:
        for ratio in row["ratios"]:
            ours, peer = row["scores"][ratio["ours"]], row["scores"][ratio["peer"]]
            sign = "≤" if ratio["at_most"] else "≥"
            told.append(
                f"| {row['title']} | {ratio['ours'].removeprefix('dlteach, ')}: {_number(ours['median'], row['unit'])} "
                f"| {ratio['peer']}: {_number(peer['median'], row['unit'])} "
                f"| **{ratio['ratio']:.2f}** ({ratio['lowest']:.2f}–{ratio['highest']:.2f}) | {sign} {ratio['goal']:g} "
                f"| {'✓' if ratio['reached'] else 'not reached'} |"
            )
    told.append("")
    told.append("The same work was done: loss before training and after the last lap, beside each other.")
    told += [
        "",
        "| job | contestant | loss before | loss after | first lap or step, with compiling |",
        "|---|---|---:|---:|---:|",
    ]
    for row in rows:
        for label, score in row["scores"].items():
            if "initial_loss" in score:
                first = score.get("first_lap_seconds", score.get("first_step_seconds"))
                told.append(
                    f"| {row['title']} | {label} | {score['initial_loss']:.3f} | {score['final_loss']:.3f} | {first:.1f} s |"
                )
    seen = rows[0]["machine"]
    card = f", {seen['gpu']}" if "gpu" in seen else ""
    versions = ", ".join(f"{name} {seen[name]}" for name in ("keras", "tensorflow", "jax", "torch") if name in seen)
    told += [
        "",
        f"Measured on {seen['processor']}, {seen['cores']}{card}, Python {seen['python']}, {versions}, {rows[0]['date']}.",
    ]
    return "\n".join(told)


def _number(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.1f} s" if value >= 1 else f"{1000 * value:.0f} ms"
    return f"{value:,.0f} {unit}" if value >= 20 else f"{value:.2g} {unit}"


def _plot(rows: list[dict[str, Any]], file: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "dlteach"
    shown = [(row, ratio) for row in rows for ratio in row["ratios"] if not ratio["at_most"]]
    figure, axes = pyplot.subplots(figsize=(8.5, 0.36 * len(shown) + 1.2))
    for place, (_, ratio) in enumerate(shown):
        colour = "#2b7a78" if ratio["reached"] else "#c0662f"
        axes.barh(place, ratio["ratio"], color=colour, height=0.6)
        axes.plot([ratio["lowest"], ratio["highest"]], [place, place], color="#222222", linewidth=1)
        axes.plot([ratio["goal"]] * 2, [place - 0.4, place + 0.4], color="#222222", linewidth=2)
    axes.set_yticks(
        range(len(shown)), [f"{row['name']}: {r['ours'].removeprefix('dlteach, ')} ÷ {r['peer']}" for row, r in shown]
    )
    axes.tick_params(axis="y", labelsize=8)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xscale("log")
    ticks = [0.5, 0.7, 1, 1.5, 2, 3, 5, 10]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.axvline(1, color="#999999", linewidth=0.8)
    axes.set_xlabel("speed of dlteach ÷ speed of the peer; thick mark: to reach; thin line: spread over laps")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
