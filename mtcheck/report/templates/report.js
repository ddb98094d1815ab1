"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  // The details of thousands of sentences are parsed when the first one is opened.
  let parsed;
  const data = () => (parsed ??= JSON.parse($("data").textContent));

  const documents = all("#articles > article").map((element) => ({
    element,
    number: element.id.slice(1),
    verdict: element.dataset.verdict,
    sentences: all(".s", element),
    qualities: all(".s", element).map((sentence) => (sentence.dataset.q ? Number(sentence.dataset.q) : null)),
    item: document.querySelector(`.list li[data-article="${element.id.slice(1)}"]`),
    mark: document.querySelector(`.plot a[data-article="${element.id.slice(1)}"]`),
    counts: all(`[data-count="${element.id.slice(1)}"]`),
  }));
  const slider = $("threshold");
  const scanned = Number(slider.dataset.exact);
  const state = { threshold: scanned, verdict: "", find: "", at: "" };
  const show = (value) => String(Math.round(value * 1000) / 1000);
  const floor = (value) => (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);

  // An element with attributes and children; text goes in as text, never as markup.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ---- threshold -------------------------------------------------------------------------------------------------
  const rejudge = () => {
    const { threshold } = state;
    let total = 0;
    for (const { sentences, qualities, counts } of documents) {
      let flagged = 0;
      sentences.forEach((sentence, index) => {
        const below = qualities[index] !== null && qualities[index] < threshold;
        flagged += below;
        if (sentence.classList.contains("flagged") === below) return;
        sentence.classList.toggle("flagged", below);
        sentence.tabIndex = below ? 0 : -1;
        const words = data().words;
        if (below) sentence.setAttribute("aria-description", `${words.flagged}, ${words.quality} ${floor(qualities[index])}`);
        else sentence.removeAttribute("aria-description");
      });
      for (const count of counts) count.textContent = flagged || (count.classList.contains("n") ? "" : "0");
      total += flagged;
    }
    for (const count of all('[data-count="all"]')) count.textContent = total.toLocaleString("en");
    for (const bar of all(".histogram rect")) bar.classList.toggle("below", Number(bar.dataset.q) < threshold);
    $("value").textContent = show(threshold);
    $("reset").hidden = threshold === scanned;
  };
  let waiting = false;
  const setThreshold = (value) => {
    state.threshold = value;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      rejudge();
    });
  };
  slider.addEventListener("input", () => setThreshold(Number(slider.value)));
  slider.addEventListener("change", () => remember());
  $("reset").addEventListener("click", () => {
    slider.value = scanned;
    setThreshold(scanned);
    slider.focus();
    remember();
  });

  // ---- filter ----------------------------------------------------------------------------------------------------
  const texts = new Map();
  const text = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.element.textContent.toLowerCase());
    return texts.get(entry);
  };
  const filter = () => {
    const wanted = state.find.trim().toLowerCase();
    let shown = 0;
    for (const entry of documents) {
      const fits = (!state.verdict || entry.verdict === state.verdict) && (!wanted || text(entry).includes(wanted));
      entry.element.hidden = !fits;
      entry.item.hidden = !fits;
      entry.mark?.classList.toggle("off", !fits);
      shown += fits;
    }
    $("nothing").hidden = shown > 0 || !documents.length;
    for (const button of all("#verdicts button")) {
      button.setAttribute("aria-pressed", String(button.dataset.verdict === state.verdict));
    }
  };
  $("find").addEventListener("input", () => {
    state.find = $("find").value;
    filter();
    remember();
  });
  $("verdicts").addEventListener("click", (event) => {
    if (!event.target.dataset || !("verdict" in event.target.dataset)) return;
    state.verdict = event.target.dataset.verdict;
    filter();
    remember();
  });

  // ---- the address: "#a12-s7&verdict=garbled&q=word&t=0.4" --------------------------------------------------------
  const remember = () => {
    const parameters = new URLSearchParams();
    if (state.verdict) parameters.set("verdict", state.verdict);
    if (state.find) parameters.set("q", state.find);
    if (state.threshold !== scanned) parameters.set("t", show(state.threshold));
    const fragment = [state.at, parameters.toString()].filter(Boolean).join("&");
    try {
      history.replaceState(null, "", `#${fragment}`);
    } catch {
      // A browser may forbid this for a file opened from disk; the page works without it.
    }
  };
  const recall = () => {
    const parts = location.hash.slice(1).split("&");
    const at = /^(a\d+(-s\d+)?|overview|articles)$/.test(parts[0]) ? parts.shift() : "";
    const parameters = new URLSearchParams(parts.join("&"));
    if (parts.length) {
      const verdict = parameters.get("verdict") ?? "";
      state.verdict = ["garbled", "unscored", "clean"].includes(verdict) ? verdict : "";
      state.find = parameters.get("q") ?? "";
      $("find").value = state.find;
      const threshold = parameters.has("t") ? Number(parameters.get("t")) : scanned;
      if (threshold >= 0 && threshold <= 1 && threshold !== state.threshold) {
        slider.value = threshold;
        state.threshold = threshold;
        rejudge();
      }
    }
    filter();
    const target = at && $(at);
    if (!target) return;
    state.at = at;
    const entry = documents.find(({ element }) => element.contains(target));
    if (entry?.element.hidden) {
      // A link to a sentence is worth more than a filter that hides it.
      state.verdict = state.find = $("find").value = "";
      filter();
    }
    if (at.includes("-s")) open(target);
    else target.scrollIntoView();
    if (parts.length) remember();
  };
  addEventListener("hashchange", recall);

  // ---- details ---------------------------------------------------------------------------------------------------
  // Words, blanks and marks; scripts without blanks go by the browser's dictionary, or letter by letter.
  const split = (sentence, language) => {
    if (typeof Intl.Segmenter === "function") {
      try {
        return [...new Intl.Segmenter(language || undefined, { granularity: "word" }).segment(sentence)].map((part) => part.segment);
      } catch {
        // Not a language code the browser knows.
      }
    }
    return sentence.match(/[\p{L}\p{N}\p{M}]+|\s+|./gsu) ?? [];
  };
  // Longest common subsequence of two word lists: for each word whether the other list has it too.
  const compare = (left, right) => {
    const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
    for (let i = left.length - 1; i >= 0; i--) {
      for (let j = right.length - 1; j >= 0; j--) {
        table[i][j] = left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    const kept = [left.map(() => false), right.map(() => false)];
    for (let i = 0, j = 0; i < left.length && j < right.length; ) {
      if (left[i] === right[j]) kept[0][i++] = kept[1][j++] = true;
      else if (table[i + 1][j] >= table[i][j + 1]) i++;
      else j++;
    }
    return kept;
  };
  const marked = (words, kept, tag, title, language) => {
    const paragraph = make("p", { dir: "auto", ...(language ? { lang: language } : {}) });
    for (let start = 0, end; start < words.length; start = end) {
      end = start + 1;
      // A blank between two differing words belongs to the difference.
      while (end < words.length && (kept[end] === kept[start] || (!kept[start] && !words[end].trim() && kept[end + 1] === false))) end++;
      const run = words.slice(start, end).join("");
      const [, before, core, after] = run.match(/^(\s*)(.*?)(\s*)$/s);
      if (kept[start] || !core) paragraph.append(run);
      else paragraph.append(before, make(tag, { title }, core), after);
    }
    return paragraph;
  };
  const languageName = (code) => {
    try {
      return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
    } catch {
      return code;
    }
  };
  const roundTrip = (written, trip, language) => {
    const { words } = data();
    const [pivotLanguage, pivot, back, surprisal, chrf, bleu, ter] = trip;
    const left = split(written, language);
    const right = split(back, language);
    const [keptLeft, keptRight] = compare(left, right);
    const column = (title, body) => make("div", {}, make("h4", {}, title), body);
    const scores = [
      [words.surprisal, surprisal.toFixed(2), words.surprisal_help],
      [words.chrf, chrf.toFixed(1), words.chrf_help],
      [words.bleu, bleu.toFixed(1), words.bleu_help],
      [words.ter, ter === null ? "–" : ter.toFixed(1), ter === null ? words.not_computed : words.ter_help],
    ];
    return [
      make(
        "div",
        { class: "trip" },
        column(words.as_written, marked(left, keptLeft, "del", words.only_written, language)),
        column(`${words.pivot} (${languageName(pivotLanguage)})`, make("p", { dir: "auto", lang: pivotLanguage }, pivot)),
        column(words.way_back, marked(right, keptRight, "ins", words.only_back, language)),
      ),
      make("p", { class: "fine" }, words.diff_help),
      make(
        "table",
        { class: "scores" },
        make("tbody", {}, ...scores.map(([name, value, help]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value), make("td", { class: "fine" }, help)))),
      ),
    ];
  };
  const panel = (sentence) => {
    const { words } = data();
    const [article, number] = sentence.id.slice(1).split("-s").map(Number);
    const [quality, unscored, reasons, trip] = data().articles[article - 1][number - 1];
    const language = sentence.closest("[lang]")?.lang ?? "";
    const closer = make("button", { type: "button", class: "icon", "aria-label": words.close, title: words.close }, "×");
    closer.addEventListener("click", () => close(true));
    return make(
      "aside",
      { class: "panel", id: "panel", lang: "en", "aria-label": `${words.sentence} ${number}` },
      make(
        "header",
        {},
        make("h3", {}, `${words.sentence} ${number}`),
        make("span", { title: words.quality_help }, quality === null ? `${words.not_scored}: ${unscored ?? ""}` : `${words.quality} `, make("b", {}, quality === null ? "" : floor(quality))),
        make("a", { href: `#${sentence.id}` }, words.link),
        closer,
      ),
      reasons.length
        ? make("ul", { class: "why" }, ...reasons.map(([id, message]) => make("li", {}, message, " ", make("code", {}, id))))
        : make("p", { class: "fine" }, words.no_reasons),
      ...(trip ? roundTrip(sentence.textContent, trip, language) : [make("p", { class: "note" }, words.no_round_trip)]),
    );
  };
  let opened = null;
  let current = null;
  const close = (refocus = false) => {
    if (!opened) return;
    opened.setAttribute("aria-expanded", "false");
    opened.removeAttribute("aria-controls");
    opened.classList.remove("open");
    $("panel")?.remove();
    if (refocus) opened.focus({ preventScroll: true });
    opened = null;
  };
  const visit = (sentence) => {
    current = sentence;
    sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ block: "center" });
    state.at = sentence.id;
    remember();
  };
  const open = (sentence) => {
    close();
    opened = sentence;
    sentence.closest("p").after(panel(sentence));
    sentence.setAttribute("aria-expanded", "true");
    sentence.setAttribute("aria-controls", "panel");
    sentence.classList.add("open");
    visit(sentence);
  };
  const toggle = (sentence) => {
    if (opened === sentence) close(true);
    else open(sentence);
  };
  $("articles").addEventListener("click", (event) => {
    const sentence = event.target.closest(".s");
    // Selecting text to copy it is not a click.
    if (sentence && !String(getSelection())) toggle(sentence);
  });

  // ---- keys ------------------------------------------------------------------------------------------------------
  const position = (element) => element.compareDocumentPosition(current) & Node.DOCUMENT_POSITION_PRECEDING;
  const step = (forward) => {
    const flagged = documents.filter(({ element }) => !element.hidden).flatMap(({ sentences }) => sentences.filter((sentence) => sentence.classList.contains("flagged")));
    if (!flagged.length) return;
    const here = current ?? null;
    let next;
    if (!here) next = forward ? flagged[0] : flagged.at(-1);
    else if (forward) next = flagged.find((sentence) => sentence !== here && position(sentence)) ?? flagged[0];
    else next = flagged.findLast((sentence) => sentence !== here && !position(sentence)) ?? flagged.at(-1);
    if (opened) open(next);
    else visit(next);
  };
  const stepArticle = (forward) => {
    const shown = documents.filter(({ element }) => !element.hidden);
    const index = shown.findIndex(({ element }) => `${state.at}-`.startsWith(`${element.id}-`));
    const next = shown[index < 0 ? 0 : Math.min(Math.max(index + (forward ? 1 : -1), 0), shown.length - 1)];
    if (!next) return;
    close();
    current = next.element;
    state.at = next.element.id;
    next.element.scrollIntoView();
    next.element.querySelector("h2").focus({ preventScroll: true });
    remember();
  };
  const keys = {
    j: () => step(true),
    k: () => step(false),
    "]": () => stepArticle(true),
    "[": () => stepArticle(false),
    o: () => current?.classList.contains("s") && toggle(current),
    "/": () => $("find").focus(),
    "?": () => $("help").showModal(),
    Escape: () => close(true),
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.classList?.contains("s")) current = event.target;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const target = event.target;
    if (target.id === "find") {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (target.classList?.contains("s") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      toggle(target);
      return;
    }
    if (target.tagName === "INPUT" || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  $("keys").addEventListener("click", keys["?"]);
  $("help-close").addEventListener("click", () => $("help").close());

  // ---- theme -----------------------------------------------------------------------------------------------------
  const root = document.documentElement;
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  root.classList.add("ready");
  recall();
})();
