// What the editor says of the findings: kept in this browser by fingerprint, saved as a baseline or as labelled rows.
const STORE = "mtcheck.review";
const decisions = new Map();
try {
  for (const [print, decision] of Object.entries(JSON.parse(localStorage.getItem(STORE) ?? "{}"))) {
    if (decision === "garbled" || decision === "sound") decisions.set(print, decision);
  }
} catch {
  // No storage, or somebody else's: the review lasts as long as the page.
}
// `decision` null takes back what was decided.
const decide = (prints, decision) => {
  for (const print of prints) {
    if (decision) decisions.set(print, decision);
    else decisions.delete(print);
  }
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries(decisions)));
  } catch {
    // As above.
  }
};

// Buttons that say what was decided of a sentence; `chosen` is told the decision of the one pressed.
const decideButtons = (decided, chosen) => {
  const button = (decision, key) => {
    const element = make("button", { type: "button", "data-decide": decision, "aria-pressed": String(decided === decision), title: say(`${key}_help`) }, say(key));
    element.addEventListener("click", () => chosen(decision));
    return element;
  };
  const label = say("this_sentence");
  return make("p", { class: "decide", role: "group", "aria-label": label }, make("span", {}, label), " ", button("garbled", "accept"), button("sound", "dispute"));
};

const save = (name, type, text) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

// `findings`: {text, print, decision, path, id}, in the order of the scan.
const asBaseline = (findings) => {
  const entries = findings
    .filter(({ decision }) => decision === "sound")
    .map(({ print, path, id, text }) => ({ fingerprint: print, path, ...(id === null ? {} : { id }), text, reason: vocabulary.en.disputed }));
  return `${JSON.stringify({ version: 1, entries }, null, 1)}\n`;
};
// A .tsv has no quoting: a blank stands for what would end the field.
const field = (text) => text.replace(/[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+/g, " ").trim();
const asRows = (findings) => {
  const rows = findings.map(({ text, decision, path, id }) => [field(text), decision === "garbled" ? 1 : 0, field(id === null ? path : `${path} [${id}]`)].join("\t"));
  return `${["text\tlabel\tdocument", ...rows].join("\n")}\n`;
};
