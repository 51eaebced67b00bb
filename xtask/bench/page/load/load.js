// Visits: from the address to the first thing that can be used, in a frame that ends with it.
//
// Ours is on the demo and usable once a job's link is in the table; a link to a job once its first chart is drawn, the other
// screens once what they are for is there. TensorBoard finds no data and counts as usable as soon as its bar is there, which it
// is before it shows anything of a run. Bytes are those of all answers that had arrived by then, as they were sent.

import { pairs } from "../pairs.js";
import { measureAll } from "../say.js";

const CASES = {
  "L2": () => pairs(visits("ours", "far"), visits("tensorboard", "far")),
  "L3": () => pairs(visits("ours", "near"), visits("tensorboard", "near")),
  "L7": () => pairs(again("near"), visits("ours", "near")),
  "L7-far": () => pairs(again("far"), visits("ours", "far")),
  "L4-demo": () => several("job", "near", "kilobytes"),
  "L5": () => several("job", "far", "millis"),
  "L8-new": () => several("new", "near", "kilobytes"),
  "L8-compare": () => several("compare", "near", "kilobytes"),
  "L8-connections": () => several("connections", "near", "kilobytes"),
};

/// Visits of a screen by a link to it.
const N_VISITS = 15;

const IS_USABLE = {
  ours: (page) => page.querySelector("[role=table] a[href^='#/jobs/']") !== null,
  tensorboard: (page) => page.querySelector("app-header mat-toolbar") !== null,
};

/// Hashes of the screens that are visited by a link, and whether they can be used.
const SCREENS = {
  job: {
    hash: jobHash,
    isUsable: (page) => isDrawn(page.querySelector(".plot-lines")),
  },
  new: { hash: () => "#/new", isUsable: (page) => page.querySelector("form input[list], form [required]") !== null },
  compare: { hash: () => "#/compare", isUsable: (page) => page.querySelector("[aria-label='Find a job to add']") !== null },
  connections: { hash: () => "#/connections", isUsable: (page) => page.querySelector("form input[type=password]") !== null },
};

/// Longer than any visit takes.
const MOST_MILLIS = 60_000;

let nVisits = 0;

/// Milliseconds that a visit takes which nothing is known of.
function visits(side, way) {
  return () => visit(side, `/visit/${side}/${way}/${++nVisits}/`);
}

/// Milliseconds of one where the browser has kept what it may.
function again(way) {
  return async () => {
    const address = `/visit/ours/${way}-kept/${++nVisits}/`;
    await visit("ours", address);
    return visit("ours", address);
  };
}

/// Costs of visits of a screen: `millis` until it can be used, or `kilobytes` that had arrived by then.
async function several(screen, way, what) {
  const { hash, isUsable } = SCREENS[screen];
  const end = await hash();
  const ours = [];
  for (let n = 0; n < N_VISITS; n++) {
    const taken = await visitOf(`/visit/ours/${way}/${++nVisits}/${end}`, isUsable);
    ours.push(taken[what]);
  }
  return { ours };
}

/// The hash of a job of the demo that has completed, by its link in the table.
async function jobHash() {
  let hash;
  await visitOf(`/visit/ours/near/${++nVisits}/#/jobs?q=faq-early-stop`, (page) => {
    const links = [...page.querySelectorAll("a.name")];
    hash = links.find((link) => link.textContent === "faq-early-stop")?.getAttribute("href");
    return hash !== undefined;
  });
  return hash;
}

/// Something is drawn on a canvas.
function isDrawn(canvas) {
  if (!canvas?.width) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0;
  for (let at = 3; at < data.length; at += 4) painted += data[at] > 0;
  return painted > canvas.width;
}

const visit = async (side, address) => (await visitOf(address, IS_USABLE[side])).millis;

async function visitOf(address, isUsable) {
  // What the demo knows of the last visit would be another visit.
  localStorage.clear();
  sessionStorage.clear();
  const frame = document.createElement("iframe");
  Object.assign(frame, { width: 1280, height: 900 });
  const begun = performance.now();
  frame.src = address;
  document.body.append(frame);
  const millis = await usable(frame, isUsable, begun);
  const kilobytes = arrived(frame.contentWindow.performance) / 1000;
  frame.remove();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { millis, kilobytes };
}

/// Bytes of all answers so far, as they were sent.
function arrived(performance) {
  const entries = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  return entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
}

/// Looks with every frame, after what that frame shows.
async function usable(frame, isUsable, begun) {
  for (;;) {
    await new Promise(requestAnimationFrame);
    const page = frame.contentDocument;
    const millis = performance.now() - begun;
    if (page && isUsable(page)) return millis;
    if (millis > MOST_MILLIS) throw new Error(`${frame.src} shows nothing: ${page?.body?.innerText.slice(0, 300)}`);
  }
}

await measureAll(CASES);
