// C7: a chart of a million points from values in memory, canvas and all.

import { steps, values } from "./data.js";
import { together } from "./ink.js";
import { chart } from "./ours.js";
import { pairs, settled, timed } from "./pairs.js";
import { chartJs, eCharts, loadChartJs, loadECharts, uPlot } from "./peers.js";
import { picture } from "./say.js";

const N = 1e6;

/// The peers' values as they like them best.
const PEERS = {
  "C7a": async (ys) => {
    await loadChartJs();
    const points = Array.from(ys, (y, i) => ({ x: i + 1, y }));
    return () => chartJs(points);
  },
  "C7b-typed": async (ys) => {
    await loadECharts();
    const pairs = new Float64Array(2 * ys.length);
    ys.forEach((y, i) => pairs.set([i + 1, y], 2 * i));
    return () => eCharts(pairs);
  },
  "C7b": async (ys) => {
    await loadECharts();
    const pairs = Array.from(ys, (y, i) => [i + 1, y]);
    return () => eCharts(pairs);
  },
  "C7c": (ys) => {
    const xs = steps(ys.length);
    const own = chart([ys], 1);
    own.chart.draw();
    const [rect, range] = [[...own.chart.plot_rect()], own.chart.domain().slice(2)];
    own.end();
    return () => {
      const { plot, canvas, flush } = uPlot([xs, ys], { dpr: 1, rect, yRange: () => range });
      // What it would do in a microtask.
      plot.batch(() => {});
      flush();
      return { canvas, end: () => plot.destroy() };
    };
  },
};

export const CREATIONS = Object.keys(PEERS);

export async function measureCreation(id) {
  const ys = values("noisy", N);
  const createPeer = await PEERS[id](ys);
  const sample = (create) => async () => {
    await settled();
    globalThis.gc();
    let created;
    const took = timed(() => (created = create()));
    created.end();
    return took;
  };
  const ours = sample(() => {
    const own = chart([ys], 1);
    own.chart.draw();
    own.flush();
    return own;
  });
  const measured = await pairs(ours, sample(createPeer));
  const created = createPeer();
  await picture(`${id}-peer.png`, together([created.canvas]));
  created.end();
  return measured;
}
