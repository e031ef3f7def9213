/** @file Thinning loses no extreme, whatever the series, the window and the axis. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { thin } from "./thin.ts";

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  },
);

const cases = fc.record({
  series: fc.array(fc.array(value, { minLength: 300, maxLength: 600 }), { minLength: 1, maxLength: 4 }),
  pixels: fc.integer({ min: 1, max: 120 }),
  from: fc.integer({ min: 0, max: 200 }),
  logarithmic: fc.boolean(),
});

test("of every pixel the lowest, the highest and the first odd value of every series are kept", () => {
  fc.assert(
    fc.property(cases, ({ series, pixels, from, logarithmic }) => {
      const rows = Math.min(...series.map(({ length }) => length));
      const steps = Array.from({ length: rows }, (_, i) => i);
      const [position, stepAt] = logarithmic
        ? [Math.log1p, Math.expm1]
        : [(step: number) => step, (step: number) => step];
      const span = { from, to: rows - 1 };
      const kept = new Set(thin(steps, series, { span, pixels, position, stepAt }));
      const [left, right] = [position(from), position(span.to)];
      const edges = Array.from({ length: pixels }, (_, i) => stepAt(left + ((right - left) * (i + 1)) / pixels));
      // The last step of the window belongs to its last pixel.
      const pixelOf = (step: number): number => edges.findIndex((edge, i) => step < edge || i === pixels - 1);
      for (const values of series) {
        const shown = (some: Iterable<number>): Map<number, { low: number; high: number; odd: boolean }> => {
          const pixelsSeen = new Map<number, { low: number; high: number; odd: boolean }>();
          for (const row of some) {
            if (row < from || row > span.to) continue;
            const seen = pixelsSeen.get(pixelOf(row)) ?? { low: Infinity, high: -Infinity, odd: false };
            // −0 and 0 are drawn at one place.
            const here = values[row]! + 0;
            if (Number.isFinite(here)) {
              seen.low = Math.min(seen.low, here);
              seen.high = Math.max(seen.high, here);
            } else seen.odd = true;
            pixelsSeen.set(pixelOf(row), seen);
          }
          return pixelsSeen;
        };
        expect(shown(kept)).toEqual(shown(steps));
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test("rows come ascending, once, and with one on either side of the window", () => {
  const steps = Float64Array.from({ length: 10_000 }, (_, i) => 3 * i);
  const values = steps.map((step) => Math.sin(step));
  const kept = thin(steps, [values], {
    span: { from: 3000, to: 24_000 },
    pixels: 100,
    position: (step) => step,
    stepAt: (step) => step,
  });
  expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
  expect([steps[kept[0]!], steps[kept.at(-1)!]]).toEqual([2997, 24_003]);
  expect(kept.length).toBeLessThan(500);
});

test("what has fewer rows than the picture can show stays whole", () => {
  expect(
    thin([0, 5, 9], [[1, 2, 3]], { span: { from: 0, to: 9 }, pixels: 100, position: Math.log1p, stepAt: Math.expm1 }),
  ).toEqual([0, 1, 2]);
});
