// Two sides in turns, so that whatever else the machine does falls on both.

/// Turns before the first that counts: at least so many, and for at least so long. Programs of both sides are compiled
/// in earnest only once they have run for a while, and the first case of a page would pay for that.
const WARM_UPS = 5;
const WARM_UP_MS = 1000;
const PAIRS = 15;
/// When the halves of what was measured differ by more, as many pairs are measured again, at most so often.
const MOST_DISAGREEMENT = 0.2;
const MOST_ROUNDS = 3;

/// Runs both sides alternately. Each is called with the number of its turn and gives what it measured; `next` is the
/// turn after the last.
export async function pairs(ours, peer) {
  const begun = performance.now();
  let turn = 0;
  for (; turn < WARM_UPS || performance.now() - begun < WARM_UP_MS; turn++) {
    await ours(turn);
    await peer(turn);
  }
  const measured = { ours: [], peer: [] };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let pair = 0; pair < PAIRS; pair++, turn++) {
      // Who comes second finds other caches, so both come second.
      if (turn % 2) measured.ours.push(await ours(turn));
      measured.peer.push(await peer(turn));
      if (!(turn % 2)) measured.ours.push(await ours(turn));
    }
    if (halvesAgree(measured)) break;
  }
  return { ...measured, next: turn };
}

function halvesAgree({ ours, peer }) {
  const ratios = ours.map((value, i) => value / peer[i]);
  const middle = ratios.length >> 1;
  const [first, second] = [median(ratios.slice(0, middle)), median(ratios.slice(middle))];
  return Math.abs(first - second) <= MOST_DISAGREEMENT * Math.min(first, second);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/// Milliseconds that `act` takes.
export function timed(act) {
  const begun = performance.now();
  act();
  return performance.now() - begun;
}

/// The same for what takes turns with the browser.
export async function timedAsync(act) {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

/// After the next frame has been put on screen.
export async function settled() {
  await new Promise(requestAnimationFrame);
  await yielded();
}

/// After everything else that waits for the main thread.
export function yielded() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
