/* The page's own script: what is shown, where, and what it tells. Text from the data only ever becomes text nodes. */
(() => {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const D = read("data"), WORDS = read("words");
  const $ = (id) => document.getElementById(id);
  const INFO = D.info, FACTS = D.facts, META = D.meta, N = INFO.length;
  const KIND = META.kinds.map((k) => k[0]), SHAPE = META.kinds.map((k) => k[1]), DAY = META.kinds.map((k) => k[2]), NIGHT = META.kinds.map((k) => k[3]);
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  let COLOUR = darkness.matches ? NIGHT : DAY;
  const REL = META.relations, rel = (f) => REL[FACTS[f][2]];
  const isEvent = (i) => KIND[INFO[i].k] === "activity" || KIND[INFO[i].k] === "agreement";
  const CROWD = 12; // an activity with more actors than this is not bridged when activities are hidden
  const PAGE = 30; // rows listed at a time
  const MOST = 700; // more lines than this are thinned to the strongest of each node
  const AROUND = 150; // nodes drawn around a focus

  // ------------------------------------------------------------ words

  let lang = META.lang;
  const word = (key, values = {}) => {
    let text = WORDS[lang][key];
    for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
    return text;
  };
  const number = (n) => n.toLocaleString("en-US");
  const either = (thai, english) => (lang === "th" ? thai || english : english || thai) || "";
  const concept = (c) => {
    const [id, thai, english] = D.concepts[c];
    return either(thai, english) || id.split("/").pop().replace(/-/g, " ");
  };
  const day = (iso) => {
    if (!iso) return "";
    const [y, m, d] = iso.split("-").map(Number);
    const year = y + WORDS[lang].era, month = m ? WORDS[lang].months[m - 1] + " " : "";
    return (d ? d + " " : "") + month + year;
  };
  const days = (start, end) => {
    if (!start || !end || start === end) return day(start || end);
    const a = start.split("-"), b = end.split("-");
    if (a.length === 3 && b.length === 3 && a[0] === b[0]) {
      return a[1] === b[1] ? `${+a[2]}–${day(end)}` : `${+a[2]} ${WORDS[lang].months[+a[1] - 1]} – ${day(end)}`;
    }
    return `${day(start)} – ${day(end)}`;
  };
  const plain = (i) => either(INFO[i].th, INFO[i].en);
  const other = (i) => (lang === "th" ? (INFO[i].th ? INFO[i].en : "") : INFO[i].en ? INFO[i].th : "") || "";
  const country = (code) => either(...D.countries[code]);

  // ------------------------------------------------------------ the graph

  const around = Array.from({ length: N }, () => []); // node → its facts
  FACTS.forEach((f, i) => { around[f[0]].push(i); around[f[1]].push(i); });
  const beyond = (f, i) => (FACTS[f][0] === i ? FACTS[f][1] : FACTS[f][0]);
  const yearsOf = (start, end) => {
    const found = [start, end].filter((d) => /^\d{4}/.test(d || "")).map((d) => +d.slice(0, 4));
    return found.length ? [Math.min(...found), Math.max(...found)] : null;
  };
  const factYears = FACTS.map((f) => yearsOf(f[5], f[6]));
  const nodeYears = INFO.map((n) => (n.y ? n.y : null));
  const perYear = new Map();
  INFO.forEach((n, i) => {
    if (isEvent(i) && n.y) for (let y = n.y[0]; y <= n.y[1]; y++) perYear.set(y, (perYear.get(y) || 0) + 1);
  });
  factYears.forEach((y) => { if (y) for (const one of y) if (!perYear.has(one)) perYear.set(one, 0); });
  const YEARS = perYear.size ? [Math.min(...perYear.keys()), Math.max(...perYear.keys())] : null;

  const state = {
    kinds: new Set(KIND.filter((kind) => !META.off.includes(kind))), years: YEARS ? [...YEARS] : null, country: "", all: META.open >= N,
    focus: META.focus, depth: META.depth > 1 ? 2 : 1, node: null, edge: null, physics: false,
  };
  const opening = JSON.parse(JSON.stringify({ focus: state.focus, depth: state.depth }));
  const wholeTime = () => !YEARS || (state.years[0] === YEARS[0] && state.years[1] === YEARS[1]);
  const inTime = (years) => !YEARS || wholeTime() || (years !== null && years[0] <= state.years[1] && years[1] >= state.years[0]);
  const filtered = () => !wholeTime() || state.country !== "" || KIND.some((kind) => state.kinds.has(kind) === META.off.includes(kind));

  /** Who took part in an event, or is party to it; nobody when there were too many for it to say much about any two. */
  const crowds = new Map();
  const actorsOf = (event) => {
    let actors = crowds.get(event);
    if (!actors) {
      actors = [...new Set(around[event].filter((f) => ["participation", "signatory", "party"].includes(rel(f))).map((f) => beyond(f, event)))].filter((i) => !isEvent(i));
      crowds.set(event, (actors = actors.length > CROWD ? [] : actors.sort((a, b) => a - b)));
    }
    return actors;
  };
  /** Nodes within some steps → [steps, ties that led there]; an event of a kind that is switched off is stepped through. */
  const neighbourhood = (start, depth, through) => {
    const reached = new Map([[start, [0, 0]]]);
    let edge = [start];
    for (let step = 1; step <= depth; step++) {
      const next = [];
      const reach = (j) => {
        const got = reached.get(j);
        if (!got) { reached.set(j, [step, 1]); next.push(j); } else if (got[0] === step) got[1]++;
      };
      for (const i of edge) for (const f of around[i]) {
        const j = beyond(f, i);
        if (isEvent(j) && !state.kinds.has(KIND[INFO[j].k])) { if (through.has(j)) actorsOf(j).forEach(reach); } else reach(j);
      }
      edge = next;
    }
    return reached;
  };

  /** What the filters leave: the nodes in order of strength, and the lines between them with the facts behind each. */
  const compute = () => {
    const wanted = (i) => isEvent(i) && inTime(nodeYears[i]) && (!state.country || (INFO[i].c || []).includes(state.country));
    const off = (i) => !state.kinds.has(KIND[INFO[i].k]);
    const silent = new Set(); // events that pass the filters but whose kind is switched off: they tie without being drawn
    INFO.forEach((_, i) => { if (isEvent(i) && off(i) && wanted(i)) silent.add(i); });
    let base, reached = null;
    if (state.focus !== null) {
      reached = neighbourhood(state.focus, state.depth, silent);
      base = [...reached.keys()].sort((a, b) => reached.get(a)[0] - reached.get(b)[0] || reached.get(b)[1] - reached.get(a)[1] || a - b).slice(0, AROUND).sort((a, b) => a - b);
    } else base = Array.from({ length: state.all ? N : META.open }, (_, i) => i);
    const inside = new Set(base), events = new Set([...base.filter(wanted), ...silent]);
    const shown = new Set();
    for (const i of base) {
      if (i === state.focus) { shown.add(i); continue; }
      if (off(i)) continue;
      if (isEvent(i)) { if (events.has(i)) shown.add(i); continue; }
      const ties = around[i].filter((f) => events.has(beyond(f, i)) || (inside.has(beyond(f, i)) && !isEvent(beyond(f, i))));
      const touched = ties.some((f) => events.has(beyond(f, i)) || (factYears[f] && inTime(factYears[f])));
      const abroad = !state.country || (INFO[i].c || []).includes(state.country) || ties.some((f) => events.has(beyond(f, i)));
      if (abroad && (wholeTime() || touched)) shown.add(i);
    }
    const lines = new Map();
    const line = (a, b) => {
      const key = a < b ? `${a}-${b}` : `${b}-${a}`;
      let got = lines.get(key);
      if (!got) lines.set(key, (got = { id: key, from: Math.min(a, b), to: Math.max(a, b), facts: [], via: [], shared: 0 }));
      return got;
    };
    for (const edge of D.edges) {
      if (!shown.has(edge.from) || !shown.has(edge.to)) continue;
      for (const f of edge.facts) if (factYears[f] === null || inTime(factYears[f]) || isEvent(edge.from) || isEvent(edge.to)) line(edge.from, edge.to).facts.push(f);
    }
    for (const event of silent) {
      const actors = actorsOf(event).filter((i) => shown.has(i));
      actors.forEach((a, at) => actors.slice(at + 1).forEach((b) => line(a, b).via.push(event)));
    }
    if (!state.country && META.off.every((kind) => !state.kinds.has(kind))) { // what is shared outside this file counts too
      for (const [a, b, years] of D.ties) {
        if (!shown.has(a) || !shown.has(b)) continue;
        const count = years.reduce((sum, [year, n]) => sum + (wholeTime() || (year && inTime([year, year])) ? n : 0), 0);
        if (count) line(a, b).shared = count;
      }
    }
    let thin = 0;
    for (const got of lines.values()) got.shared = Math.max(got.shared, got.via.length);
    if (lines.size > MOST) { // everyone keeps the strongest ties, and all that are told outright
      const best = new Map();
      for (const got of lines.values()) for (const end of [got.from, got.to]) { if (!best.has(end)) best.set(end, []); best.get(end).push(got); }
      const kept = new Set();
      for (const list of best.values()) list.sort((a, b) => b.shared - a.shared || a.from - b.from || a.to - b.to).slice(0, 5).forEach((got) => kept.add(got.id));
      for (const [key, got] of lines) if (!got.facts.length && !kept.has(key)) { lines.delete(key); thin++; }
    }
    return { nodes: base.filter((i) => shown.has(i)), shown, lines, thin, reached };
  };

  // ------------------------------------------------------------ places

  const nearPlace = (i) => [D.nodes[i].x, D.nodes[i].y];
  const widePlace = (i) => (D.wide.length ? [D.wide[2 * i], D.wide[2 * i + 1]] : nearPlace(i));

  /** Rings around the focus: neighbours by kind and date, their own neighbours behind them. */
  const ringPlaces = (nodes) => {
    const centre = state.focus, places = new Map([[centre, [0, 0]]]);
    const order = (a, b) => INFO[a].k - INFO[b].k || String(INFO[a].d || "").localeCompare(String(INFO[b].d || "")) || a - b;
    const steps = (i) => now.reached.get(i)[0], beside = new Map(nodes.map((i) => [i, []]));
    for (const { from, to } of now.lines.values()) { beside.get(from).push(to); beside.get(to).push(from); }
    const first = nodes.filter((i) => steps(i) === 1).sort(order), second = nodes.filter((i) => steps(i) === 2).sort(order);
    if (!second.length && first.length > 30) { // many: the more ties, the nearer
      const closest = [...first].sort((a, b) => now.reached.get(b)[1] - now.reached.get(a)[1] || INFO[b].w - INFO[a].w || a - b);
      for (let from = 0, ring = 0; from < closest.length; ring++) {
        const room = 18 + 11 * ring, here = closest.slice(from, from + room).sort(order), radius = 230 + 130 * ring;
        here.forEach((i, n) => {
          const turn = ((n + (ring % 2) / 2) / here.length) * 2 * Math.PI - Math.PI / 2;
          places.set(i, [Math.round(radius * Math.cos(turn) * 1.2), Math.round(radius * Math.sin(turn))]);
        });
        from += room;
      }
      return (i) => places.get(i);
    }
    const children = new Map(first.map((i) => [i, []]));
    for (const i of second) {
      const parents = beside.get(i).filter((j) => steps(j) === 1);
      const least = parents.sort((a, b) => children.get(a).length - children.get(b).length || a - b)[0];
      if (least !== undefined) children.get(least).push(i);
    }
    const share = first.map((i) => 1 + children.get(i).length * 0.9), total = share.reduce((a, b) => a + b, 0) || 1;
    const gap = 92, lanes = Math.max(1, Math.ceil(first.length / 26)), inner = Math.max(210, (first.length / lanes) * gap / (2 * Math.PI));
    const outer = Math.max(inner + lanes * 90 + 150, (second.length / Math.max(1, Math.ceil(second.length / 60))) * 70 / (2 * Math.PI));
    let angle = -Math.PI / 2, turn = 0;
    first.forEach((i, at) => {
      const width = (share[at] / total) * 2 * Math.PI, mid = angle + width / 2, radius = inner + (at % lanes) * 95;
      places.set(i, [Math.round(radius * Math.cos(mid) * 1.15), Math.round(radius * Math.sin(mid))]);
      const mine = children.get(i);
      mine.forEach((j, n) => {
        const to = angle + (width * (n + 0.5)) / mine.length, far = outer + (turn++ % Math.max(2, Math.ceil(second.length / 60))) * 85;
        places.set(j, [Math.round(far * Math.cos(to) * 1.15), Math.round(far * Math.sin(to))]);
      });
      angle += width;
    });
    for (const i of nodes) if (!places.has(i)) places.set(i, nearPlace(i));
    return (i) => places.get(i);
  };

  // ------------------------------------------------------------ drawing

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let ink = {};
  const readColours = () => { COLOUR = darkness.matches ? NIGHT : DAY; ink = { ink: css("--ink"), soft: css("--soft"), halo: css("--halo"), edge: css("--edge"), accent: css("--accent"), paper: css("--paper"), font: css("--font"), card: css("--card") }; };
  readColours();
  const fade = (hex, alpha) => {
    const n = parseInt(hex.slice(1), 16);
    return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${alpha})`;
  };
  const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
  const network = new vis.Network($("network"), { nodes: nodeSet, edges: edgeSet }, D.options);
  network.canvas.frame.setAttribute("tabindex", "0");
  let now = { nodes: [], shown: new Set(), lines: new Map(), thin: 0, reached: null }, lit = null, hovered = null, placed = null;

  const strongLines = new Set(["tenure", "party", "signatory", "signed_at", "participation", "part_of"]);
  const lineLook = (line, how) => {
    const strong = line.shared || line.facts.some((f) => strongLines.has(rel(f)));
    const crowd = Math.min(Math.max(INFO[line.from].w, INFO[line.to].w), 400), many = now.lines.size > 1500 ? 0.6 : 1;
    const alpha = how === "dim" ? 0.07 : how === "lit" ? 0.75 : line.shared ? Math.min(0.75, many * (0.18 + 0.09 * (line.shared + line.facts.length))) : many * (strong ? 0.66 - crowd / 1200 : 0.32 - crowd / 2500);
    const width = line.shared ? Math.min(8, 0.5 + Math.sqrt(line.shared + line.facts.length)) : 1 + Math.min(4, 0.7 * (line.facts.length - 1));
    return { color: { color: fade(how === "lit" ? ink.accent : ink.edge, alpha), highlight: ink.accent, hover: ink.accent }, width: how === "lit" ? width + 0.4 : width };
  };
  const nodeLook = (i, dim) => {
    const colour = COLOUR[INFO[i].k];
    return { opacity: dim ? (state.node === null ? 0.3 : 0.16) : 1, color: { background: colour, border: colour, highlight: { background: colour, border: colour }, hover: { background: colour, border: ink.ink } } };
  };

  const draw = (fit) => {
    now = compute();
    const place = state.focus !== null ? ringPlaces(now.nodes) : state.all ? widePlace : nearPlace;
    lit = litSet();
    nodeSet.clear();
    edgeSet.clear();
    placed = place;
    nodeSet.add(now.nodes.map((i) => {
      const [x, y] = place(i), { id, shape, size } = D.nodes[i];
      return { id, shape, size: i === state.focus ? Math.max(size, 22) : size, x, y, ...nodeLook(i, lit && !lit.has(i)) };
    }));
    edgeSet.add([...now.lines.values()].map((line) => ({ id: line.id, from: line.from, to: line.to, ...lineLook(line, lineState(line)) })));
    if (state.node !== null && now.shown.has(state.node)) network.selectNodes([state.node], false);
    if (state.edge !== null && now.lines.has(state.edge)) network.selectEdges([state.edge]);
    if (fit) fitAll();
    tellStatus();
  };
  const fitAll = () => { // with some room at the edges for names
    network.fit({ nodes: now.nodes, animation: false, maxZoomLevel: 1.4 });
    network.moveTo({ scale: network.getScale() * 0.94, animation: false });
  };
  const litSet = () => {
    if (state.focus !== null && state.node === state.focus) return null;
    if (state.node !== null && !now.shown.has(state.node)) {
      const there = [...new Set(around[state.node].map((f) => beyond(f, state.node)))].filter((i) => now.shown.has(i));
      return there.length ? new Set(there) : null;
    }
    if (state.node !== null && now.shown.has(state.node)) {
      const set = new Set([state.node]);
      for (const line of now.lines.values()) { if (line.from === state.node) set.add(line.to); if (line.to === state.node) set.add(line.from); }
      return set;
    }
    if (state.edge !== null && now.lines.has(state.edge)) return new Set([now.lines.get(state.edge).from, now.lines.get(state.edge).to]);
    return null;
  };
  const lineState = (line) => {
    if (!lit) return "";
    return (state.node !== null ? line.from === state.node || line.to === state.node : line.id === state.edge) ? "lit" : "dim";
  };
  const relight = () => {
    lit = litSet();
    nodeSet.update(now.nodes.map((i) => ({ id: i, ...nodeLook(i, lit && !lit.has(i)) })));
    edgeSet.update([...now.lines.values()].map((line) => ({ id: line.id, ...lineLook(line, lineState(line)) })));
  };

  // Names are written last and by weight, so that they never cover each other: what finds no room waits for a closer look.
  const widths = new Map(), segment = "Segmenter" in Intl ? new Intl.Segmenter("th", { granularity: "grapheme" }) : null;
  const cut = (text, most) => {
    const parts = segment ? [...segment.segment(text)].map((s) => s.segment) : [...text];
    return parts.length <= most ? text : parts.slice(0, most - 1).join("").trimEnd() + "…";
  };
  const shortNames = new Map();
  const labelOf = (i) => {
    const key = lang + i;
    let text = shortNames.get(key);
    if (text === undefined) {
      const n = INFO[i], kind = KIND[n.k];
      text = kind === "activity" && n.d ? `${cut(plain(i), 30)} · ${day(n.d)}` : cut(plain(i), kind === "official" || kind === "country" ? 34 : 30);
      shortNames.set(key, text);
    }
    return text;
  };
  const BASE = { country: 15, official: 13, organisation: 12.5, agreement: 12, activity: 11.5, post: 12 };
  const RANK = { country: 25, official: 20, organisation: 12, agreement: 4, activity: 0, post: 4 };
  network.on("afterDrawing", (ctx) => {
    const bodies = network.body.nodes, scale = network.getScale(), middle = network.getViewPosition();
    const box = network.canvas.frame.canvas, ratio = box.width / box.clientWidth || 1, wide = box.clientWidth, high = box.clientHeight;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    const seen = [], heavy = now.nodes.length < 150 ? 30 : Math.max(30, ...now.nodes.slice(0, 12).map((i) => INFO[i].w).slice(-1));
    for (const i of now.nodes) {
      const body = bodies[i];
      if (!body) continue;
      const x = (body.x - middle.x) * scale + wide / 2, y = (body.y - middle.y) * scale + high / 2;
      if (x < -120 || x > wide + 120 || y < -40 || y > high + 40) continue;
      const chosen = i === state.node || i === hovered || i === state.focus;
      const kind = KIND[INFO[i].k];
      seen.push([chosen ? 1e9 : (lit && lit.has(i) ? 1e6 : 0) + RANK[kind] + INFO[i].w, i, x, y, (body.options.size || 8) * scale, kind, chosen]);
    }
    seen.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const names = new Map(), shapes = new Map(), CELL = 48;
    const cells = (l, t, r, b, each) => { for (let cx = Math.floor(l / CELL); cx <= Math.floor(r / CELL); cx++) for (let cy = Math.floor(t / CELL); cy <= Math.floor(b / CELL); cy++) if (each(cx * 4096 + cy)) return true; return false; };
    const clash = (taken, l, t, r, b) => cells(l, t, r, b, (k) => (taken.get(k) || []).some((q) => l < q[2] && r > q[0] && t < q[3] && b > q[1]));
    const take = (taken, l, t, r, b) => cells(l, t, r, b, (k) => { if (!taken.has(k)) taken.set(k, []); taken.get(k).push([l, t, r, b]); return false; });
    for (const [, i, x, y, radius, kind] of seen) {
      if (radius >= 3.5) take(shapes, x - radius * 0.75, y - radius * 0.75, x + radius * 0.75, y + radius * 0.75);
      if (kind === "country") {
        if (radius > 8) {
          ctx.globalAlpha = lit && !lit.has(i) ? 0.2 : 1;
          ctx.font = `700 ${Math.min(radius * 0.78, 26)}px ${ink.font}`;
          ctx.fillStyle = "#ffffff";
          ctx.textBaseline = "middle";
          ctx.fillText(INFO[i].code || "", x, y + 1);
        }
      }
    }
    for (const [, i, x, y, radius] of seen) {
      if (i !== state.node && i !== state.focus) continue;
      ctx.globalAlpha = 1;
      ctx.strokeStyle = i === state.node ? ink.accent : ink.soft;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.arc(x, y, radius + 5, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.textBaseline = "alphabetic";
    let written = 0;
    for (const [, i, x, y, radius, kind, chosen] of seen) {
      if (lit && !lit.has(i) && i !== hovered) continue;
      if (!chosen && !(lit && lit.size < 60) && (kind === "activity" || kind === "agreement") && scale < 0.5 && now.nodes.length > 60) continue;
      const text = labelOf(i), bold = chosen || INFO[i].w > heavy || (kind === "country" && now.nodes.length < 150);
      const px = Math.min(19, Math.max(10.5, BASE[kind] * (0.78 + 0.22 * Math.min(2, scale)) + Math.min(3, INFO[i].w / 40) + (chosen ? 1 : 0)));
      const key = (bold ? "b" : "r") + text;
      let width = widths.get(key);
      if (width === undefined) {
        ctx.font = `${bold ? 700 : 400} 50px ${ink.font}`;
        widths.set(key, (width = ctx.measureText(text).width / 50));
      }
      const half = (width * px) / 2 + 3, below = y + radius + px * 1.05 + (i === state.node || i === state.focus ? 7 : 2);
      const at = x > 0 && x < wide && wide > 2 * half ? Math.min(Math.max(x, half + 4), wide - half - 4) : x; // kept inside the picture
      let top = below - px * 1.1, base = below;
      const blocked = () => clash(names, at - half, top, at + half, base + px * 0.35) || ((written >= 16 || isEvent(i)) && clash(shapes, at - half, top, at + half, base + px * 0.35));
      if (!chosen && blocked()) {
        base = y - radius - px * 0.45;
        top = base - px * 1.1;
        if (blocked()) continue;
      }
      take(names, at - half, top, at + half, base + px * 0.35);
      ctx.globalAlpha = 1;
      ctx.font = `${bold ? 700 : 400} ${px}px ${ink.font}`;
      ctx.strokeStyle = ink.halo;
      ctx.lineWidth = 3.5;
      ctx.strokeText(text, at, base);
      ctx.fillStyle = kind === "activity" && !chosen ? ink.soft : ink.ink;
      ctx.fillText(text, at, base);
      if (++written > 320) break;
    }
    drawnLabels = written;
    ctx.restore();
  });
  let drawnLabels = 0;

  // ------------------------------------------------------------ building bits of the page

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
      else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    for (const child of children.flat()) if (child !== null && child !== undefined && child !== "") element.append(child);
    return element;
  };
  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const PATHS = {
    dot: "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", square: "M3.5 3.5h13v13h-13z", hexagon: "M5.5 2.4h9L19 10l-4.5 7.6h-9L1 10z",
    diamond: "M10 1.5l7.5 8.5-7.5 8.5L2.5 10z", star: "M10 1l2.7 6.1 6.6.7-5 4.4 1.5 6.5L10 15.3l-5.8 3.4 1.5-6.5-5-4.4 6.6-.7z", triangleDown: "M2 4h16l-8 14z",
  };
  const glyph = (k, size = 16) => svg("svg", { viewBox: "0 0 20 20", width: size, height: size, class: "glyph", "aria-hidden": "true" }, svg("path", { d: PATHS[SHAPE[k]], fill: COLOUR[k] }));
  const safeLink = (address) => {
    try {
      const url = new URL(address);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch { return null; }
  };
  const sourceLine = (a) => {
    const [title, address, issued] = D.articles[a], link = safeLink(address), name = title || address || word("source");
    return make("footer", {}, link ? make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, name) : name, issued ? ` · ${day(issued)}` : "");
  };
  const quoteBox = (q) => make("blockquote", { class: "quote" }, make("p", {}, `“${D.quotes[q][1]}”`), sourceLine(D.quotes[q][0]));
  const tags = (f) => {
    const flags = FACTS[f][7], found = [];
    if (flags & 1) found.push(word("inferred"));
    if (flags & 2) found.push(word("former"));
    if (flags & 4) found.push(word("acting"));
    return found.map((text) => make("span", { class: "tag" }, text));
  };
  const roleOf = (f) => {
    const fact = FACTS[f], role = fact[3] >= 0 ? concept(fact[3]) : "", note = fact[4] >= 0 ? either(...D.notes[fact[4]]) : "";
    if (rel(f) === "tenure") return note || WORDS[lang].relation.tenure;
    return [role || WORDS[lang].relation[rel(f)], note].filter(Boolean).join(" · ");
  };
  const whenOf = (f) => {
    const fact = FACTS[f];
    return rel(f) === "tenure" && fact[5] ? `${word("observed")} ${days(fact[5], fact[6])}` : days(fact[5], fact[6]);
  };
  /** Who else was there, officials first: what tells one courtesy call from another. */
  const company = (i, but) => {
    const seen = [...new Set(around[i].filter((f) => rel(f) === "participation" || rel(f) === "party").map((f) => beyond(f, i)))].filter((j) => j !== but && !isEvent(j));
    seen.sort((a, b) => INFO[a].k - INFO[b].k || INFO[b].w - INFO[a].w || a - b);
    return seen.slice(0, 3).map(plain).join(", ") + (seen.length > 3 ? ` +${seen.length - 3}` : "");
  };
  const subtitle = (i) => {
    const n = INFO[i], kind = KIND[n.k];
    if (kind === "activity") return [n.t ? concept(n.t[0]) : WORDS[lang].kind.activity, days(n.d, n.e), company(i)].filter(Boolean).join(" · ");
    if (kind === "agreement") return [n.t ? concept(n.t[0]) : WORDS[lang].kind.agreement, n.s ? concept(n.s[0]) : "", day(n.d)].filter(Boolean).join(" · ");
    if (kind === "official") {
      const post = (n.P || []).reduce((a, b) => (!a || (b[1] || b[0]) > (a[1] || a[0]) ? b : a), null);
      if (post) return either(post[2], post[3]);
    }
    return other(i) || WORDS[lang].kind[kind];
  };

  // ------------------------------------------------------------ the panel

  const panel = $("panel");
  const row = (i, number_) => make("button", { class: "row", on: { click: () => select(i, true) } }, glyph(INFO[i].k), make("span", { class: "text" }, make("b", {}, plain(i)), make("small", {}, subtitle(i))), number_ !== undefined ? make("span", { class: "num" }, number(number_)) : null);
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
    const details = make("details", {}, make("summary", {}, quotes.length > 1 ? word("evidence_n", { n: quotes.length }) : word("evidence")));
    const fill = () => { if (details.childElementCount === 1) details.append(...quotes.map(quoteBox)); };
    details.addEventListener("toggle", fill);
    if (open) { details.open = true; fill(); }
    return details;
  };
  const factRow = (i, f) => {
    const j = beyond(f, i);
    return make("div", { class: "fact" },
      make("button", { class: "row", on: { click: () => select(j, true) } }, glyph(INFO[j].k),
        make("span", { class: "text" }, make("b", {}, plain(j)), make("small", {}, [roleOf(f), whenOf(f)].filter(Boolean).join(" · "), ...tags(f)),
          isEvent(j) && company(j, i) ? make("small", {}, company(j, i)) : null)),
      evidence(f, false));
  };
  const entry = (list, key, value) => { if (value && value.length) list.append(make("dt", {}, word(key)), make("dd", {}, value)); };
  const closing = () => make("button", { class: "close", "aria-label": word("close"), title: word("close"), on: { click: () => clear() } }, "×");

  const tellNode = (i) => {
    const n = INFO[i], kind = KIND[n.k], facts = make("dl", {});
    entry(facts, "also", (n.a || []).join(" · "));
    if (isEvent(i)) entry(facts, "date", days(n.d, n.e));
    entry(facts, "type", (n.t || []).map(concept).join(", "));
    entry(facts, "status", (n.s || []).map(concept).join(", "));
    entry(facts, "venue", [n.v, n.l ? either(...n.l) : ""].filter(Boolean).join(", "));
    entry(facts, "topic", (n.p || []).map(concept).join(", "));
    if (kind !== "country") entry(facts, isEvent(i) ? "countries" : "country", (n.c || []).map(country).join(", "));
    const steps = (depth) => make("button", { class: state.focus === i && state.depth === depth ? "button" : depth === 1 ? "button primary" : "button", "aria-pressed": state.focus === i && state.depth === depth ? "true" : "false", "data-depth": depth, on: { click: () => focusOn(i, depth) } }, depth === 1 ? `${word("focus")} · ${word("depth1")}` : word("depth2"));
    panel.append(
      make("div", { class: "top" }, make("div", {}, make("span", { class: "chip" }, glyph(n.k, 14), WORDS[lang].kind[kind]), make("h2", {}, plain(i)), make("p", { class: "other" }, other(i))), closing()),
      make("div", { class: "buttons" }, steps(1), steps(2)), facts);
    if (n.H) {
      panel.append(make("section", {}, make("h3", {}, word("history")), make("ul", {}, n.H.map(([date, status, seen]) => make("li", {}, make("b", {}, concept(status)), " ", date ? day(date) : "", seen ? make("span", { class: "tag" }, word("reported", { date: day(seen) })) : null)))));
    }
    if (n.P) {
      panel.append(make("section", {}, make("h3", {}, word("posts")), make("ul", {}, n.P.map(([first, last, thai, english]) => make("li", {}, either(thai, english), first ? make("span", { class: "tag" }, days(first, last)) : null)))));
    }
    const groups = new Map();
    const sorted = [...around[i]].sort((a, b) => String(FACTS[b][5]).localeCompare(String(FACTS[a][5])) || beyond(a, i) - beyond(b, i));
    for (const f of sorted) {
      const k = INFO[beyond(f, i)].k;
      if (!groups.has(k)) groups.set(k, []);
      groups.get(k).push(f);
    }
    const order = isEvent(i) ? [0, 5, 1, 2, 4, 3] : [3, 4, 0, 1, 5, 2];
    for (const k of order) {
      const mine = groups.get(k);
      if (mine) panel.append(make("section", {}, make("h3", {}, WORDS[lang].kind[KIND[k]], make("span", {}, number(mine.length))), listing(mine, (f) => factRow(i, f))));
    }
  };
  const tellEdge = (line) => {
    panel.append(make("div", { class: "top" }, make("div", {}, make("span", { class: "chip" }, word("tie")), make("div", { class: "pair" }, row(line.from), row(line.to))), closing()));
    const body = make("section", {});
    const told = (f) => make("div", { class: "tie" },
      make("p", { class: "what" }, roleOf(f), ...tags(f)), make("p", { class: "when" }, whenOf(f) || word("undated")),
      ...(FACTS[f][8].length ? FACTS[f][8].map(quoteBox) : [make("p", { class: "note" }, word("no_evidence"))]));
    if (line.facts.length) body.append(listing(line.facts, told));
    if (line.shared) {
      const events = [...line.via].sort((a, b) => String(INFO[b].d || "").localeCompare(String(INFO[a].d || "")) || a - b);
      body.append(make("h3", {}, word("via", { n: number(line.shared) })), listing(events, (event) => make("div", { class: "tie" },
        row(event), around[event].filter((f) => [line.from, line.to].includes(beyond(f, event))).map((f) => make("div", { class: "fact" },
          make("p", { class: "when" }, `${plain(beyond(f, event))} — ${roleOf(f)}`, ...tags(f)), evidence(f, events.length === 1))))));
      if (line.shared > events.length) body.append(make("p", { class: "note" }, word("via_outside", { n: number(line.shared - events.length) })));
    }
    panel.append(body);
  };
  const tellWelcome = () => {
    const top = now.nodes.filter((i) => !isEvent(i)).sort((a, b) => INFO[b].w - INFO[a].w || a - b);
    panel.append(make("h2", {}, word("welcome")), make("p", { class: "other" }, word("welcome_text")), make("p", { class: "note" }, word("keys")));
    const ranked = KIND.map((kind, k) => [k, top.filter((i) => INFO[i].k === k)]).filter(([, list]) => list.length);
    for (const [k, list] of ranked) panel.append(make("section", {}, make("h3", {}, WORDS[lang].kind[KIND[k]], make("span", {}, word("ties", { n: "" }).trim())), listing2(list, 8, (i) => row(i, INFO[i].w))));
  };
  const listing2 = (items, first, build) => {
    const list = make("div", {}, items.slice(0, first).map(build));
    if (items.length > first) {
      const more = make("button", { class: "link", on: { click: () => more.replaceWith(listing(items.slice(first), build)) } }, word("more", { n: number(Math.min(PAGE, items.length - first)) }));
      list.append(more);
    }
    return list;
  };
  const tell = () => {
    panel.textContent = "";
    panel.classList.toggle("idle", state.node === null && state.edge === null);
    panel.setAttribute("aria-label", word("connected"));
    if (state.node !== null) tellNode(state.node);
    else if (state.edge !== null && now.lines.has(state.edge)) tellEdge(now.lines.get(state.edge));
    else tellWelcome();
    panel.scrollTop = 0;
  };

  const tellStatus = () => {
    const total = META.total, hidden = total - now.nodes.length, outside = total - N;
    const parts = [word("showing", { shown: number(now.nodes.length), total: number(total) })];
    if (hidden) parts.push(word("hidden", { n: number(hidden) }));
    if (outside > 0) parts.push(word("outside", { n: number(outside) }));
    if (now.thin) parts.push(word("thin", { n: number(now.thin) }));
    $("status").textContent = parts.join(" · ");
    $("empty").hidden = now.nodes.length > 0;
    const extent = $("extent");
    extent.hidden = META.open >= N || state.focus !== null;
    extent.textContent = state.all ? word("show_open", { n: number(META.open) }) : word("show_all", { n: number(N) });
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
      const depth = (d) => make("button", { class: "button", "aria-pressed": state.depth === d ? "true" : "false", on: { click: () => focusOn(state.focus, d) } }, word(`depth${d}`));
      crumbs.append(
        trail.length ? make("button", { class: "button", id: "back", on: { click: () => back() } }, `← ${word("back")}`) : "",
        make("button", { class: "button", id: "whole", on: { click: () => leave() } }, word("whole")),
        make("b", {}, word("focused", { name: plain(state.focus) })), depth(1), depth(2));
    }
  };

  // ------------------------------------------------------------ moving about

  const trail = []; // earlier focuses, to go back to
  const frame = (i) => {
    const body = network.body.nodes[i];
    if (!body) return;
    const at = network.canvasToDOM({ x: body.x, y: body.y }), box = $("network").getBoundingClientRect();
    const low = window.innerWidth <= 820 ? box.height * 0.45 : box.height;
    if (at.x < 60 || at.x > box.width - 60 || at.y < 60 || at.y > low - 60) {
      const offset = window.innerWidth <= 820 ? { x: 0, y: -box.height * 0.24 } : { x: 0, y: 0 };
      network.focus(i, { scale: Math.max(network.getScale(), 0.55), offset, animation: false });
    }
  };
  const select = (i, move) => {
    state.edge = null;
    state.node = i;
    if (!state.kinds.has(KIND[INFO[i].k])) { // an event that is not drawn is read all the same
      network.unselectAll();
      relight();
      return tell();
    }
    if (!now.shown.has(i)) {
      if (state.focus === null && !state.all && i >= META.open && !filtered()) focusOn(i, 1);
      else if (state.focus !== null) focusOn(i, 1);
      else { resetFilters(); if (i >= META.open) state.all = true; draw(true); }
      if (!now.shown.has(i)) focusOn(i, 1);
    }
    network.selectNodes([i], false);
    relight();
    if (move) frame(i);
    tell();
  };
  const selectEdge = (id) => { state.node = null; state.edge = id; network.unselectAll(); network.selectEdges([id]); relight(); tell(); };
  const clear = () => {
    state.node = state.edge = null;
    network.unselectAll();
    relight();
    tell();
  };
  // The address keeps the focus, so that it can be bookmarked and the browser's own back button works.
  const address = () => (state.focus === null ? (opening.focus === null ? "" : "all") : encodeURIComponent(INFO[state.focus].i) + (state.depth > 1 ? "&2" : ""));
  const remember = () => {
    if (decodeURIComponent(location.hash.slice(1)) !== decodeURIComponent(address())) history.pushState(null, "", `#${address()}`);
    document.title = state.focus === null ? word("title") : `${plain(state.focus)} · ${word("title")}`;
  };
  const focusOn = (i, depth) => {
    if (state.focus !== i) trail.push(state.focus === null ? null : [state.focus, state.depth]);
    state.focus = i;
    state.depth = depth;
    state.node = i;
    state.edge = null;
    lit = null;
    draw(true);
    state.node = i;
    relight();
    tell();
    remember();
  };
  const back = () => {
    const last = trail.pop();
    if (!last) return leave();
    [state.focus, state.depth] = last;
    state.node = state.focus;
    state.edge = null;
    draw(true);
    tell();
    remember();
  };
  const leave = () => {
    trail.length = 0;
    state.focus = null;
    state.edge = null;
    if (state.node !== null && state.node >= META.open && !state.all) state.node = null;
    draw(true);
    tell();
    remember();
  };

  network.on("click", (event) => {
    $("side").classList.remove("open");
    $("filters-toggle").setAttribute("aria-expanded", "false");
    if (event.nodes.length) select(event.nodes[0], false);
    else if (event.edges.length) selectEdge(event.edges[0]);
    else if (state.node !== null || state.edge !== null) clear();
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) focusOn(event.nodes[0], 1); });

  const tip = $("tip");
  const showTip = (event, ...content) => {
    tip.textContent = "";
    tip.append(...content.filter(Boolean));
    tip.hidden = false;
    const box = tip.parentElement.getBoundingClientRect(), { x, y } = event.pointer.DOM;
    tip.style.left = `${Math.max(8, Math.min(x + 16, box.width - tip.offsetWidth - 10))}px`;
    tip.style.top = `${y + 20 + tip.offsetHeight > box.height ? Math.max(8, y - tip.offsetHeight - 14) : y + 18}px`;
  };
  const hideTip = () => { tip.hidden = true; };
  network.on("hoverNode", (event) => {
    const i = event.node;
    hovered = i;
    showTip(event, make("b", {}, plain(i)), other(i) ? make("span", { class: "sub" }, other(i)) : null, make("div", { class: "sub" }, subtitle(i) === other(i) ? WORDS[lang].kind[KIND[INFO[i].k]] : subtitle(i)), make("div", { class: "sub" }, word("ties", { n: number(INFO[i].w) })));
  });
  network.on("blurNode", () => { hovered = null; hideTip(); });
  network.on("hoverEdge", (event) => {
    const line = now.lines.get(event.edge);
    if (!line || hovered !== null) return;
    const f = line.facts.find((x) => FACTS[x][8].length) ?? line.facts[0];
    const names = make("b", {}, `${plain(line.from)} — ${plain(line.to)}`);
    if (f === undefined) return showTip(event, names, make("div", { class: "sub" }, word("via", { n: number(line.shared) })));
    showTip(event, names, make("div", { class: "sub" }, [roleOf(f), whenOf(f)].filter(Boolean).join(" · ")), FACTS[f][8].length ? make("q", {}, cut(D.quotes[FACTS[f][8][0]][1], 160)) : null);
  });
  network.on("blurEdge", hideTip);
  network.on("dragStart", hideTip);
  network.on("zoom", hideTip);

  // ------------------------------------------------------------ search

  const fold = (text) => text.replace(/\u0e4d\u0e32/g, "\u0e33").normalize("NFKD").replace(/\u0e4d\u0e32/g, "\u0e33").toLowerCase().replace(/[^\p{L}\p{N}\u0e30-\u0e3a\u0e47]/gu, "");
  let index = null;
  const find = (text) => {
    const wanted = fold(text);
    if (!wanted) return [];
    index = index || INFO.map((n) => [n.th, n.en, ...(n.a || []), ...(n.h || []), n.code].filter(Boolean).map((form) => [fold(form), fold(form.split(/\s+/).slice(1).join(" "))]));
    const found = [];
    index.forEach((forms, i) => {
      let best = 9;
      for (const [whole, rest] of forms) {
        const at = whole.indexOf(wanted);
        if (at >= 0) best = Math.min(best, whole === wanted ? 0 : at === 0 ? 1 : rest && rest.startsWith(wanted) ? 2 : 3);
      }
      if (best < 9) found.push([best + (isEvent(i) ? 2 : 0), -INFO[i].w, i]);
    });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((f) => f[2]);
  };
  const box = $("search"), hits = $("hits");
  let found = [], at = -1;
  const showHits = () => {
    found = find(box.value).slice(0, 40);
    at = found.length ? 0 : -1;
    hits.textContent = "";
    hits.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!hits.hidden));
    found.forEach((i, n) => hits.append(make("li", { role: "option", id: `hit-${n}`, "aria-selected": n === at ? "true" : "false", on: { mousedown: (event) => { event.preventDefault(); pick(n); } } }, glyph(INFO[i].k), make("span", { class: "text" }, make("b", {}, plain(i)), make("small", {}, [other(i), isEvent(i) ? subtitle(i) : ""].filter(Boolean).join(" · ") || subtitle(i))))));
    if (!found.length && !hits.hidden) hits.append(make("li", { class: "none" }, word("search_none")));
    point();
  };
  const point = () => {
    [...hits.children].forEach((item, n) => { if (item.id) item.setAttribute("aria-selected", n === at ? "true" : "false"); });
    if (at >= 0) { box.setAttribute("aria-activedescendant", `hit-${at}`); hits.children[at].scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
  };
  const hideHits = () => { hits.hidden = true; box.setAttribute("aria-expanded", "false"); };
  const pick = (n) => {
    if (found[n] === undefined) return;
    hideHits();
    select(found[n], true);
    panel.focus({ preventScroll: true });
  };
  box.addEventListener("input", showHits);
  box.addEventListener("focus", () => { if (box.value.trim()) showHits(); });
  box.addEventListener("blur", hideHits);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) { at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length; point(); }
    } else if (event.key === "Enter") { event.preventDefault(); pick(at); } else if (event.key === "Escape") {
      event.stopPropagation();
      if (!hits.hidden) hideHits(); else { box.value = ""; box.blur(); }
    }
  });

  // ------------------------------------------------------------ filters

  const kindsBox = $("kinds");
  const present = KIND.filter((_, k) => INFO.some((n) => n.k === k));
  for (const kind of present) {
    const k = KIND.indexOf(kind);
    const input = make("input", { type: "checkbox", on: { change: () => { if (input.checked) state.kinds.add(kind); else state.kinds.delete(kind); refilter(); } } });
    input.checked = state.kinds.has(kind);
    kindsBox.append(make("label", { "data-kind": kind }, input, make("span", { class: "box" }, svg("svg", { viewBox: "0 0 20 20", width: 13, height: 13, "aria-hidden": "true" }, svg("path", { d: "M4 10.5l4 4 8-9", fill: "none", stroke: "currentColor", "stroke-width": 3 }))), glyph(k), make("span", { class: "name" }), make("span", { class: "count" })));
  }
  const paintKinds = () => { for (const kind of present) document.querySelector(`[data-kind="${kind}"] > .glyph`).replaceWith(glyph(KIND.indexOf(kind))); };
  const from = $("year-from"), to = $("year-to");
  const bars = [];
  if (YEARS && YEARS[0] < YEARS[1]) {
    for (const input of [from, to]) { input.min = YEARS[0]; input.max = YEARS[1]; }
    from.value = YEARS[0];
    to.value = YEARS[1];
    const span = YEARS[1] - YEARS[0] + 1, most = Math.max(1, ...perYear.values()), chart = svg("svg", { viewBox: `0 0 ${span} 44`, preserveAspectRatio: "none" });
    for (let y = YEARS[0]; y <= YEARS[1]; y++) {
      const high = perYear.get(y) ? Math.max(2, (perYear.get(y) / most) * 42) : 0, bar = svg("rect", { x: y - YEARS[0] + 0.08, y: 44 - high, width: 0.84, height: high });
      bars.push([y, bar]);
      chart.append(bar);
    }
    $("histogram").append(chart);
    $("range-fill").append(svg("svg", { viewBox: "0 0 100 22", preserveAspectRatio: "none" }, svg("rect", { x: 0, y: 9, width: 100, height: 4 })));
    const slide = (moved) => {
      let a = +from.value, b = +to.value;
      if (a > b) { if (moved === from) { b = a; to.value = b; } else { a = b; from.value = a; } }
      state.years = [a, b];
      refilter();
    };
    from.addEventListener("input", () => slide(from));
    to.addEventListener("input", () => slide(to));
  } else $("years-box").hidden = true;
  const showYears = () => {
    if (!YEARS) return;
    const [a, b] = state.years, name = (y) => String(y + WORDS[lang].era);
    $("years-out").textContent = word("year_label", { y: a === b ? name(a) : `${name(a)}–${name(b)}` });
    from.setAttribute("aria-valuetext", name(a));
    to.setAttribute("aria-valuetext", name(b));
    for (const [y, bar] of bars) bar.setAttribute("class", y >= a && y <= b ? "on" : "");
    const fill = document.querySelector("#range-fill rect"), span = YEARS[1] - YEARS[0] || 1;
    if (fill) { fill.setAttribute("x", ((a - YEARS[0]) / span) * 100); fill.setAttribute("width", ((b - a) / span) * 100); }
  };
  const countries = $("country");
  countries.addEventListener("change", () => { state.country = countries.value; refilter(); });
  const showCountries = () => {
    countries.textContent = "";
    countries.append(make("option", { value: "" }, word("all_countries")));
    const codes = Object.keys(D.countries).sort((a, b) => country(a).localeCompare(country(b), lang));
    for (const code of codes) countries.append(make("option", { value: code }, country(code)));
    countries.value = state.country;
  };
  let waiting = 0;
  const refilter = () => {
    showYears();
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      draw(false);
      if (state.edge !== null && !now.lines.has(state.edge)) state.edge = null;
      tell();
    });
  };
  const resetFilters = () => {
    state.kinds = new Set(KIND.filter((kind) => !META.off.includes(kind)));
    for (const kind of present) document.querySelector(`[data-kind="${kind}"] input`).checked = state.kinds.has(kind);
    if (YEARS) { state.years = [...YEARS]; from.value = YEARS[0]; to.value = YEARS[1]; }
    state.country = countries.value = "";
    showYears();
  };
  $("reset").addEventListener("click", () => { resetFilters(); refilter(); });
  $("extent").addEventListener("click", () => { state.all = !state.all; draw(true); tell(); });
  $("physics").addEventListener("change", (event) => {
    state.physics = event.target.checked;
    network.setOptions({ physics: { enabled: state.physics } });
    if (!state.physics && placed) nodeSet.update(now.nodes.map((i) => ({ id: i, ...network.getPosition(i) })));
  });
  $("filters-toggle").addEventListener("click", () => {
    const open = $("side").classList.toggle("open");
    $("filters-toggle").setAttribute("aria-expanded", String(open));
  });

  // ------------------------------------------------------------ buttons, keys, language

  const zoom = (by) => network.moveTo({ scale: Math.min(6, Math.max(0.03, network.getScale() * by)), animation: false });
  $("zoom-in").addEventListener("click", () => zoom(1.3));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  $("fit").addEventListener("click", fitAll);
  $("save").addEventListener("click", () => {
    const source = network.canvas.frame.canvas, copy = make("canvas", { width: source.width, height: source.height }), ctx = copy.getContext("2d");
    ctx.fillStyle = ink.paper;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(source, 0, 0);
    copy.toBlob((blob) => {
      const link = make("a", { href: URL.createObjectURL(blob), download: "network.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing) { event.preventDefault(); box.focus(); box.select(); }
    else if (event.key === "Escape") {
      if ($("side").classList.contains("open")) $("filters-toggle").click();
      else if ((state.node !== null && state.node !== state.focus) || state.edge !== null) { if (state.focus !== null) select(state.focus, false); else clear(); }
      else if (state.focus !== null) back();
    } else if (typing) return;
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fitAll();
  });
  const speak = () => {
    document.documentElement.lang = lang;
    document.title = state.focus === null ? word("title") : `${plain(state.focus)} · ${word("title")}`;
    document.querySelectorAll("[data-word]").forEach((element) => { element.textContent = word(element.dataset.word); });
    for (const kind of present) document.querySelector(`[data-kind="${kind}"] .name`).textContent = WORDS[lang].kind[kind];
    box.placeholder = word("search");
    box.setAttribute("aria-label", word("search"));
    const button = $("language");
    button.textContent = word("language");
    button.lang = lang === "th" ? "en" : "th";
    button.title = word("language_name");
    button.setAttribute("aria-label", word("language_name"));
    for (const [id, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"], ["fit", "fit"], ["filters-toggle", "filters"], ["year-from", "year_from"], ["year-to", "year_to"]]) { $(id).title = word(key); $(id).setAttribute("aria-label", word(key)); }
    $("side").setAttribute("aria-label", word("filters"));
    network.canvas.frame.setAttribute("aria-label", word("canvas"));
    showYears();
    showCountries();
    tellStatus();
    tell();
    network.redraw();
  };
  $("language").addEventListener("click", () => { lang = lang === "th" ? "en" : "th"; if (box.value) hideHits(); speak(); });
  darkness.addEventListener("change", () => { readColours(); relight(); paintKinds(); tell(); network.redraw(); });

  const fromHash = () => {
    const hash = decodeURIComponent(location.hash.slice(1)), [id, two] = hash.split("&"), i = INFO.findIndex((n) => n.i === id);
    [state.focus, state.depth] = i >= 0 ? [i, two ? 2 : 1] : id === "all" ? [null, 1] : [opening.focus, opening.depth];
    state.node = state.focus;
    state.edge = null;
    draw(true);
    speak();
  };
  addEventListener("popstate", fromHash);
  fromHash();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(() => { widths.clear(); network.redraw(); });

  window.kgView = { // for tests and for those who open the console
    state, visible: () => [...now.nodes], lines: () => [...now.lines.keys()], info: (i) => INFO[i], find, select, selectEdge, focusOn, network,
    labels: () => drawnLabels, indexOf: (id) => INFO.findIndex((n) => n.i === id),
    screen: (i) => { const b = network.body.nodes[i]; return network.canvasToDOM({ x: b.x, y: b.y }); },
  };
})();
