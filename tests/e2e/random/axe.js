// What axe finds in the page as it stands, once nothing moves any more. Argument: the callback of an asynchronous script.
const done = arguments[arguments.length - 1];
const STILL_MS = 1500;
const isStill = () =>
  document.getAnimations().every((it) => it.playState !== "running" || it.effect.getComputedTiming().endTime === Infinity);
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const look = async () => {
  // Back may have left the page.
  if (!globalThis.recorder) return [];
  for (const end = performance.now() + STILL_MS; performance.now() < end && !isStill(); ) await later(50);
  if (!globalThis.axe) return ["axe is not there"];
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => {
    const one = nodes.slice(0, 2).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 200)} ${node.failureSummary}`);
    return `${id}: ${help} (${nodes.length}): ${one.join(" | ").replace(/\s+/g, " ")}`;
  });
};
(globalThis.recorder ? recorder.own(look) : look()).then(done, (error) => done([`axe failed: ${error}\n${error.stack}`]));
