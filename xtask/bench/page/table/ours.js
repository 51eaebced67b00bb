// Our side, and the same state with rows by Leptos' `<For>`: the app's own state, polling, decoders and table; only the network is ours to stand in for.

import { bodyOf } from "./jobs.js";

const CONFIG = JSON.stringify({
  version: 1,
  demo: false,
  connections: [{ id: "prod", label: "production", provider: "together", base_url: "/api/v1", key: "proxy" }],
});

/// What the service answers now, and how often it was asked for what.
let list = new Uint8Array();
const asked = { lists: 0, others: 0 };

/// Bytes that a network hands over at a time.
const PIECE = 1 << 16;

/// A response whose body has arrived: what a browser's own stream costs is no cost of the peers either, which get text.
function arriving(bytes) {
  const response = new Response(null, { headers: { "Content-Type": "application/json" } });
  let at = 0;
  const read = () => {
    const value = bytes.subarray(at, (at += PIECE));
    return Promise.resolve({ done: !value.length, value });
  };
  Object.defineProperty(response, "body", { value: { getReader: () => ({ read }) } });
  return response;
}

function answer(request) {
  const { url, signal } = typeof request === "string" ? { url: request } : request;
  if (url.endsWith("config.json")) return Promise.resolve(new Response(CONFIG));
  if (url.endsWith("/fine-tunes")) {
    asked.lists += 1;
    return Promise.resolve(arriving(list));
  }
  asked.others += 1;
  // Loss lines are on their way for ever; the peers have none.
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

const encoded = new Map();

/// A body as bytes, made once.
function bytes(body) {
  if (!encoded.has(body)) encoded.set(body, new TextEncoder().encode(body));
  return encoded.get(body);
}

export async function side(host, _rowHeight, { yielded, drained }) {
  const program = await import("/ours/bench.js");
  const { memory } = await program.default({ module_or_path: "/ours/bench_bg.wasm" });
  window.fetch = answer;
  const isByFor = new URLSearchParams(location.search).get("side") === "for";
  const table = program.Table.on(host, isByFor);
  while (!table.is_ready()) await yielded();
  table.set_polling(false);
  const answered = async () => {
    do await yielded();
    while (table.is_loading());
  };
  const tick = async (body) => {
    list = bytes(body);
    table.refresh();
    await answered();
  };
  return {
    asked,
    async give(jobs) {
      encoded.clear();
      await tick(bodyOf(jobs));
      await drained();
      if (table.n_jobs() !== jobs.length) throw new Error(`${table.n_jobs()} jobs of ${jobs.length}`);
    },
    open: () => table.show(true),
    close: () => table.show(false),
    ask: ({ column = "created", isDescending = true, but = [] }) =>
      table.ask(`${isDescending ? "-" : ""}${column}`, but.map((status) => (status === "queued" ? "waiting" : status)).join(",")),
    tick,
    setPolling: (isOn) => table.set_polling(isOn),
    liveBytes: () => program.live_bytes(),
    memoryBytes: () => memory.buffer.byteLength,
  };
}
