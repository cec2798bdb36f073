"""Everything that keeps a draft from being released, told with file, line and mend."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from amends.core.errors import AmendsError
from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import Pack, load_pack
from amends.playbooks.reading import read_playbook
from amends.policies.rulebook import notes_of, rules_of
from amends.policies.tables.checking import check_rulebook
from amends.policies.tables.findings import ERROR, WARNING, BadRulebook, Finding
from amends.policies.tables.loading import read_tables
from amends.policies.tables.written import Unreadable, Written, read_written, schema_findings
from amends.publishing.comparing import text_in
from amends.publishing.examples import problems_of
from amends.publishing.expiring import expiring
from amends.publishing.lines_told import line_of, line_told
from amends.publishing.old_numbers import old_numbers
from amends.releases.laying_over import refused_content, refused_name

SECONDS = 10.0
Examples = Callable[[Pack], Iterator[str]]


def check_files(
    files: Mapping[str, str],
    today: date,
    *,
    seconds: float = SECONDS,
    before: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """What is found in packs laid over the product's; the worst first. `files`: pack name → YAML.

    Tables are analysed exactly for at most `seconds` each; `today` tells what is about to expire. `before`:
    the packs that were laid over until now, against which numbers have changed.
    """
    written, findings = _read(files)
    if findings:
        return in_order(findings)
    packs = PackSet({name: text.encode() for name, text in files.items()})
    with judging_by(packs):
        for name, one in written.items():
            findings += pack_findings(name, one)
        if any(name.startswith("tables/") for name in files):
            findings += _of_tables(files, today, seconds)
        if not findings:
            findings += others_findings(files)
        for name, one in written.items():
            findings += expiring(name, one, today)
            findings += old_numbers(name, text_in(before, name), one)
    return in_order(findings)


def _read(files: Mapping[str, str]) -> tuple[dict[str, Written], list[Finding]]:
    written: dict[str, Written] = {}
    findings: list[Finding] = []
    for name, text in files.items():
        refusal = refused_name(name)
        if refusal is None:
            try:
                written[name] = read_written(text.encode(), name)
            except Unreadable as error:
                findings.append(error.finding)
                continue
            problems = schema_findings(written[name], name.partition("/")[0])
            findings += problems
            refusal = None if problems else refused_content(name, written[name].body)
        if refusal is not None:
            line = written[name].line("side") if name in written else 0
            findings.append(Finding(ERROR, refusal.code, refusal.message, refusal.mend, name, line))
    return written, findings


def pack_findings(name: str, written: Written, problems_in: Examples = problems_of) -> Iterator[Finding]:
    """What the code that reads the pack says, and its own examples; of tables nothing."""
    if name.startswith("tables/"):
        return
    try:
        pack = load_pack(name)
        problems = list(problems_in(pack))
    except BadRulebook:
        return  # told where the tables stand
    except AmendsError as error:
        mend = error.mend or "docs/howto says what can stand here."
        yield Finding(ERROR, error.code, error.message, mend, name, line_of(error, written))
        return
    for problem in problems:
        mend = "Mend the row or the example."
        yield Finding(ERROR, "example_differs", problem, mend, name, line_told(problem, written))


def _of_tables(files: Mapping[str, str], today: date, seconds: float) -> Iterator[Finding]:
    """The whole analysis of every rulebook that the draft touches, told where the draft is concerned."""
    touched = {name.split("/")[1] for name in files if name.startswith("tables/")}
    for rulebook in sorted(touched):
        book, findings = read_tables(rulebook)
        found = findings if book is None or findings else check_rulebook(book, today, seconds=seconds)
        for one in found:
            named = replace(
                one, file=one.file.removesuffix(".yaml"), message=one.message.replace(".yaml", "")
            )
            # The product's examples may come out otherwise now: that is what the draft is for.
            is_theirs = named.code.startswith("example") and named.file not in files
            yield replace(named, level=WARNING) if is_theirs and named.level == ERROR else named


def others_findings(files: Collection[str]) -> Iterator[Finding]:
    """Packs that are not in the draft, but read with it: a playbook that names a fact it took away."""
    from amends.core.packs import pack_names

    for name in (*pack_names("playbooks"), *pack_names("policies")):
        if name in files:
            continue
        try:
            pack = load_pack(name)
            if name.startswith("playbooks/"):
                read_playbook(pack)
            else:
                rules_of(pack), notes_of(pack)
        except AmendsError as error:
            message = f"{name} does not work with this draft: {error.message}"
            yield Finding(ERROR, error.code, message, error.mend or "Take that change back.", name)


def is_clean(findings: list[Finding]) -> bool:
    """Whether nothing keeps the draft from being released."""
    return not any(finding.level == ERROR for finding in findings)


def in_order(findings: list[Finding]) -> list[Finding]:
    """The worst first, then by file and line."""
    levels = (ERROR, WARNING)
    return sorted(
        findings, key=lambda one: (levels.index(one.level) if one.level in levels else 2, one.file, one.line)
    )
