/* A painter for tens of thousands of nodes: what picture.js asks of vis-network, on one plain canvas.
   From afar it shows the communities; whoever comes closer sees their members, then lines and names. */

const vis = (() => {
  const LINES = 5000; // lines drawn at once, the strongest of those in view
  const QUICK = 18; // milliseconds that a picture may take while it is being moved
  const GROUPS = META.groups || []; // [x, y, radius, its strongest members]

  class DataSet {
    constructor() {
      this.items = new Map();
      this.changed = () => {};
    }
    add(list) {
      for (const one of list) this.items.set(one.id, one);
      this.changed();
    }
    update(list) {
      for (const one of list) {
        const known = this.items.get(one.id);
        if (known) Object.assign(known, one);
      }
      this.changed();
    }
    clear() {
      this.items.clear();
      this.changed();
    }
  }

  class Network {
    constructor(box, { nodes, edges }) {
      this.handlers = {};
      this.scale = 1;
      this.at = { x: 0, y: 0 }; // what is in the middle of the picture
      this.bodies = {};
      this.picked = { nodes: new Set(), edges: new Set() };
      this.sets = { nodes, edges };
      const frame = document.createElement("div"),
        canvas = document.createElement("canvas");
      frame.className = "painted";
      frame.append(canvas);
      frame.canvas = canvas;
      box.append(frame);
      this.canvas = { frame };
      this.pen = canvas.getContext("2d");
      this.cost = 0;
      this.moved = 0;
      nodes.changed = edges.changed = () => {
        this.stale = true;
        this.redraw();
      };
      new ResizeObserver(() => this.measure()).observe(frame);
      this.measure();
      this.listen();
    }
    on(event, run) {
      (this.handlers[event] = this.handlers[event] || []).push(run);
    }
    tell(event, value) {
      for (const run of this.handlers[event] || []) run(value);
    }
    setOptions() {}
    getScale() {
      return this.scale;
    }
    getViewPosition() {
      return { ...this.at };
    }
    get body() {
      this.sync();
      return { nodes: this.bodies };
    }
    getPosition(id) {
      const { x, y } = this.body.nodes[id];
      return { x, y };
    }
    canvasToDOM({ x, y }) {
      return { x: (x - this.at.x) * this.scale + this.wide / 2, y: (y - this.at.y) * this.scale + this.high / 2 };
    }
    toWorld(x, y) {
      return { x: (x - this.wide / 2) / this.scale + this.at.x, y: (y - this.high / 2) / this.scale + this.at.y };
    }
    selectNodes(ids) {
      this.picked = { nodes: new Set(ids), edges: new Set() };
      this.redraw();
    }
    selectEdges(ids) {
      this.picked = { nodes: new Set(), edges: new Set(ids) };
      this.redraw();
    }
    unselectAll() {
      this.selectNodes([]);
    }

    // ---- moving

    moveTo({ scale = this.scale, position = this.at, offset = { x: 0, y: 0 }, animation = false }) {
      const to = { scale, x: position.x - offset.x / scale, y: position.y - offset.y / scale };
      cancelAnimationFrame(this.flight);
      if (!animation || matchMedia("(prefers-reduced-motion: reduce)").matches) {
        this.scale = to.scale;
        this.at = { x: to.x, y: to.y };
        this.redraw();
        return;
      }
      const from = { scale: this.scale, ...this.at },
        start = performance.now();
      const step = (time) => {
        const t = Math.min(1, (time - start) / 320),
          ease = 1 - (1 - t) ** 3;
        this.scale = from.scale * (to.scale / from.scale) ** ease;
        const way = Math.abs(to.scale - from.scale) < 1e-9 ? ease : (1 / from.scale - 1 / this.scale) / (1 / from.scale - 1 / to.scale);
        this.at = { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way };
        this.move();
        if (t < 1) this.flight = requestAnimationFrame(step);
      };
      this.flight = requestAnimationFrame(step);
    }
    focus(id, { scale = this.scale, offset, animation }) {
      this.moveTo({ scale, position: this.getPosition(id), offset, animation });
    }
    fit({ nodes, maxZoomLevel = 6 }) {
      const { nodes: bodies } = this.body;
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const id of nodes) {
        const node = bodies[id];
        if (!node) continue;
        const r = node.options.size;
        left = Math.min(left, node.x - r);
        right = Math.max(right, node.x + r);
        top = Math.min(top, node.y - r);
        bottom = Math.max(bottom, node.y + r);
      }
      if (left > right) return;
      this.moveTo({
        scale: Math.min(maxZoomLevel, this.wide / (right - left || 1), this.high / (bottom - top || 1)),
        position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      });
    }
    zoomAt(x, y, by) {
      const before = this.toWorld(x, y);
      this.scale = Math.min(8, Math.max(0.004, this.scale * by));
      const after = this.toWorld(x, y);
      this.at = { x: this.at.x + before.x - after.x, y: this.at.y + before.y - after.y };
      this.move();
      this.tell("zoom", {});
    }
    /** Come close to a community. */
    open(group) {
      const [x, y, radius] = GROUPS[group],
        free = window.innerWidth <= 820 ? this.high * 0.5 : this.high; // of the panel, which comes from below
      this.moveTo({
        scale: Math.min(1, (Math.min(this.wide, free) / 2 / radius) * 0.92),
        position: { x, y },
        offset: { x: 0, y: (free - this.high) / 2 },
        animation: true,
      });
    }
    move() {
      this.moved = performance.now();
      this.redraw();
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.redraw(), 140); // at rest the whole picture
    }

    // ---- what is to be drawn, by look

    sync() {
      if (!this.stale) return;
      this.stale = false;
      const bodies = (this.bodies = {}),
        looks = new Map(),
        styles = new Map();
      this.order = [];
      for (const node of this.sets.nodes.items.values()) {
        const body = (bodies[node.id] = { id: node.id, x: node.x, y: node.y, options: { size: node.size } });
        this.order.push(body);
        const key = `${node.color.background} ${node.opacity} ${node.shape}`;
        if (!looks.has(key)) looks.set(key, { ink: node.color.background, opacity: node.opacity, shape: node.shape, bodies: [] });
        looks.get(key).bodies.push(body);
      }
      this.looks = [...looks.values()].sort((a, b) => a.opacity - b.opacity);
      this.lines = [];
      for (const edge of this.sets.edges.items.values()) {
        const from = bodies[edge.from],
          to = bodies[edge.to];
        if (!from || !to) continue;
        const key = `${edge.color.color} ${edge.width}`;
        if (!styles.has(key)) styles.set(key, { ink: edge.color.color, width: edge.width });
        this.lines.push({ id: edge.id, from, to, style: styles.get(key), lit: edge.lit });
      }
      this.lines.sort((a, b) => b.lit - a.lit || b.style.width - a.style.width);
      this.drawn = [];
    }
    measure() {
      const { canvas } = this.canvas.frame,
        ratio = devicePixelRatio || 1;
      this.wide = this.canvas.frame.clientWidth || 1;
      this.high = this.canvas.frame.clientHeight || 1;
      canvas.width = Math.round(this.wide * ratio);
      canvas.height = Math.round(this.high * ratio);
      this.redraw();
    }
    redraw() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.paint();
      });
    }
    paint() {
      this.sync();
      const started = performance.now(),
        quick = started - this.moved < 130 && this.cost > QUICK,
        pen = this.pen,
        ratio = this.canvas.frame.canvas.width / this.wide;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, this.canvas.frame.canvas.width, this.canvas.frame.canvas.height);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const far = state.focus === null && GROUPS.length > 0 && this.scale < 0.35;
      if (far) this.paintGroups(pen);
      this.drawn = [];
      if (!quick) this.paintLines(pen, far);
      this.paintNodes(pen, quick);
      if (far) this.nameGroups(pen);
      if (!quick) {
        this.tell("afterDrawing", pen);
        this.cost = performance.now() - started;
      }
      this.frames = (this.frames || 0) + 1;
    }
    paintGroups(pen) {
      const fade_ = Math.min(1, Math.max(0, (0.35 - this.scale) / 0.2));
      pen.globalAlpha = fade_;
      for (const [x, y, radius] of GROUPS) {
        const at = this.canvasToDOM({ x, y });
        pen.beginPath();
        pen.arc(at.x, at.y, radius * this.scale, 0, 2 * Math.PI);
        pen.fillStyle = ink.card;
        pen.fill();
        pen.strokeStyle = ink.edge;
        pen.lineWidth = 1;
        pen.stroke();
      }
      pen.strokeStyle = ink.edge;
      for (const [one, two, count] of META.links || []) {
        const a = this.canvasToDOM({ x: GROUPS[one][0], y: GROUPS[one][1] }),
          b = this.canvasToDOM({ x: GROUPS[two][0], y: GROUPS[two][1] }),
          gone = Math.hypot(b.x - a.x, b.y - a.y) || 1,
          [ra, rb] = [GROUPS[one][2] * this.scale, GROUPS[two][2] * this.scale];
        if (gone < ra + rb) continue;
        pen.globalAlpha = fade_ * Math.min(0.7, 0.12 + count / 250);
        pen.lineWidth = Math.min(7, 0.6 + Math.sqrt(count) / 2.5);
        pen.beginPath();
        pen.moveTo(a.x + ((b.x - a.x) * ra) / gone, a.y + ((b.y - a.y) * ra) / gone);
        pen.lineTo(b.x - ((b.x - a.x) * rb) / gone, b.y - ((b.y - a.y) * rb) / gone);
        pen.stroke();
      }
      pen.globalAlpha = 1;
    }
    nameGroups(pen) {
      if (this.scale > 0.2 || lit) return;
      const taken = [];
      pen.textAlign = "center";
      pen.lineJoin = "round";
      for (const [x, y, radius, members] of GROUPS) {
        const at = this.canvasToDOM({ x, y }),
          reach = radius * this.scale;
        if (reach < 14 || at.x < -reach || at.x > this.wide + reach || at.y < -reach || at.y > this.high + reach) continue;
        const px = Math.min(17, Math.max(11, reach / 5)),
          room = Math.max(12, Math.min(30, Math.round((reach * 4.4) / px))),
          told = members.slice(0, reach > 45 ? 3 : 2).map((i) => cut(plain(i), room));
        pen.font = `600 ${px}px ${ink.font}`;
        const half = Math.max(...told.map((text) => pen.measureText(text).width)) / 2,
          top = at.y - (told.length * px * 1.3) / 2,
          area = [at.x - half, top, at.x + half, top + told.length * px * 1.3];
        if (taken.some((q) => area[0] < q[2] && area[2] > q[0] && area[1] < q[3] && area[3] > q[1])) continue;
        taken.push(area);
        told.forEach((text, n) => {
          pen.strokeStyle = ink.card;
          pen.lineWidth = 4;
          pen.strokeText(text, at.x, top + px * (1.05 + 1.3 * n));
          pen.fillStyle = ink.ink;
          pen.fillText(text, at.x, top + px * (1.05 + 1.3 * n));
        });
      }
    }
    paintLines(pen, far) {
      const { scale } = this,
        low = this.toWorld(-40, -40),
        high = this.toWorld(this.wide + 40, this.high + 40),
        most = far ? LINES / 5 : LINES,
        paths = new Map();
      for (const line of this.lines) {
        if (far && !line.lit && scale < 0.12) break; // the lit ones come first; from afar no others
        const { from, to } = line;
        if (Math.max(from.x, to.x) < low.x || Math.min(from.x, to.x) > high.x) continue;
        if (Math.max(from.y, to.y) < low.y || Math.min(from.y, to.y) > high.y) continue;
        if (!paths.has(line.style)) paths.set(line.style, []);
        paths.get(line.style).push(line);
        if (this.drawn.push(line) >= most) break;
      }
      for (const [style, lines] of paths) {
        pen.strokeStyle = style.ink;
        pen.lineWidth = Math.max(0.5, style.width * Math.min(1, scale));
        pen.beginPath();
        for (const { from, to } of lines) {
          pen.moveTo((from.x - this.at.x) * scale + this.wide / 2, (from.y - this.at.y) * scale + this.high / 2);
          pen.lineTo((to.x - this.at.x) * scale + this.wide / 2, (to.y - this.at.y) * scale + this.high / 2);
        }
        pen.stroke();
      }
      for (const line of this.drawn) {
        if (!this.picked.edges.has(line.id)) continue;
        const a = this.canvasToDOM(line.from),
          b = this.canvasToDOM(line.to);
        pen.strokeStyle = ink.accent;
        pen.lineWidth = 3;
        pen.beginPath();
        pen.moveTo(a.x, a.y);
        pen.lineTo(b.x, b.y);
        pen.stroke();
      }
    }
    paintNodes(pen, quick) {
      const { scale, wide, high } = this,
        shiftX = wide / 2 - this.at.x * scale,
        shiftY = high / 2 - this.at.y * scale;
      for (const { ink: colour, opacity, shape, bodies } of this.looks || []) {
        pen.globalAlpha = opacity;
        pen.fillStyle = colour;
        pen.beginPath();
        for (const body of bodies) {
          const x = body.x * scale + shiftX,
            y = body.y * scale + shiftY,
            r = Math.max(0.7, body.options.size * scale);
          if (x < -r || y < -r || x > wide + r || y > high + r) continue;
          if (r < 2.5 || quick) pen.fillRect(x - r, y - r, 2 * r, 2 * r);
          else trace(pen, shape, x, y, r);
        }
        pen.fill();
      }
      pen.globalAlpha = 1;
    }

    // ---- what is under the pointer

    nodeAt(x, y) {
      let best = null,
        near = 9;
      for (const body of this.order || []) {
        const px = (body.x - this.at.x) * this.scale + this.wide / 2,
          py = (body.y - this.at.y) * this.scale + this.high / 2,
          r = body.options.size * this.scale;
        if (r < 1.6) continue; // a speck: what counts is the community
        const gap = Math.hypot(px - x, py - y) - r;
        if (gap < near && gap < Math.max(2, 7 - r)) [best, near] = [body.id, gap];
      }
      return best;
    }
    lineAt(x, y) {
      let best = null,
        near = 5;
      for (const line of this.drawn) {
        const a = this.canvasToDOM(line.from),
          b = this.canvasToDOM(line.to),
          dx = b.x - a.x,
          dy = b.y - a.y,
          t = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1))),
          gap = Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
        if (gap < near) [best, near] = [line.id, gap];
      }
      return best;
    }
    groupAt(x, y) {
      if (state.focus !== null) return null;
      const at = this.toWorld(x, y),
        found = GROUPS.findIndex(([gx, gy, radius]) => Math.hypot(at.x - gx, at.y - gy) <= radius);
      return found < 0 ? null : found;
    }

    // ---- pointer, wheel, keys

    listen() {
      const { frame } = this.canvas,
        held = new Map();
      let start = null,
        hover = { node: null, line: null };
      const place = (event) => {
        const box = frame.getBoundingClientRect();
        return { x: event.clientX - box.x, y: event.clientY - box.y };
      };
      frame.addEventListener("pointerdown", (event) => {
        frame.setPointerCapture(event.pointerId);
        held.set(event.pointerId, place(event));
        start = held.size === 1 ? { ...place(event), dragged: false } : null;
        cancelAnimationFrame(this.flight);
        frame.focus({ preventScroll: true });
      });
      frame.addEventListener("pointermove", (event) => {
        const at = place(event),
          before = held.get(event.pointerId);
        if (!before) return this.hover(at, hover);
        if (held.size === 2) {
          const other_ = [...held].find(([id]) => id !== event.pointerId)[1],
            by = Math.hypot(at.x - other_.x, at.y - other_.y) / (Math.hypot(before.x - other_.x, before.y - other_.y) || 1);
          this.zoomAt((at.x + other_.x) / 2, (at.y + other_.y) / 2, by);
        } else if (start && (start.dragged || Math.hypot(at.x - start.x, at.y - start.y) > 4)) {
          if (!start.dragged) this.tell("dragStart", {});
          start.dragged = true;
          this.at = { x: this.at.x - (at.x - before.x) / this.scale, y: this.at.y - (at.y - before.y) / this.scale };
          this.move();
        }
        held.set(event.pointerId, at);
      });
      const release = (event) => {
        held.delete(event.pointerId);
        if (event.type === "pointerup" && start && !start.dragged) {
          const { x, y } = place(event),
            node = this.nodeAt(x, y),
            line = node === null ? this.lineAt(x, y) : null,
            group = node === null && line === null ? this.groupAt(x, y) : null;
          if (group !== null && this.scale < 0.2) openGroup(group);
          else this.tell("click", { nodes: node === null ? [] : [node], edges: line === null ? [] : [line] });
        }
        start = null;
      };
      frame.addEventListener("pointerup", release);
      frame.addEventListener("pointercancel", release);
      frame.addEventListener("pointerleave", () => this.hover(null, hover));
      frame.addEventListener("dblclick", (event) => {
        const { x, y } = place(event),
          node = this.nodeAt(x, y);
        if (node !== null) this.tell("doubleClick", { nodes: [node] });
      });
      frame.addEventListener(
        "wheel",
        (event) => {
          event.preventDefault();
          const { x, y } = place(event);
          this.zoomAt(x, y, Math.exp(-Math.max(-240, Math.min(240, event.deltaY)) / 420));
        },
        { passive: false },
      );
      frame.addEventListener("keydown", (event) => {
        const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (!way) return;
        event.preventDefault();
        this.at = { x: this.at.x + (way[0] * 60) / this.scale, y: this.at.y + (way[1] * 60) / this.scale };
        this.move();
      });
    }
    hover(at, hover) {
      const node = at ? this.nodeAt(at.x, at.y) : null,
        line = at && node === null ? this.lineAt(at.x, at.y) : null;
      const event = { pointer: { DOM: at || { x: 0, y: 0 } } };
      if (node !== hover.node) {
        if (hover.node !== null) this.tell("blurNode", {});
        if (node !== null) this.tell("hoverNode", { ...event, node });
        hover.node = node;
        this.redraw();
      }
      if (line !== hover.line) {
        if (hover.line !== null) this.tell("blurEdge", {});
        if (line !== null) this.tell("hoverEdge", { ...event, edge: line });
        hover.line = line;
      }
      const group = at && node === null && line === null && this.scale < 0.2 ? this.groupAt(at.x, at.y) : null;
      this.canvas.frame.style.cursor = node !== null || line !== null || group !== null ? "pointer" : "";
    }
  }

  const CORNERS = {
    square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    hexagon: [[-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0]],
    diamond: [[0, -1.05], [0.9, 0], [0, 1.05], [-0.9, 0]],
    triangleDown: [[-1, -0.7], [1, -0.7], [0, 1]],
    star: Array.from({ length: 10 }, (_, n) => {
      const turn = (n / 10) * 2 * Math.PI - Math.PI / 2,
        reach = n % 2 ? 0.5 : 1.15;
      return [reach * Math.cos(turn), reach * Math.sin(turn)];
    }),
  };
  const trace = (pen, shape, x, y, r) => {
    const corners = CORNERS[shape];
    if (!corners) {
      pen.moveTo(x + r, y);
      pen.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    corners.forEach(([dx, dy], n) => (n ? pen.lineTo(x + dx * r, y + dy * r) : pen.moveTo(x + dx * r, y + dy * r)));
    pen.closePath();
  };
  return { DataSet, Network };
})();
