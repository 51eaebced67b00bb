// C9: whether the picture of reduced data is the picture of all data.

import { values } from "./data.js";
import { blank, coverage, ends, together } from "./ink.js";
import { chart, color } from "./ours.js";
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
/// Rows by which a column's first and last may differ.
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

/// Columns of the plot that are inked where all points leave none, or not where they leave some. What they cover by
/// about a half may be either.
function differing(reduced, full, rect) {
  const ours = ends(coverage(reduced, rect), 0.5);
  const all = coverage(full, rect);
  const [must, may] = [ends(all, 0.75), ends(all, 0.25)];
  const isWithin = (inner, outer) => outer[0] - TOLERANCE <= inner[0] && inner[1] <= outer[1] + TOLERANCE;
  return ours.filter((own, x) => !isWithin(own, may[x]) || !isWithin(must[x], own)).length;
}
