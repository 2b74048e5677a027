/* The panel beside the picture: stories of nodes, sentences behind lines. Text only ever becomes text nodes. */

// ---------------------------------------------------------------- building bits

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat())
    if (child !== null && child !== undefined && child !== "") element.append(child);
  return element;
};
const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const PATHS = {
  dot: "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z",
  square: "M3.5 3.5h13v13h-13z",
  hexagon: "M5.5 2.4h9L19 10l-4.5 7.6h-9L1 10z",
  diamond: "M10 1.5l7.5 8.5-7.5 8.5L2.5 10z",
  star: "M10 1l2.7 6.1 6.6.7-5 4.4 1.5 6.5L10 15.3l-5.8 3.4 1.5-6.5-5-4.4 6.6-.7z",
  triangleDown: "M2 4h16l-8 14z",
};
const glyph = (k, size = 16) =>
  svg(
    "svg",
    { viewBox: "0 0 20 20", width: size, height: size, class: "glyph", "aria-hidden": "true" },
    svg("path", { d: PATHS[SHAPE[k]], fill: COLOUR[k] }),
  );
const safeLink = (address) => {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
};
const sourceLine = (a) => {
  const [title, address, issued] = D.articles[a],
    link = safeLink(address),
    name = title || address || word("source");
  return make(
    "footer",
    {},
    link ? make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, name) : name,
    issued ? ` · ${day(issued)}` : "",
  );
};
const quoteBox = (q) =>
  make("blockquote", { class: "quote" }, make("p", {}, `“${D.quotes[q][1]}”`), sourceLine(D.quotes[q][0]));
const tags = (f) => {
  const flags = FACTS[f][7],
    found = [];
  if (flags & 1) found.push(word("inferred"));
  if (flags & 2) found.push(word("former"));
  if (flags & 4) found.push(word("acting"));
  return found.map((text) => make("span", { class: "tag" }, text));
};
const roleOf = (f) => {
  const fact = FACTS[f],
    role = fact[3] >= 0 ? concept(fact[3]) : "",
    note = fact[4] >= 0 ? either(...D.notes[fact[4]]) : "";
  if (rel(f) === "tenure") return note || WORDS[lang].relation.tenure;
  return [role || WORDS[lang].relation[rel(f)], note].filter(Boolean).join(" · ");
};
const whenOf = (f) => {
  const fact = FACTS[f];
  return rel(f) === "tenure" && fact[5]
    ? `${word("observed")} ${days(fact[5], fact[6])}`
    : days(fact[5], fact[6]);
};
/** Who else was there, officials first: what tells one courtesy call from another. */
const company = (i, but) => {
  const seen = [
    ...new Set(
      around[i].filter((f) => rel(f) === "participation" || rel(f) === "party").map((f) => beyond(f, i)),
    ),
  ].filter((j) => j !== but && !isEvent(j));
  seen.sort((a, b) => INFO[a].k - INFO[b].k || INFO[b].w - INFO[a].w || a - b);
  return seen.slice(0, 3).map(plain).join(", ") + (seen.length > 3 ? ` +${seen.length - 3}` : "");
};
const subtitle = (i) => {
  const n = INFO[i],
    kind = KIND[n.k];
  if (kind === "activity")
    return [n.t ? concept(n.t[0]) : WORDS[lang].kind.activity, days(n.d, n.e), company(i)]
      .filter(Boolean)
      .join(" · ");
  if (kind === "agreement")
    return [n.t ? concept(n.t[0]) : WORDS[lang].kind.agreement, n.s ? concept(n.s[0]) : "", day(n.d)]
      .filter(Boolean)
      .join(" · ");
  if (kind === "official") {
    // the last post, of those seen on more than one day if there are any
    const key = (p) => (p[1] && p[1] !== p[0] ? "1" : "0") + (p[1] || p[0]);
    const post = (n.P || []).reduce((a, b) => (!a || key(b) > key(a) ? b : a), null);
    if (post) return either(post[2], post[3]);
  }
  return other(i) || WORDS[lang].kind[kind];
};

// ---------------------------------------------------------------- the panel

const panel = $("panel");
const row = (i, number_) =>
  make(
    "button",
    { class: "row", on: { click: () => select(i, true) } },
    glyph(INFO[i].k),
    make("span", { class: "text" }, make("b", {}, plain(i)), make("small", {}, subtitle(i))),
    number_ !== undefined ? make("span", { class: "num" }, number(number_)) : null,
  );
const listing = (items, build) => {
  const list = make("div", {});
  let at = 0;
  const more = make("button", { class: "link", on: { click: () => extend() } });
  const extend = () => {
    for (const item of items.slice(at, at + PAGE)) list.insertBefore(build(item), more);
    at += PAGE;
    if (at >= items.length) more.remove();
    else more.textContent = word("more", { n: number(Math.min(PAGE, items.length - at)) });
  };
  list.append(more);
  extend();
  return list;
};
const evidence = (f, open) => {
  const quotes = FACTS[f][8];
  if (!quotes.length) return null;
  const details = make(
    "details",
    {},
    make("summary", {}, quotes.length > 1 ? word("evidence_n", { n: quotes.length }) : word("evidence")),
  );
  const fill = () => {
    if (details.childElementCount === 1) details.append(...quotes.map(quoteBox));
  };
  details.addEventListener("toggle", fill);
  if (open) {
    details.open = true;
    fill();
  }
  return details;
};
const factRow = (i, f) => {
  const j = beyond(f, i);
  return make(
    "div",
    { class: "fact" },
    make(
      "button",
      { class: "row", on: { click: () => select(j, true) } },
      glyph(INFO[j].k),
      make(
        "span",
        { class: "text" },
        make("b", {}, plain(j)),
        make("small", {}, [roleOf(f), whenOf(f)].filter(Boolean).join(" · "), ...tags(f)),
        isEvent(j) && company(j, i) ? make("small", {}, company(j, i)) : null,
      ),
    ),
    evidence(f, false),
  );
};
const entry = (list, key, value) => {
  if (value && value.length) list.append(make("dt", {}, word(key)), make("dd", {}, value));
};
const closing = () =>
  make(
    "button",
    { class: "close", "aria-label": word("close"), title: word("close"), on: { click: () => clear() } },
    "×",
  );

// the head of a panel, with the button that closes it
const heading = (...inside) => make("div", { class: "top" }, make("div", {}, ...inside), closing());
const tellNode = (i) => {
  const n = INFO[i],
    kind = KIND[n.k],
    facts = make("dl", {});
  entry(facts, "also", (n.a || []).join(" · "));
  if (isEvent(i)) entry(facts, "date", days(n.d, n.e));
  entry(facts, "type", (n.t || []).map(concept).join(", "));
  entry(facts, "status", (n.s || []).map(concept).join(", "));
  entry(facts, "venue", [n.v, n.l ? either(...n.l) : ""].filter(Boolean).join(", "));
  entry(facts, "topic", (n.p || []).map(concept).join(", "));
  if (kind !== "country")
    entry(facts, isEvent(i) ? "countries" : "country", (n.c || []).map(country).join(", "));
  const steps = (depth) =>
    make(
      "button",
      {
        class:
          state.focus === i && state.depth === depth ? "button" : depth === 1 ? "button primary" : "button",
        "aria-pressed": state.focus === i && state.depth === depth ? "true" : "false",
        "data-depth": depth,
        on: { click: () => focusOn(i, depth) },
      },
      depth === 1 ? `${word("focus")} · ${word("depth1")}` : word("depth2"),
    );
  panel.append(
    heading(
      make("span", { class: "chip" }, glyph(n.k, 14), WORDS[lang].kind[kind]),
      make("h2", {}, plain(i)),
      make("p", { class: "other" }, other(i)),
    ),
    make("div", { class: "buttons" }, steps(1), steps(2)),
    facts,
  );
  if (n.H) {
    panel.append(
      make(
        "section",
        {},
        make("h3", {}, word("history")),
        make(
          "ul",
          {},
          n.H.map(([date, status, seen]) =>
            make(
              "li",
              {},
              make("b", {}, concept(status)),
              " ",
              date ? day(date) : "",
              seen ? make("span", { class: "tag" }, word("reported", { date: day(seen) })) : null,
            ),
          ),
        ),
      ),
    );
  }
  if (n.P) {
    panel.append(
      make(
        "section",
        {},
        make("h3", {}, word("posts")),
        make(
          "ul",
          {},
          n.P.map(([first, last, thai, english]) =>
            make(
              "li",
              {},
              either(thai, english),
              first ? make("span", { class: "tag" }, days(first, last)) : null,
            ),
          ),
        ),
      ),
    );
  }
  const groups = new Map();
  const sorted = [...around[i]].sort(
    (a, b) => String(FACTS[b][5]).localeCompare(String(FACTS[a][5])) || beyond(a, i) - beyond(b, i),
  );
  for (const f of sorted) {
    const k = INFO[beyond(f, i)].k;
    if (!groups.has(k)) groups.set(k, []);
    groups.get(k).push(f);
  }
  const order = isEvent(i) ? [0, 5, 1, 2, 4, 3] : [3, 4, 0, 1, 5, 2];
  for (const k of order) {
    const mine = groups.get(k);
    if (mine)
      panel.append(
        make(
          "section",
          {},
          make("h3", {}, WORDS[lang].kind[KIND[k]], make("span", {}, number(mine.length))),
          listing(mine, (f) => factRow(i, f)),
        ),
      );
  }
};
const tellEdge = (line) => {
  panel.append(
    heading(
      make("span", { class: "chip" }, word("tie")),
      make("div", { class: "pair" }, row(line.from), row(line.to)),
    ),
  );
  const body = make("section", {});
  const told = (f) =>
    make(
      "div",
      { class: "tie" },
      make("p", { class: "what" }, roleOf(f), ...tags(f)),
      make("p", { class: "when" }, whenOf(f) || word("undated")),
      ...(FACTS[f][8].length
        ? FACTS[f][8].map(quoteBox)
        : [make("p", { class: "note" }, word("no_evidence"))]),
    );
  if (line.facts.length) body.append(listing(line.facts, told));
  if (line.shared) {
    const events = [...line.via].sort(
      (a, b) => String(INFO[b].d || "").localeCompare(String(INFO[a].d || "")) || a - b,
    );
    body.append(
      make("h3", {}, word("via", { n: number(line.shared) })),
      listing(events, (event) =>
        make(
          "div",
          { class: "tie" },
          row(event),
          around[event]
            .filter((f) => [line.from, line.to].includes(beyond(f, event)))
            .map((f) =>
              make(
                "div",
                { class: "fact" },
                make("p", { class: "when" }, `${plain(beyond(f, event))} — ${roleOf(f)}`, ...tags(f)),
                evidence(f, events.length === 1),
              ),
            ),
        ),
      ),
    );
    if (line.shared > events.length)
      body.append(
        make("p", { class: "note" }, word("via_outside", { n: number(line.shared - events.length) })),
      );
  }
  panel.append(body);
};
const tellWelcome = () => {
  const top = now.nodes.filter((i) => !isEvent(i)).sort((a, b) => INFO[b].w - INFO[a].w || a - b);
  panel.append(
    make("h2", {}, word("welcome")),
    make("p", { class: "other" }, word(META.groups ? "welcome_groups" : "welcome_text")),
    make("p", { class: "note" }, word("keys")),
    ...kindSections(top, () => word("ties", { n: "" }).trim()),
  );
};
// a section for each kind of the nodes, with a few words beside its name
const kindSections = (nodes, told) =>
  KIND.map((kind, k) => [kind, nodes.filter((i) => INFO[i].k === k)])
    .filter(([, list]) => list.length)
    .map(([kind, list]) =>
      make(
        "section",
        {},
        make("h3", {}, WORDS[lang].kind[kind], make("span", {}, told(list))),
        listing2(list, 8, (i) => row(i, INFO[i].w)),
      ),
    );
const listing2 = (items, first, build) => {
  const list = make("div", {}, items.slice(0, first).map(build));
  if (items.length > first) {
    const more = make(
      "button",
      { class: "link", on: { click: () => more.replaceWith(listing(items.slice(first), build)) } },
      word("more", { n: number(Math.min(PAGE, items.length - first)) }),
    );
    list.append(more);
  }
  return list;
};
const tellGroup = (group) => {
  const members = now.nodes.filter((i) => META.member[i] === group);
  panel.append(
    heading(
      make("span", { class: "chip" }, word("community")),
      make("h2", {}, META.groups[group][3].map(plain).join(" · ")),
      make("p", { class: "other" }, word("members", { n: number(members.length) })),
    ),
    ...kindSections(members, (list) => number(list.length)),
  );
};
const tell = () => {
  panel.textContent = "";
  panel.classList.toggle("idle", state.node === null && state.edge === null && state.group === null);
  panel.setAttribute("aria-label", word("connected"));
  if (state.node !== null) tellNode(state.node);
  else if (state.edge !== null && now.lines.has(state.edge)) tellEdge(now.lines.get(state.edge));
  else if (state.group !== null) tellGroup(state.group);
  else tellWelcome();
  panel.scrollTop = 0;
};

const tellStatus = () => {
  const total = META.total,
    hidden = total - now.nodes.length,
    outside = total - N;
  const parts = [word("showing", { shown: number(now.nodes.length), total: number(total) })];
  if (hidden) parts.push(word("hidden", { n: number(hidden) }));
  if (outside > 0) parts.push(word("outside", { n: number(outside) }));
  if (now.thin) parts.push(word("thin", { n: number(now.thin) }));
  $("status").textContent = parts.join(" · ");
  $("empty").hidden = now.nodes.length > 0;
  const extent = $("extent");
  extent.hidden = META.open >= N || state.focus !== null;
  extent.textContent = state.all
    ? word("show_open", { n: number(META.open) })
    : word("show_all", { n: number(N) });
  $("reset").hidden = !filtered();
  for (const kind of KIND) {
    const count = now.nodes.filter((i) => KIND[INFO[i].k] === kind).length;
    const label = document.querySelector(`[data-kind="${kind}"] .count`);
    if (label) label.textContent = number(count);
  }
  const crumbs = $("crumbs");
  crumbs.hidden = state.focus === null;
  crumbs.textContent = "";
  if (state.focus !== null) {
    const depth = (d) =>
      make(
        "button",
        {
          class: "button",
          "aria-pressed": state.depth === d ? "true" : "false",
          on: { click: () => focusOn(state.focus, d) },
        },
        word(`depth${d}`),
      );
    crumbs.append(
      trail.length
        ? make("button", { class: "button", id: "back", on: { click: () => back() } }, `← ${word("back")}`)
        : "",
      make("button", { class: "button", id: "whole", on: { click: () => leave() } }, word("whole")),
      make("b", {}, word("focused", { name: plain(state.focus) })),
      depth(1),
      depth(2),
    );
  }
};
