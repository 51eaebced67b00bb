// Arguments: a role, an accessible name (exact, or its beginning if it ends in *), and whether all matches are
// wanted. Returns the first match that can be seen and used, or null. What lies behind a modal dialog cannot be.
const [role, wanted, all] = arguments;
const selectors = {
  button: "button, summary, [role=button]",
  link: "a[href]",
  textbox: "input:not([type]), input[type=text], input[type=password], input[type=search], textarea",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select",
  switch: "[role=switch]",
  tab: "[role=tab]",
  img: "[role=img]",
  dialog: "dialog[open]",
  region: "section[aria-label], [role=region]",
  heading: "h1, h2, h3",
};
const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim();
const own = (label) =>
  squeeze([...label.childNodes].filter((node) => !(node instanceof Element && node.matches("input, select, .faint, small"))).map((node) => node.textContent).join(""));
const name = (element) => {
  const labelled = element.getAttribute("aria-label");
  if (labelled) return squeeze(labelled);
  if (element.labels && element.labels.length > 0) return own(element.labels[0]);
  return squeeze(element.textContent);
};
const fits = (text) =>
  wanted.endsWith("*") ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
const root = document.querySelector("dialog:modal") || document;
const isDialog = role === "dialog";
const found = [...(isDialog ? document : root).querySelectorAll(selectors[role])]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]"))
  .filter((element) => fits(name(element)));
return all ? found : found[0] || null;
