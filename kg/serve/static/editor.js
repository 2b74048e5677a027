"use strict";
// The SPARQL editor: runs queries against /sparql, completes prefixes and terms, shows answers as a table.

(() => {
  const make = (tag, props = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };
  const words = document.getElementById("editor").dataset;
  const text = document.getElementById("query"), form = document.getElementById("ask"), hits = document.getElementById("terms");
  const result = document.getElementById("result"), table = document.getElementById("table"), told = document.getElementById("told");
  const stop = document.getElementById("stop"), downloads = document.getElementById("downloads");
  const SHOWN = 1000;
  const BUILT_IN = ["SELECT", "DISTINCT", "WHERE", "OPTIONAL", "FILTER", "FILTER NOT EXISTS", "UNION", "VALUES", "BIND", "GROUP BY", "ORDER BY", "LIMIT", "CONSTRUCT", "ASK", "DESCRIBE", "COUNT", "LANG", "CONTAINS", "STRSTARTS", "YEAR"];
  let terms = [], prefixes = {}, shortest = [], running = null, items = [], chosen = 0;

  const ready = fetch(`/api/terms?lang=${document.documentElement.lang}`).then((response) => response.json()).then((found) => {
    terms = found.terms;
    prefixes = found.prefixes;
    shortest = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
    listTerms("");
  });

  // ---- terms beside the query

  function insert(what, from = text.selectionStart) {
    text.focus();
    text.setRangeText(what, from, text.selectionEnd, "end");
    addPrefix(what);
  }

  function addPrefix(curie) {
    const name = /^([a-z-]+):/.exec(curie)?.[1];
    if (!name || !prefixes[name] || new RegExp(`PREFIX\\s+${name}:`, "i").test(text.value)) return;
    const line = `PREFIX ${name}: <${prefixes[name]}>\n`, start = text.selectionStart, end = text.selectionEnd;
    text.value = line + text.value;
    text.setSelectionRange(start + line.length, end + line.length);
  }

  function listTerms(wanted) {
    const list = document.getElementById("term-list"), fold = wanted.toLowerCase();
    list.replaceChildren(...terms.filter(([curie, , label]) => `${curie} ${label}`.toLowerCase().includes(fold)).slice(0, 80).map(([curie, , label]) => {
      const button = make("button", { type: "button" }, make("code", { textContent: curie }), make("small", { textContent: label }));
      button.addEventListener("click", () => insert(curie));
      return make("li", {}, button);
    }));
  }
  document.getElementById("term-filter").addEventListener("input", (event) => listTerms(event.target.value));

  document.getElementById("prefixes").addEventListener("click", () => {
    const used = Object.entries(prefixes).filter(([name]) => new RegExp(`(^|[^\\w<])${name}:`).test(text.value) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(text.value));
    const wanted = used.length ? used : Object.entries(prefixes).filter(([name]) => ["dip", "skos", "schema", "dcterms", "oa"].includes(name) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(text.value));
    text.value = wanted.map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("") + text.value;
    text.focus();
  });

  // ---- completion

  function wordBefore() {
    const match = /(?:^|[\s({;,.!|/^])([A-Za-z][\w-]*:?[\w\u0e00-\u0e7f./-]*)$/.exec(text.value.slice(0, text.selectionStart));
    return match ? match[1] : "";
  }

  function complete() {
    const word = wordBefore();
    hits.hidden = true;
    if (word.length < 2) return;
    const fold = word.toLowerCase();
    const found = word.includes(":")
      ? terms.filter(([curie]) => curie.toLowerCase().startsWith(fold) && curie !== word)
      : [...Object.keys(prefixes).filter((name) => name.startsWith(fold)).map((name) => [`${name}:`, "", prefixes[name]]),
        ...BUILT_IN.filter((name) => name.toLowerCase().startsWith(fold) && name !== word).map((name) => [name, "", ""])];
    items = found.slice(0, 12);
    if (!items.length) return;
    chosen = 0;
    hits.replaceChildren(...items.map(([curie, , label], i) => {
      const item = make("li", { id: `term-${i}` }, make("span", { className: "text" }, make("b", { textContent: curie }), make("small", { textContent: label })));
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(i === 0));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); accept(i); });
      return item;
    }));
    const lines = text.value.slice(0, text.selectionStart).split("\n");
    place(lines.length, lines.at(-1).length - word.length);
    hits.hidden = false;
    text.setAttribute("aria-activedescendant", "term-0");
  }

  function place(line, column) {
    const style = getComputedStyle(text), height = parseFloat(style.lineHeight);
    hits.style.top = `${Math.min(text.clientHeight, parseFloat(style.paddingTop) + line * height - text.scrollTop) + 4}px`;
    hits.style.left = `${Math.min(text.clientWidth * 0.5, 16 + column * 8.4)}px`;
  }

  function accept(i) {
    const word = wordBefore(), what = items[i][0];
    text.setRangeText(what, text.selectionStart - word.length, text.selectionStart, "end");
    addPrefix(what);
    hits.hidden = true;
    if (what.endsWith(":")) complete();
  }

  text.addEventListener("input", complete);
  text.addEventListener("blur", () => setTimeout(() => { hits.hidden = true; }, 150));
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); complete(); return; }
    if (hits.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      [...hits.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
      hits.children[chosen].scrollIntoView({ block: "nearest" });
      text.setAttribute("aria-activedescendant", `term-${chosen}`);
    } else if (event.key === "Tab" || event.key === "Enter") { event.preventDefault(); accept(chosen); }
    else if (event.key === "Escape") { event.preventDefault(); hits.hidden = true; }
  });

  // ---- asking

  // ---- answers that are edges, drawn

  const draw = document.getElementById("draw"), drawing = document.getElementById("drawing");
  let edges = [], picture = null;

  const shorten = (iri) => {
    const short = shortest.find(([, start]) => iri.startsWith(start) && iri.length > start.length);
    return decode(short ? iri.slice(short[1].length) : iri);
  };

  function findEdges(found, rows) {
    const [from, to] = found.head.vars.filter((name) => rows.some((row) => row[name]?.type === "uri"));
    if (!to) return [];
    const label = (row, name) => (row[`${name}_${document.documentElement.lang}`] || row[`${name}_th`] || row[`${name}_en`])?.value || shorten(row[name].value);
    return rows.filter((row) => row[from]?.type === "uri" && row[to]?.type === "uri")
      .map((row) => [row[from].value, label(row, from), row[to].value, label(row, to), ""]);
  }

  function findTriples(lines) {
    const IRI = /^<([^>]*)> <([^>]*)> <([^>]*)> \.$/;
    return lines.split("\n").map((line) => IRI.exec(line)).filter((match) => match && !match[2].endsWith("#type"))
      .map(([, from, by, to]) => [from, shorten(from), to, shorten(to), shorten(by)]);
  }

  function offer(found) {
    edges = found.slice(0, 800);
    draw.hidden = !edges.length;
    drawing.hidden = true;
    picture?.destroy();
    picture = null;
  }

  draw.addEventListener("click", async () => {
    if (!window.vis) await new Promise((done, fail) => document.head.append(make("script", { src: "/static/vis-network.js", onload: done, onerror: fail })));
    const nodes = new Map(), style = getComputedStyle(document.documentElement), ink = style.getPropertyValue("--ink").trim();
    for (const [from, fromName, to, toName] of edges) {
      for (const [id, name] of [[from, fromName], [to, toName]]) if (!nodes.has(id)) nodes.set(id, { id, label: name.length > 36 ? `${name.slice(0, 35)}…` : name });
    }
    drawing.hidden = false;
    picture?.destroy();
    picture = new vis.Network(drawing, {
      nodes: [...nodes.values()], edges: edges.map(([from, , to, , label]) => ({ from, to, label })),
    }, {
      nodes: { shape: "dot", size: 10, color: style.getPropertyValue("--accent").trim(), font: { color: ink, size: 13 } },
      edges: { arrows: { to: { scaleFactor: 0.5 } }, color: style.getPropertyValue("--soft").trim(), font: { color: ink, size: 10, strokeWidth: 0 }, smooth: false },
      physics: { stabilization: { iterations: 150 } }, layout: { randomSeed: 7, improvedLayout: nodes.size < 120 },
    });
    picture.on("doubleClick", ({ nodes: [id] }) => {
      if (id?.startsWith(`${words.base}id/`)) location.href = "/id/" + id.slice(words.base.length + 3).split("/").map((p) => encodeURIComponent(decode(p))).join("/");
    });
  });

  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function cell(term) {
    const td = make("td");
    if (!term) return td;
    const bdi = make("bdi", { textContent: term.value });
    if (term.type === "uri") {
      const own = words.base + "id/";
      const short = shortest.find(([, iri]) => term.value.startsWith(iri) && term.value.length > iri.length);
      bdi.textContent = short ? `${short[0]}:${decode(term.value.slice(short[1].length))}` : decode(term.value);
      const link = make("a", { className: "to" }, bdi);
      if (term.value.startsWith(own)) link.href = "/id/" + term.value.slice(own.length).split("/").map((p) => encodeURIComponent(decode(p))).join("/");
      else if (/^https?:/.test(term.value)) Object.assign(link, { href: term.value, target: "_blank", rel: "noopener noreferrer" });
      td.title = term.value;
      td.append(link);
      return td;
    }
    td.append(bdi);
    if (term["xml:lang"]) td.append(" ", make("small", { textContent: `@${term["xml:lang"]}` }));
    if (/#(integer|decimal|double)$/.test(term.datatype || "")) td.className = "num";
    return td;
  }

  const decode = (iri) => { try { return decodeURIComponent(iri); } catch { return iri; } };

  function showRows(found, rows) {
    const head = make("tr", {}, ...found.head.vars.map((name) => make("th", { textContent: name, scope: "col" })));
    const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...found.head.vars.map((name) => cell(row[name])))));
    table.replaceChildren(make("table", { className: "answer" }, make("thead", {}, head), body));
  }

  async function run() {
    running?.abort();
    running = new AbortController();
    const mine = running, started = performance.now();
    result.hidden = false;
    stop.hidden = false;
    downloads.hidden = true;
    told.textContent = words.running;
    offer([]);
    table.replaceChildren();
    try {
      const response = await fetch("/sparql", {
        method: "POST", signal: mine.signal, body: new URLSearchParams({ query: text.value, maxrows: String(SHOWN) }),
        headers: { accept: "application/sparql-results+json, text/turtle;q=0.9" },
      });
      const body = await response.text(), ms = Math.round(performance.now() - started);
      await ready;
      if (!response.ok) {
        told.textContent = "";
        table.replaceChildren(make("p", { className: "problem", textContent: body }));
      } else if (response.headers.get("content-type").includes("turtle")) {
        told.textContent = fill(words.triples, { n: (body.match(/[;.,]\s*$/gm) || []).length, ms });
        table.replaceChildren(make("pre", { className: "code", textContent: body }));
        const again = await fetch("/sparql", { method: "POST", signal: mine.signal, body: new URLSearchParams({ query: text.value }), headers: { accept: "application/n-triples" } });
        if (again.ok) offer(findTriples(await again.text()));
      } else {
        const found = JSON.parse(body);
        if ("boolean" in found) { told.textContent = ""; table.replaceChildren(make("p", { className: "lead", textContent: found.boolean ? words.yes : words.no })); }
        else {
          const rows = found.results.bindings;
          told.textContent = fill(words.rows, { n: rows.length.toLocaleString(), ms }) + (response.headers.get("x-kg-truncated") ? ` · ${fill(words.cut, { n: rows.length })}` : "");
          offer(findEdges(found, rows));
          rows.length ? showRows(found, rows) : table.replaceChildren(make("p", { className: "lead", textContent: words.none }));
        }
      }
      downloads.hidden = !response.ok;
      const graph = (response.headers.get("content-type") || "").includes("turtle");
      downloads.querySelectorAll("a").forEach((link) => { link.hidden = (link.dataset.form === "turtle") !== graph; });
      const address = `${location.pathname}?${new URLSearchParams({ query: text.value })}`;
      if (response.ok && decodeURIComponent(location.search) !== decodeURIComponent(address.slice(location.pathname.length))) history.pushState(null, "", address);
    } catch (error) {
      told.textContent = "";
      if (error.name !== "AbortError") table.replaceChildren(make("p", { className: "problem", textContent: String(error) }));
    }
    if (running === mine) stop.hidden = true;
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); hits.hidden = true; run(); });
  stop.addEventListener("click", () => { running?.abort(); stop.hidden = true; result.hidden = true; });
  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search).get("query");
    if (query) { text.value = query; run(); }
  });
  document.getElementById("share").addEventListener("click", async (event) => {
    const button = event.currentTarget, before = button.textContent;
    await navigator.clipboard?.writeText(`${location.origin}/sparql?${new URLSearchParams({ query: text.value })}`);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1600);
  });
  const TYPES = { csv: "text/csv", json: "application/sparql-results+json", turtle: "text/turtle" };
  downloads.querySelectorAll("a").forEach((link) => link.addEventListener("click", async (event) => {
    event.preventDefault();
    const form = link.dataset.form;
    const body = new URLSearchParams({ query: text.value, spreadsheet: "1" });
    const response = await fetch("/sparql", { method: "POST", body, headers: { accept: TYPES[form] } });
    if (!response.ok) { table.prepend(make("p", { className: "problem", textContent: await response.text() })); return; }
    const address = URL.createObjectURL(await response.blob());
    make("a", { href: address, download: `answer.${form === "turtle" ? "ttl" : form}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }));
  if (new URLSearchParams(location.search).get("query")) run();
})();
