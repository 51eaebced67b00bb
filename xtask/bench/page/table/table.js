// The table: ours, the same with rows by Leptos' `<For>`, React with TanStack Virtual, and a recycler written by hand, in turns in one page.
//
// Each side is in a frame of its own with the app's style sheets, shows the same columns of the same jobs and scrolls
// its own window. What is timed is script, style and layout; painting is the same for all and is not. Ours is the app's
// own state: its ticks fetch, compare, decode and write; the peers are handed the text and parse it.

import { pairs } from "../pairs.js";
import { measureAll } from "../say.js";
import { bodyOf, jobs, later, random } from "./jobs.js";

const SOME = 1e4;
const MANY = 1e5;
/// At top speed.
const N_TICKS = 1000;
/// Two intervals of the list and more.
const HIDDEN_MILLIS = 35_000;
/// Rows that a smooth scroll moves by.
const STEP_ROWS = 3;

const CASES = {
  "T1": () => against("react", SOME, opening),
  "T1-for": () => against("react", SOME, opening, "for"),
  "T2": flatness,
  "T3": () => against("react", MANY, jumping),
  "T3-for": () => against("react", MANY, jumping, "for"),
  "T3-js": () => against("recycler", MANY, jumping),
  "T4": () => against("react", MANY, gliding),
  "T4-for": () => against("react", MANY, gliding, "for"),
  "T4-js": () => against("recycler", MANY, gliding),
  "T5": () => against("all", SOME, opening),
  "T6": () => against("recycler", MANY, sorting),
  "T6-react": () => against("react", MANY, sorting),
  "T7": countRows,
  "M3": memory,
  "P1": () => against("react", SOME, unchanged),
  "P1-for": () => against("react", SOME, unchanged, "for"),
  "P1-dom": () => mutations(false),
  "P2": () => against("react", SOME, changed),
  "P2-for": () => against("react", SOME, changed, "for"),
  "P2-dom": () => mutations(true),
  "P4": hurrying,
  "P5": hidden,
};

const lists = new Map();
function listOf(n) {
  if (!lists.has(n)) lists.set(n, jobs(n));
  return lists.get(n);
}

/// A side that has `n` jobs, not open yet.
async function side(which, n) {
  const frame = document.createElement("iframe");
  frame.src = `table/side.html?side=${which}`;
  document.body.append(frame);
  await new Promise((resolve) => (frame.onload = resolve));
  const made = await frame.contentWindow.side;
  if (n) await made.give(listOf(n));
  return { ...made, window: frame.contentWindow, end: () => frame.remove() };
}

/// Both sides with `n` jobs each; `make` gives what one of them does per turn.
async function against(which, n, make, whose = "ours") {
  const [own, peer] = [await side(whose, n), await side(which, n)];
  const [ours, theirs] = [await make(own, n), await make(peer, n)];
  const result = await pairs(ours, theirs);
  own.end();
  peer.end();
  return result;
}

async function opening(side, n) {
  return async () => {
    const took = await side.open();
    must(side, 0, n);
    await side.close();
    return took;
  };
}

/// What stands in view must be what the list has there.
function must(side, first, n) {
  const seen = side.seen();
  const expected = listOf(n).slice(first, first + seen.length).map(({ suffix }) => suffix);
  if (seen.length < 10 || seen.join() !== expected.join()) throw new Error(`in view: ${seen.join()}; expected: ${expected.join()}`);
}

async function flatness() {
  const [many, some] = [await side("ours", MANY), await side("ours", SOME)];
  const result = await pairs(await opening(many, MANY), await opening(some, SOME));
  many.end();
  some.end();
  return result;
}

/// Every row is new in every turn.
async function jumping(side, n) {
  await side.open();
  const next = random(23);
  return async () => {
    await side.yielded();
    const took = await side.scroll(Math.floor(next() * side.height()));
    const first = Number(side.seen()[0].split("-v")[1]);
    must(side, n - first, n);
    return took;
  };
}

/// A few rows further in every turn.
async function gliding(side) {
  await side.open();
  let y = 0;
  return async () => {
    await side.yielded();
    y += STEP_ROWS * side.rowHeight;
    return side.scroll(y);
  };
}

async function sorting(side) {
  await side.open();
  return async (turn) => {
    await side.yielded();
    const took = await side.ask({ column: "progress", isDescending: turn % 2 === 0, but: ["queued"] });
    if (side.seen().length < 10) throw new Error("nothing is in view");
    return took;
  };
}

async function unchanged(side, n) {
  await side.open();
  const body = bodyOf(listOf(n));
  return () => side.tick(body);
}

async function changed(side, n) {
  await side.open();
  const bodies = [1, 2].map((turn) => bodyOf(later(listOf(n), turn)));
  return (turn) => side.tick(bodies[turn % 2]);
}

/// Cells that a tick touches in the page without a need; all of them where nothing has changed.
async function mutations(hasChanges) {
  const own = await side("ours", SOME);
  await own.open();
  // Rows out of view come a moment later.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const bodies = (hasChanges ? [1, 2] : [0, 0]).map((turn) => bodyOf(turn ? later(listOf(SOME), turn) : listOf(SOME)));
  await own.tick(bodies[0]);
  const ours = [];
  let nChanged = 0;
  for (let turn = 1; turn <= 10; turn++) {
    const cells = [...own.host.querySelectorAll(".rows .td")];
    const before = cells.map((cell) => cell.outerHTML);
    const records = [];
    const observer = new own.window.MutationObserver((some) => records.push(...some));
    observer.observe(own.window.document, { subtree: true, childList: true, attributes: true, characterData: true });
    await own.tick(bodies[turn % 2]);
    records.push(...observer.takeRecords());
    const touched = new Set(records.map(({ target }) => (target.closest ? target : target.parentElement).closest(".td") ?? target));
    observer.disconnect();
    const different = new Set(cells.filter((cell, i) => cell.outerHTML !== before[i]));
    nChanged += different.size;
    ours.push(touched.symmetricDifference(different).size);
  }
  own.end();
  if (hasChanges && !nChanged) throw new Error("no cell in view has changed");
  return { ours, note: `${nChanged} cells in view changed in 10 ticks` };
}

async function countRows() {
  const own = await side("ours", MANY);
  await own.open();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const next = random(5);
  const ours = [];
  for (let turn = 0; turn < 50; turn++) {
    await own.scroll(Math.floor(next() * own.height()));
    ours.push(own.rows().length);
  }
  const height = own.window.innerHeight;
  own.end();
  return { ours: [Math.max(...ours)], note: `${height} px of rows of ${own.rowHeight} px` };
}

/// Bytes per job: what is allocated, and for the peer its objects.
async function memory() {
  const own = await side("ours", 0);
  const before = [own.liveBytes(), own.memoryBytes()];
  await own.give(listOf(MANY));
  const ours = (own.liveBytes() - before[0]) / MANY;
  const grown = (own.memoryBytes() - before[1]) / MANY;
  own.end();
  const body = bodyOf(listOf(MANY));
  const heapBefore = await heap();
  const parsed = JSON.parse(body);
  const peer = ((await heap()) - heapBefore) / MANY;
  if (parsed.data.length !== MANY) throw new Error("not all are there");
  return { ours: [ours], peer: [peer], note: `its memory grew by ${grown.toFixed(0)} per row while the list was read; ${(body.length / MANY).toFixed(0)} are sent` };
}

async function heap() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.memory.usedJSHeapSize;
}

/// Tasks above 50 ms while one tick follows the other.
async function hurrying() {
  const own = await side("ours", SOME);
  await own.open();
  const bodies = [1, 2].map((turn) => bodyOf(later(listOf(SOME), turn)));
  let nLong = 0;
  const observer = new PerformanceObserver((list) => (nLong += list.getEntries().length));
  for (let turn = 0; turn < 10; turn++) await own.tick(bodies[turn % 2]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  observer.observe({ type: "longtask" });
  const begun = performance.now();
  for (let turn = 0; turn < N_TICKS; turn++) await own.tick(bodies[turn % 2]);
  const millis = (performance.now() - begun) / N_TICKS;
  await new Promise((resolve) => setTimeout(resolve, 200));
  observer.disconnect();
  own.end();
  return { ours: [nLong], note: `${N_TICKS} ticks of 10,000 jobs, 1 % of them changed, ${millis.toFixed(1)} ms each` };
}

/// Requests of a page that nobody can see.
async function hidden() {
  const own = await side("ours", SOME);
  await own.open();
  own.setPolling(true);
  const { document } = own.window;
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
  document.dispatchEvent(new own.window.Event("visibilitychange"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = own.asked.lists + own.asked.others;
  await new Promise((resolve) => setTimeout(resolve, HIDDEN_MILLIS));
  const ours = own.asked.lists + own.asked.others - before;
  delete document.visibilityState;
  document.dispatchEvent(new own.window.Event("visibilitychange"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = own.asked.lists + own.asked.others - before - ours;
  own.end();
  if (!after) throw new Error("nothing was asked for when the page could be seen again");
  return { ours: [ours], note: `in ${HIDDEN_MILLIS / 1000} s; ${after} as soon as it was seen again` };
}

await measureAll(CASES);
