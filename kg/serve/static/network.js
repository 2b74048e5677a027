"use strict";
// The network: nodes open by a click, lines tell what joins two, and one filter holds for the picture, the
// timeline and the list. The address says all of it, so that it can be shared and the back button works.

(() => {
  const box = document.getElementById("network-picture");
  if (!box || typeof vis === "undefined") return;
  const form = document.getElementById("network-filter"), kinds = document.getElementById("network-kinds");
  const SHAPES = { official: "dot", organisation: "square", country: "hexagon", activity: "diamond", agreement: "star", post: "triangleDown" };
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  const nodes = new vis.DataSet(), edges = new vis.DataSet();
  const hidden = new Set();
  let shown = JSON.parse(box.dataset.picture);
  let asked = 0;

  const network = new vis.Network(box, {
    nodes: new vis.DataView(nodes, { filter: (node) => !hidden.has(node.kind) }),
    edges,
  }, {
    layout: { randomSeed: 7, improvedLayout: false },
    physics: {
      solver: "forceAtlas2Based", forceAtlas2Based: { gravitationalConstant: -90, centralGravity: 0.012, springLength: 115, avoidOverlap: 0.6 },
      stabilization: { iterations: 120 }, minVelocity: 1,
    },
    interaction: { hover: true, tooltipDelay: 120, keyboard: { enabled: true, bindToWindow: false, autoFocus: false }, zoomSpeed: 0.7 },
    nodes: { borderWidth: 1, borderWidthSelected: 3 }, edges: { smooth: false, selectionWidth: 1.5 },
  });
  network.canvas.frame.setAttribute("tabindex", "0");
  network.canvas.frame.setAttribute("aria-label", box.dataset.label);

  // ---- drawing

  let heaviest = 1, thickest = 1; // what nodes and lines are measured by
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 2).trimEnd()}…` : text);
  const look = ([id, name, kind, weight, open]) => {
    const colour = css(`--${kind}`) || css("--soft");
    return {
      id, kind, label: cut(name, kind === "agreement" || kind === "activity" ? 18 : 28), title: name + (open ? ` · ${box.dataset.open}` : ""), shape: SHAPES[kind] || "dot",
      size: 8 + 12 * Math.sqrt(weight / heaviest) + (open ? 5 : 0),
      color: { background: colour, border: open ? css("--ink") : colour, highlight: { background: colour, border: css("--accent") }, hover: { background: colour, border: css("--ink") } },
      borderWidth: open ? 3 : 1,
      font: { color: css("--ink"), face: css("--font"), size: open ? 21 : 17, strokeWidth: 4, strokeColor: css("--card") },
    };
  };
  const line = ([from, to, count, own]) => ({
    id: `${from}|${to}`, from, to, width: own ? 1 : 0.6 + 6 * Math.sqrt(count / thickest), dashes: own,
    title: box.dataset.ties.replace("{n}", count.toLocaleString()),
    color: { color: css("--soft"), opacity: own ? 0.2 : 0.16 + 0.44 * Math.sqrt(count / thickest), highlight: css("--accent"), hover: css("--accent") },
  });

  function draw(data) {
    const before = new Set(nodes.getIds()), wanted = new Set(data.nodes.map(([id]) => id));
    const near = new Map(); // new nodes start beside one they are tied to
    for (const [one, two] of data.ties) for (const [a, b] of [[one, two], [two, one]]) if (before.has(b) && !near.has(a)) near.set(a, b);
    shown = data;
    heaviest = Math.max(1, ...data.nodes.map(([, , , weight]) => weight));
    thickest = Math.max(1, ...data.ties.map(([, , count]) => count));
    nodes.remove([...before].filter((id) => !wanted.has(id)));
    nodes.update(data.nodes.map((one, n) => {
      const fresh = look(one);
      if (!before.has(fresh.id) && near.has(fresh.id) && network.body.nodes[near.get(fresh.id)]) {
        const { x, y } = network.getPosition(near.get(fresh.id)), turn = n * 2.4;
        Object.assign(fresh, { x: x + 60 * Math.cos(turn), y: y + 60 * Math.sin(turn) });
      }
      return fresh;
    }));
    const lines = data.ties.map(line), ids = new Set(lines.map(({ id }) => id));
    edges.remove(edges.getIds().filter((id) => !ids.has(id)));
    edges.update(lines);
    settle();
    mark();
  }
  let resting = 0;
  function settle() {
    network.setOptions({ physics: { enabled: true } });
    network.stabilize(still.matches ? 200 : 120);
    clearTimeout(resting);
    resting = setTimeout(rest, 4000);
  }
  let moved = false; // whoever has moved the picture is not moved again
  function rest() {
    network.setOptions({ physics: { enabled: false } });
    if (!moved) fit(false);
  }
  function mark() {
    const { picked } = shown;
    if (picked.length === 2) { const id = [...picked].sort().join("|"); if (edges.get(id)) network.selectEdges([id]); }
    else if (picked.length === 1 && nodes.get(picked[0])) network.selectNodes(picked);
    else network.unselectAll();
  }
  network.on("stabilized", rest);
  for (const kind of ["dragStart", "zoom", "click"]) network.on(kind, () => { moved = true; });
  function fit(animation) {
    network.fit({ animation: false });
    network.moveTo({ scale: network.getScale() * 0.95, animation }); // names reach further than nodes
  }
  network.once("stabilizationIterationsDone", () => fit(false));

  // ---- one state for everything: the address

  const read = () => new URLSearchParams(location.search);
  async function show(pairs, remember = true) {
    for (const [name, value] of [...pairs]) if (!value) pairs.delete(name);
    const address = `/network${pairs.size ? `?${pairs}` : ""}`, number = ++asked;
    if (remember && address !== location.pathname + location.search) history.pushState(null, "", address);
    box.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { headers: { accept: "application/json", "accept-language": document.documentElement.lang } });
      if (!response.ok || number !== asked) return;
      const data = await response.json();
      if (number !== asked) return;
      for (const name of ["list", "time"]) document.getElementById(`network-${name}`).innerHTML = data[name];
      draw(data);
      fill(pairs);
    } finally { if (number === asked) box.removeAttribute("aria-busy"); }
  }
  function fill(pairs) {
    for (const select of form.querySelectorAll("select")) select.value = pairs.get(select.name) || "";
    [form.elements.from.value, form.elements.to.value] = shown.period;
    const start = form.elements.focus, id = pairs.get("focus") || "";
    if (start.dataset.id !== id) {
      start.dataset.id = id;
      start.value = (shown.nodes.find(([node]) => node === id) || ["", id])[1];
    }
    document.querySelectorAll("[data-save]").forEach((link) => { link.href = `/network/save.${link.dataset.save}?${pairs}`; });
    const tongue = document.querySelector(".tongue");
    if (tongue) { const other = new URLSearchParams(pairs); other.set("lang", tongue.lang); tongue.href = `/network?${other}`; }
  }
  const change = (changes) => {
    const pairs = read();
    pairs.delete("page");
    for (const [name, value] of Object.entries(changes)) pairs.set(name, value);
    return show(pairs);
  };

  form.addEventListener("change", ({ target }) => {
    const { from, to } = form.elements;
    if (target.matches("select")) change({ [target.name]: target.value, pick: "" });
    else if ((target === from || target === to) && target.reportValidity()) change({ from: from.value, to: to.value, year: "", pick: "" });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const start = new FormData(form).get("focus").trim();
    change({ focus: start, open: "", pick: "" });
  });
  network.on("click", ({ nodes: [id], edges: [tie] }) => {
    if (id !== undefined) {
      const pairs = read(), open = (pairs.get("open") || "").split("|").filter(Boolean);
      if (!shown.nodes.find(([node]) => node === id)[4]) open.push(id);
      change({ open: open.join("|"), pick: id });
    } else if (tie !== undefined) change({ pick: tie });
    else if (read().get("pick")) change({ pick: "" });
  });
  document.querySelector(".explore").addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]"), link = event.target.closest("a");
    if (close) {
      const pairs = read(), id = close.dataset.close;
      const open = (pairs.get("open") || "").split("|").filter((one) => one && one !== id);
      change({ open: open.join("|"), pick: "", ...(pairs.get("focus") === id ? { focus: open.shift() || "", open: open.join("|") } : {}) });
    } else if (event.target.closest("[data-unpick]")) change({ pick: "" });
    else if (link && link.getAttribute("href").startsWith("/network?") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(new URL(link.href.baseVal ?? link.href, location.href).searchParams);
    }
  });
  kinds.addEventListener("change", (event) => {
    event.target.checked ? hidden.delete(event.target.value) : hidden.add(event.target.value);
    network.body.data.nodes.refresh();
  });
  addEventListener("popstate", () => show(read(), false));
  dark.addEventListener("change", () => draw(shown));

  // ---- buttons

  document.getElementById("network-fit").addEventListener("click", () => fit(!still.matches));
  document.getElementById("network-png").addEventListener("click", () => {
    const seen = network.canvas.frame.canvas, copy = document.createElement("canvas"), pen = copy.getContext("2d");
    copy.width = seen.width;
    copy.height = seen.height;
    pen.fillStyle = css("--card");
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(seen, 0, 0);
    copy.toBlob((blob) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "network.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });

  draw(shown);
  fill(read());
  window.kgNetwork = { network, nodes, edges, shown: () => shown }; // for tests and for those who open the console
})();
