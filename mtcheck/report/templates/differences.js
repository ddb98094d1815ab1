// Two texts side by side, with the words marked that stand in one only.

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

const marked = (parts, kept, tag, title, language) => {
  const paragraph = make("p", { dir: "auto", ...(language ? { lang: language } : {}) });
  for (let start = 0, end; start < parts.length; start = end) {
    end = start + 1;
    // A blank between two differing words belongs to the difference.
    while (end < parts.length && (kept[end] === kept[start] || (!kept[start] && !parts[end].trim() && kept[end + 1] === false))) end++;
    const run = parts.slice(start, end).join("");
    const [, before, core, after] = run.match(/^(\s*)(.*?)(\s*)$/s);
    if (kept[start] || !core) paragraph.append(run);
    else paragraph.append(before, make(tag, { title }, core), after);
  }
  return paragraph;
};

// As written, pivot and way back, and the scores: elements for the panel.
const roundTrip = (written, trip, language) => {
  const [pivotLanguage, pivot, back, surprisal, chrf, bleu, ter] = trip;
  const left = split(written, language);
  const right = split(back, language);
  const [keptLeft, keptRight] = compare(left, right);
  const column = (title, body) => make("div", {}, make("h4", {}, title), body);
  const scores = [
    [say("surprisal"), surprisal.toFixed(2), say("surprisal_help")],
    [say("chrf"), chrf.toFixed(1), say("chrf_help")],
    [say("bleu"), bleu.toFixed(1), say("bleu_help")],
    [say("ter"), ter === null ? "–" : ter.toFixed(1), say(ter === null ? "not_computed" : "ter_help")],
  ];
  const rows = scores.map(([name, value, help]) =>
    make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, decimal(value)), make("td", { class: "fine" }, help)),
  );
  return [
    make(
      "div",
      { class: "trip" },
      column(say("as_written"), marked(left, keptLeft, "del", say("only_written"), language)),
      column(say("way_back"), marked(right, keptRight, "ins", say("only_back"), language)),
      column(`${say("pivot")} (${languageName(pivotLanguage)})`, make("p", { dir: "auto", lang: pivotLanguage }, pivot)),
    ),
    make("p", { class: "fine" }, say("diff_help")),
    make("details", { class: "scores" }, make("summary", {}, say("scores")), make("table", {}, make("tbody", {}, ...rows))),
  ];
};
