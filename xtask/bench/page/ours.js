// Our side: the program, and charts on canvases of a known size in device pixels.

export const WIDTH = 1200;
export const HEIGHT = 400;
/// Of every curve, ours and the peers', in CSS pixels.
export const LINE_WIDTH = 1;
/// Figures per call; what passes through a call is copied once.
const PIECE = 4096;

let nInstances = 0;

/// The program with a memory of its own.
export async function instance() {
  nInstances += 1;
  const ours = await import(`/ours/bench.js?${nInstances}`);
  const { memory } = await ours.default({ module_or_path: "/ours/bench_bg.wasm" });
  return { ...ours, memory };
}

export const shared = await instance();

/// A chart of these curves on canvases in the page, not drawn yet.
export function chart(curves, dpr, program = shared) {
  const stage = canvases(dpr);
  const chart = new program.Chart(...stage.layers, dpr, curves.length, LINE_WIDTH * dpr);
  curves.forEach((ys, series) => push(chart, series, ys));
  return {
    chart,
    ...stage,
    end() {
      chart.free();
      stage.remove();
    },
  };
}

/// Appends figures.
export function push(chart, series, ys) {
  for (let from = 0; from < ys.length; from += PIECE) {
    chart.push(series, ys.subarray(from, from + PIECE));
  }
}

/// Three layers: axes, data, cursor.
export function canvases(dpr) {
  const layers = ["axes", "data", "cursor"].map(() => {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH * dpr;
    canvas.height = HEIGHT * dpr;
    document.querySelector("#ours").append(canvas);
    return canvas;
  });
  return {
    layers,
    /// Makes the browser draw everything that it was told to.
    flush: () => layers.slice(0, 2).forEach(readPixel),
    flushCursor: () => readPixel(layers[2]),
    remove: () => layers.forEach((canvas) => canvas.remove()),
  };
}

export function readPixel(canvas) {
  return canvas.getContext("2d").getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
}

/// The colour of a curve.
export const color = (slot) => `rgb(${shared.color(slot).join(", ")})`;
