/* Choosing, focusing and going back; search, filters, buttons and keys; and the start of it all. */

// ---------------------------------------------------------------- moving about

const trail = []; // earlier focuses, to go back to
const frame = (i) => {
  const body = network.body.nodes[i];
  if (!body) return;
  const at = network.canvasToDOM({ x: body.x, y: body.y }),
    box = $("network").getBoundingClientRect();
  const low = window.innerWidth <= 820 ? box.height * 0.45 : box.height;
  if (at.x < 60 || at.x > box.width - 60 || at.y < 60 || at.y > low - 60) {
    const offset = window.innerWidth <= 820 ? { x: 0, y: -box.height * 0.24 } : { x: 0, y: 0 };
    network.focus(i, { scale: Math.max(network.getScale(), 0.55), offset, animation: false });
  }
};
const select = (i, move) => {
  state.edge = null;
  state.node = i;
  if (!state.kinds.has(KIND[INFO[i].k])) {
    // an event that is not drawn is read all the same
    network.unselectAll();
    relight();
    return tell();
  }
  if (!now.shown.has(i)) {
    if (state.focus === null && !state.all && i >= META.open && !filtered()) focusOn(i, 1);
    else if (state.focus !== null) focusOn(i, 1);
    else {
      resetFilters();
      if (i >= META.open) state.all = true;
      draw(true);
    }
    if (!now.shown.has(i)) focusOn(i, 1);
  }
  network.selectNodes([i], false);
  relight();
  if (move) frame(i);
  tell();
};
const selectEdge = (id) => {
  state.node = null;
  state.edge = id;
  network.unselectAll();
  network.selectEdges([id]);
  relight();
  tell();
};
/** Into a community, and out of it again. */
const openGroup = (group) => {
  state.node = state.edge = null;
  state.group = group;
  lit = null;
  relight();
  network.open(group);
  tell();
};
const closeGroup = () => {
  state.group = null;
  fitAll();
  tell();
};
const clear = () => {
  if (state.node === null && state.edge === null && state.group !== null) return closeGroup();
  state.node = state.edge = null;
  network.unselectAll();
  relight();
  tell();
};
// The address keeps the focus, so that it can be bookmarked and the browser's own back button works.
const address = () =>
  state.focus === null
    ? opening.focus === null
      ? ""
      : "all"
    : encodeURIComponent(INFO[state.focus].i) + (state.depth > 1 ? "&2" : "");
const remember = () => {
  if (decodeURIComponent(location.hash.slice(1)) !== decodeURIComponent(address()))
    history.pushState(null, "", `#${address()}`);
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
network.on("doubleClick", (event) => {
  if (event.nodes.length) focusOn(event.nodes[0], 1);
});

const tip = $("tip");
const showTip = (event, ...content) => {
  tip.textContent = "";
  tip.append(...content.filter(Boolean));
  tip.hidden = false;
  const box = tip.parentElement.getBoundingClientRect(),
    { x, y } = event.pointer.DOM;
  tip.style.left = `${Math.max(8, Math.min(x + 16, box.width - tip.offsetWidth - 10))}px`;
  tip.style.top = `${y + 20 + tip.offsetHeight > box.height ? Math.max(8, y - tip.offsetHeight - 14) : y + 18}px`;
};
const hideTip = () => {
  tip.hidden = true;
};
network.on("hoverNode", (event) => {
  const i = event.node;
  hovered = i;
  showTip(
    event,
    make("b", {}, plain(i)),
    other(i) ? make("span", { class: "sub" }, other(i)) : null,
    make("div", { class: "sub" }, subtitle(i) === other(i) ? WORDS[lang].kind[KIND[INFO[i].k]] : subtitle(i)),
    make("div", { class: "sub" }, word("ties", { n: number(INFO[i].w) })),
  );
});
network.on("blurNode", () => {
  hovered = null;
  hideTip();
});
network.on("hoverEdge", (event) => {
  const line = now.lines.get(event.edge);
  if (!line || hovered !== null) return;
  const f = line.facts.find((x) => FACTS[x][8].length) ?? line.facts[0];
  const names = make("b", {}, `${plain(line.from)} — ${plain(line.to)}`);
  if (f === undefined)
    return showTip(event, names, make("div", { class: "sub" }, word("via", { n: number(line.shared) })));
  showTip(
    event,
    names,
    make("div", { class: "sub" }, [roleOf(f), whenOf(f)].filter(Boolean).join(" · ")),
    FACTS[f][8].length ? make("q", {}, cut(D.quotes[FACTS[f][8][0]][1], 160)) : null,
  );
});
network.on("blurEdge", hideTip);
network.on("dragStart", hideTip);
network.on("zoom", hideTip);

// ---------------------------------------------------------------- search

const fold = (text) =>
  text
    .replace(/\u0e4d\u0e32/g, "\u0e33")
    .normalize("NFKD")
    .replace(/\u0e4d\u0e32/g, "\u0e33")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\u0e30-\u0e3a\u0e47]/gu, "");
let index = null;
const find = (text) => {
  const wanted = fold(text);
  if (!wanted) return [];
  index =
    index ||
    INFO.map((n) =>
      [n.th, n.en, ...(n.a || []), ...(n.h || []), n.code]
        .filter(Boolean)
        .map((form) => [fold(form), fold(form.split(/\s+/).slice(1).join(" "))]),
    );
  const found = [];
  index.forEach((forms, i) => {
    let best = 9;
    for (const [whole, rest] of forms) {
      const at = whole.indexOf(wanted);
      if (at >= 0)
        best = Math.min(best, whole === wanted ? 0 : at === 0 ? 1 : rest && rest.startsWith(wanted) ? 2 : 3);
    }
    if (best < 9) found.push([best + (isEvent(i) ? 2 : 0), -INFO[i].w, i]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((f) => f[2]);
};
const box = $("search"),
  hits = $("hits");
let found = [],
  at = -1;
const showHits = () => {
  found = find(box.value).slice(0, 40);
  at = found.length ? 0 : -1;
  hits.textContent = "";
  hits.hidden = !box.value.trim();
  box.setAttribute("aria-expanded", String(!hits.hidden));
  found.forEach((i, n) =>
    hits.append(
      make(
        "li",
        {
          role: "option",
          id: `hit-${n}`,
          "aria-selected": n === at ? "true" : "false",
          on: {
            mousedown: (event) => {
              event.preventDefault();
              pick(n);
            },
          },
        },
        glyph(INFO[i].k),
        make(
          "span",
          { class: "text" },
          make("b", {}, plain(i)),
          make(
            "small",
            {},
            [other(i), isEvent(i) ? subtitle(i) : ""].filter(Boolean).join(" · ") || subtitle(i),
          ),
        ),
      ),
    ),
  );
  if (!found.length && !hits.hidden) hits.append(make("li", { class: "none" }, word("search_none")));
  point();
};
const point = () => {
  [...hits.children].forEach((item, n) => {
    if (item.id) item.setAttribute("aria-selected", n === at ? "true" : "false");
  });
  if (at >= 0) {
    box.setAttribute("aria-activedescendant", `hit-${at}`);
    hits.children[at].scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
};
const hideHits = () => {
  hits.hidden = true;
  box.setAttribute("aria-expanded", "false");
};
const pick = (n) => {
  if (found[n] === undefined) return;
  hideHits();
  select(found[n], true);
  panel.focus({ preventScroll: true });
};
box.addEventListener("input", showHits);
box.addEventListener("focus", () => {
  if (box.value.trim()) showHits();
});
box.addEventListener("blur", hideHits);
box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (found.length) {
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      point();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    pick(at);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    if (!hits.hidden) hideHits();
    else {
      box.value = "";
      box.blur();
    }
  }
});

// ---------------------------------------------------------------- filters

const kindsBox = $("kinds");
const present = KIND.filter((_, k) => INFO.some((n) => n.k === k));
for (const kind of present) {
  const k = KIND.indexOf(kind);
  const input = make("input", {
    type: "checkbox",
    on: {
      change: () => {
        if (input.checked) state.kinds.add(kind);
        else state.kinds.delete(kind);
        refilter();
      },
    },
  });
  input.checked = state.kinds.has(kind);
  kindsBox.append(
    make(
      "label",
      { "data-kind": kind },
      input,
      make(
        "span",
        { class: "box" },
        svg(
          "svg",
          { viewBox: "0 0 20 20", width: 13, height: 13, "aria-hidden": "true" },
          svg("path", { d: "M4 10.5l4 4 8-9", fill: "none", stroke: "currentColor", "stroke-width": 3 }),
        ),
      ),
      glyph(k),
      make("span", { class: "name" }),
      make("span", { class: "count" }),
    ),
  );
}
const paintKinds = () => {
  for (const kind of present)
    document.querySelector(`[data-kind="${kind}"] > .glyph`).replaceWith(glyph(KIND.indexOf(kind)));
};
const from = $("year-from"),
  to = $("year-to");
const bars = [];
if (YEARS && YEARS[0] < YEARS[1]) {
  for (const input of [from, to]) {
    input.addEventListener("pointerdown", () => playing && stopPlaying());
    input.min = YEARS[0];
    input.max = YEARS[1];
  }
  from.value = YEARS[0];
  to.value = YEARS[1];
  const span = YEARS[1] - YEARS[0] + 1,
    most = Math.max(1, ...perYear.values()),
    chart = svg("svg", { viewBox: `0 0 ${span} 44`, preserveAspectRatio: "none" });
  for (let y = YEARS[0]; y <= YEARS[1]; y++) {
    const high = perYear.get(y) ? Math.max(2, (perYear.get(y) / most) * 42) : 0,
      bar = svg("rect", { x: y - YEARS[0] + 0.08, y: 44 - high, width: 0.84, height: high });
    bars.push([y, bar]);
    chart.append(bar);
  }
  $("histogram").append(chart);
  $("range-fill").append(
    svg(
      "svg",
      { viewBox: "0 0 100 22", preserveAspectRatio: "none" },
      svg("rect", { x: 0, y: 9, width: 100, height: 4 }),
    ),
  );
  const slide = (moved) => {
    let a = +from.value,
      b = +to.value;
    if (a > b) {
      if (moved === from) {
        b = a;
        to.value = b;
      } else {
        a = b;
        from.value = a;
      }
    }
    state.years = [a, b];
    refilter();
  };
  from.addEventListener("input", () => slide(from));
  to.addEventListener("input", () => slide(to));
} else $("years-box").hidden = true;
/** Year after year, from the first that is chosen or from the start; again to stop. */
let playing = 0;
const stopPlaying = () => {
  clearInterval(playing);
  playing = 0;
  $("play").textContent = word("play");
};
const setYears = (a, b) => {
  from.value = a;
  to.value = b;
  state.years = [a, b];
  refilter();
};
$("play").addEventListener("click", () => {
  if (playing) return stopPlaying();
  const told = [...perYear.keys()].filter((year) => perYear.get(year) && year >= YEARS[0] && year <= YEARS[1]).sort((a, b) => a - b);
  let at = wholeTime() ? -1 : told.indexOf(state.years[0]) - 1;
  const step = () => {
    if (++at >= told.length) {
      stopPlaying();
      setYears(...YEARS);
    } else setYears(told[at], told[at]);
  };
  playing = setInterval(step, 1100);
  $("play").textContent = word("stop");
  step();
});
const showYears = () => {
  if (!YEARS) return;
  const [a, b] = state.years,
    name = (y) => String(y + WORDS[lang].era);
  $("years-out").textContent = word("year_label", { y: a === b ? name(a) : `${name(a)}–${name(b)}` });
  from.setAttribute("aria-valuetext", name(a));
  to.setAttribute("aria-valuetext", name(b));
  for (const [y, bar] of bars) bar.setAttribute("class", y >= a && y <= b ? "on" : "");
  const fill = document.querySelector("#range-fill rect"),
    span = YEARS[1] - YEARS[0] || 1;
  if (fill) {
    fill.setAttribute("x", ((a - YEARS[0]) / span) * 100);
    fill.setAttribute("width", ((b - a) / span) * 100);
  }
};
const countries = $("country");
countries.addEventListener("change", () => {
  state.country = countries.value;
  refilter();
});
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
  for (const kind of present)
    document.querySelector(`[data-kind="${kind}"] input`).checked = state.kinds.has(kind);
  if (YEARS) {
    state.years = [...YEARS];
    from.value = YEARS[0];
    to.value = YEARS[1];
  }
  state.country = countries.value = "";
  showYears();
};
$("reset").addEventListener("click", () => {
  resetFilters();
  refilter();
});
$("extent").addEventListener("click", () => {
  state.all = !state.all;
  draw(true);
  tell();
});
$("physics").closest("label").hidden = Boolean(META.groups);
$("physics").addEventListener("change", (event) => {
  state.physics = event.target.checked;
  network.setOptions({ physics: { enabled: state.physics } });
  if (!state.physics && placed) nodeSet.update(now.nodes.map((i) => ({ id: i, ...network.getPosition(i) })));
});
$("filters-toggle").addEventListener("click", () => {
  const open = $("side").classList.toggle("open");
  $("filters-toggle").setAttribute("aria-expanded", String(open));
});

// ---------------------------------------------------------------- buttons, keys, language

const zoom = (by) =>
  network.moveTo({
    scale: Math.min(6, Math.max(META.groups ? 0.004 : 0.03, network.getScale() * by)),
    animation: false,
  });
$("zoom-in").addEventListener("click", () => zoom(1.3));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
$("fit").addEventListener("click", fitAll);
$("save").addEventListener("click", () => {
  const source = network.canvas.frame.canvas,
    copy = make("canvas", { width: source.width, height: source.height }),
    ctx = copy.getContext("2d");
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
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape") {
    if ($("side").classList.contains("open")) $("filters-toggle").click();
    else if ((state.node !== null && state.node !== state.focus) || state.edge !== null) {
      if (state.focus !== null) select(state.focus, false);
      else clear();
    } else if (state.focus !== null) back();
    else if (state.group !== null) closeGroup();
  } else if (typing) return;
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") fitAll();
});
const speak = () => {
  document.documentElement.lang = lang;
  document.title = state.focus === null ? word("title") : `${plain(state.focus)} · ${word("title")}`;
  document.querySelectorAll("[data-word]").forEach((element) => {
    element.textContent = word(element.dataset.word);
  });
  for (const kind of present)
    document.querySelector(`[data-kind="${kind}"] .name`).textContent = WORDS[lang].kind[kind];
  box.placeholder = word("search");
  box.setAttribute("aria-label", word("search"));
  const button = $("language");
  button.textContent = word("language");
  button.lang = lang === "th" ? "en" : "th";
  button.title = word("language_name");
  button.setAttribute("aria-label", word("language_name"));
  for (const [id, key] of [
    ["zoom-in", "zoom_in"],
    ["zoom-out", "zoom_out"],
    ["fit", "fit"],
    ["filters-toggle", "filters"],
    ["year-from", "year_from"],
    ["year-to", "year_to"],
  ]) {
    $(id).title = word(key);
    $(id).setAttribute("aria-label", word(key));
  }
  $("play").textContent = word(playing ? "stop" : "play");
  $("side").setAttribute("aria-label", word("filters"));
  network.canvas.frame.setAttribute("aria-label", word("canvas"));
  showYears();
  showCountries();
  tellStatus();
  tell();
  network.redraw();
};
$("language").addEventListener("click", () => {
  lang = lang === "th" ? "en" : "th";
  if (box.value) hideHits();
  speak();
});
darkness.addEventListener("change", () => {
  readColours();
  relight();
  paintKinds();
  tell();
  network.redraw();
});

const fromHash = () => {
  const hash = decodeURIComponent(location.hash.slice(1)),
    [id, two] = hash.split("&"),
    i = INFO.findIndex((n) => n.i === id);
  [state.focus, state.depth] =
    i >= 0 ? [i, two ? 2 : 1] : id === "all" ? [null, 1] : [opening.focus, opening.depth];
  state.node = state.focus;
  state.edge = null;
  draw(true);
  speak();
};
addEventListener("popstate", fromHash);
fromHash();
if (document.fonts && document.fonts.ready)
  document.fonts.ready.then(() => {
    widths.clear();
    network.redraw();
  });

window.kgView = {
  // for tests and for those who open the console
  state,
  visible: () => [...now.nodes],
  lines: () => [...now.lines.keys()],
  info: (i) => INFO[i],
  find,
  select,
  selectEdge,
  openGroup,
  focusOn,
  network,
  labels: () => drawnLabels,
  indexOf: (id) => INFO.findIndex((n) => n.i === id),
  screen: (i) => {
    const b = network.body.nodes[i];
    return network.canvasToDOM({ x: b.x, y: b.y });
  },
};
