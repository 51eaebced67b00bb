// Where the ink is: pictures as the rows that each pixel column reaches.

import { HEIGHT, WIDTH, color } from "./ours.js";

/// Layers in one picture, on white.
export function together(layers) {
  const [canvas, context] = blank(layers[0].width / WIDTH);
  layers.forEach((layer) => context.drawImage(layer, 0, 0));
  return canvas;
}

/// A white picture and its context.
export function blank(dpr) {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH * dpr, height: HEIGHT * dpr });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return [canvas, context];
}

/// How much of each pixel of a plot the first curve's colour covers, from 0 to 1, and the plot's size.
export function coverage(canvas, rect) {
  const [left, top, right, bottom] = rect.map(Math.round);
  const { data, width, height } = canvas.getContext("2d").getImageData(left, top, right - left, bottom - top);
  const ink = Number(color(0).match(/\d+/)[0]);
  const covered = new Float32Array(width * height).map((_, i) => (255 - data[4 * i]) / (255 - ink));
  return { covered, width, height };
}

/// First and last row per column that is covered by at least `least`; none is an empty range from infinity on.
export function ends({ covered, width, height }, least) {
  return Array.from({ length: width }, (_, x) => {
    const found = [Infinity, -Infinity];
    for (let y = 0; y < height; y++) {
      if (least <= covered[y * width + x]) {
        if (found[0] === Infinity) found[0] = y;
        found[1] = y;
      }
    }
    return found;
  });
}

/// Covered area in pixels; what is fainter than a grid line does not count.
export function area({ covered }) {
  return covered.reduce((sum, part) => sum + (0.25 < part ? Math.min(part, 1) : 0), 0);
}
