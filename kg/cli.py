"""The commands: one thin function each. Results go to stdout, talk to stderr; exit 0 fine, 1 no, 2 could not
run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.model import KgError

if TYPE_CHECKING:
    from typing import IO

    from kg.build import BuildResult
    from kg.dossier import Dossier
    from kg.model import Claim
    from kg.settings import Settings
    from kg.store import Answer, Query, Store, Term

_Command = TypeVar("_Command", bound=Callable[..., Any])
_EXAMPLES = "\b\nExamples:\n"


class _Failure(click.ClickException):
    exit_code = 2


class _Commands(click.Group):
    """Commands whose foreseen errors end in a message and exit code 2, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            raise _Failure(clean_line(str(error), keep="\n")) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # as written, not by letter


def main() -> None:
    """Run the command line."""
    commands(prog_name="kg")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diplomatic-kg", prog_name="kg")
def commands() -> None:
    """Articles in; a knowledge graph of diplomatic activity out, that shows its evidence.

    \b
    Start here:
      kg build data/articles --out out      make a graph of the sample
      kg query                              see which questions it answers
      kg show สหรัฐอเมริกา                    all about one country, body, person or agreement
    """


def _settings() -> Settings:
    from kg.settings import load_settings

    return load_settings()


def _store_option(command: _Command) -> _Command:
    option = click.option(
        "--store",
        "store_path",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A build's folder, its store/, or an RDF file.  [default: $KG_STORE or out/store]",
    )
    return option(command)


def _lang_option(command: _Command) -> _Command:
    option = click.option(
        "--lang", type=click.Choice(["th", "en"]), help="Language of labels.  [default: $KG_LANG or th]"
    )
    return option(command)


def _open(path: Path | None) -> Store:
    from kg.store import open_store

    return open_store(path or _settings().store_path)


def clean_line(text: str, keep: str = "") -> str:
    """Text that a terminal only shows: control characters and those that turn the writing direction become
    ``�``.
    """
    if text.isprintable():
        return text
    import unicodedata

    turning = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return "".join(
        ch if ch in keep or (unicodedata.category(ch) not in ("Cc", "Cs") and ch not in turning) else "�"
        for ch in text
    )


def _say(text: str = "") -> None:
    click.echo(clean_line(text, keep="\n"), err=True)


# ---------------------------------------------------------------- build


@commands.command(
    epilog=_EXAMPLES + "  kg build data/articles --out out\n  kg build news.tar.gz more/ --out out --add"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--out", default="out", show_default=True, type=click.Path(path_type=Path), help="The output folder."
)
@click.option("--add", is_flag=True, help="Keep the articles that are already in OUT.")
@click.option("--workers", type=click.IntRange(0), help="Processes that extract; 0 is one per core.")
@click.option("--all-items", is_flag=True, help="Also build from articles that tell of no diplomacy.")
@click.option(
    "--base-iri", metavar="IRI", help="What the IRIs of the data begin with.  [default: $KG_BASE_IRI]"
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Decisions about identity.  [default: ours]",
)
@click.option("--no-page", is_flag=True, help="Do not draw graph.html.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
def build(
    paths: tuple[str, ...],
    out: Path,
    add: bool,
    workers: int | None,
    all_items: bool,
    base_iri: str | None,
    decisions: Path | None,
    no_page: bool,
    quiet: bool,
) -> None:
    """Build the graph of the articles in files, folders and archives.

    Writes OUT/store (the database), OUT/graph.ttl (Turtle), OUT/graph.html (the network to look at) and
    OUT/report.json (what was read, found, left unresolved and dropped, and why). An interrupted build leaves
    the last good graph, and the next one goes on from what was extracted.
    """
    from kg.build import build as build_graph

    settings = _settings()
    with _show_progress(quiet) as progress:
        try:
            result = build_graph(
                paths,
                out,
                add=add,
                workers=settings.workers if workers is None else workers,
                all_items=all_items,
                base_iri=base_iri or settings.base_iri,
                decisions_path=decisions,
                page=not no_page,
                progress=progress,
            )
        except KeyboardInterrupt:
            _say(
                "\nStopped. The last good graph stands; what was extracted is kept: the same command goes on."
            )
            sys.exit(130)
    if not quiet:
        _say("\n".join(_iter_summary(result)))
    for name in ("store", "graph.ttl", "graph.html", "report.json"):
        if (out / name).exists():
            click.echo(str(out / name))
    if not quiet:
        _say(f"\nNext:\n  kg query --store {out}\n  kg show --store {out} NAME")
        if (out / "graph.html").exists():
            _say(f"  and {out / 'graph.html'} in a browser")


def _iter_summary(result: BuildResult) -> Iterator[str]:
    report = result.report
    found = report["found"]
    if result.unchanged:
        yield "Nothing has changed since the last build."
    yield (
        f"Read {report['read']:,} items: {report['articles']:,} articles, {report['recognised']:,} of them "
        f"diplomatic; {report['dropped']['all']:,} dropped{_reasons(report['dropped'])}."
    )
    yield (
        f"Found {found['officials']:,} officials, {found['organisations']:,} organisations, "
        f"{found['posts']:,} posts, {found['countries']:,} countries, "
        f"{found['activities']['all']:,} activities with {found['participations']:,} participations, "
        f"{found['agreements']['all']:,} agreements; {found['triples']:,} triples."
    )
    yield f"Unresolved: {report['unresolved']['all']:,} mentions{_reasons(report['unresolved'])}."
    if report["sharing_an_id"]:
        several = sum(len(shared["kept_as"]) > 1 for shared in report["sharing_an_id"])
        copies = sum(shared["copies"] for shared in report["sharing_an_id"])
        yield f"Ids with several texts: {several:,}, all kept. Copies of a text: {copies:,}, counted once."


def _reasons(counted: dict[str, Any]) -> str:
    reasons = sorted(counted["by_reason"].items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{reason}: {count:,}' for reason, count in reasons[:4])})" if reasons else ""


_STAGES = {
    "read": "reading",
    "extract": "extracting",
    "load": "loading claims",
    "resolve": "resolving who is who",
    "turtle": "writing the graph",
    "store": "loading the store",
    "derive": "deriving direct edges",
    "page": "drawing the page",
}


@contextmanager
def _show_progress(quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """A moving line on a terminal; elsewhere a line per stage."""
    if quiet:
        yield lambda stage, done: None
        return
    if not sys.stderr.isatty():
        last = ""

        def tell(stage: str, done: int) -> None:
            nonlocal last
            if stage != last and stage != "read":
                last = stage
                _say(f"{_STAGES.get(stage, stage)} …")

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None, count="")

        def move(stage: str, done: int) -> None:
            speed = bar.tasks[0].elapsed or 0
            rate = f" · {done / speed:,.0f}/s" if stage == "extract" and speed > 1 else ""
            bar.update(task, description=_STAGES.get(stage, stage), count=f"{done:,}{rate}" if done else "")

        yield move


# ---------------------------------------------------------------- extract


@commands.command(
    epilog=_EXAMPLES
    + "  kg extract data/articles/9000001.txt --format claims\n  kg extract news.tar.gz > records.jsonl"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format", "form", type=click.Choice(["records", "claims"]), default="records", show_default=True,
    help="One record per article, or one claim with its evidence per line.",
)  # fmt: skip
def extract(paths: tuple[str, ...], form: str) -> None:
    """Print what the articles say, before anything is resolved, as JSON Lines."""
    import json

    from kg.extract import extract_article
    from kg.extract.record import build_record
    from kg.model import Reject
    from kg.text import iter_articles

    rejects: list[Reject] = []
    for article in iter_articles(paths, rejects):
        extraction = extract_article(article)
        if form == "records":
            _print_json(json.dumps(build_record(article, extraction), ensure_ascii=False))
        else:
            for claim in extraction.claims:
                _print_json(json.dumps(describe_claim(claim), ensure_ascii=False))
    for reject in rejects:
        _say(f"not used: {reject.path}: {reject.reason}{f' ({reject.detail})' if reject.detail else ''}")


def _print_json(text: str) -> None:
    sys.stdout.write(text + "\n")


def describe_claim(claim: Claim) -> dict[str, Any]:
    """A claim as ``kg extract --format claims`` prints it."""
    evidence = claim.evidence
    return {
        "id": claim.id,
        "kind": claim.kind,
        "subject": claim.subject,
        "property": claim.property,
        "value": claim.value,
        "qualifiers": dict(claim.qualifiers),
        "evidence": {
            "article": evidence.article,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
            "rule": evidence.rule,
        },
        "confidence": claim.confidence,
        "basis": list(claim.basis),
    }


# ---------------------------------------------------------------- query


@commands.command(
    epilog=_EXAMPLES
    + "  kg query\n  kg query counterparts-of-post-in-year --param year=2018\n"
    + "  kg query my.rq --format csv > answer.csv\n  kg query 'SELECT * WHERE { ?s ?p ?o } LIMIT 5'"
)
@click.argument("question", required=False, metavar="[NAME|FILE.rq|SPARQL]")
@_store_option
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Give a parameter its value."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "turtle"]),
    default="table",
    show_default=True,
)
@click.option("--spreadsheet", is_flag=True, help="CSV whose cells no spreadsheet takes for formulas.")
@_lang_option
def query(
    question: str | None,
    store_path: Path | None,
    params: tuple[str, ...],
    form: str,
    spreadsheet: bool,
    lang: str | None,
) -> None:
    """Ask a question of the library, a .rq file, or in SPARQL. Without one, list the library."""
    from kg.store import iter_queries, load_query

    if question is None:
        _list_queries(list(iter_queries()), lang or _settings().lang)
        return
    bindings: dict[str, str | int | float | bool | None] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{param!r}: write it as NAME=VALUE", param_hint="--param")
        bindings[name] = value
    asked = load_query(question)
    if "lang" not in bindings and any(p.name == "lang" for p in asked.params):
        bindings["lang"] = lang or _settings().lang
    store = _open(store_path)
    with _interruptible():
        answer = store.query(asked, **bindings)
    if form == "table":
        _print_table(answer, lang or _settings().lang)
    else:
        from kg.export import write_answer

        write_answer(answer, _text_output(), form, spreadsheet=spreadsheet)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process at once: the backend does not notice it while it works."""
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _list_queries(queries: Sequence[Query], lang: str) -> None:
    suffix = "_th" if lang == "th" else ""
    groups: dict[str, list[Query]] = {}
    for asked in queries:
        groups.setdefault(asked.note("group") or "other", []).append(asked)
    for group, members in groups.items():
        click.echo(click.style(group, bold=True))
        for asked in members:
            click.echo(f"  {asked.name:<34} {asked.note(f'asks{suffix}') or asked.asks}")
            for param in asked.params:
                default = f"={param.default}" if param.default is not None else "=…"
                about = f"   ({param.about})" if param.about else ""
                click.echo(f"      --param {param.name}{default}{about}")
        click.echo()
    _say(f"{len(queries)} questions. Ask one: kg query {queries[0].name if queries else 'NAME'}")


def _print_table(answer: Answer, lang: str) -> None:
    from kg.export import tabulate
    from kg.graph import build_prefixes
    from kg.store import Literal

    if answer.kind == "boolean":
        click.echo("yes" if answer.boolean else "no")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns, rows = _fold_languages(*tabulate(answer), lang)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(clean_line(column)), overflow="fold")
    prefixes = [(iri, name) for name, iri in build_prefixes(_settings().base_iri).items()]
    for row in rows:
        texts = (term.text if isinstance(term, Literal) else _shorten(term or "", prefixes) for term in row)
        table.add_row(*(Text(clean_line(text)) for text in texts))
    wide = None if sys.stdout.isatty() else 100_000
    Console(file=_text_output(), width=wide, highlight=False, soft_wrap=False).print(table)
    _say(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}")


def _fold_languages(
    columns: Sequence[str], rows: Sequence[Sequence[Term | None]], lang: str
) -> tuple[list[str], list[list[Term | None]]]:
    """For reading: of ``x``, ``x_th`` and ``x_en`` only the one in ``lang``, else the other, else ``x``."""
    place = {name: number for number, name in enumerate(columns)}
    paired = {name[:-3] for name in columns if name[-3:] in ("_th", "_en")}
    chosen: dict[str, list[int]] = {}
    for name in columns:
        base = name[:-3] if name[-3:] in ("_th", "_en") else name
        if base in chosen:
            continue
        wanted = [f"{base}_{lang}", f"{base}_th", f"{base}_en", base] if base in paired else [base]
        chosen[base] = [place[one] for one in dict.fromkeys(wanted) if one in place]
    folded = [
        [next((row[at] for at in places if row[at] is not None), None) for places in chosen.values()]
        for row in rows
    ]
    return list(chosen), folded


def _shorten(iri: str, prefixes: Sequence[tuple[str, str]]) -> str:
    for start, name in prefixes:
        if iri.startswith(start) and len(iri) > len(start):
            return f"{name}:{iri[len(start) :]}"
    return iri


def _text_output() -> IO[str]:
    """Standard output, in UTF-8 whatever the locale says."""
    import io

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdout


# ---------------------------------------------------------------- view, export, show


@commands.command(
    epilog=_EXAMPLES + "  kg view -o network.html\n  kg view --focus 'ดอน ปรมัตถ์วินัย' -o don.html"
)
@_store_option
@click.option("-o", "--output", default="graph.html", show_default=True, type=click.Path(path_type=Path))
@click.option("--focus", metavar="NAME", help="Open on what goes by this name, and what is around it.")
@click.option("--limit", default=600, show_default=True, type=click.IntRange(1), help="Nodes drawn at first.")
def view(store_path: Path | None, output: Path, focus: str | None, limit: int) -> None:
    """Draw the network as one HTML file that opens offline."""
    from kg.view import write_page

    _make_parent(output)
    write_page(_open(store_path), output, focus=focus, limit=limit)
    click.echo(str(output))


@commands.command(
    epilog=_EXAMPLES + "  kg export --format turtle -o graph.ttl\n  kg export --format csv -o tables/\n"
    "  kg export --format csv --table tenures"
)
@_store_option
@click.option(
    "--format", "form", default="turtle", show_default=True,
    type=click.Choice(["turtle", "ntriples", "nquads", "trig", "jsonld", "graphml", "csv"]),
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The file; for csv a folder or a .zip of tables.  [default: stdout]",
)  # fmt: skip
@click.option("--table", metavar="NAME", help="With csv: only this table.")
@click.option("--spreadsheet", is_flag=True, help="CSV whose cells no spreadsheet takes for formulas.")
def export(
    store_path: Path | None, form: str, output: Path | None, table: str | None, spreadsheet: bool
) -> None:
    """Write the graph for other programs. Turtle and N-Triples hold the default graph, the others all
    graphs.
    """
    from kg import export as exporting

    if table and form != "csv":
        raise click.UsageError("--table goes with --format csv")
    store = _open(store_path)
    if form == "csv" and not table:
        if output is None:
            names = ", ".join(exporting.TABLES)
            raise click.UsageError(
                f"csv is several tables: give -o FOLDER or -o FILE.zip, or --table of {names}"
            )
        _make_parent(output)
        for path in exporting.write_tables(store, output, spreadsheet=spreadsheet):
            click.echo(str(path))
        return
    if form in exporting.RDF_FORMATS:
        with _open_binary(output) as file:
            exporting.write_graph_file(store, file, form)
    else:
        with _open_text(output) as text:
            if table:
                exporting.write_table(store, table, text, spreadsheet=spreadsheet)
            else:
                exporting.write_graphml(store, text)
    if output is not None:
        click.echo(str(output))


def _make_parent(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"{path.parent}: the folder cannot be made ({error.strerror})") from error


@contextmanager
def _open_binary(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        return
    _make_parent(path)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise KgError(f"{path}: it cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _open_text(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield _text_output()
        return
    import io

    with _open_binary(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        yield text
        text.detach()


@commands.command(
    epilog=_EXAMPLES + "  kg show 'พุทธิพงษ์ ปุณณกันต์'\n  kg show KR --lang en --limit 10\n  kg show org/th-moc"
)
@click.argument("name")
@_store_option
@_lang_option
@click.option(
    "--limit", default=40, show_default=True, type=click.IntRange(0), help="Lines per part; 0 is all."
)
def show(name: str, store_path: Path | None, lang: str | None, limit: int) -> None:
    """All that is known of one official, organisation, country or agreement, each line with its source."""
    from kg.dossier import build_dossier

    for line in _iter_dossier(build_dossier(_open(store_path), name, lang or _settings().lang, limit)):
        click.echo(line)


def _iter_dossier(dossier: Dossier) -> Iterator[str]:
    yield click.style(clean_line(dossier.title), bold=True) + f"  ({dossier.kind}, {clean_line(dossier.id)})"
    if dossier.names:
        yield "  = " + clean_line(" · ".join(dossier.names))
    for name, value in dossier.facts:
        yield f"  {name}: {clean_line(value)}"
    for section in dossier.sections:
        yield ""
        yield click.style(f"{section.title} ({section.total:,})", bold=True)
        if len(section.lines) < section.total:
            yield f"  … the latest {len(section.lines):,}; all with --limit 0"
        for line in section.lines:
            source = line.sources[0] if line.sources else None
            more = f" +{len(line.sources) - 1}" if len(line.sources) > 1 else ""
            said = f"  [{source.id}{more}] {source.url}".rstrip() if source else ""
            yield clean_line(f"  {line.when or '—':<10}  {line.text}") + clean_line(said)


# ---------------------------------------------------------------- serve


@commands.command(epilog=_EXAMPLES + "  kg serve\n  kg serve --store out --port 8080")
@_store_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen; beyond this machine a token is needed."
)
@click.option("--token", default="", metavar="TOKEN", help="What clients must show.  [default: made up beyond this machine]")
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="A web site whose pages may read answers (CORS)."
)
@_lang_option
def serve(
    store_path: Path | None, port: int, host: str, token: str, origins: tuple[str, ...], lang: str | None
) -> None:
    """Open the explorer and the SPARQL endpoint in a browser: read-only, on this machine, without a network."""
    from kg.serve import serve as serve_store

    settings = _settings()
    serve_store(
        store_path or settings.store_path, host=host, port=port, token=token, lang=lang or settings.lang, origins=origins
    )


# ---------------------------------------------------------------- validate


@commands.command(epilog=_EXAMPLES + "  kg validate\n  kg validate out/graph.ttl && echo conforms")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE.ttl]")
@_store_option
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="Findings printed; 0 is all."
)
@_lang_option
def validate(file: Path | None, store_path: Path | None, limit: int, lang: str | None) -> None:
    """Check a graph against the SHACL shapes. Exit 0: conforms, 1: does not, 2: could not be checked."""
    from kg.graph import validate_turtle

    if file is None:
        folder = _open(store_path).folder
        file = (folder or Path()) / "graph.ttl"
    report = validate_turtle(file, lang=lang or _settings().lang)
    shown = report.violations[:limit] if limit else report.violations
    for violation in shown:
        parts: Iterable[str] = (
            violation.focus,
            violation.path.rpartition("#")[2],
            violation.message,
            violation.value,
        )
        click.echo(clean_line("  ".join(part for part in parts if part)))
    if len(shown) < len(report.violations):
        _say(f"… and {len(report.violations) - len(shown):,} more")
    verdict = "conforms" if report.conforms else f"does not conform: {len(report.violations):,} findings"
    _say(f"{file}: {report.triples:,} triples, {verdict}.")
    sys.exit(0 if report.conforms else 1)
