"""What came of all sentences: tables for the screen and the docs, and a file."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.report import machine

from .check import Result
from .judge import Verdict

VOICE = Path(__file__).parents[2] / "docs" / "voice.md"
_MARKED = re.compile(r"(<!-- voice-check -->\n).*?(<!-- end -->)", re.DOTALL)
_COLUMNS = (
    Verdict.RIGHT,
    Verdict.PART,
    Verdict.WRONG,
    Verdict.ASKED,
    Verdict.DECLINED,
    Verdict.MISSED,
)
_ALL = "all"


def tables(results: Sequence[Result]) -> str:
    """Lay out one table by language and one by family."""
    ours = [result for result in results if not result.sentence.foreign]
    by_language = _table("language", results, lambda result: result.sentence.language)
    by_family = _table("family", ours, lambda result: result.sentence.family)
    return f"{by_language}\n\n{by_family}" if ours else by_language


def _table(what: str, results: Sequence[Result], group: Callable[[Result], str]) -> str:
    groups = defaultdict[str, list[Result]](list)
    for result in results:
        groups[group(result)].append(result)
    foreign = any(result.sentence.foreign for result in results)
    heads = [what, "said", *_COLUMNS]
    heads += ["of others", "stolen"] if foreign else []
    rows = [_row(name, each, foreign=foreign) for name, each in groups.items()]
    rows.append(_row(_ALL, results, foreign=foreign))
    rule = "|".join(["---", *["---:"] * (len(heads) - 1)])
    return "\n".join([_line(heads), f"|{rule}|", *map(_line, rows)])


def _row(name: str, results: Sequence[Result], *, foreign: bool) -> list[str]:
    verdicts = Counter(result.judgement.verdict for result in results)
    said = sum(verdicts[verdict] for verdict in _COLUMNS)
    row = [name, str(said), *(str(verdicts[verdict]) for verdict in _COLUMNS)]
    if said:
        row[2] += f" ({100 * verdicts[Verdict.RIGHT] / said:.0f} %)"
    if foreign:
        row += [str(len(results) - said), str(verdicts[Verdict.STOLEN])]
    return row


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def shortfalls(results: Sequence[Result], goal: float) -> list[str]:
    """Say what is not as it should be."""
    verdicts = Counter(result.judgement.verdict for result in results)
    found = [
        f"{verdicts[verdict]} {verdict}"
        for verdict in (Verdict.WRONG, Verdict.STOLEN)
        if verdicts[verdict]
    ]
    for language in dict.fromkeys(result.sentence.language for result in results):
        said = [
            result.judgement.verdict is Verdict.RIGHT
            for result in results
            if result.sentence.language == language and not result.sentence.foreign
        ]
        if said and (right := 100 * sum(said) / len(said)) < goal:
            found.append(f"{language}: {right:.1f} % right, the goal is {goal:g} %")
    return found


def line(result: Result) -> str:
    """Tell of one sentence."""
    sentence, judgement = result.sentence, result.judgement
    why = f" ({judgement.why})" if judgement.why else ""
    return (
        f"{judgement.verdict:<10} {sentence.language} {sentence.number:>3} "
        f"{sentence.text} [{sentence.expect}]{why}: {result.happened}"
    )


def as_json(results: Sequence[Result]) -> str:
    """Write down everything, for whoever compares two runs."""
    rows = [
        {
            "language": result.sentence.language,
            "n": result.sentence.number,
            "family": result.sentence.family,
            "text": result.sentence.text,
            "expect": result.sentence.expect,
            "verdict": result.judgement.verdict,
            "why": result.judgement.why,
            "happened": result.happened,
        }
        for result in results
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def write(results: Sequence[Result], path: Path = VOICE) -> None:
    """Keep the tables in the docs, between two marks."""
    text = path.read_text(encoding="utf-8")
    if not _MARKED.search(text):
        raise SystemExit(f"{path} has no place for the tables")
    chapter = f"Said on {machine()}.\n\n{tables(results)}\n"
    text = _MARKED.sub(lambda found: f"{found[1]}{chapter}{found[2]}", text)
    path.write_text(text, encoding="utf-8")
