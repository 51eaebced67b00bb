// The four shapes of curves, the same in every run.

export const SHAPES = ["noisy", "smooth", "spikes", "gaps"];

/// Numbers from 0 to 1 (mulberry32).
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/// `n` values of a shape; `NaN` is a gap. `seed` makes another curve of the same shape.
export function values(shape, n, seed = 1) {
  const next = random(seed * 7919 + SHAPES.indexOf(shape));
  const ys = new Float64Array(n);
  let average = 2.5;
  for (let i = 0; i < n; i++) {
    const decay = 0.2 + 0.1 * seed + 2.3 / (1 + (12 * i) / n);
    const noise = (next() + next() - 1) * 0.6;
    if (shape === "spikes") {
      ys[i] = next() < 40 / n ? 1 + 2 * next() : 1;
    } else if (shape === "smooth") {
      average += (decay + noise - average) * Math.min(1, 200 / n);
      ys[i] = average;
    } else {
      ys[i] = decay + noise * (0.25 + 0.75 / (1 + (4 * i) / n));
    }
    // One gap in 500 points, and a long one in the middle.
    const isLongGap = 0.45 * n < i && i < 0.5 * n;
    if (shape === "gaps" && (isLongGap || i % 500 === 250)) ys[i] = NaN;
  }
  return ys;
}

/// Steps from 1 on.
export function steps(n) {
  return Float64Array.from({ length: n }, (_, i) => i + 1);
}
