// C5: from the pointer's place to the nearest logged point.

import { steps, values } from "./data.js";
import { chart } from "./ours.js";
import { pairs, settled, timed } from "./pairs.js";
import { uPlot } from "./peers.js";

const N = 1e6;
/// Moves per turn, because one is too short for the clock.
const MOVES = 20;

export async function measureHover() {
  const ys = values("noisy", N);
  const own = chart([ys], 1);
  own.chart.draw();
  const rect = [...own.chart.plot_rect()];
  const yRange = () => own.chart.domain().slice(2);
  const { plot } = uPlot([steps(N), ys], { dpr: 1, rect, yRange, hasCursor: true });
  const crosshair = plot.root.querySelector(".u-cursor-x");
  await settled();
  const [left, top, right] = rect;
  // All over the plot, never twice the same place.
  const place = (turn, move) => (((turn * MOVES + move) * 0.618034) % 1) * (right - left - 2) + 1;
  const perMove = (act) => async (turn) => {
    await settled();
    const all = timed(() => {
      for (let move = 0; move < MOVES; move++) act(place(turn, move));
    });
    return all / MOVES;
  };
  const ours = perMove((x) => {
    own.chart.hover(left + x, top + 100);
    own.flushCursor();
  });
  const peer = perMove((x) => {
    plot.setCursor({ left: x, top: 100 });
    // The crosshair is an element; this makes the browser place it, though not paint it.
    crosshair.getBoundingClientRect();
  });
  const measured = await pairs(ours, peer);
  own.end();
  plot.destroy();
  return measured;
}
