// Returns how many controls were looked at, and those whose accessible name lacks the words that are seen on them.
const plain = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
const isSeen = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return 1 < width && 1 < height && element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
};
const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || !isSeen(node)) return "";
  if (node.matches("svg, input, select, textarea, [aria-hidden=true], [role=status], output")) return "";
  return [...node.childNodes].map(words).join(" ");
};
const nameOf = (element) => {
  const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const texts = ids.map((id) => document.getElementById(id)?.textContent || "");
  return texts.join(" ") || element.getAttribute("aria-label");
};
const controls = "a[href], button, summary, input, select, textarea, [role=tab], [role=checkbox], [role=switch], [role=menuitem]";
const all = [...document.querySelectorAll(controls)].filter(isSeen);
const wrong = [];
for (const element of all) {
  const name = nameOf(element);
  if (name === null) continue;
  const isField = element.matches("input, select, textarea");
  const seen = isField ? [...(element.labels || [])].map(words).join(" ") : words(element);
  if (plain(seen).trim() && !plain(name).includes(plain(seen))) wrong.push(`${plain(seen).trim()} | ${name}`);
}
return [all.length, wrong];
