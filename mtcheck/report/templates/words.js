// The page's words, in the language chosen, and the small tools all other parts use.
const $ = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const block = (id) => JSON.parse($(id).textContent);

// An element with attributes and children; text goes in as text, never as markup.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const vocabulary = block("words");
let tongue = (navigator.language ?? "").startsWith("de") ? "de" : "en";
const say = (key, values = {}) => vocabulary[tongue][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
// What Intl makes is dear: each is made once a language.
const made = new Map();
const once = (name, make) => {
  const key = `${name} ${tongue}`;
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
};
const amount = (number) => (number < 1000 ? String(number) : once("amount", () => new Intl.NumberFormat(tongue)).format(number));
const decimal = (text) => (tongue === "de" ? String(text).replace(".", ",") : String(text));
// Rounded down, as everywhere in mtcheck: .349 must not read as .35.
const share = (value) => (value === null ? "–" : decimal((Math.floor(value * 100 + 1e-9) / 100).toFixed(2)));
const titleOf = (id) => vocabulary.titles[id]?.[tongue === "de" ? 1 : 0] ?? id;
const languageName = (code) => {
  try {
    return once("languages", () => new Intl.DisplayNames([tongue], { type: "language" })).of(code) ?? code;
  } catch {
    return code;
  }
};

// The details of thousands of sentences are parsed when the first one is wanted.
let parsed;
const data = () => (parsed ??= block("data"));
// A sentence of a scan, in German where it is known in German: [text, its language].
const message = (text) => {
  const german = tongue === "de" && data().german[text];
  return german ? [german, "de"] : [text, "en"];
};

const SAID = ["title", "aria-label", "placeholder"];
// Say everything under `root` that stands in the page in the language chosen.
const speak = (root = document) => {
  for (const element of all("[data-t]", root)) {
    element.textContent = say(element.dataset.t);
    element.lang = tongue;
  }
  for (const name of SAID) {
    for (const element of all(`[data-t-${name}]`, root)) element.setAttribute(name, say(element.getAttribute(`data-t-${name}`)));
  }
  for (const element of all("[data-n]", root)) element.textContent = decimal(element.dataset.n);
  for (const element of all("[data-language]", root)) element.textContent = languageName(element.dataset.language);
  for (const element of all("[data-reason-title]", root)) element.textContent = titleOf(element.dataset.reasonTitle);
  for (const element of all("[data-m]", root)) [element.textContent, element.lang] = message(element.dataset.m);
};

const root = document.documentElement;
const darkens = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : darkens.matches);
