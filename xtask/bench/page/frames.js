// C1 to C4 and C8: frames of a chart that is there already.

import { callsOf } from "./calls.js";
import { steps, values } from "./data.js";
import { area, coverage, together } from "./ink.js";
import { chart, push } from "./ours.js";
import { pairs, settled, timed } from "./pairs.js";
import { uPlot, uPlotValues } from "./peers.js";
import { picture } from "./say.js";

/// A view that changes comes back to where it began after so many turns.
const CYCLE = 12;
/// How far a pan goes, in CSS pixels; their sum is 0.
const PANS = [1, 7, 23, 50, -3, -17, 42, -50, -8, 12, -31, -26];
/// Points of a live tick.
const TICK = 10;

const zoomFrame = { begin: () => {}, ours: zoomOurs, peer: zoomPeer };
// To the peer a pan is a zoom like any other.
const panFrame = { begin: beginPan, ours: panOurs, peer: zoomPeer };
const appendFrame = { begin: beginAppend, ours: appendOurs, peer: appendPeer };

const frame = (kind, n, dpr, more = {}) => ({ kind, n, dpr, nSeries: 1, shape: "noisy", ...more });
const hairline = (n, shape) => frame(zoomFrame, n, 1, { shape });
const wide = (n, shape) => frame(zoomFrame, n, 2, { shape });

export const FRAMES = {
  "C1a": hairline(1e4, "noisy"),
  "C1b": hairline(1e5, "noisy"),
  "C1c": hairline(1e6, "noisy"),
  "C2a": wide(1e4, "noisy"),
  "C2b": wide(1e5, "noisy"),
  "C2c": wide(1e6, "noisy"),
  "C2d": frame(zoomFrame, 1e5, 2, { nSeries: 8 }),
  "C3": frame(panFrame, 1e6, 1),
  "C3-wide": frame(panFrame, 1e6, 2),
  "C4": frame(appendFrame, 1e6, 1),
  "C4-wide": frame(appendFrame, 1e6, 2),
  "C1b-smooth": hairline(1e5, "smooth"),
  "C1c-smooth": hairline(1e6, "smooth"),
  "C1c-spikes": hairline(1e6, "spikes"),
  "C1c-gaps": hairline(1e6, "gaps"),
  "C2b-smooth": wide(1e5, "smooth"),
  "C2c-smooth": wide(1e6, "smooth"),
  "C2c-spikes": wide(1e6, "spikes"),
  "C2c-gaps": wide(1e6, "gaps"),
};

/// Measures one of them, and leaves the last frame's pictures.
export async function measureFrames(id) {
  const { kind, n, dpr, nSeries, shape } = FRAMES[id];
  const room = TICK * 100;
  const curves = Array.from({ length: nSeries }, (_, i) => values(shape, n + room, i + 1));
  const state = { n, dpr, xs: steps(n + room), curves, domain: null, domains: [] };
  const begun = curves.map((ys) => ys.subarray(0, n));
  const own = chart(begun, dpr);
  own.chart.draw();
  state.rect = [...own.chart.plot_rect()];
  state.domain = own.chart.domain();
  state.peerCurves = begun.map(uPlotValues);
  state.own = own;
  state.peer = uPlot([state.xs.subarray(0, n), ...state.peerCurves], {
    dpr,
    rect: state.rect,
    yRange: () => state.domain?.slice(2),
  });
  await settled();
  kind.begin(state);
  if (!state.domains.length) learnDomains(kind, state);
  const sample = (act, flush) => async (turn) => {
    await settled();
    state.domain = state.domains[turn % state.domains.length];
    return timed(() => {
      act(state, turn);
      flush();
    });
  };
  globalThis.gc();
  const { next, ...measured } = await pairs(sample(kind.ours, own.flush), sample(kind.peer, state.peer.flush));
  state.domain = state.domains[next % state.domains.length];
  const calls = [callsOf(() => kind.ours(state, next)), callsOf(() => kind.peer(state, next))];
  const pictures = [together(own.layers.slice(0, 2)), together([state.peer.canvas])];
  const inks = pictures.map((canvas) => area(coverage(canvas, state.rect)));
  await picture(`${id}-ours.png`, pictures[0]);
  await picture(`${id}-peer.png`, pictures[1]);
  own.end();
  state.peer.plot.destroy();
  return { ...measured, calls, note: nSeries === 1 ? `ink ${(inks[0] / inks[1]).toFixed(3)} of the peer's` : "" };
}

/// What our chart shows in each turn, so that the peer shows the same.
function learnDomains(kind, state) {
  for (let turn = 0; turn < CYCLE; turn++) {
    kind.ours(state, turn);
    state.domains.push([...state.own.chart.domain()]);
  }
}

function zoomOurs({ own, n }, turn) {
  const at = turn % CYCLE;
  own.chart.zoom(1 + 0.002 * n * (at % 7), n - 0.0015 * n * (at % 5));
}

function zoomPeer({ peer, domain: [min, max] }) {
  peer.plot.batch(() => peer.plot.setScale("x", { min, max }));
}

function beginPan({ own, n }) {
  own.chart.zoom(0.05 * n, 0.95 * n);
}

function panOurs({ own, dpr }, turn) {
  own.chart.pan(PANS[turn % CYCLE] * dpr);
}

function beginAppend(state) {
  state.domains.push([...state.own.chart.domain()]);
  state.end = { ours: state.n, peer: state.n };
}

function appendOurs({ own, curves, end }) {
  curves.forEach((ys, series) => push(own.chart, series, ys.subarray(end.ours, end.ours + TICK)));
  end.ours += TICK;
  own.chart.draw();
}

function appendPeer({ peer, curves, xs, end }) {
  end.peer += TICK;
  const data = [xs, ...curves].map((list) => list.subarray(0, end.peer));
  peer.plot.batch(() => peer.plot.setData(data));
}
