/* What the page says: words, names, numbers and dates in the reader's language and calendar. */

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const D = read("data"),
  WORDS = read("words");
if (!D.quotes) {
  let quotes = null; // many: read when the first one is asked for
  Object.defineProperty(D, "quotes", { get: () => (quotes = quotes || read("quotes")) });
}
const $ = (id) => document.getElementById(id);
const INFO = D.info,
  FACTS = D.facts,
  META = D.meta,
  N = INFO.length;
const KIND = META.kinds.map((k) => k[0]),
  SHAPE = META.kinds.map((k) => k[1]),
  DAY = META.kinds.map((k) => k[2]),
  NIGHT = META.kinds.map((k) => k[3]);
const darkness = matchMedia("(prefers-color-scheme: dark)");
let COLOUR = darkness.matches ? NIGHT : DAY;
const REL = META.relations,
  rel = (f) => REL[FACTS[f][2]];
const isEvent = (i) => KIND[INFO[i].k] === "activity" || KIND[INFO[i].k] === "agreement";
const CROWD = 12; // an activity with more actors than this is not bridged when activities are hidden
const PAGE = 30; // rows listed at a time
const MOST = 700; // more lines than this are thinned to the strongest of each node
const AROUND = 150; // nodes drawn around a focus

const asked = new URLSearchParams(location.search).get("lang");
let lang = WORDS[asked] ? asked : META.lang;
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
  const year = y + WORDS[lang].era,
    month = m ? WORDS[lang].months[m - 1] + " " : "";
  return (d ? d + " " : "") + month + year;
};
const days = (start, end) => {
  if (!start || !end || start === end) return day(start || end);
  const a = start.split("-"),
    b = end.split("-");
  if (a.length === 3 && b.length === 3 && a[0] === b[0]) {
    return a[1] === b[1] ? `${+a[2]}–${day(end)}` : `${+a[2]} ${WORDS[lang].months[+a[1] - 1]} – ${day(end)}`;
  }
  return `${day(start)} – ${day(end)}`;
};
const plain = (i) => either(INFO[i].th, INFO[i].en);
const other = (i) => (lang === "th" ? (INFO[i].th ? INFO[i].en : "") : INFO[i].en ? INFO[i].th : "") || "";
const country = (code) => either(...D.countries[code]);
