// M1 and M2: bytes per point, at rest and at the highest while a body is read.

import { steps, values } from "./data.js";
import { chart, instance, push } from "./ours.js";
import { settled } from "./pairs.js";
import { uPlot } from "./peers.js";
import { columnsOf, stream } from "./read.js";

/// Points before the first look, so that canvases and pictures are not counted.
const FEW = 4096;

async function heap() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await settled();
  }
  return performance.memory.usedJSHeapSize;
}

/// Bytes per point of a chart at rest, with its data.
export async function measureRest(n) {
  const ys = values("noisy", n);
  const program = await instance();
  const own = chart([ys.subarray(0, FEW)], 1, program);
  const ours = await perPoint(
    n - FEW,
    () => program.memory.buffer.byteLength,
    () => own.chart.draw(),
    () => push(own.chart, 0, ys.subarray(FEW)),
  );
  const rect = [...own.chart.plot_rect()];
  own.end();

  // What it keeps is in the heap, its arrays, too.
  let data = [steps(FEW), ys.slice(0, FEW)];
  const { plot } = uPlot(data, { dpr: 1, rect, yRange: () => null });
  const peer = await perPoint(
    n - FEW,
    () => 0,
    () => plot.batch(() => plot.setData(data)),
    () => (data = [steps(n), ys.slice()]),
  );
  plot.destroy();
  const note = (side, { outside, heap }) => `${side} ${outside.toFixed(2)} + ${heap.toFixed(2)} in the heap`;
  return { ours: [ours.outside + ours.heap], peer: [peer.outside + peer.heap], note: `${note("ours", ours)}, ${note("peer", peer)}` };
}

/// What `grow` and a frame cost, by memory outside of the JavaScript heap and the heap itself.
async function perPoint(n, outside, draw, grow) {
  draw();
  const before = { outside: outside(), heap: await heap() };
  grow();
  draw();
  return { outside: (outside() - before.outside) / n, heap: ((await heap()) - before.heap) / n };
}

/// Bytes per point by which memory grows while the body of a million rows is read.
export async function measureLoad(url, n) {
  const program = await instance();
  const store = new program.Store();
  const before = program.memory.buffer.byteLength;
  await stream(await fetch(url), (bytes) => store.feed(bytes));
  store.finish();
  // This memory never shrinks, so it is as large as it ever was.
  const ours = (program.memory.buffer.byteLength - before) / n;
  if (store.n_points() !== n) throw new Error(`${store.n_points()} points of ${n}`);
  store.free();

  const heapBefore = await heap();
  const rows = await (await fetch(url)).json();
  const parsed = performance.memory.usedJSHeapSize - heapBefore;
  const columns = columnsOf(rows.metrics);
  const arrays = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { ours: [ours], peer: [(parsed + arrays) / n] };
}
