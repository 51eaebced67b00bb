// C10: a frame of every point through plotters' own line series, against ours.

import { callsOf } from "./calls.js";
import { values } from "./data.js";
import { canvases, chart, shared } from "./ours.js";
import { pairs, settled, timed } from "./pairs.js";

const N = 1e6;

export async function measureNaive() {
  const ys = values("noisy", N);
  const own = chart([ys], 1);
  const stage = canvases(1);
  const naive = new shared.Naive(stage.layers[0], ys);
  const from = (turn) => 1 + 1000 * (turn % 12);
  own.chart.zoom(from(0), N);
  const [, , yLow, yHigh] = own.chart.domain();
  const ours = (turn) => own.chart.zoom(from(turn), N);
  const peer = (turn) => naive.draw(from(turn), N, yLow, yHigh);
  const sample = (draw, flush) => async (turn) => {
    await settled();
    return timed(() => {
      draw(turn);
      flush();
    });
  };
  const measured = await pairs(sample(ours, own.flush), sample(peer, stage.flush));
  const calls = [callsOf(() => ours(0)), callsOf(() => peer(0))];
  own.end();
  naive.free();
  stage.remove();
  return { ...measured, calls };
}
