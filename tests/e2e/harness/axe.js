// What axe finds in the page as it stands, and still finds a moment later: rows are filled in turns. Argument: the callback
// of an asynchronous script.
const done = arguments[arguments.length - 1];
const STILL_MS = 1500;
const AGAIN_MS = 1000;
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isStill = () =>
  document.getAnimations().every((it) => it.playState !== "running" || it.effect.getComputedTiming().endTime === Infinity);
const violations = async () => {
  for (const end = performance.now() + STILL_MS; performance.now() < end && !isStill(); ) await later(50);
  // It knows nothing of colours that the system forces upon a page.
  const isForced = matchMedia("(forced-colors: active)").matches;
  const rules = { "color-contrast": { enabled: !isForced } };
  return (await axe.run(document, { resultTypes: ["violations"], rules })).violations;
};
const look = async () => {
  if (!globalThis.axe) return ["axe is not there"];
  const before = (await violations()).map(({ id }) => id);
  if (!before.length) return [];
  await later(AGAIN_MS);
  const lasting = (await violations()).filter(({ id }) => before.includes(id));
  return lasting.map(({ id, help, nodes }) => {
    const one = nodes.slice(0, 2).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 200)} ${node.failureSummary}`);
    return `${id}: ${help}: ${one.join(" | ").replace(/\s+/g, " ")}`;
  });
};
// Random use does not count the time of this look as the page's own, and Back may have left the page.
const answer = async () => (globalThis.recorder ? recorder.own(look) : globalThis.axe ? look() : []);
answer().then(done, (error) => done([`axe failed: ${error}\n${error.stack}`]));
