// D1: a dataset is looked at; the peer parses each line, and does no more with it.

import { shared } from "./ours.js";
import { pairs, settled, timed } from "./pairs.js";

/// Bytes at once, as the page reads a file.
const PIECE = 1 << 18;

export async function measureDataset() {
  const bytes = new Uint8Array(await (await fetch("/rows/dataset.jsonl")).arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const per100MB = 1e8 / bytes.length;
  let [nOurs, nPeers] = [0, 0];
  const ours = () => {
    const check = new shared.DatasetCheck();
    for (let from = 0; from < bytes.length; from += PIECE) check.feed(bytes.subarray(from, from + PIECE));
    nOurs = check.finish();
  };
  const peer = () => {
    nPeers = 0;
    for (let from = 0, end; from < text.length; from = end + 1) {
      end = text.indexOf("\n", from);
      nPeers += JSON.parse(text.slice(from, end)).messages.length ? 1 : 0;
    }
  };
  const sample = (act) => async () => {
    await settled();
    globalThis.gc();
    await settled();
    return timed(act) * per100MB;
  };
  const measured = await pairs(sample(ours), sample(peer));
  if (nOurs !== nPeers) throw new Error(`${nOurs} examples, and the peer counts ${nPeers}`);
  const speed = (all) => Math.round(1e5 / all.toSorted((a, b) => a - b)[all.length >> 1]);
  return { ...measured, note: `${speed(measured.ours)} MB/s, the peer ${speed(measured.peer)}` };
}
