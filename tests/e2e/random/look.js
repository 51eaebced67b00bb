// What has come of the last action, and where the next one goes. Arguments: what the last action was, `{ isKey, isTab }`;
// what the next one wants, `{ kind, number }` or null; and the callback of an asynchronous script.
const [last, want, done] = arguments;
const LEAST_TASK_MS = 200;
const SETTLE_MS = 60;
const FOCUS_MS = 1500;
const LAYOUT_MS = 400;

const KINDS = {
  press:
    "a[href], button, summary, label, th, [role=row], [role=tab], [role=button], [role=menuitem], [role=option], input[type=checkbox], input[type=radio]",
  menu: "summary, [aria-haspopup], [aria-expanded], button[aria-label*='…'], dialog button",
  field: "input:not([type=checkbox], [type=radio], [type=file], [type=range]), textarea, [contenteditable=true]",
  select: "select",
  focusable: "a[href], button, summary, input:not([type=file]), select, textarea, [tabindex='0']",
  chart: "[role=img][tabindex], canvas, .plot",
  hover: "a[href], button, summary, [role=img], canvas, [role=row], td, [title]",
  drag: "[draggable=true], [role=separator], input[type=range], [role=img][tabindex], canvas",
  files: ".file-field, input[type=file], main",
  link: "a[href^='#/']",
};

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frame = () => Promise.race([new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))), later(SETTLE_MS)]);
const until = async (ms, isSo) => {
  for (const end = performance.now() + ms; performance.now() < end && !isSo(); ) await later(30);
  return isSo();
};

const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim().slice(0, 60);
const describe = (element) => {
  if (!element || element === document.body || element === document.documentElement) return null;
  const role = element.getAttribute("role") || element.localName;
  const name = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
  const mark = element.id ? `#${element.id}` : element.classList.length ? `.${element.classList[0]}` : "";
  return `${role}${mark} “${squeeze(name)}”`;
};
const isShown = (element) => element.isConnected && element.checkVisibility({ visibilityProperty: true });

// The focus has gone to the body, and not because Tab left the page behind its last element.
const lostFocus = async () => {
  const { held } = recorder;
  const isLost = () => !describe(document.activeElement);
  if (!last?.isKey || !held || held === document.body || !isLost()) return null;
  const { isTab } = last;
  if (isTab && isShown(held) && !held.closest("[inert]")) return null;
  if (await until(FOCUS_MS, () => !isLost())) return null;
  const why = !held.isConnected ? "was taken out" : !isShown(held) ? "is hidden now" : held.disabled ? "is disabled now" : "is still there";
  return `${describe(held)}, which ${why}`;
};

const overflow = async () => {
  const root = document.documentElement;
  const isWide = () => root.clientWidth < root.scrollWidth;
  if (!isWide() || (await until(LAYOUT_MS, () => !isWide()))) return null;
  const scrolls = (element) => {
    for (let it = element.parentElement; it && it !== document.body; it = it.parentElement)
      if (getComputedStyle(it).overflowX !== "visible") return true;
    return false;
  };
  const reaches = [...document.body.querySelectorAll("*")]
    .filter((element) => isShown(element) && !scrolls(element))
    .map((element) => [element.getBoundingClientRect().right, element])
    .filter(([right]) => root.clientWidth + 1 < right)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 3)
    .map(([right, element]) => `${describe(element)} to ${Math.round(right)}`);
  return `${root.scrollWidth} of ${root.clientWidth} pixels: ${reaches.join("; ")}`;
};

// One of each sort before another of the same: a table has hundreds of links, a form one button.
const choose = ({ kind, number }) => {
  const root = document.querySelector("dialog:modal") || document;
  const panic = document.getElementById("panic");
  const all = [...root.querySelectorAll(KINDS[kind])].filter(
    (element) => isShown(element) && !element.disabled && !element.closest("[inert]") && !panic?.contains(element),
  );
  const sorts = new Map();
  for (const element of all) {
    const part = element.closest("dialog, [role=table], [role=tabpanel], nav, header, footer, section, form, details, main");
    const sort = [element.localName, element.type, element.getAttribute("role"), element.classList[0], part?.localName, part?.className];
    const key = sort.join("|");
    sorts.set(key, [...(sorts.get(key) || []), element]);
  }
  const groups = [...sorts.values()];
  for (let go = 0; go < Math.min(groups.length, 6); go += 1) {
    const group = groups[(number + go) % groups.length];
    const element = group[Math.floor(number / 97) % group.length];
    const found = spot(element);
    if (found) return found;
  }
  return null;
};

// A point where the element can be hit.
const spot = (element) => {
  const { clientWidth, clientHeight } = document.documentElement;
  const middle = () => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const x = (Math.max(left, 0) + Math.min(right, clientWidth)) / 2;
    const y = (Math.max(top, 0) + Math.min(bottom, clientHeight)) / 2;
    if (!(left < right && top < bottom && 0 <= x && x < clientWidth && 0 <= y && y < clientHeight)) return null;
    const hit = document.elementFromPoint(x, y);
    return hit && (element.contains(hit) || hit.contains(element)) ? { x: Math.floor(x), y: Math.floor(y) } : null;
  };
  let at = middle();
  if (!at) {
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    at = middle();
  }
  if (!at) return null;
  const { width, height } = element.getBoundingClientRect();
  const href = element.getAttribute("href");
  return { ...at, width, height, href, element, name: describe(element), value: element.value };
};

const answer = async () => {
  // Back may have left the page.
  if (!globalThis.recorder) return { is_elsewhere: true };
  await frame();
  return recorder.own(async () => {
    const seen = {
      notes: recorder.notes(),
      tasks: recorder.tasks(LEAST_TASK_MS),
      is_stopped: document.getElementById("panic")?.hidden === false,
      at: location.hash,
      lost_focus: await lostFocus(),
      overflow: await overflow(),
      target: want && choose(want),
      view: [document.documentElement.clientWidth, document.documentElement.clientHeight],
    };
    recorder.held = document.activeElement;
    return seen;
  });
};
answer().then(done, (error) => done({ failure: `${error}\n${error.stack}` }));
