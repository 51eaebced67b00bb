// C9: whether the picture of reduced data is the picture of all data.

import { values } from "./data.js";
import { HEIGHT, WIDTH, chart, color } from "./ours.js";
import { picture } from "./say.js";

const N = 1e6;
const PICTURES = [
  { shape: "noisy", dpr: 1 },
  { shape: "noisy", dpr: 2 },
  { shape: "smooth", dpr: 2 },
  { shape: "spikes", dpr: 1 },
  { shape: "spikes", dpr: 2 },
  { shape: "gaps", dpr: 2 },
];
/// Points per stroke of the full picture: one path of a million is more than some canvases take.
const PIECE = 20000;
/// Rows by which a column's ends may differ.
const TOLERANCE = 1;

/// Number of pixel columns that differ in all pictures, and in which.
export async function measureFaithfulness() {
  const found = [];
  for (const { shape, dpr } of PICTURES) {
    const ys = values(shape, N);
    const own = chart([ys], dpr);
    own.chart.draw();
    const rect = [...own.chart.plot_rect()];
    const reduced = together(own.layers.slice(0, 2));
    const full = everyPoint(ys, [...own.chart.domain()], rect, dpr);
    own.end();
    found.push({ name: `${shape}-${dpr}px`, n: differing(reduced, full, rect) });
    await picture(`C9-${shape}-${dpr}px-ours.png`, reduced);
    await picture(`C9-${shape}-${dpr}px-full.png`, full);
  }
  const n = found.reduce((sum, { n }) => sum + n, 0);
  return { ours: [n], note: found.map(({ name, n }) => `${name} ${n}`).join(", ") };
}

function blank(dpr) {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH * dpr, height: HEIGHT * dpr });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return [canvas, context];
}

function together(layers) {
  const [canvas, context] = blank(layers[0].width / WIDTH);
  layers.forEach((layer) => context.drawImage(layer, 0, 0));
  return canvas;
}

/// A plain stroke through every point, as wide as ours.
function everyPoint(ys, [xLow, xHigh, yLow, yHigh], [left, top, right, bottom], dpr) {
  const [canvas, context] = blank(dpr);
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  Object.assign(context, { lineWidth: dpr, lineJoin: "round", strokeStyle: color(0) });
  const pxX = (x) => left + ((x - xLow) / (xHigh - xLow)) * (right - left);
  const pxY = (y) => bottom + ((y - yLow) / (yHigh - yLow)) * (top - bottom);
  for (let from = 0; from < ys.length; from += PIECE) {
    context.beginPath();
    let isOpen = false;
    for (let i = from; i <= Math.min(from + PIECE, ys.length - 1); i++) {
      const isGap = Number.isNaN(ys[i]);
      if (!isGap) {
        if (isOpen) context.lineTo(pxX(i + 1), pxY(ys[i]));
        else context.moveTo(pxX(i + 1), pxY(ys[i]));
      }
      isOpen = !isGap;
    }
    context.stroke();
  }
  return canvas;
}

/// Columns of the plot whose uppermost or lowest inked row differs by more than the tolerance.
function differing(a, b, [left, top, right, bottom]) {
  const read = (canvas) => ends(canvas, Math.ceil(left), Math.ceil(top), Math.floor(right), Math.floor(bottom));
  const [ours, full] = [read(a), read(b)];
  const isFar = (p, q) => TOLERANCE < Math.abs(p - q);
  return ours.filter(([top, bottom], i) => isFar(top, full[i][0]) || isFar(bottom, full[i][1])).length;
}

/// First and last row per column where more than half of a pixel has the curve's colour, -9 where none is.
function ends(canvas, left, top, right, bottom) {
  const { data, width } = canvas.getContext("2d").getImageData(left, top, right - left, bottom - top);
  const ink = Number(color(0).match(/\d+/)[0]);
  const limit = (255 + ink) / 2;
  return Array.from({ length: width }, (_, x) => {
    const found = [-9, -9];
    for (let y = 0; y < bottom - top; y++) {
      if (data[4 * (y * width + x)] < limit) {
        if (found[0] < 0) found[0] = y;
        found[1] = y;
      }
    }
    return found;
  });
}
