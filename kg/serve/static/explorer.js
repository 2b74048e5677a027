"use strict";
// Search as you type, filters that apply themselves, the article's marks, copying links. All pages work without it.

const make = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};

// ---- a text box with a list of suggestions below it

function setUpSuggestions(box) {
  const input = box.querySelector("input");
  const list = box.querySelector(".hits");
  const mode = box.dataset.suggest; // "": open pages; "pick": take the id; "fill": take the name
  if (mode === "fill" && !box.dataset.kinds) return;
  let hits = [], chosen = -1, asked = 0, timer = 0, picked = null;

  const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };

  const choose = (number) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    chosen = (number + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  };

  const take = (hit) => {
    if (mode === "") { location.href = hit.url; return; }
    input.value = hit.name;
    picked = mode === "pick" ? { name: hit.name, id: hit.id } : null;
    close();
  };

  const show = (found, text) => {
    hits = found;
    list.replaceChildren();
    found.forEach((hit, i) => {
      const item = make("li", { id: `${list.id}-${i}` },
        make("i", { className: `mark m-${hit.kind}` }),
        make("span", { className: "text" }, make("b", { textContent: hit.name }), make("small", { textContent: hit.line })),
        make("span", { className: "kind", textContent: hit.kind_name }));
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(hit); });
      list.append(item);
    });
    if (!found.length && box.dataset.none) list.append(make("li", { className: "none", textContent: box.dataset.none }));
    if (found.length && mode === "") {
      const all = make("li", { className: "all", textContent: `${box.dataset.all} →` });
      all.addEventListener("mousedown", (event) => { event.preventDefault(); box.requestSubmit(); });
      list.append(all);
    }
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    chosen = -1;
  };

  const ask = async () => {
    const text = input.value.trim(), number = ++asked;
    if (!text) { close(); return; }
    const pairs = new URLSearchParams({ q: text, lang: document.documentElement.lang });
    if (box.dataset.kinds) pairs.set("kinds", box.dataset.kinds);
    try {
      const response = await fetch(`/api/search?${pairs}`, { headers: { accept: "application/json" } });
      if (number === asked && response.ok) show(await response.json(), text);
    } catch { close(); }
  };

  input.addEventListener("input", () => { picked = null; clearTimeout(timer); timer = setTimeout(ask, 90); });
  input.addEventListener("focus", () => { if (mode === "" && input.value.trim() && document.activeElement === input && hits.length) list.hidden = false; });
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); list.hidden ? ask() : choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0 && hits[chosen]) { event.preventDefault(); take(hits[chosen]); }
  });
  if (mode === "pick") {
    if (input.dataset.id) picked = { name: input.value, id: input.dataset.id };
    input.form.addEventListener("formdata", (event) => {
      if (picked && picked.name === input.value) event.formData.set(input.name, picked.id);
    });
  }
}

document.querySelectorAll("[data-suggest]").forEach(setUpSuggestions);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector(".find:not(.pick) input");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
});

// ---- filters apply themselves; empty ones stay out of the address

document.querySelectorAll("form[data-auto]").forEach((form) =>
  form.addEventListener("change", () => form.requestSubmit()));
document.querySelectorAll("form.filters").forEach((form) =>
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "" && form.dataset.auto !== undefined) event.formData.delete(name);
  }));

// ---- the article: a mark lights its statements, a statement its marks

const marks = [...document.querySelectorAll("mark[data-of]")];
if (marks.length) {
  const statements = new Map();
  document.querySelectorAll("[data-numbers]").forEach((node) => node.dataset.numbers.split(" ").forEach((number) => statements.set(number, node)));
  const light = (numbers, on) => {
    for (const mark of marks) if (mark.dataset.of.split(" ").some((number) => numbers.includes(number))) mark.classList.toggle("lit", on);
  };
  for (const mark of marks) {
    mark.addEventListener("click", () => {
      document.querySelectorAll(".statement.lit").forEach((node) => node.classList.remove("lit"));
      const found = [...new Set(mark.dataset.of.split(" ").map((number) => statements.get(number)).filter(Boolean))];
      for (const node of found) { node.classList.add("lit"); node.closest("details").open = true; }
      if (found.length) found[0].scrollIntoView({ block: "nearest" });
    });
  }
  for (const node of new Set(statements.values())) {
    const numbers = node.dataset.numbers.split(" ");
    node.addEventListener("mouseenter", () => light(numbers, true));
    node.addEventListener("mouseleave", () => light(numbers, false));
  }
}

// ---- the page that is open, in view in a menu that is too wide

document.querySelector(".menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });

// ---- copying a link

document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const before = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1600);
  });
});
