// Counts what a frame asks of its canvases: calls and settings.

const COUNTED = [CanvasRenderingContext2D, Path2D];

/// Number of calls that `act` makes. The counters are gone afterwards, as they cost time.
export function callsOf(act) {
  let n = 0;
  const undo = COUNTED.flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, own]) => {
      if (name === "constructor" || !own.configurable) return [];
      const counted = { ...own };
      for (const way of ["value", "set"]) {
        const original = own[way];
        if (typeof original !== "function") continue;
        counted[way] = function (...args) {
          n += 1;
          return original.apply(this, args);
        };
      }
      Object.defineProperty(prototype, name, counted);
      return [() => Object.defineProperty(prototype, name, own)];
    }),
  );
  try {
    act();
  } finally {
    undo.forEach((step) => step());
  }
  return n;
}
