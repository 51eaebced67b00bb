// Runs the cases that the address asks for, one after the other.

import { CREATIONS, measureCreation } from "./create.js";
import { measureDataset } from "./dataset.js";
import { measureBits, measureBlocks, measureColumns, measureGloo, measureParsing, measurePixels, rowsUrl } from "./decode.js";
import { measureFaithfulness } from "./faithful.js";
import { FRAMES, measureFrames } from "./frames.js";
import { measureHover } from "./hover.js";
import { measureNaive } from "./naive.js";
import { measureLoad, measureRest } from "./memory.js";
import { measureAll } from "./say.js";

const FEW = 1e5;
const MANY = 1e6;

const DECODE = {
  "J1": () => measureColumns(MANY),
  "J2": () => measureGloo(MANY),
  "J3": () => measureParsing(MANY),
  "J4": () => measureBlocks(MANY),
  "J5": () => measureBits(MANY),
  "D1": measureDataset,
};

const CHARTS = {
  ...Object.fromEntries(Object.keys(FRAMES).map((id) => [id, () => measureFrames(id)])),
  "C5": measureHover,
  "C6a": () => measurePixels(FEW),
  "C6b": () => measurePixels(MANY),
  ...Object.fromEntries(CREATIONS.map((id) => [id, () => measureCreation(id)])),
  "C8": countCalls,
  "C9": measureFaithfulness,
  "C10": measureNaive,
  "M1": () => measureRest(MANY),
  "M1-4m": () => measureRest(4 * MANY),
  "M2": () => measureLoad(rowsUrl(MANY), MANY),
  ...DECODE,
};

/// The largest number of calls that a frame of one curve needs.
async function countCalls() {
  const { calls } = await measureFrames("C1c");
  return { ours: [calls[0]], peer: [calls[1]] };
}

await measureAll(new URLSearchParams(location.search).get("set") === "decode" ? DECODE : CHARTS);
