// Visits: from the address to the first thing that can be used, in a frame that ends with it.
//
// Ours is on the demo and usable once a job's link is in the table. TensorBoard finds no data and counts as usable as
// soon as its bar is there, which it is before it shows anything of a run.

import { pairs } from "../pairs.js";
import { measureAll } from "../say.js";

const CASES = {
  "L2": () => pairs(visits("ours", "far"), visits("tensorboard", "far")),
  "L3": () => pairs(visits("ours", "near"), visits("tensorboard", "near")),
  "L7": () => pairs(again("near"), visits("ours", "near")),
  "L7-far": () => pairs(again("far"), visits("ours", "far")),
};

const IS_USABLE = {
  ours: (page) => page.querySelector("[role=table] a[href^='#/jobs/']") !== null,
  tensorboard: (page) => page.querySelector("app-header mat-toolbar") !== null,
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

async function visit(side, address) {
  // What the demo knows of the last visit would be another visit.
  localStorage.clear();
  sessionStorage.clear();
  const frame = document.createElement("iframe");
  const begun = performance.now();
  frame.src = address;
  document.body.append(frame);
  const millis = await usable(frame, IS_USABLE[side], begun);
  frame.remove();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return millis;
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
