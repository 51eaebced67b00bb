// From a response to columns, in our way and in JavaScript's.

import { yielded } from "./pairs.js";

/// Bytes that are handed on at once.
const PIECE = 256 * 1024;
/// Milliseconds without a turn for the browser.
const MOST_BUSY = 4;

/// Hands on a body in pieces as they arrive, and lets the browser take turns.
export async function stream(response, take) {
  const reader = response.body.getReader();
  let since = performance.now();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (let from = 0; from < value.length; from += PIECE) {
      take(value.subarray(from, from + PIECE));
      if (MOST_BUSY < performance.now() - since) {
        await yielded();
        since = performance.now();
      }
    }
  }
}

/// Rows as two columns, steps and figures.
export function columnsOf(rows) {
  const columns = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let i = 0; i < rows.length; i++) {
    columns[0][i] = rows[i].step;
    columns[1][i] = rows[i].loss;
  }
  return columns;
}
