"""The commands: one thin function each. Results go to stdout, talk to stderr; exit 0 fine, 1 no, 2 could not
run.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.model import KgError

if TYPE_CHECKING:
    from typing import IO

    from click.shell_completion import CompletionItem

    from kg.build import BuildResult, Engine, Item
    from kg.dossier import Dossier
    from kg.model import Article, Claim, Extraction
    from kg.resolve import Decisions, Pair
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
        except OSError as error:
            if error.errno == errno.EPIPE:  # who read the output has read enough
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise _Failure(clean_line(f"{where}{error.strerror or error}")) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # as written, not by letter


def main() -> None:
    """Run the command line."""
    _teach_bash()
    commands(prog_name="kg")


def _teach_bash() -> None:
    """Bash parts words at ``=``: put ``NAME=VALUE`` together before completing it, and give back its end."""
    from click.shell_completion import BashComplete, add_completion_class

    class Bash(BashComplete):
        name = "bash"

        def get_completion_args(self) -> tuple[list[str], str]:
            args, typed = super().get_completion_args()
            if typed == "=" and args:
                return args[:-1], f"{args[-1]}="
            if len(args) > 1 and args[-1] == "=":
                return args[:-2], f"{args[-2]}={typed}"
            return args, typed

        def format_completion(self, item: CompletionItem) -> str:
            name, equals, value = str(item.value).partition("=")
            # twice: the shell function that reads it takes one backslash away
            safe = (ch if ch.isalnum() or ch in "_-./" or ch > "~" else f"\\\\{ch}" for ch in value)
            escaped = "".join(safe)
            return f"{item.type},{escaped if value else name + equals}"

    add_completion_class(Bash, "bash")


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
        help="A build's folder, its store/, an RDF file, or a SPARQL server's URL.  "
        "[default: $KG_STORE or out/store]",
    )
    return option(command)


def _lang_option(command: _Command) -> _Command:
    option = click.option(
        "--lang", type=click.Choice(["th", "en"]), help="Language of labels.  [default: $KG_LANG or th]"
    )
    return option(command)


def _spreadsheet_option(command: _Command) -> _Command:
    option = click.option(
        "--spreadsheet/--raw", default=True, show_default=True,
        help="CSV whose cells no spreadsheet takes for formulas, or that holds them as they are.",
    )  # fmt: skip
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
    epilog=_EXAMPLES
    + "  kg build data/articles --out out\n  kg build news.tar.gz more/ --out out --add\n"
    + "  kg build incoming/ --out out --watch\n"
    + "  kg build news.tar.gz --engine spark --master spark://head:7077"
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
@click.option(
    "--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
    help="Where the work is done.",
)  # fmt: skip
@click.option(
    "--master", default="local[*]", show_default=True, metavar="URL", help="With spark: the cluster."
)
@click.option("--watch", is_flag=True, help="Go on: build again whenever files come, change or go.")
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
    engine: str,
    master: str,
    watch: bool,
    quiet: bool,
) -> None:
    """Build the graph of the articles in files, folders and archives.

    Writes OUT/store (the database), OUT/graph.ttl (Turtle), OUT/graph.html (the network to look at) and
    OUT/report.json (what was read, found, left unresolved and dropped, and why). An interrupted build leaves
    the last good graph, and the next one goes on from what was extracted.
    """
    from kg.build import build as build_graph
    from kg.build import watch_paths

    settings = _settings()

    def run() -> BuildResult:
        with _start_engine(engine, master) as started, _show_progress(quiet) as progress:
            return build_graph(
                paths,
                out,
                add=add,
                workers=settings.workers if workers is None else workers,
                all_items=all_items,
                base_iri=base_iri or settings.base_iri,
                decisions_path=decisions,
                page=not no_page,
                engine=started,
                progress=progress,
            )

    try:
        for _ in watch_paths(paths) if watch else range(1):
            try:
                result = run()
                _print_build(result, out, quiet)
                left = 0 if result.unchanged else result.report["not_reached"]
                if left:
                    _say(f"\nStopped with {left:,} items to go: this is the graph without them. {_GOES_ON}")
                    sys.exit(130)
            except KgError as error:
                if not watch:
                    raise
                _say(str(error))
            if watch and not quiet:
                _say("\nWatching; Ctrl-C ends.")
    except KeyboardInterrupt:
        if not watch:
            _say(f"\nStopped. The last good graph stands. {_GOES_ON}")
        sys.exit(130)


_GOES_ON = "What was extracted is kept: the same command goes on."


@contextmanager
def _start_engine(name: str, master: str) -> Iterator[Engine | None]:
    if name == "local":
        yield None
        return
    from kg.spark import start_spark

    with start_spark(master) as engine:
        yield engine


def _print_build(result: BuildResult, out: Path, quiet: bool) -> None:
    if not quiet:
        _say("\n".join(_iter_summary(result)))
    for name in ("store", "graph.ttl", "graph.html", "nquads", "report.json"):
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
    "stop": "stopped; making the graph of what was extracted (Ctrl-C again leaves it)",
    "load": "loading claims",
    "resolve": "resolving who is who",
    "turtle": "writing the graph",
    "store": "loading the store",
    "derive": "deriving direct edges",
    "page": "drawing the page",
    "push": "sending",
    "fetch": "fetching",
}


@contextmanager
def _show_progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A moving line on a terminal; elsewhere a line per stage, and one every ten seconds of a long one."""
    if quiet:
        yield lambda stage, done, total: None
        return
    import time

    stage_now, began, told = "", 0.0, 0.0

    def describe(stage: str, done: int, total: int) -> str:
        """How far a stage is: ``640 of 20,580 · 310/s · 1:04 left``."""
        nonlocal stage_now, began, told
        now = time.monotonic()
        if stage != stage_now:
            stage_now, began, told = stage, now, now
        spent = now - began
        parts = [f"{done:,} of {total:,}" if total else f"{done:,}"] if done else []
        if done and spent > 1 and stage in ("read", "extract", "load", "push"):
            parts.append(f"{done / spent:,.0f}/s")
            if total > done:
                left = round(spent * (total - done) / done)
                parts.append(f"{left // 60}:{left % 60:02} left")
        return " · ".join(parts)

    if not sys.stderr.isatty():

        def tell(stage: str, done: int, total: int) -> None:
            nonlocal told
            fresh = stage != stage_now
            text = describe(stage, done, total)
            if fresh and stage != "read":
                _say(f"{_STAGES.get(stage, stage)} …")
            elif not fresh and time.monotonic() - told > 10:
                told = time.monotonic()
                _say(f"{_STAGES.get(stage, stage)}: {text}")

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

        def move(stage: str, done: int, total: int) -> None:
            text = describe(stage, done, total)
            whole = total if total >= done else None
            bar.update(
                task, description=_STAGES.get(stage, stage), count=text, completed=done, total=whole or None
            )

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
        rejects += extraction.rejects
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


def _complete_question(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The names of the library's questions, for the shell."""
    from click.shell_completion import CompletionItem

    from kg.store import iter_queries

    suffix = "_th" if _settings().lang == "th" else ""
    return [
        CompletionItem(asked.name, help=asked.note(f"title{suffix}") or asked.title)
        for asked in iter_queries()
        if asked.name.startswith(typed)
    ]


def _complete_param(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """``NAME=`` of a question's parameters, then the values that the graph has, for the shell."""
    from click.shell_completion import CompletionItem

    from kg.complete import find_values
    from kg.store import load_query

    try:
        # an option without its value leaves the arguments unread
        words = [word for word in ctx.args if not word.startswith("-")]
        asked = load_query(ctx.params.get("question") or next(iter(words), ""))
        name, equals, value = typed.partition("=")
        if not equals:
            return [CompletionItem(f"{p.name}=") for p in asked.params if p.name.startswith(name)]
        wanted = next((p for p in asked.params if p.name == name), None)
        if wanted is None:
            return []
        found = find_values(_open(ctx.params.get("store_path")), wanted, value)
    except KgError:
        return []
    return [CompletionItem(f"{name}={text}", help=about) for text, about in found]


@commands.command(
    epilog=_EXAMPLES
    + "  kg query\n  kg query counterparts-of-post-in-year --param year=2018\n"
    + "  kg query holders-of-post --values post=ทูต\n"
    + "  kg query my.rq --format csv > answer.csv\n  kg query 'SELECT * WHERE { ?s ?p ?o } LIMIT 5'"
)
@click.argument(
    "question", required=False, metavar="[NAME|FILE.rq|SPARQL]", shell_complete=_complete_question
)
@_store_option
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Give a parameter its value.",
    shell_complete=_complete_param,
)  # fmt: skip
@click.option(
    "--values", metavar="NAME=TEXT", shell_complete=_complete_param,
    help="Do not ask: list what a parameter can be that holds TEXT.",
)  # fmt: skip
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "turtle"]),
    default="table",
    show_default=True,
)
@_spreadsheet_option
@_lang_option
def query(
    question: str | None,
    store_path: Path | None,
    params: tuple[str, ...],
    values: str | None,
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
    if values is not None:
        _list_values(asked, values, store_path)
        return
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


def _list_values(asked: Query, wanted: str, store_path: Path | None) -> None:
    from kg.complete import find_values

    name, _, text = wanted.partition("=")
    param = next((p for p in asked.params if p.name == name), None)
    if param is None:
        known = ", ".join(p.name for p in asked.params) or "none"
        raise click.BadParameter(f"there is no {name!r} (its parameters: {known})", param_hint="--values")
    output = _text_output()
    for value, about in find_values(_open(store_path), param, text):
        output.write(clean_line(f"{value}   {about}".rstrip()) + "\n")


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
                said = param.about_th if lang == "th" and param.about_th else param.about
                about = f"   ({said})" if said else ""
                click.echo(f"      --param {param.name}{default}{about}")
        click.echo()
    _say(f"{len(queries)} questions. Ask one: kg query {queries[0].name if queries else 'NAME'}")


def _write_columns(columns: Sequence[str], rows: Iterable[Sequence[str]], output: IO[str]) -> int:
    """Write rows as a table for reading; gives their number."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(clean_line(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean_line(text)) for text in row))
    wide = None if output.isatty() else 100_000
    Console(file=output, width=wide, highlight=False, soft_wrap=False).print(table)
    return table.row_count


def _print_table(answer: Answer, lang: str) -> None:
    from kg.export import tabulate
    from kg.graph import build_prefixes
    from kg.store import Literal

    if answer.kind == "boolean":
        click.echo("yes" if answer.boolean else "no")
        return
    columns, rows = _fold_languages(*tabulate(answer), lang)
    prefixes = [(iri, name) for name, iri in build_prefixes(_settings().base_iri).items()]
    texts = (
        [term.text if isinstance(term, Literal) else _shorten(term or "", prefixes) for term in row]
        for row in rows
    )
    count = _write_columns(columns, texts, _text_output())
    _say(f"{count:,} {'row' if count == 1 else 'rows'}")


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
    epilog=_EXAMPLES + "  kg view -o network.html\n  kg view --focus 'ดอน ปรมัตถ์วินัย' --depth 2 -o don.html\n"
    "  kg view --view countries -o countries.html"
)
@_store_option
@click.option("-o", "--output", default="graph.html", show_default=True, type=click.Path(path_type=Path))
@click.option(
    "--view", "what", default="whole", show_default=True,
    type=click.Choice(["whole", "strongest", "officials", "countries", "bodies", "agreements"]),
    help="The whole network (a large one as a map of its communities), only its strongest ties, officials "
    "who met, countries and their ties by year, officials and bodies, or agreements and parties.",
)  # fmt: skip
@click.option("--focus", metavar="NAME", help="Open on what goes by this name, and what is around it.")
@click.option("--depth", default=1, show_default=True, type=click.IntRange(1, 3), help="Steps around it.")
@click.option("--limit", default=600, show_default=True, type=click.IntRange(1), help="Nodes drawn at first.")
@_lang_option
def view(
    store_path: Path | None, output: Path, what: str, focus: str | None, depth: int, limit: int,
    lang: str | None,
) -> None:  # fmt: skip
    """Draw the network as one HTML file that opens offline."""
    from kg.view import write_page

    lang = lang or _settings().lang
    write_page(_open(store_path), output, view=what, focus=focus, depth=depth, limit=limit, lang=lang)
    click.echo(str(output))


@commands.command(
    epilog=_EXAMPLES + "  kg network --projection officials --measure betweenness\n"
    "  kg network --projection countries --measure degree --by year --format csv -o ties.csv\n"
    "  kg network --projection officials --measure communities -o officials.gexf"
)
@_store_option
@click.option(
    "--projection", default="officials", show_default=True,
    type=click.Choice(["officials", "countries", "bodies", "agreements"]),
    help="Officials who met, countries that met or agreed, officials and bodies, agreements and parties.",
)  # fmt: skip
@click.option(
    "--measure", "measures", multiple=True,
    type=click.Choice(["degree", "betweenness", "eigenvector", "communities"]),
    help="Rank by this, or tell the community; may be repeated. Without it the ties are listed.",
)  # fmt: skip
@click.option("--by", type=click.Choice(["year"]), help="A network for every year.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "graphml", "gexf"]),
    help="gexf is for Gephi.  [default: as the file's name ends, else table]",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file.  [default: stdout]")
@click.option(
    "--limit", default=30, show_default=True, type=click.IntRange(0),
    help="Rows of a table, of each year; 0 is all.",
)  # fmt: skip
@_spreadsheet_option
@_lang_option
def network(
    store_path: Path | None, projection: str, measures: tuple[str, ...], by: str | None, form: str | None,
    output: Path | None, limit: int, spreadsheet: bool, lang: str | None,
) -> None:  # fmt: skip
    """Measure who is tied to whom: as a table, CSV, or a graph for Gephi and others."""
    from kg import export as exporting
    from kg.network import build_network, build_projection, iter_ranks, iter_ties

    projected = build_projection(build_network(_open(store_path), evidence=False), projection)
    form = form or (output.suffix[1:].lower() if output else "")
    if form in ("graphml", "gexf"):
        with _open_binary(output) as file:
            exporting.write_network(projected, file, form, measures, by_year=bool(by))
    else:
        lang = lang or _settings().lang
        if measures:
            rows = iter_ranks(projected, measures, by_year=bool(by), lang=lang)
        else:
            rows = iter_ties(projected, by_year=bool(by), lang=lang)
        if form == "csv":
            with _open_text(output) as text:
                exporting.write_rows(rows, text, spreadsheet=spreadsheet)
        else:
            with _open_text(output) as text:
                _write_columns(next(rows), _take_first(rows, limit, by_year=bool(by)), text)
    if output is not None:
        click.echo(str(output))


def _take_first(rows: Iterable[list[str]], limit: int, *, by_year: bool) -> Iterator[list[str]]:
    """The first rows, of each year (the first cell) where there are years."""
    taken: dict[str, int] = {}
    for row in rows:
        year = row[0] if by_year else ""
        taken[year] = taken.get(year, 0) + 1
        if not limit or taken[year] <= limit:
            yield row


@commands.command(
    epilog=_EXAMPLES + "  kg export --format turtle -o graph.ttl\n  kg export --format csv -o tables/\n"
    "  kg export --format csv --table tenures\n  kg export --format colt -o travel.csv\n"
    "  kg export --format ftm -o entities.ftm.json"
)
@_store_option
@click.option(
    "--format", "form", default="turtle", show_default=True,
    type=click.Choice(["turtle", "ntriples", "nquads", "trig", "jsonld", "graphml", "csv", "colt", "ftm"]),
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The file; for csv a folder or a .zip of tables.  [default: stdout]",
)  # fmt: skip
@click.option("--table", metavar="NAME", help="With csv: only this table.")
@_spreadsheet_option
def export(
    store_path: Path | None, form: str, output: Path | None, table: str | None, spreadsheet: bool
) -> None:
    """Write the graph for other programs.

    Turtle and N-Triples hold the default graph, the other forms of RDF all graphs. csv is a folder of tidy
    tables with a Frictionless data package, colt a table of travel in the form of the COLT dataset, ftm
    FollowTheMoney entities, one a line.
    """
    from kg import export as exporting

    if table and form != "csv":
        raise click.UsageError("--table goes with --format csv")
    store = _open(store_path)
    if form == "csv" and not table:
        from kg.export.tables import TABLES, write_tables

        if output is None:
            names = ", ".join(TABLES)
            raise click.UsageError(
                f"csv is several tables: give -o FOLDER or -o FILE.zip, or --table of {names}"
            )
        for path in write_tables(store, output, spreadsheet=spreadsheet):
            click.echo(str(path))
        return
    if form in exporting.RDF_FORMATS:
        with _open_binary(output) as file:
            exporting.write_graph_file(store, file, form)
    else:
        with _open_text(output) as text:
            _write_text(store, form, table, text, spreadsheet)
    if output is not None:
        click.echo(str(output))


def _write_text(store: Store, form: str, table: str | None, text: IO[str], spreadsheet: bool) -> None:
    if table:
        from kg.export.tables import write_table

        write_table(store, table, text, spreadsheet=spreadsheet)
    elif form == "colt":
        from kg.export.travel import write_travel

        write_travel(store, text, spreadsheet=spreadsheet)
    elif form == "ftm":
        from kg.export.ftm import write_entities

        write_entities(store, text)
    else:
        from kg.export import write_graphml

        write_graphml(store, text)


@contextmanager
def _open_binary(path: Path | None) -> Iterator[IO[bytes]]:
    from kg.store import open_output

    if path is None:
        yield sys.stdout.buffer
        return
    with open_output(path) as file:
        yield file


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
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Beyond this machine a token is needed.")
@click.option(
    "--token", default="", metavar="TOKEN", help="What clients must show.  [default: made up if needed]"
)
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="A web site that may read answers."
)
@click.option(
    "--time-limit", default=20.0, show_default=True, type=click.FloatRange(0.5, 3600),
    help="Seconds that a query may take.",
)  # fmt: skip
@click.option(
    "--row-limit", default=100_000, show_default=True, type=click.IntRange(1), help="Rows that it may give."
)
@click.option("--allow-service", "services", is_flag=True, help="Let queries ask other servers (SERVICE).")
@_lang_option
def serve(
    store_path: Path | None,
    port: int,
    host: str,
    token: str,
    origins: tuple[str, ...],
    services: bool,
    time_limit: float,
    row_limit: int,
    lang: str | None,
) -> None:
    """Serve the explorer and the SPARQL endpoint: read-only, to this machine, without a network."""
    from kg.serve import serve as serve_store

    settings = _settings()
    store = store_path or settings.store_path
    serve_store(
        store,
        host=host,
        port=port,
        token=token,
        lang=lang or settings.lang,
        origins=origins,
        services=services,
        time_limit=time_limit,
        row_limit=row_limit,
    )


# ---------------------------------------------------------------- push, fetch


@commands.command(
    epilog=_EXAMPLES
    + "  kg push http://127.0.0.1:7878 --store out           an Oxigraph server\n"
    + "  kg push http://127.0.0.1:8890/sparql --user dba     Virtuoso; the password is in KG_PASSWORD"
)
@click.argument("url", metavar="URL")
@_store_option
@click.option("--user", metavar="NAME", help="Who writes there.  [default: $KG_USER]")
@click.option("--graph-store", metavar="URL", help="Where the server speaks the Graph Store protocol.")
@click.option("--update", metavar="URL", help="Send SPARQL updates to this address instead.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
def push(
    url: str,
    store_path: Path | None,
    user: str | None,
    graph_store: str | None,
    update: str | None,
    quiet: bool,
) -> None:
    """Send the graph to a SPARQL 1.1 server, article graph by article graph.

    Only what differs from what is there travels, and a push that was stopped goes on where it was. Then
    `--store URL` asks that server. Graphs that are not of this data are left alone.
    """
    from dataclasses import replace

    from kg.push import push_store
    from kg.remote import Remote, find_addresses
    from kg.settings import load_login

    addresses = find_addresses(url)
    if graph_store or update:
        addresses = replace(
            addresses, graphs=graph_store or addresses.graphs, update=update or addresses.update
        )
    name, password = load_login()
    remote = Remote(addresses, user or name, password)
    with _show_progress(quiet) as progress:
        result = push_store(_open(store_path), remote, by_update=bool(update), progress=progress)
    if not quiet:
        _say(
            f"{result.sent:,} graphs sent, {result.kept:,} were there already, {result.dropped:,} deleted.\n"
            f"\nNext:\n  kg query --store {url}"
        )


@commands.command(
    epilog=_EXAMPLES + "  kg fetch thaigov-v2 --to news && kg build news/thaigov-v2.zip --out out"
)
@click.argument("collection", type=click.Choice(["thaigov", "thaigov-v2"]))
@click.option(
    "--to", "folder", default="news", show_default=True, type=click.Path(path_type=Path), metavar="DIR",
    help="The folder for the archive.",
)  # fmt: skip
@click.option(
    "--from", "address", default="", metavar="URL", help="A mirror.  [default: the GitHub repository]"
)
@click.option("--sha256", default="", metavar="HEX", help="Accept only the archive with this hash.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
def fetch(collection: str, folder: Path, address: str, sha256: str, quiet: bool) -> None:
    """Download a public collection of thaigov.go.th items, for `kg build` to read as it is.

    A download that was cut short goes on where it was, if the server allows that. Size, checksums and hash
    are checked; NAME.zip.json tells where the archive is from, its hash and its licence.
    """
    from kg.fetch import COLLECTIONS, LICENCE, fetch_collection

    if not quiet:
        _say(f"{COLLECTIONS[collection].about}\nLicence: {LICENCE}.")
    with _show_progress(quiet) as progress:
        got = fetch_collection(collection, folder, address=address, sha256=sha256, progress=progress)
    click.echo(str(got.path))
    if not quiet:
        _say(
            f"{'Is there already' if got.kept else 'Fetched'}: {got.size:,} bytes, SHA-256 {got.sha256}\n"
            f"\nNext:\n  kg build {got.path} --out out"
        )


# ---------------------------------------------------------------- review, explain, link


def _load_items(
    paths: Sequence[str], store_path: Path | None, all_items: bool
) -> list[tuple[Article, Extraction]]:
    """The articles and claims of files, or those that a build was made of."""
    from dataclasses import replace

    items = load_build(store_path or _settings().store_path) if not paths else _extract_items(paths)
    if all_items:
        items = [(article, replace(extraction, diplomatic=True)) for article, extraction in items]
    return items


def _extract_items(paths: Sequence[str]) -> list[tuple[Article, Extraction]]:
    from kg.extract import extract_article
    from kg.text import iter_articles

    return [(article, extract_article(article)) for article in iter_articles(paths, [])]


def load_build(path: Path) -> list[tuple[Article, Extraction]]:
    """What a build was made of; extracted anew where its cache has it no more."""
    from kg.build import Cache, build_version
    from kg.extract import extract_article
    from kg.store import ArticleFile

    folder = next((f for f in (path, path.parent) if (f / "articles.sqlite").is_file()), None)
    if folder is None:
        raise KgError(f"{path}: there is no build; give --store DIR, or the articles themselves")
    items = []
    with (
        ArticleFile(folder / "articles.sqlite") as file,
        closing(Cache(folder / "cache.sqlite", build_version())) as cache,
    ):
        for article, key in file.iter_with_keys():
            name = next((k for k in (key, f"{key}#{article.id}") if _is_of(cache.find(k), article)), "")
            extraction = cache.load_extraction(name) if name else extract_article(article)
            items.append((article, extraction))
    return items


def _is_of(item: Item | None, article: Article) -> bool:
    return item is not None and item.article == article.id


def _decisions_option(command: _Command) -> _Command:
    option = click.option(
        "--decisions", "decisions_path", type=click.Path(path_type=Path), metavar="FILE",
        help="The file of decisions.  [default: ours]",
    )  # fmt: skip
    return option(command)


def _find_decisions(path: Path | None) -> Path:
    from kg.settings import data_path

    return path or data_path() / "decisions.yaml"


def _load_decisions(path: Path | None) -> Decisions:
    from kg.resolve import Decisions, load_decisions

    found = _find_decisions(path)
    return load_decisions(found) if found.exists() else Decisions()


_KINDS = click.Choice(["person", "organisation", "activity", "agreement"])


@commands.command(
    epilog=_EXAMPLES
    + "  kg review --store out\n  kg review data/articles --joined --kind person --limit 20\n"
    + "  kg review --record same person/ก person/ข --who Somchai --why 'same rank, same post'\n"
    + "  kg review --record amend 22808-0a1b2c3d4e --set role=chair --who Somchai --why 'the text says so'"
)
@click.argument("paths", nargs=-1, metavar="[PATH...|ID...]")
@_store_option
@_decisions_option
@click.option("--kind", type=_KINDS, help="Only pairs of this kind.")
@click.option("--joined", is_flag=True, help="List what was joined instead, the least likely first.")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="Pairs listed; 0 is all."
)
@click.option("--all-items", is_flag=True, help="Also from articles that tell of no diplomacy.")
@click.option(
    "--record", metavar="VERDICT",
    help="Write a verdict on the IDs: same, different or unsure on two; reject or amend on a claim.",
)  # fmt: skip
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="What an amend changes.")
@click.option("--who", metavar="NAME", help="Who decides.")
@click.option("--why", default="", metavar="TEXT", help="The reason.")
@click.option("--when", metavar="DATE", help="The day of the decision.  [default: today]")
def review(
    paths: tuple[str, ...],
    store_path: Path | None,
    decisions_path: Path | None,
    kind: str | None,
    joined: bool,
    limit: int,
    all_items: bool,
    record: str | None,
    changes: tuple[str, ...],
    who: str | None,
    why: str,
    when: str | None,
) -> None:
    """List doubtful merges with the evidence side by side, and write down what you decide.

    On a terminal each pair is asked for; elsewhere they are printed. Decisions go to the end of FILE; give
    that FILE to `kg build --decisions`, and they always win.
    """
    if record is not None:
        _record_decision(record, paths, changes, who, why, when, _find_decisions(decisions_path))
        return
    from kg.resolve import list_doubts, list_idle, list_joined, trace_resolution

    decisions = _load_decisions(decisions_path)
    items = _load_items(paths, store_path, all_items)
    extractions = [extraction for _, extraction in items]
    trace = trace_resolution(items, decisions)
    for idle in list_idle(trace, decisions, extractions):
        named = " ".join(idle.targets)
        _say(f"without effect: {idle.action} {named} (line {idle.line}): not in these articles")
    pairs = (list_joined if joined else list_doubts)(trace, extractions)
    pairs = [pair for pair in pairs if kind in (None, pair.kind)]
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    for number, pair in enumerate(pairs[: limit or None], 1):
        _print_pair(pair, f"{number}/{len(pairs)}")
        if asking and not _ask_verdict(pair, who, _find_decisions(decisions_path)):
            return
    _say(f"{len(pairs):,} pairs to decide." if not joined else f"{len(pairs):,} joined pairs.")


def _record_decision(
    action: str,
    targets: Sequence[str],
    changes: Sequence[str],
    who: str | None,
    why: str,
    when: str | None,
    path: Path,
) -> None:
    from datetime import date

    from kg.resolve import ACTIONS, Decision, append_decisions

    if action not in ACTIONS:
        raise click.BadParameter(f"{action!r}: one of {', '.join(ACTIONS)}", param_hint="--record")
    if not who:
        raise click.UsageError("--record needs --who NAME: a decision says who decided")
    wanted = 1 if action in ("reject", "amend") else 2
    if len(targets) != wanted:
        raise click.UsageError(f"--record {action} takes {wanted} {'id' if wanted == 1 else 'ids'}")
    pairs = []
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{change!r}: write it as NAME=VALUE", param_hint="--set")
        pairs.append((name, value))
    day = when or date.today().isoformat()
    append_decisions(path, [Decision(action, tuple(targets), who, day, why, tuple(sorted(pairs)))])
    click.echo(str(path))


def _print_pair(pair: Pair, number: str) -> None:
    from kg.resolve import iter_lines

    first, *rest = (clean_line(line) for line in iter_lines(pair))
    click.echo("\n".join([click.style(f"{number}  {first}", bold=True), *rest, ""]))


def _ask_verdict(pair: Pair, who: str | None, path: Path) -> bool:
    """Ask for a verdict on a pair and write it; False to stop asking."""
    from kg.resolve import find_targets

    answers = {"s": "same", "d": "different", "u": "unsure", "r": "reject", "a": "amend"}
    keys = [*answers, "n", "q"]
    answer = click.prompt(
        "  [s]ame [d]ifferent [u]nsure, [r]eject or [a]mend a claim, [n]ext, [q]uit",
        type=click.Choice(keys), default="n", show_choices=False, err=True,
    )  # fmt: skip
    if answer not in answers:
        return bool(answer == "n")
    targets: Sequence[str] = find_targets(pair)
    changes: list[str] = []
    if answer in "ra":
        claims = click.Choice([*pair.left.claims, *pair.right.claims])
        targets = [click.prompt("  claim", type=claims, err=True)]
        if answer == "a":
            changes = [click.prompt("  change, as NAME=VALUE", err=True)]
    name = who or click.prompt("  who decides", err=True)
    why = click.prompt("  why", default="", show_default=False, err=True)
    _record_decision(answers[answer], targets, changes, name, why, None, path)
    return True


@commands.command(
    epilog=_EXAMPLES
    + "  kg explain 'ดอน ปรมัตถ์วินัย'\n  kg explain '22808#person/1' '22810#person/2' --store out"
)
@click.argument("name")
@click.argument("other", required=False)
@_store_option
@_decisions_option
@click.option("--articles", multiple=True, metavar="PATH", help="Read these articles instead of a build's.")
@click.option("--all-items", is_flag=True, help="Also from articles that tell of no diplomacy.")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="Steps listed; 0 is all."
)
def explain(
    name: str,
    other: str | None,
    store_path: Path | None,
    decisions_path: Path | None,
    articles: tuple[str, ...],
    all_items: bool,
    limit: int,
) -> None:
    """Why the mentions under a name (an id, a mention) are one, or NAME and OTHER are one or two."""
    from kg.resolve import explain as explain_name
    from kg.resolve import explain_pair, find_entities, trace_resolution

    items = _load_items(articles, store_path, all_items)
    extractions = [extraction for _, extraction in items]
    trace = trace_resolution(items, _load_decisions(decisions_path))
    for word in filter(None, (name, other)):
        if not find_entities(trace, word):
            raise KgError(f"nobody and nothing goes by {word!r} in these articles")
    if other:
        verdict, pairs = explain_pair(trace, name, other, extractions)
        _say(verdict)
    else:
        pairs = explain_name(trace, name, extractions)
        for entity in find_entities(trace, name):
            count = sum(1 for found in trace.ids.values() if found == entity)
            _say(f"{entity}: {count:,} mentions; those with the same name and country need no reason")
    for number, pair in enumerate(pairs[: limit or None], 1):
        _print_pair(pair, f"{number}/{len(pairs)}")


@commands.command(
    epilog=_EXAMPLES
    + "  kg link --service https://wikidata.reconci.link/en/api --store out --proposals links.yaml\n"
    + "  kg link --service http://127.0.0.1:8000/reconcile --kind organisation --limit 50"
)
@click.option("--service", required=True, metavar="URL", help="A W3C Reconciliation API service.")
@_store_option
@click.option(
    "--proposals", "out_path", default="links.yaml", show_default=True, type=click.Path(path_type=Path),
    metavar="FILE", help="Where the proposals go, to be reviewed.",
)  # fmt: skip
@click.option("--kind", type=click.Choice(["person", "organisation"]), help="Only these.")
@click.option("--limit", default=0, type=click.IntRange(0), help="Things asked about; 0 is all.")
@_lang_option
def link(
    service: str, store_path: Path | None, out_path: Path, kind: str | None, limit: int, lang: str | None
) -> None:
    """Propose matches of officials and bodies with the entries of a service such as Wikidata.

    Asks the service that you name, and no other; names and types are sent to it. Nothing enters the graph:
    each proposal is an entry that a person reviews.
    """
    from datetime import date

    from kg.link import iter_named_things, propose_links, write_proposals

    things = list(iter_named_things(_open(store_path), kind or "", lang or _settings().lang))
    proposals = propose_links(service, things[: limit or None])
    written = write_proposals(out_path, service, proposals, date.today().isoformat())
    click.echo(str(out_path))
    _say(f"{len(things[: limit or None]):,} asked about, {written:,} proposals added to {out_path}.")


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


# ---------------------------------------------------------------- evaluate, audit


@commands.command(
    epilog=_EXAMPLES + "  kg evaluate my-gold/ --errors 5\n  kg evaluate my-gold/ --articles news.tar.gz\n"
    "  kg evaluate my-gold/ --predictions records.jsonl --format json"
)
@click.argument("gold_dir", metavar="GOLD_DIR", type=click.Path(path_type=Path))
@click.option(
    "--predictions", type=click.Path(path_type=Path), metavar="FILE.jsonl",
    help="Score these records instead of extracting.",
)  # fmt: skip
@click.option(
    "--articles", multiple=True, metavar="PATH",
    help="A file, folder or archive with the articles that do not lie beside their records; may be repeated.",
)  # fmt: skip
@click.option("--errors", default=0, type=click.IntRange(0), metavar="N", help="Print N errors of each kind.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def evaluate(
    gold_dir: Path, predictions: Path | None, articles: tuple[str, ...], errors: int, form: str
) -> None:
    """Score the extraction on articles that you have annotated.

    GOLD_DIR holds a record <id>.json per article, in the form that kg extract prints, and the article as
    <id>.txt beside it. Prints precision, recall and F1 by kind and the accuracy of single facts, with 95 %
    intervals, and errors with --errors.
    """
    import json

    from kg.evaluate import describe_evaluation, render_evaluation, render_mistakes
    from kg.evaluate import evaluate as evaluate_gold

    if predictions is not None and articles:
        raise click.UsageError("--predictions takes the place of articles: give one of them")
    result = evaluate_gold(gold_dir, predictions=predictions, articles=articles)
    if result.without_text:
        _say(
            f"left out, for want of their articles: {_list_some(result.without_text)}. Put <id>.txt beside "
            "the record, or say with --articles where they are."
        )
    if result.without_prediction:
        _say(f"counted as empty, for want of predictions: {_list_some(result.without_prediction)}")
    output = _text_output()
    if form == "json":
        output.write(json.dumps(describe_evaluation(result, errors), ensure_ascii=False, indent=1) + "\n")
        return
    for line in render_evaluation(result):
        output.write(line + "\n")
    for line in render_mistakes(result, errors) if errors else ():
        output.write(clean_line(line) + "\n")


def _list_some(names: Sequence[str], most: int = 10) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@commands.command(
    epilog=_EXAMPLES + "  kg audit news.tar.gz\n  kg audit news/ --kind persons --limit 100\n"
    "  kg audit news/ --kind trigger-without-activity --limit 0 --format jsonl"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--kind", "kinds", multiple=True, metavar="K",
    help="Only persons, posts, organisations, activities, agreements, or one probe; may be repeated.",
)  # fmt: skip
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(0), metavar="N",
    help="Findings of each probe, a sample of all; 0 is all.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def audit(paths: tuple[str, ...], kinds: tuple[str, ...], limit: int, form: str) -> None:
    """Show what looks wrong or missed in what is extracted, with quotes: for who extends the lexicon.

    Each probe looks for one thing: trigger words in articles without an activity, names that are half a post,
    bodies found by pattern alone, and so on.
    """
    import json

    from kg.audit import audit as audit_articles
    from kg.audit import describe_finding, iter_every, render_audit
    from kg.model import Reject

    rejects: list[Reject] = []
    if form == "jsonl" and not limit:
        for finding in iter_every(paths, kinds, rejects):
            _print_json(json.dumps(describe_finding(finding), ensure_ascii=False))
    else:
        with _show_progress(quiet=False) as progress:
            result = audit_articles(paths, kinds, limit, lambda done: progress("extract", done, 0))
        rejects = result.rejects
        if form == "jsonl":
            for section in result.sections:
                for finding in section.findings:
                    _print_json(json.dumps(describe_finding(finding), ensure_ascii=False))
        else:
            for line in render_audit(result):
                _text_output().write(clean_line(line) + "\n")
        _say(f"{result.articles:,} articles")
    reasons: dict[str, int] = {}
    for reject in rejects:
        reasons[reject.reason] = reasons.get(reject.reason, 0) + 1
    if reasons:
        _say("not used: " + ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items())))
