// The page of a comparison: its language and its light, both kept in the address.
const parameters = new URLSearchParams(location.hash.slice(1));
const keep = () => {
  try {
    history.replaceState(null, "", `#${parameters}`);
  } catch {
    // A browser may forbid this for a file opened from disk; the page works without it.
  }
};
if (["de", "en"].includes(parameters.get("lang"))) tongue = parameters.get("lang");
if (["dark", "light"].includes(parameters.get("theme"))) root.dataset.theme = parameters.get("theme");
const speakAll = () => {
  root.lang = tongue;
  speak();
};
$("language").addEventListener("click", () => {
  tongue = tongue === "de" ? "en" : "de";
  parameters.set("lang", tongue);
  speakAll();
  keep();
});
$("theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  parameters.set("theme", root.dataset.theme);
  keep();
});
root.classList.add("ready");
if (tongue !== "en") speakAll();
