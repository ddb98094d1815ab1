// The page: what is shown, judged, filtered, opened and kept in the address.
const judging = block("judging");
const { threshold: scanned, constants, failOn } = judging;

// Each article is looked for where it stands: a search of the whole page for each would take its square.
const items = new Map([...$("list").children].map((item) => [item.dataset.article, item]));
const marks = new Map(all(".plot [data-mark]").map((mark) => [mark.dataset.mark, mark]));
const dots = new Map(all(".strip [data-strip]").map((dot) => [dot.dataset.strip, dot]));
const documents = [...$("articles").querySelectorAll(":scope > article")].map((element) => {
  const number = element.id.slice(1);
  const scan = judging.articles[number - 1];
  const item = items.get(number);
  const header = element.querySelector("header");
  const both = (selector) => [item.querySelector(selector), header.querySelector(selector)];
  return {
    element,
    number,
    scan,
    judged: scan,
    item,
    sentences: [...element.getElementsByClassName("s")],
    mark: marks.get(number),
    dot: dots.get(number),
    verdicts: both("[data-verdict]"),
    qualities: both("[data-quality]"),
    counts: both("[data-count]"),
    fact: header.querySelector("[data-quality]").parentElement,
    coloured: [element, header.querySelector(".pill"), item.querySelector(".dot")],
    note: header.querySelector("[data-unscored]"),
    buttons: all(".decide > [data-decide]", header),
    language: element.querySelector(".text").lang,
    reviewed: { flagged: 0, garbled: 0, sound: 0 },
    stale: false,
    near: true,
  };
});
for (const { scan, sentences } of documents) {
  scan.flags = sentences.map((sentence) => sentence.classList.contains("flagged"));
  scan.flagged = scan.flags.filter(Boolean).length;
  scan.silent = new Set(scan.suppressed);
}
const byScan = [...documents];
const byNumber = new Map(documents.map((entry) => [entry.number, entry]));
const entryOf = (sentence) => byNumber.get(sentence.id.slice(1).split("-")[0]);
const indexOf = (sentence) => Number(sentence.id.split("-s")[1]) - 1;
const detailsOf = (sentence) => data().articles[entryOf(sentence).number - 1][indexOf(sentence)];
const isFlagged = (sentence) => sentence.classList.contains("flagged");
const printsOf = (entry) => (entry.prints ??= data().articles[entry.number - 1].map((details) => details[4]));
const printOf = (sentence) => printsOf(entryOf(sentence))[indexOf(sentence)];
const decisionOf = (sentence) => (decisions.size ? decisions.get(printOf(sentence)) : undefined);

const slider = $("threshold");
const state = { threshold: scanned, verdict: "", find: "", at: "", language: "", reason: "", open: false, order: "worst" };
const show = (value) => String(Math.round(value * 1000) / 1000);

// Whether a sentence is flagged at the threshold chosen. At the scan's own an article may have had one of its own.
const isBelow = ({ scan }, index) => {
  if (state.threshold === scanned) return scan.flags[index];
  const quality = scan.qualities[index];
  return quality !== null && quality < state.threshold && !scan.silent.has(index);
};

// ---- threshold ---------------------------------------------------------------------------------------------------
const describe = (sentence) => {
  const parts = [];
  if (isFlagged(sentence)) parts.push(`${say("flagged")}, ${say("quality")} ${share(entryOf(sentence).scan.qualities[indexOf(sentence)])}`);
  const decision = decisionOf(sentence);
  if (decision) parts.push(say(decision === "garbled" ? "accepted" : "disputed"));
  if (parts.length) sentence.setAttribute("aria-description", parts.join("; "));
  else sentence.removeAttribute("aria-description");
};
const badge = (sentence, quality) => {
  const text = (Math.floor(quality * 100 + 1e-9) / 100).toFixed(2);
  const element = make("span", { class: "passage", role: "note", title: say("passage"), "data-t-title": "passage", "data-n": text }, decimal(text));
  sentence.before(element);
};
// Show how an article is judged now wherever it is summed up ...
const paintSummary = (entry) => {
  const { verdict, quality, flagged } = entry.judged;
  for (const element of entry.verdicts) element.textContent = say(verdict);
  for (const element of entry.qualities) element.textContent = share(quality);
  entry.fact.hidden = quality === null;
  for (const element of entry.counts) element.textContent = flagged ? amount(flagged) : element.classList.contains("n") ? "" : "0";
  for (const element of entry.coloured) {
    element.classList.remove("garbled", "clean", "unscored");
    element.classList.add(verdict);
  }
  if (entry.note) entry.note.hidden = verdict !== "unscored";
  if (entry.mark && quality !== null) {
    entry.mark.setAttribute("transform", `translate(${entry.mark.dataset.x} ${(154 - 140 * quality).toFixed(1)})`);
    entry.mark.setAttribute("class", `mark ${verdict}`);
    entry.mark.setAttribute("aria-label", `${entry.scan.path}, ${say(verdict)}, ${say("quality")} ${share(quality)}`);
    entry.mark.firstElementChild.textContent = `${entry.scan.path}: ${share(quality)}`;
  }
  if (entry.dot && quality !== null) {
    entry.dot.setAttribute("cx", (6 + 388 * quality).toFixed(1));
    entry.dot.setAttribute("class", verdict);
  }
  recount(entry);
};
// ... and in its text: its flags and its passages.
const paintText = (entry) => {
  entry.stale = false;
  for (const element of all(".passage", entry.element)) element.remove();
  const inside = new Set();
  for (const [first, last, own] of entry.judged.passages) {
    badge(entry.sentences[first], own);
    for (let index = first; index <= last; index++) inside.add(index);
  }
  entry.sentences.forEach((sentence, index) => {
    const below = isBelow(entry, index);
    sentence.classList.toggle("inside", inside.has(index));
    if (isFlagged(sentence) === below) return;
    sentence.classList.toggle("flagged", below);
    sentence.tabIndex = below ? 0 : -1;
    describe(sentence);
  });
};
const same = (left, right) =>
  left.verdict === right.verdict && left.quality === right.quality && left.flagged === right.flagged && String(left.passages) === String(right.passages);
// While the slider moves, only the texts in sight follow it.
const rejudge = (moving = false) => {
  for (const entry of documents) {
    const before = entry.judged;
    entry.judged = state.threshold === scanned ? entry.scan : judgeArticle(entry.scan, state.threshold, constants);
    if (!same(before, entry.judged)) {
      paintSummary(entry);
      entry.stale = true;
    }
    if (entry.stale && (!moving || entry.near)) paintText(entry);
  }
  tell();
};

const totals = (judged) => {
  const total = { garbled: 0, clean: 0, unscored: 0, flagged: 0 };
  for (const entry of documents) {
    const one = judged(entry);
    total[one.verdict] += 1;
    total.flagged += one.flagged;
  }
  return total;
};
const before = totals(({ scan }) => scan);
const failsAt = (level, judged) =>
  level !== "never" && (judged.verdict === "garbled" || (level === "sentence" && judged.flagged > 0));
const fails = ({ scan, judged }) => failsAt(scan.failOn ?? failOn, judged);
const gateState = (total) => {
  if (documents.some(fails)) return "failed";
  const unscored = total.unscored && !judging.allowUnscored;
  return judging.unread || judging.nothing || unscored ? "incomplete" : "passed";
};
// Looked up once: the page has tens of thousands of elements, and these are wanted at every move of the slider.
const [overview, bar] = [$("overview"), document.querySelector(".bar")];
const bars = all(".histogram [data-q]", overview);
const binOf = (quality) => Math.min(Math.trunc(quality * bars.length), bars.length - 1);
const binned = bars.map(() => []);
for (const { scan } of documents) for (const quality of scan.qualities) if (quality !== null) binned[binOf(quality)].push(quality);
// The bar that the threshold runs through is coloured from below by its share of sentences on that side.
const paintBars = () => {
  const cut = binOf(state.threshold);
  bars.forEach((bar, index) => bar.classList.toggle("below", index < cut));
  const low = binned[cut].filter((quality) => quality < state.threshold).length;
  const height = (bars[cut].getAttribute("height") * low) / Math.max(1, binned[cut].length);
  const part = { x: bars[cut].getAttribute("x"), y: 100 - height, height };
  for (const [name, value] of Object.entries(part)) $("part").setAttribute(name, value);
};
const totalCells = [...all("[data-total]", overview), ...all("[data-total]", bar)];
const garbledCells = all("[data-garbled-in]", overview);
const flaggedCells = all("[data-flagged-in]", overview);
const reasonCounts = all("[data-reason-count]", overview);
const signed = (number) => (number > 0 ? `+${amount(number)}` : number < 0 ? `−${amount(-number)}` : "±0");
// Say in the overview what holds at this threshold.
const tell = () => {
  const total = totals(({ judged }) => judged);
  for (const cell of totalCells) cell.textContent = amount(total[cell.dataset.total]);
  const n = total.garbled;
  $("lead").textContent = say(n === 0 ? "lead_none" : n === 1 ? "lead_one" : "lead_many", { n: amount(n), m: amount(documents.length) });
  const gate = gateState(total);
  $("gate").textContent = say(gate);
  $("gate").className = `pill ${{ passed: "clean", failed: "garbled", incomplete: "unscored" }[gate]}`;
  const number = (key, count) => say(`n_${key}_${count === 1 ? "one" : "many"}`, { n: amount(count) });
  const own = documents.filter((one) => fails(one) && !failsAt(failOn, one.judged)).length;
  const level = { article: number("garbled", total.garbled), sentence: number("flagged", total.flagged), never: say("nothing_fails") }[failOn];
  const because = own && failOn === "never" ? [] : [level];
  if (own) because.push(number("own", own));
  if (judging.unread) because.push(number("unread", judging.unread));
  if (total.unscored) because.push(number("unscored", total.unscored));
  if (judging.nothing) because.push(say("nothing_judged"));
  $("because").textContent = say("gate_because", { state: say(`gate_${gate}`), because: because.join(", "), level: say(`level_${failOn}`) });
  paintBars();
  $("value").dataset.n = show(state.threshold);
  $("value").textContent = decimal(show(state.threshold));
  slider.setAttribute("aria-valuetext", decimal(show(state.threshold)));
  $("reset").hidden = state.threshold === scanned;
  $("reset").textContent = say("reset", { q: decimal(show(scanned)) });
  $("moved").textContent =
    state.threshold === scanned
      ? ""
      : say("at_threshold", {
          q: decimal(show(state.threshold)),
          articles: amount(total.garbled),
          more_articles: signed(total.garbled - before.garbled),
          sentences: amount(total.flagged),
          more_sentences: signed(total.flagged - before.flagged),
        });
  const garbledIn = new Map();
  const flaggedIn = new Map();
  for (const { language, judged } of documents) {
    garbledIn.set(language, (garbledIn.get(language) ?? 0) + (judged.verdict === "garbled"));
    flaggedIn.set(language, (flaggedIn.get(language) ?? 0) + judged.flagged);
  }
  for (const cell of garbledCells) cell.textContent = amount(garbledIn.get(cell.dataset.garbledIn) ?? 0);
  for (const cell of flaggedCells) cell.textContent = amount(flaggedIn.get(cell.dataset.flaggedIn) ?? 0);
  if (state.threshold !== scanned || counted) countReasons();
  tellReview();
};
let counted = false;
const countReasons = () => {
  counted = true;
  const counts = new Map();
  for (const entry of documents) {
    data().articles[entry.number - 1].forEach(([, , reasons], index) => {
      if (!isBelow(entry, index)) return;
      reasons.forEach(([id], place) => {
        if (reasons.findIndex(([other]) => other === id) === place) counts.set(id, (counts.get(id) ?? 0) + 1);
      });
    });
  }
  const most = Math.max(1, ...reasonCounts.map((element) => counts.get(element.dataset.reasonCount) ?? 0));
  for (const element of reasonCounts) {
    const number = counts.get(element.dataset.reasonCount) ?? 0;
    element.textContent = amount(number);
    element.closest("button").querySelector("rect").setAttribute("width", (100 * number) / most);
  }
};
let waiting = false;
const setThreshold = (value) => {
  state.threshold = value;
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    rejudge(true);
  });
};
// The scan's own threshold need not be a step of the slider: what is nearest to it stands for it.
const step = Number(slider.step);
const nearest = String(Math.round(scanned / step) * step);
slider.addEventListener("input", () => setThreshold(Math.abs(slider.value - nearest) < step / 2 ? scanned : Number(slider.value)));
slider.addEventListener("change", () => {
  rejudge();
  filter();
  remember();
});
$("reset").addEventListener("click", () => {
  slider.value = nearest;
  state.threshold = scanned;
  rejudge();
  filter();
  remember();
  slider.focus();
});

// ---- filter and order --------------------------------------------------------------------------------------------
const texts = new Map();
const textOf = (entry) => {
  if (!texts.has(entry)) texts.set(entry, `${entry.scan.path}\n${entry.scan.id ?? ""}\n${entry.sentences.map((sentence) => sentence.textContent).join("\n")}`.toLowerCase());
  return texts.get(entry);
};
// Whether a sentence is one to look at: flagged, and what the filter asks for.
const wanted = (sentence) =>
  isFlagged(sentence) &&
  (!state.reason || detailsOf(sentence)[2].some(([id]) => id === state.reason)) &&
  (!state.open || !decisionOf(sentence));
const filter = () => {
  const words = state.find.trim().toLowerCase();
  const closely = state.reason || state.open;
  let shown = 0;
  for (const entry of documents) {
    const fits =
      (!state.verdict || entry.judged.verdict === state.verdict) &&
      (!state.language || entry.language === (state.language === "?" ? "" : state.language)) &&
      (!words || textOf(entry).includes(words)) &&
      (!closely || entry.sentences.some(wanted));
    entry.element.hidden = !fits;
    entry.item.hidden = !fits;
    entry.mark?.classList.toggle("off", !fits);
    entry.dot?.classList.toggle("off", !fits);
    shown += fits;
  }
  $("nothing").hidden = shown > 0 || !documents.length;
  const filtered = Boolean(state.verdict || state.language || words || closely);
  $("shown").textContent = filtered ? say("shown", { n: amount(shown), m: amount(documents.length) }) : "";
  $("clear").hidden = !filtered;
  for (const button of all("#verdicts button")) button.setAttribute("aria-pressed", String(button.dataset.choose === state.verdict));
  for (const button of all("[data-reason]", overview)) button.setAttribute("aria-pressed", String(button.dataset.reason === state.reason));
  for (const button of all("[data-filter-language]", overview)) button.setAttribute("aria-pressed", String((button.dataset.filterLanguage || "?") === state.language));
  $("open-only").checked = state.open;
  highlight(words);
};
// Found words are marked without touching the text, where the browser can do that.
const highlight = (words) => {
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.delete("found");
  if (words.length < 2) return;
  const ranges = [];
  for (const { element, sentences } of documents) {
    if (element.hidden || ranges.length > 1000) continue;
    for (const sentence of sentences) {
      if (!sentence.textContent.toLowerCase().includes(words)) continue;
      for (const node of nodesOf(sentence)) {
        const text = node.data.toLowerCase();
        for (let at = text.indexOf(words); at >= 0 && text.length === node.data.length; at = text.indexOf(words, at + words.length)) {
          // A live range would make every later change of the page slow.
          ranges.push(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + words.length }));
        }
      }
    }
  }
  if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
};
const nodesOf = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
};
const refilter = (changes) => {
  Object.assign(state, changes);
  filter();
  remember();
};
$("find").addEventListener("input", () => refilter({ find: $("find").value }));
$("verdicts").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) refilter({ verdict: button.dataset.choose });
});
$("reasons")?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) refilter({ reason: state.reason === button.dataset.reason ? "" : button.dataset.reason });
});
$("languages").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const code = button && (button.dataset.filterLanguage || "?");
  if (button) refilter({ language: state.language === code ? "" : code });
});
$("open-only").addEventListener("change", () => refilter({ open: $("open-only").checked }));
$("clear").addEventListener("click", () => {
  $("find").value = "";
  refilter({ verdict: "", find: "", language: "", reason: "", open: false });
});
const order = () => {
  const byPath = (left, right) => (left.scan.path < right.scan.path ? -1 : left.scan.path > right.scan.path ? 1 : left.number - right.number);
  documents.splice(0, documents.length, ...(state.order === "path" ? [...byScan].sort(byPath) : byScan));
  $("list").append(...documents.map(({ item }) => item));
  $("articles").append(...documents.map(({ element }) => element));
  $("order").dataset.t = `order_${state.order}`;
  $("order").textContent = say(`order_${state.order}`);
};
$("order").addEventListener("click", () => {
  state.order = state.order === "path" ? "worst" : "path";
  order();
  remember();
});

// ---- the address: "#a12-s7&verdict=garbled&q=word&t=0.4&lang=de" ---------------------------------------------------
const remember = () => {
  const parameters = new URLSearchParams();
  const kept = { verdict: state.verdict, q: state.find, language: state.language, reason: state.reason, review: state.open ? "open" : "" };
  for (const [name, value] of Object.entries(kept)) if (value) parameters.set(name, value);
  if (state.threshold !== scanned) parameters.set("t", show(state.threshold));
  if (state.order !== "worst") parameters.set("order", state.order);
  if (state.tongue) parameters.set("lang", state.tongue);
  if (root.dataset.theme) parameters.set("theme", root.dataset.theme);
  const fragment = [state.at, parameters.toString()].filter(Boolean).join("&");
  try {
    history.replaceState(null, "", `#${fragment}`);
  } catch {
    // A browser may forbid this for a file opened from disk; the page works without it.
  }
};
const among = (value, allowed, otherwise = "") => (allowed.includes(value) ? value : otherwise);
const recall = () => {
  const parts = location.hash.slice(1).split("&");
  const at = /^(a\d+(-s\d+)?|overview|articles)$/.test(parts[0]) ? parts.shift() : "";
  // A link within the page names a place only, and leaves the rest as it is.
  if (parts.length) {
    const parameters = new URLSearchParams(parts.join("&"));
    state.verdict = among(parameters.get("verdict"), ["garbled", "unscored", "clean"]);
    state.find = $("find").value = parameters.get("q") ?? "";
    state.language = parameters.get("language") ?? "";
    state.reason = parameters.get("reason") ?? "";
    state.open = parameters.get("review") === "open";
    const wish = parameters.has("t") ? Number(parameters.get("t")) : scanned;
    const threshold = wish >= 0 && wish <= 1 ? wish : scanned;
    const ordered = among(parameters.get("order"), ["path"], "worst");
    const theme = among(parameters.get("theme"), ["dark", "light"]);
    const spoken = among(parameters.get("lang"), ["de", "en"]);
    if (theme) root.dataset.theme = theme;
    if (spoken) {
      state.tongue = spoken;
      if (spoken !== tongue) {
        tongue = spoken;
        speakAll();
      }
    }
    if (threshold !== state.threshold) {
      slider.value = state.threshold = threshold;
      rejudge();
    }
    if (ordered !== state.order) {
      state.order = ordered;
      order();
    }
  }
  filter();
  const target = at && $(at);
  state.at = target ? at : state.at;
  if (target) {
    const entry = documents.find(({ element }) => element.contains(target));
    if (entry?.element.hidden) {
      // A link to a sentence is worth more than a filter that hides it.
      Object.assign(state, { verdict: "", language: "", reason: "", open: false });
      state.find = $("find").value = "";
      filter();
    }
    if (at.includes("-s")) open(target);
    else {
      current = entry?.element ?? null;
      target.scrollIntoView();
    }
  }
  remember();
};
addEventListener("hashchange", recall);

// ---- the language and the light ----------------------------------------------------------------------------------
const speakAll = () => {
  root.lang = tongue;
  speak();
  for (const entry of documents) {
    for (const element of entry.verdicts) element.textContent = say(entry.judged.verdict);
    for (const element of entry.qualities) element.textContent = share(entry.judged.quality);
    entry.sentences.filter((sentence) => isFlagged(sentence) || sentence.hasAttribute("aria-description")).forEach(describe);
  }
  tell();
  filter();
  if (opened) open(opened);
};
$("language").addEventListener("click", () => {
  state.tongue = tongue = tongue === "de" ? "en" : "de";
  speakAll();
  remember();
});
$("theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember();
});

// ---- details -----------------------------------------------------------------------------------------------------
const MOST_REASONS = 3;
const panel = (sentence) => {
  const [quality, unscored, reasons, trip, , silenced] = detailsOf(sentence);
  const { language } = entryOf(sentence);
  const number = indexOf(sentence) + 1;
  // No model reads what is not scored, or was left untranslated.
  const read = quality !== null && !reasons.some(([id]) => id === "untranslated-passage");
  const closer = make("button", { type: "button", class: "icon", "aria-label": say("close"), title: say("close") }, "×");
  closer.addEventListener("click", () => close(true));
  const told = (text) => {
    const [words, lang] = message(text);
    return make("span", { lang }, words);
  };
  // The weightiest come first; no kind twice.
  const kinds = new Set();
  const chosen = reasons.filter(([id]) => !kinds.has(id) && kinds.add(id)).slice(0, MOST_REASONS);
  return make(
    "aside",
    { class: "panel", id: "panel", lang: tongue, "aria-label": `${say("sentence")} ${number}` },
    make(
      "header",
      {},
      make("h3", {}, `${say("sentence")} ${number}`),
      quality === null
        ? make("span", {}, `${say("not_scored")}: `, told(unscored ?? ""))
        : make("span", { title: say("quality_help") }, `${say("quality")} `, make("b", {}, share(quality))),
      make("a", { href: `#${sentence.id}` }, say("link")),
      closer,
    ),
    ...(silenced ? [make("p", { class: "note" }, say(`silenced_${silenced[0]}`), ": ", told(silenced[1] ?? ""))] : []),
    ...(quality === null || silenced || isFlagged(sentence) ? [] : [make("p", { class: "fine" }, say("not_flagged"))]),
    chosen.length
      ? make("ul", { class: "why" }, ...chosen.map(([id, text]) => make("li", {}, told(text), " ", make("code", { title: titleOf(id) }, id))))
      : make("p", { class: "fine" }, say("no_reasons")),
    ...(trip ? roundTrip(sentence.textContent, trip, language) : []),
    ...(read && !trip ? [make("p", { class: "note" }, say("no_round_trip"))] : []),
    ...(quality === null ? [] : [decideButtons(decisionOf(sentence), (decision) => settle(sentence, decision))]),
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
// How damaged a word is, said when somebody points at it.
$("articles").addEventListener("mouseover", (event) => {
  const { d } = event.target.dataset ?? {};
  if (d) event.target.title = `${say("damage")} ${d} %`;
});

// ---- review ------------------------------------------------------------------------------------------------------
const dress = (sentence) => {
  const decision = decisionOf(sentence);
  sentence.classList.toggle("right", decision === "garbled");
  sentence.classList.toggle("wrong", decision === "sound");
  describe(sentence);
};
// Count what is decided of an article; the whole review is the sum of these.
const recount = (entry) => {
  const counts = { flagged: 0, garbled: 0, sound: 0 };
  const each = [];
  if (decisions.size) {
    printsOf(entry).forEach((print, index) => {
      const decision = decisions.get(print);
      if (decision) counts[decision] += 1;
      if (isBelow(entry, index)) each.push(decision);
    });
    counts.flagged = each.filter(Boolean).length;
  }
  entry.reviewed = counts;
  for (const button of entry.buttons) {
    button.setAttribute("aria-pressed", String(each.length > 0 && each.every((decision) => decision === button.dataset.decide)));
  }
  entry.item.classList.toggle("done", each.length > 0 && each.every(Boolean));
};
const tellReview = () => {
  const counts = { flagged: 0, garbled: 0, sound: 0 };
  let flagged = 0;
  for (const { reviewed, judged } of documents) {
    for (const name of Object.keys(counts)) counts[name] += reviewed[name];
    flagged += judged.flagged;
  }
  $("reviewed").textContent = say("reviewed", { n: amount(counts.flagged), m: amount(flagged) });
  $("tally").textContent = say("tally", { accepted: amount(counts.garbled), disputed: amount(counts.sound) });
  $("progress").setAttribute("width", flagged ? (100 * counts.flagged) / flagged : 0);
  $("save-baseline").disabled = !counts.sound;
  $("save-rows").disabled = $("forget").hidden = !(counts.garbled + counts.sound);
};
// What was decided of this scan's sentences, in the order of the scan.
const findings = () => {
  const found = [];
  for (const entry of [...documents].sort((left, right) => left.number - right.number)) {
    const { path, id } = entry.scan;
    printsOf(entry).forEach((print, index) => {
      const decision = decisions.get(print);
      if (decision) found.push({ text: entry.sentences[index].textContent, print, decision, path, id });
    });
  }
  return found;
};
const settle = (sentence, decision) => {
  const takenBack = decisionOf(sentence) === decision;
  decide([printOf(sentence)], takenBack ? null : decision);
  dress(sentence);
  recount(entryOf(sentence));
  tellReview();
  if (opened === sentence) {
    for (const button of all("#panel .decide > [data-decide]")) button.setAttribute("aria-pressed", String(button.dataset.decide === decisionOf(sentence)));
  }
  return !takenBack;
};
for (const entry of documents) {
  for (const button of entry.buttons) {
    button.addEventListener("click", () => {
      const flagged = entry.sentences.filter(isFlagged);
      const { decide: decision } = button.dataset;
      decide(flagged.map(printOf), flagged.every((sentence) => decisionOf(sentence) === decision) ? null : decision);
      flagged.forEach(dress);
      recount(entry);
      tellReview();
      if (opened && entryOf(opened) === entry) open(opened);
    });
  }
}
$("save-baseline").addEventListener("click", () => save("mtcheck-baseline.json", "application/json", asBaseline(findings())));
$("save-rows").addEventListener("click", () => save("mtcheck-rows.tsv", "text/tab-separated-values", asRows(findings())));
$("forget").addEventListener("click", () => {
  // Asked once more in the button itself: no dialog can be missed or blocked.
  if ($("forget").dataset.t !== "forget_really") {
    $("forget").dataset.t = "forget_really";
    $("forget").textContent = say("forget_really");
    return;
  }
  $("forget").dataset.t = "forget";
  $("forget").textContent = say("forget");
  const sentences = documents.flatMap((entry) => entry.sentences.filter(decisionOf));
  decide(sentences.map(printOf), null);
  sentences.forEach(dress);
  documents.forEach(recount);
  refilter({});
  tellReview();
  if (opened) open(opened);
});

// ---- keys --------------------------------------------------------------------------------------------------------
const isBehind = (element) => element.compareDocumentPosition(current) & Node.DOCUMENT_POSITION_PRECEDING;
const shownDocuments = () => documents.filter(({ element }) => !element.hidden);
const go = (forward) => {
  const here = current;
  const stops = shownDocuments().flatMap(({ sentences }) => sentences.filter((sentence) => sentence !== here && wanted(sentence)));
  if (!stops.length) return;
  let next;
  if (!here?.isConnected) next = forward ? stops[0] : stops.at(-1);
  else if (forward) next = stops.find(isBehind) ?? stops[0];
  else next = stops.findLast((sentence) => !isBehind(sentence)) ?? stops.at(-1);
  if (opened) open(next);
  else visit(next);
};
const goArticle = (forward) => {
  const shown = shownDocuments();
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
const judge = (decision) => {
  if (!current?.classList.contains("s") || entryOf(current).scan.qualities[indexOf(current)] === null) return;
  if (settle(current, decision)) go(true);
};
const keys = {
  j: () => go(true),
  k: () => go(false),
  "]": () => goArticle(true),
  "[": () => goArticle(false),
  o: () => current?.classList.contains("s") && toggle(current),
  a: () => judge("garbled"),
  d: () => judge("sound"),
  "/": () => $("find").focus(),
  "?": () => $("help").showModal(),
  Escape: () => close(true),
};
document.addEventListener("focusin", (event) => {
  if (event.target.classList?.contains("s")) current = event.target;
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const { target } = event;
  if (target.id === "find") {
    if (event.key === "Escape") target.blur();
    if (event.key === "Enter") {
      target.blur();
      go(true);
    }
    return;
  }
  if (target.classList?.contains("s") && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    toggle(target);
    return;
  }
  const typing = target.tagName === "INPUT" && target.type !== "range" && target.type !== "checkbox";
  if (typing || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
$("keys").addEventListener("click", keys["?"]);
$("help-close").addEventListener("click", () => $("help").close());

// ---- where the reader is -----------------------------------------------------------------------------------------
if (typeof IntersectionObserver === "function") {
  const watched = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        byNumber.get(target.id.slice(1)).item.classList.toggle("here", isIntersecting);
      }
    },
    { rootMargin: "-20% 0px -75% 0px" },
  );
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const entry = byNumber.get(target.id.slice(1));
        entry.near = isIntersecting;
        if (isIntersecting && entry.stale) paintText(entry);
      }
    },
    { rootMargin: "50%" },
  );
  for (const { element } of documents) {
    watched.observe(element);
    near.observe(element);
  }
}

root.classList.add("ready");
if (decisions.size) {
  for (const entry of documents) {
    entry.sentences.filter(decisionOf).forEach(dress);
    recount(entry);
  }
}
if (tongue !== "en") {
  speakAll();
} else {
  for (const element of all("[data-language]")) element.textContent = languageName(element.dataset.language);
  tell();
}
recall();
