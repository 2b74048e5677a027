/* The facts of the page, and what the filters leave of them. */

const around = Array.from({ length: N }, () => []); // node → its facts
FACTS.forEach((f, i) => {
  around[f[0]].push(i);
  around[f[1]].push(i);
});
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
const counted = perYear.size ? 0 : 1; // where nothing happens by itself, the ties tell the years
factYears.forEach((y) => {
  if (y) for (const one of new Set(y)) perYear.set(one, (perYear.get(one) || 0) + counted);
});
/** The first and last year; of decades without a stray one, or hundredth, at either end. */
const findRange = () => {
  const years = [...perYear.keys()].sort((a, b) => a - b),
    total = [...perYear.values()].reduce((sum, count) => sum + count, 0);
  if (years.at(-1) - years[0] > 25)
    for (const end of [0, -1]) {
      let spare = Math.max(total > 20 ? 1 : 0, Math.floor(total / 100));
      while (years.length > 1 && perYear.get(years.at(end)) <= spare) spare -= perYear.get(years.splice(end, 1)[0]);
    }
  return [years[0], years.at(-1)];
};
const YEARS = perYear.size ? findRange() : null;

const state = {
  kinds: new Set(KIND.filter((kind) => !META.off.includes(kind))),
  years: YEARS ? [...YEARS] : null,
  country: "",
  all: META.open >= N,
  focus: META.focus,
  depth: META.depth > 1 ? 2 : 1,
  node: null,
  edge: null,
  group: null, // the community that is open
  physics: false,
};
const opening = JSON.parse(JSON.stringify({ focus: state.focus, depth: state.depth }));
const wholeTime = () => !YEARS || (state.years[0] === YEARS[0] && state.years[1] === YEARS[1]);
const inTime = (years) =>
  !YEARS || wholeTime() || (years !== null && years[0] <= state.years[1] && years[1] >= state.years[0]);
const filtered = () =>
  !wholeTime() ||
  state.country !== "" ||
  KIND.some((kind) => state.kinds.has(kind) === META.off.includes(kind));

/** Who took part in an event, or is party to it; nobody when there were too many for it to say much about any two. */
const crowds = new Map();
const actorsOf = (event) => {
  let actors = crowds.get(event);
  if (!actors) {
    actors = [
      ...new Set(
        around[event]
          .filter((f) => ["participation", "signatory", "party"].includes(rel(f)))
          .map((f) => beyond(f, event)),
      ),
    ].filter((i) => !isEvent(i));
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
      if (!got) {
        reached.set(j, [step, 1]);
        next.push(j);
      } else if (got[0] === step) got[1]++;
    };
    for (const i of edge)
      for (const f of around[i]) {
        const j = beyond(f, i);
        if (isEvent(j) && !state.kinds.has(KIND[INFO[j].k])) {
          if (through.has(j)) actorsOf(j).forEach(reach);
        } else reach(j);
      }
    edge = next;
  }
  return reached;
};

/** What the filters leave: the nodes in order of strength, and the lines between them with the facts behind each. */
const compute = () => {
  const wanted = (i) =>
    isEvent(i) && inTime(nodeYears[i]) && (!state.country || (INFO[i].c || []).includes(state.country));
  const off = (i) => !state.kinds.has(KIND[INFO[i].k]);
  const silent = new Set(); // events that pass the filters but whose kind is switched off: they tie without being drawn
  INFO.forEach((_, i) => {
    if (isEvent(i) && off(i) && wanted(i)) silent.add(i);
  });
  let base,
    reached = null;
  if (state.focus !== null) {
    reached = neighbourhood(state.focus, state.depth, silent);
    base = [...reached.keys()]
      .sort((a, b) => reached.get(a)[0] - reached.get(b)[0] || reached.get(b)[1] - reached.get(a)[1] || a - b)
      .slice(0, AROUND)
      .sort((a, b) => a - b);
  } else base = Array.from({ length: state.all ? N : META.open }, (_, i) => i);
  const inside = new Set(base),
    events = new Set([...base.filter(wanted), ...silent]);
  const shown = new Set();
  for (const i of base) {
    if (i === state.focus) {
      shown.add(i);
      continue;
    }
    if (off(i)) continue;
    if (isEvent(i)) {
      if (events.has(i)) shown.add(i);
      continue;
    }
    const ties = around[i].filter(
      (f) => events.has(beyond(f, i)) || (inside.has(beyond(f, i)) && !isEvent(beyond(f, i))),
    );
    const touched = ties.some((f) => events.has(beyond(f, i)) || (factYears[f] && inTime(factYears[f])));
    const abroad =
      !state.country ||
      (INFO[i].c || []).includes(state.country) ||
      ties.some((f) => events.has(beyond(f, i)));
    if (abroad && (wholeTime() || touched)) shown.add(i);
  }
  const lines = new Map();
  const line = (a, b) => {
    const key = a < b ? `${a}-${b}` : `${b}-${a}`;
    let got = lines.get(key);
    if (!got)
      lines.set(
        key,
        (got = { id: key, from: Math.min(a, b), to: Math.max(a, b), facts: [], via: [], shared: 0 }),
      );
    return got;
  };
  for (const edge of D.edges) {
    if (!shown.has(edge.from) || !shown.has(edge.to)) continue;
    for (const f of edge.facts)
      if (factYears[f] === null || inTime(factYears[f]) || isEvent(edge.from) || isEvent(edge.to))
        line(edge.from, edge.to).facts.push(f);
  }
  for (const event of silent) {
    const actors = actorsOf(event).filter((i) => shown.has(i));
    actors.forEach((a, at) => actors.slice(at + 1).forEach((b) => line(a, b).via.push(event)));
  }
  if (!state.country && META.off.every((kind) => !state.kinds.has(kind))) {
    // what is shared outside this file counts too
    for (const [a, b, years] of D.ties) {
      if (!shown.has(a) || !shown.has(b)) continue;
      const count = years.reduce(
        (sum, [year, n]) => sum + (wholeTime() || (year && inTime([year, year])) ? n : 0),
        0,
      );
      if (count) line(a, b).shared = count;
    }
  }
  let thin = 0;
  for (const got of lines.values()) got.shared = Math.max(got.shared, got.via.length);
  if (lines.size > MOST && (silent.size || D.ties.length)) {
    // everyone keeps the strongest ties, and all that are told outright
    const best = new Map();
    for (const got of lines.values())
      for (const end of [got.from, got.to]) {
        if (!best.has(end)) best.set(end, []);
        best.get(end).push(got);
      }
    const kept = new Set();
    for (const list of best.values())
      list
        .sort((a, b) => b.shared - a.shared || a.from - b.from || a.to - b.to)
        .slice(0, 5)
        .forEach((got) => kept.add(got.id));
    for (const [key, got] of lines)
      if (!got.facts.length && !kept.has(key)) {
        lines.delete(key);
        thin++;
      }
  }
  return { nodes: base.filter((i) => shown.has(i)), shown, lines, thin, reached };
};
