// The page's way to the terminal.

async function post(path, body) {
  const response = await fetch(path, { method: "POST", body });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
}

/// A line about what happens now.
export const say = (text) => post("/said", text);

/// What a goal's case measured. `ours` and `peer` are lists, pair by pair.
export function measured(id, { ours, peer = [], calls = [], note = "" }) {
  const numbers = (list) => list.map(String).join(" ");
  const lines = [`id ${id}`, `ours ${numbers(ours)}`, `peer ${numbers(peer)}`, `calls ${numbers(calls)}`, `note ${note}`];
  return post("/measured", lines.join("\n"));
}

/// A canvas as a picture beside the results.
export async function picture(name, canvas) {
  const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  await post(`/picture/${name}`, png);
}

export const done = () => post("/done", "");
