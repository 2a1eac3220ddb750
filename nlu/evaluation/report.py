"""Writes down what was measured: a table for people, an object for machines, and what fell short."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from contracts.languages import LANGUAGES
from nlu.evaluation.metrics import ALL, LESS_IS_BETTER, MEASURES, Results, find_confusions

Figures = Mapping[str, Mapping[str, float | None]]
"""Figures by name, then by language."""

_WIDTH = 22
_CONFUSIONS = 15


def write_table(figures: Figures, counts: Mapping[str, int]) -> str:
    """Give one line per figure and one column per language, shares in percent, times in milliseconds."""
    columns = list(counts)
    lines = [_row("", columns), _row("sentences", [str(counts[column]) for column in columns])]
    for name, by_language in figures.items():
        lines.append(_row(name, [_shown(name, by_language[column]) for column in columns]))
    return "\n".join(lines)


def write_loss(name: str, figures: Figures, base: Figures, columns: Sequence[str]) -> str:
    """Give the percentage points that a way of writing loses, for the figures that are about understanding."""
    lines = [_row(name, list(columns))]
    for figure in ("service_accuracy", "answered", "false_fallback", "language_accuracy"):
        pairs = [(base[figure][column], figures[figure][column]) for column in columns]
        points = [f"{100 * (after - before):+.1f}" if None not in (before, after) else "–" for before, after in pairs]  # type: ignore[operator]
        lines.append(_row(f"  {figure}", points))
    return "\n".join(lines)


def write_confusions(results: Results) -> str:
    """Give the most frequent mistakes, each with how often it was made and a sentence."""
    return "\n".join(
        f"  {len(found):>3}  {meant} → {given}   {found[0].case.text!r}"
        for meant, given, found in find_confusions(results)[:_CONFUSIONS]
    )


def write_errors(results: Results) -> str:
    """Give every sentence that was not understood, with its place and the ranking."""
    lines = []
    for result in results:
        if not result.right:
            ranking = ", ".join(f"{name} {confidence:.2f}" for name, confidence in result.understood.ranking[:3])
            place = f"{result.case.path}:{result.case.line}"
            lines.append(f"{place}: {result.case.text!r}: {result.case.meant} → {result.understood.intent} ({ranking})")
    return "\n".join(lines)


def list_confusions(results: Results) -> list[dict[str, object]]:
    """Give all mistakes, most frequent first, for machines."""
    return [
        {"meant": meant, "given": given, "count": len(found), "text": found[0].case.text}
        for meant, given, found in find_confusions(results)
    ]


def list_errors(results: Results) -> list[dict[str, object]]:
    """Give every sentence that was not understood, with its place and the whole ranking, for machines."""
    return [
        {
            "path": result.case.path,
            "line": result.case.line,
            "text": result.case.text,
            "meant": result.case.meant,
            "given": result.understood.intent,
            "ranking": result.understood.ranking,
        }
        for result in results
        if not result.right
    ]


def read_floor(text: str, known: Collection[str] = MEASURES) -> tuple[str, str, float]:
    """Read ``NAME=VALUE`` or ``NAME.LANGUAGE=VALUE`` of a known figure; gives name, language (``all``) and value.

    Raises:
        ValueError: there is no such figure or language, or the value is no number.
    """
    named, equals, value = text.partition("=")
    name, _, language = named.partition(".")
    if name not in known:
        raise ValueError(f"there is no figure {name!r}. There are: {', '.join(known)}")
    if language and language not in {*LANGUAGES, ALL}:
        raise ValueError(f"{language!r} is no language: write {name}, {name}.{f', {name}.'.join(LANGUAGES)}")
    try:
        return name, language or ALL, float(value)
    except ValueError:
        given = value if equals else text
        raise ValueError(f"{given!r} is no number: write for example {name}=0.9 or {name}.lb=0.9") from None


def find_shortfalls(
    figures: Figures, floors: Sequence[tuple[str, str, float]], less_is_better: Collection[str] = LESS_IS_BETTER
) -> list[str]:
    """Say which floors (or ceilings, where less is better) do not hold; a figure that is missing does not hold."""
    short = []
    for name, language, wanted in floors:
        value = figures[name].get(language)
        holds = value is not None and (value <= wanted if name in less_is_better else value >= wanted)
        if not holds:
            word = "at most" if name in less_is_better else "at least"
            found = "not measured" if value is None else f"{value:.4g}"
            short.append(f"{name}.{language} is {found}, wanted {word} {wanted:.4g}")
    return short


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if "_ms_" in name else f"{100 * value:.1f}"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{_WIDTH}}" + "".join(f"{cell:>8}" for cell in cells)
