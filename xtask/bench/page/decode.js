// C6 and J1 to J5: from the bytes of an answer to columns, and on to pixels.

import { HEIGHT, LINE_WIDTH, WIDTH, canvases, shared } from "./ours.js";
import { pairs, settled, timed, timedAsync } from "./pairs.js";
import { uPlot } from "./peers.js";
import { columnsOf, stream } from "./read.js";

export const rowsUrl = (n) => `/rows/${n}.json`;
const MIXED = "/rows/mixed.json";
/// Where the peer draws, as our charts do by themselves.
const RECT = [48, 8, WIDTH - 10, HEIGHT - 22];

async function readOurs(response) {
  const store = new shared.Store();
  await stream(response, (bytes) => store.feed(bytes));
  store.finish();
  return store;
}

async function readPeer(response) {
  return columnsOf((await response.json()).metrics);
}

/// `act` is timed from the moment when the response is there, before its body; `end` is not.
const sample = (url, act, end = () => {}) => async () => {
  await settled();
  globalThis.gc();
  await settled();
  const response = await fetch(url);
  let result;
  const took = await timedAsync(async () => (result = await act(response)));
  end(result);
  return took;
};

/// C6: to a chart on screen.
export function measurePixels(n) {
  const ours = async (response) => {
    const store = await readOurs(response);
    const stage = canvases(1);
    const chart = new shared.Chart(...stage.layers, 1, 0, LINE_WIDTH);
    chart.show(store);
    chart.draw();
    stage.flush();
    return { store, stage, chart };
  };
  const endOurs = ({ store, stage, chart }) => {
    chart.free();
    store.free();
    stage.remove();
  };
  const peer = async (response) => {
    const { plot, flush } = uPlot(await readPeer(response), { dpr: 1, rect: RECT, yRange: () => null });
    plot.batch(() => {});
    flush();
    return plot;
  };
  return pairs(sample(rowsUrl(n), ours, endOurs), sample(rowsUrl(n), peer, (plot) => plot.destroy()));
}

/// J1: to columns; the peer is `fetch().json()` and a loop.
export function measureColumns(n) {
  return pairs(sample(rowsUrl(n), readOurs, (store) => store.free()), sample(rowsUrl(n), readPeer));
}

/// J2: the peer is gloo-net's `json()` in the same program.
export function measureGloo(n) {
  return pairs(
    sample(rowsUrl(n), readOurs, (store) => store.free()),
    sample(rowsUrl(n), (response) => shared.gloo_rows(response)),
  );
}

/// J3: from memory; the peer is `JSON.parse`.
export async function measureParsing(n) {
  const bytes = new Uint8Array(await (await fetch(rowsUrl(n))).arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const sample = (prepare, act, end) => async () => {
    const body = prepare();
    await settled();
    globalThis.gc();
    let result;
    const took = timed(() => (result = act(body)));
    end(result);
    return took;
  };
  const ours = sample(
    () => new shared.Body(bytes),
    (body) => body.parse(),
    (store) => store.free(),
  );
  const peer = sample(
    () => text,
    (text) => JSON.parse(text),
    () => {},
  );
  return pairs(ours, peer);
}

/// J4: the longest time for which nothing else could run; in milliseconds.
export function measureBlocks(n) {
  const longest = (read, end) => async () => {
    await settled();
    globalThis.gc();
    await settled();
    const stop = heartbeat();
    const result = await read(await fetch(rowsUrl(n)));
    const gap = await stop();
    end(result);
    return gap;
  };
  return pairs(
    longest(readOurs, (store) => store.free()),
    longest(readPeer, () => {}),
  );
}

/// Beats as often as the main thread lets it; gives a function that stops it and says what the longest pause was.
function heartbeat() {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longest = 0;
  let atNext = null;
  const beat = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (atNext) {
      port1.close();
      atNext(longest);
    } else {
      port2.postMessage(0);
    }
  };
  port1.onmessage = beat;
  port2.postMessage(0);
  return () => new Promise((resolve) => (atNext = resolve));
}

/// J5: figures whose bits are not those of `JSON.parse`.
export async function measureBits(n) {
  let [nDifferent, nCompared] = [0, 0];
  for (const url of [rowsUrl(n), MIXED]) {
    const store = await readOurs(await fetch(url));
    const [, figures] = await readPeer(await fetch(url));
    const bits = (list) => new BigUint64Array(list.buffer, list.byteOffset, list.length);
    const [ours, peer] = [bits(store.values()), bits(figures)];
    store.free();
    nDifferent += Math.abs(ours.length - peer.length);
    for (let i = 0; i < Math.min(ours.length, peer.length); i++) {
      if (ours[i] !== peer[i]) nDifferent += 1;
    }
    nCompared += peer.length;
  }
  return { ours: [nDifferent], note: `${nCompared} figures compared` };
}
