// Runs first in every page that random use loads, as a file that the page's security policy allows. It notes whatever
// goes wrong, and keeps the browser's own dialogs and other sites from ending the run.
(() => {
  const KEPT = "random.notes";
  const LONGEST_NOTE = 6000;
  const stored = (use) => {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  };
  // What the page before a reload noted last.
  const notes = JSON.parse(stored((storage) => storage.getItem(KEPT)) || "[]");
  stored((storage) => storage.removeItem(KEPT));
  const note = (kind, text) => notes.push({ kind, text: String(text).slice(0, LONGEST_NOTE), at: location.hash });
  addEventListener("pagehide", () => stored((storage) => storage.setItem(KEPT, JSON.stringify(notes))));

  addEventListener("tuneboard:panic", (event) => note("panic", event.detail));
  addEventListener("error", (event) => note("error", `${event.message}\n${event.error?.stack ?? ""}`));
  addEventListener("unhandledrejection", (event) =>
    note("rejection", `${event.reason?.message ?? event.reason}\n${event.reason?.stack ?? ""}`),
  );
  document.addEventListener("securitypolicyviolation", (event) =>
    note("policy", `${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
  );
  const original = console.error;
  console.error = (...parts) => {
    note("console", parts.map(String).join(" "));
    original.apply(console, parts);
  };

  // Tasks count from when the app has taken over, and not while a script of the test is at work.
  const tasks = [];
  const own = [];
  let started = Infinity;
  const observer = globalThis.PerformanceObserver?.supportedEntryTypes?.includes("longtask")
    ? new PerformanceObserver((list) => tasks.push(...list.getEntries()))
    : null;
  observer?.observe({ type: "longtask", buffered: true });
  // What a frame was busy with, where the browser says so.
  const frames = [];
  const ofFrames = globalThis.PerformanceObserver?.supportedEntryTypes?.includes("long-animation-frame")
    ? new PerformanceObserver((list) => frames.push(...list.getEntries()))
    : null;
  ofFrames?.observe({ type: "long-animation-frame", buffered: true });
  const work = ({ startTime, duration }) => {
    const meets = (frame) => frame.startTime < startTime + duration && startTime < frame.startTime + frame.duration;
    const frame = frames.find(meets);
    if (!frame) return "";
    const end = frame.startTime + frame.duration;
    const layout = frame.styleAndLayoutStart ? Math.round(end - frame.styleAndLayoutStart) : 0;
    const script = ({ invoker, duration, forcedStyleAndLayoutDuration: forced }) =>
      `${invoker} ${Math.round(duration)} ms (layout ${Math.round(forced)})`;
    return [...frame.scripts.map(script), `style and layout ${layout} ms`].join(", ");
  };
  const taken = new MutationObserver(() => {
    if (!document.querySelector("#app:not([data-shell])")) return;
    started = performance.now();
    taken.disconnect();
  });
  taken.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-shell"] });

  // A dialog for files would wait for a person, and another site has none of this.
  addEventListener(
    "click",
    (event) => {
      const target = event.composedPath().find((node) => node instanceof Element && node.matches("a[href], input"));
      const isFile = target?.matches("input[type=file]");
      const isAway = target?.matches("a[href]:not([download])") && (target.target || target.origin !== location.origin);
      if (isFile || isAway) event.preventDefault();
    },
    true,
  );
  window.open = () => null;
  window.print = () => {};

  window.recorder = {
    held: null,
    notes: () => notes.splice(0),
    tasks: (least) => {
      tasks.push(...(observer?.takeRecords() ?? []));
      frames.push(...(ofFrames?.takeRecords() ?? []));
      const isPages = ({ startTime, duration }) =>
        least < duration && started < startTime && !own.some(([from, to]) => from < startTime + duration && startTime < to);
      const told = tasks.splice(0).filter(isPages);
      const answer = told.map((task) => ({ ms: Math.round(task.duration), work: work(task) }));
      frames.splice(0);
      return answer;
    },
    // Runs a part of the test's own.
    own: async (part) => {
      const span = [performance.now(), Infinity];
      own.push(span);
      if (20 < own.length) own.shift();
      try {
        return await part();
      } finally {
        span[1] = performance.now();
      }
    },
  };
})();
