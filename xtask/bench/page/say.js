// The page's way to the terminal.

async function post(path, body) {
  const response = await fetch(path, { method: "POST", body });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
}

/// A line about what happens now.
const say = (text) => post("/said", text);

/// What a goal's case measured. `ours` and `peer` are lists, pair by pair.
function measured(id, { ours, peer = [], calls = [], note = "" }) {
  const numbers = (list) => list.map(String).join(" ");
  const lines = [`id ${id}`, `ours ${numbers(ours)}`, `peer ${numbers(peer)}`, `calls ${numbers(calls)}`, `note ${note}`];
  return post("/measured", lines.join("\n"));
}

/// A canvas as a picture beside the results.
export async function picture(name, canvas) {
  const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  await post(`/picture/${name}`, png);
}

const done = () => post("/done", "");

/// Measures the cases that the address asks for (`only=PREFIX`, none for all), one after the other.
export async function measureAll(cases) {
  const only = new URLSearchParams(location.search).getAll("only");
  if (!crossOriginIsolated) throw new Error("the clock is coarse, because the page is not isolated");
  for (const [id, measure] of Object.entries(cases)) {
    if (only.length && !only.some((prefix) => id.startsWith(prefix))) continue;
    const begun = performance.now();
    await say(`${id} …`);
    await measured(id, await measure());
    await say(`${id} took ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  await done();
}
