/* Where the nodes stand and how they are drawn; names are written so that none covers another. */

// ---------------------------------------------------------------- places

const nearPlace = (i) => [D.nodes[i].x, D.nodes[i].y];
const widePlace = (i) => (D.wide.length ? [D.wide[2 * i], D.wide[2 * i + 1]] : nearPlace(i));

/** Rings around the focus: neighbours by kind and date, their own neighbours behind them. */
const ringPlaces = (nodes) => {
  const centre = state.focus,
    places = new Map([[centre, [0, 0]]]);
  const order = (a, b) =>
    INFO[a].k - INFO[b].k || String(INFO[a].d || "").localeCompare(String(INFO[b].d || "")) || a - b;
  const steps = (i) => now.reached.get(i)[0],
    beside = new Map(nodes.map((i) => [i, []]));
  for (const { from, to } of now.lines.values()) {
    beside.get(from).push(to);
    beside.get(to).push(from);
  }
  const first = nodes.filter((i) => steps(i) === 1).sort(order),
    second = nodes.filter((i) => steps(i) === 2).sort(order);
  if (!second.length && first.length > 30) {
    // many: the more ties, the nearer
    const closest = [...first].sort(
      (a, b) => now.reached.get(b)[1] - now.reached.get(a)[1] || INFO[b].w - INFO[a].w || a - b,
    );
    for (let from = 0, ring = 0; from < closest.length; ring++) {
      const room = 18 + 11 * ring,
        here = closest.slice(from, from + room).sort(order),
        radius = 230 + 130 * ring;
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
  const share = first.map((i) => 1 + children.get(i).length * 0.9),
    total = share.reduce((a, b) => a + b, 0) || 1;
  const gap = 92,
    lanes = Math.max(1, Math.ceil(first.length / 26)),
    inner = Math.max(210, ((first.length / lanes) * gap) / (2 * Math.PI));
  const outer = Math.max(
    inner + lanes * 90 + 150,
    ((second.length / Math.max(1, Math.ceil(second.length / 60))) * 70) / (2 * Math.PI),
  );
  let angle = -Math.PI / 2,
    turn = 0;
  first.forEach((i, at) => {
    const width = (share[at] / total) * 2 * Math.PI,
      mid = angle + width / 2,
      radius = inner + (at % lanes) * 95;
    places.set(i, [Math.round(radius * Math.cos(mid) * 1.15), Math.round(radius * Math.sin(mid))]);
    const mine = children.get(i);
    mine.forEach((j, n) => {
      const to = angle + (width * (n + 0.5)) / mine.length,
        far = outer + (turn++ % Math.max(2, Math.ceil(second.length / 60))) * 85;
      places.set(j, [Math.round(far * Math.cos(to) * 1.15), Math.round(far * Math.sin(to))]);
    });
    angle += width;
  });
  for (const i of nodes) if (!places.has(i)) places.set(i, nearPlace(i));
  return (i) => places.get(i);
};

// ---------------------------------------------------------------- drawing

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
let ink = {};
const readColours = () => {
  COLOUR = darkness.matches ? NIGHT : DAY;
  ink = {
    ink: css("--ink"),
    soft: css("--soft"),
    halo: css("--halo"),
    edge: css("--edge"),
    accent: css("--accent"),
    paper: css("--paper"),
    font: css("--font"),
    card: css("--card"),
  };
};
readColours();
const fade = (hex, alpha) => {
  const n = parseInt(hex.slice(1), 16);
  return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${alpha})`;
};
const nodeSet = new vis.DataSet(),
  edgeSet = new vis.DataSet();
const network = new vis.Network($("network"), { nodes: nodeSet, edges: edgeSet }, D.options);
network.canvas.frame.setAttribute("tabindex", "0");
let now = { nodes: [], shown: new Set(), lines: new Map(), thin: 0, reached: null },
  lit = null,
  hovered = null,
  placed = null;

const strongLines = new Set(["tenure", "party", "signatory", "signed_at", "participation", "part_of"]);
const lineLook = (line, how) => {
  const folded = line.facts.length && ["met", "agreed"].includes(rel(line.facts[0])),
    count = line.shared || folded ? line.shared + line.facts.length : 0; // of what ties two actors
  const strong = count || line.facts.some((f) => strongLines.has(rel(f)));
  const crowd = Math.min(Math.max(INFO[line.from].w, INFO[line.to].w), 400),
    many = now.lines.size > 1500 ? 0.6 : 1;
  const alpha =
    how === "dim"
      ? 0.07
      : how === "lit"
        ? 0.75
        : count
          ? Math.min(0.75, many * (0.18 + 0.09 * count))
          : many * (strong ? 0.66 - crowd / 1200 : 0.32 - crowd / 2500);
  const width = count
    ? Math.min(8, 0.5 + Math.sqrt(count))
    : 1 + Math.min(4, 0.7 * (line.facts.length - 1));
  return {
    color: {
      color: fade(how === "lit" ? ink.accent : ink.edge, alpha),
      highlight: ink.accent,
      hover: ink.accent,
    },
    width: how === "lit" ? width + 0.4 : width,
    lit: how === "lit",
  };
};
const nodeLook = (i, dim) => {
  const colour = COLOUR[INFO[i].k];
  return {
    opacity: dim ? (state.node === null ? 0.3 : 0.16) : 1,
    color: {
      background: colour,
      border: colour,
      highlight: { background: colour, border: colour },
      hover: { background: colour, border: ink.ink },
    },
  };
};

const draw = (fit) => {
  now = compute();
  const place = state.focus !== null ? ringPlaces(now.nodes) : state.all ? widePlace : nearPlace;
  lit = litSet();
  nodeSet.clear();
  edgeSet.clear();
  placed = place;
  nodeSet.add(
    now.nodes.map((i) => {
      const [x, y] = place(i),
        { id, shape, size } = D.nodes[i];
      return {
        id,
        shape,
        size: i === state.focus ? Math.max(size, 22) : size,
        x,
        y,
        ...nodeLook(i, lit && !lit.has(i)),
      };
    }),
  );
  edgeSet.add(
    [...now.lines.values()].map((line) => ({
      id: line.id,
      from: line.from,
      to: line.to,
      ...lineLook(line, lineState(line)),
    })),
  );
  if (state.node !== null && now.shown.has(state.node)) network.selectNodes([state.node], false);
  if (state.edge !== null && now.lines.has(state.edge)) network.selectEdges([state.edge]);
  if (fit) fitAll();
  tellStatus();
};
const fitAll = () => {
  // with some room at the edges for names
  network.fit({ nodes: now.nodes, animation: false, maxZoomLevel: 1.4 });
  const covered = window.innerWidth <= 820 && (state.node !== null || state.edge !== null); // by the panel, from below
  const box = $("network").getBoundingClientRect(),
    room = covered ? Math.min(1, (box.height * 0.46) / box.width) : 0.94;
  network.moveTo({
    scale: network.getScale() * room,
    offset: { x: 0, y: covered ? -box.height * 0.19 : 0 },
    animation: false,
  });
};
const litSet = () => {
  if (state.focus !== null && state.node === state.focus) return null;
  if (state.node !== null && !now.shown.has(state.node)) {
    const there = [...new Set(around[state.node].map((f) => beyond(f, state.node)))].filter((i) =>
      now.shown.has(i),
    );
    return there.length ? new Set(there) : null;
  }
  if (state.node !== null && now.shown.has(state.node)) {
    const set = new Set([state.node]);
    for (const line of now.lines.values()) {
      if (line.from === state.node) set.add(line.to);
      if (line.to === state.node) set.add(line.from);
    }
    return set;
  }
  if (state.edge !== null && now.lines.has(state.edge))
    return new Set([now.lines.get(state.edge).from, now.lines.get(state.edge).to]);
  return null;
};
const lineState = (line) => {
  if (!lit) return "";
  return (state.node !== null ? line.from === state.node || line.to === state.node : line.id === state.edge)
    ? "lit"
    : "dim";
};
const relight = () => {
  lit = litSet();
  nodeSet.update(now.nodes.map((i) => ({ id: i, ...nodeLook(i, lit && !lit.has(i)) })));
  edgeSet.update(
    [...now.lines.values()].map((line) => ({ id: line.id, ...lineLook(line, lineState(line)) })),
  );
};

// Names are written last and by weight, so that they never cover each other: what finds no room waits for a closer look.
const widths = new Map(),
  segment = "Segmenter" in Intl ? new Intl.Segmenter("th", { granularity: "grapheme" }) : null;
const cut = (text, most) => {
  const parts = segment ? [...segment.segment(text)].map((s) => s.segment) : [...text];
  return parts.length <= most
    ? text
    : parts
        .slice(0, most - 1)
        .join("")
        .trimEnd() + "…";
};
const shortNames = new Map();
const labelOf = (i) => {
  const key = lang + i;
  let text = shortNames.get(key);
  if (text === undefined) {
    const n = INFO[i],
      kind = KIND[n.k];
    text =
      kind === "activity" && n.d
        ? `${cut(plain(i), 30)} · ${day(n.d)}`
        : cut(plain(i), kind === "official" || kind === "country" ? 34 : 30);
    shortNames.set(key, text);
  }
  return text;
};
const BASE = { country: 15, official: 13, organisation: 12.5, agreement: 12, activity: 11.5, post: 12 };
const RANK = { country: 25, official: 20, organisation: 12, agreement: 4, activity: 0, post: 4 };
network.on("afterDrawing", (ctx) => {
  const bodies = network.body.nodes,
    scale = network.getScale(),
    middle = network.getViewPosition();
  const box = network.canvas.frame.canvas,
    ratio = box.width / box.clientWidth || 1,
    wide = box.clientWidth,
    high = box.clientHeight;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  const seen = [],
    heavy =
      now.nodes.length < 150
        ? 30
        : Math.max(
            30,
            ...now.nodes
              .slice(0, 12)
              .map((i) => INFO[i].w)
              .slice(-1),
          );
  for (const i of now.nodes) {
    const body = bodies[i];
    if (!body) continue;
    const x = (body.x - middle.x) * scale + wide / 2,
      y = (body.y - middle.y) * scale + high / 2;
    if (x < -120 || x > wide + 120 || y < -40 || y > high + 40) continue;
    const chosen = i === state.node || i === hovered || i === state.focus;
    if (META.groups && scale < 0.2 && state.focus === null && !chosen && !(lit && lit.has(i))) continue; // communities have their names
    const kind = KIND[INFO[i].k];
    seen.push([
      chosen ? 1e9 : (lit && lit.has(i) ? 1e6 : 0) + RANK[kind] + INFO[i].w,
      i,
      x,
      y,
      (body.options.size || 8) * scale,
      kind,
      chosen,
    ]);
  }
  seen.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const names = new Map(),
    shapes = new Map(),
    CELL = 48;
  const cells = (l, t, r, b, each) => {
    for (let cx = Math.floor(l / CELL); cx <= Math.floor(r / CELL); cx++)
      for (let cy = Math.floor(t / CELL); cy <= Math.floor(b / CELL); cy++)
        if (each(cx * 4096 + cy)) return true;
    return false;
  };
  const clash = (taken, l, t, r, b) =>
    cells(l, t, r, b, (k) => (taken.get(k) || []).some((q) => l < q[2] && r > q[0] && t < q[3] && b > q[1]));
  const take = (taken, l, t, r, b) =>
    cells(l, t, r, b, (k) => {
      if (!taken.has(k)) taken.set(k, []);
      taken.get(k).push([l, t, r, b]);
      return false;
    });
  for (const [, i, x, y, radius, kind] of seen) {
    if (radius >= 3.5)
      take(shapes, x - radius * 0.75, y - radius * 0.75, x + radius * 0.75, y + radius * 0.75);
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
    if (
      !chosen &&
      !(lit && lit.size < 60) &&
      (kind === "activity" || kind === "agreement") &&
      scale < 0.5 &&
      now.nodes.length > 60
    )
      continue;
    const text = labelOf(i),
      bold = chosen || INFO[i].w > heavy || (kind === "country" && now.nodes.length < 150);
    const px = Math.min(
      19,
      Math.max(
        10.5,
        BASE[kind] * (0.78 + 0.22 * Math.min(2, scale)) + Math.min(3, INFO[i].w / 40) + (chosen ? 1 : 0),
      ),
    );
    const key = (bold ? "b" : "r") + text;
    let width = widths.get(key);
    if (width === undefined) {
      ctx.font = `${bold ? 700 : 400} 50px ${ink.font}`;
      widths.set(key, (width = ctx.measureText(text).width / 50));
    }
    const half = (width * px) / 2 + 3,
      below = y + radius + px * 1.05 + (i === state.node || i === state.focus ? 7 : 2);
    const at = x > 0 && x < wide && wide > 2 * half ? Math.min(Math.max(x, half + 4), wide - half - 4) : x; // kept inside the picture
    let top = below - px * 1.1,
      base = below;
    const blocked = () =>
      clash(names, at - half, top, at + half, base + px * 0.35) ||
      ((written >= 16 || isEvent(i)) && clash(shapes, at - half, top, at + half, base + px * 0.35));
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
