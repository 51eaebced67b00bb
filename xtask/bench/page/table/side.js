// One side in a frame of its own: its own document, window and animation frames, which run when they are told to.

const frames = new Map();
let nFrames = 0;
window.requestAnimationFrame = (callback) => {
  frames.set(++nFrames, callback);
  return nFrames;
};
window.cancelAnimationFrame = (id) => frames.delete(id);

/// Turns of the microtask queue that any side needs between two of its own steps.
const MICROTASKS = 12;

/// Runs everything that the last change set going, frames included.
async function drained() {
  for (;;) {
    for (let turn = 0; turn < MICROTASKS; turn++) await null;
    if (!frames.size) return;
    const due = [...frames.values()];
    frames.clear();
    due.forEach((callback) => callback(performance.now()));
  }
}

/// After everything else that waits for the main thread.
const yielded = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

const host = document.querySelector("#host");
/// Makes the browser find out where everything is.
const laidOut = () => host.lastElementChild?.getBoundingClientRect().bottom ?? document.documentElement.scrollHeight;

/// Milliseconds that `act` takes, with all that follows from it up to the layout.
async function timed(act) {
  const begun = performance.now();
  await act();
  await drained();
  laidOut();
  return performance.now() - begun;
}

function scroll(y) {
  scrollTo(0, y);
  dispatchEvent(new Event("scroll"));
}

const rows = () => [...host.querySelectorAll(".rows > .tr")];

async function make() {
  const loaded = Promise.all([...document.styleSheets].map(({ cssRules }) => cssRules.length));
  await loaded;
  const rowHeight = parseFloat(getComputedStyle(host).getPropertyValue("--row-height"));
  const which = new URLSearchParams(location.search).get("side");
  const modules = { ours: "./ours.js", for: "./ours.js", react: "/peers/table-react.js", recycler: "./recycler.js", all: "./all.js" };
  const own = await (await import(modules[which])).side(host, rowHeight, { drained, yielded });
  return {
    ...own,
    rowHeight,
    host,
    rows,
    drained,
    yielded,
    timed,
    open: () => timed(own.open),
    close: () => timed(own.close),
    ask: (query) => timed(() => own.ask(query)),
    tick: (body) => timed(() => own.tick(body)),
    scroll: (y) => timed(() => scroll(y)),
    height: () => document.documentElement.scrollHeight - innerHeight,
    /// What is in view, so that nobody is quick by doing nothing.
    seen: () => {
      const inView = rows().filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return 0 <= top && bottom <= innerHeight;
      });
      const name = (row) => row.querySelector(".name").textContent;
      return inView.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map(name);
    },
  };
}

window.side = make();
window.side.catch((error) => parent.failed(error));
addEventListener("error", ({ error, message }) => parent.failed(error ?? message));
