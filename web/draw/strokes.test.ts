/** @file Strokes grow, are taken back and cleared, also while the hand that draws is down. */
import { expect, test } from "vitest";
import { type Ink, type Point, Strokes } from "./strokes.ts";

/** Where lines went to since the last clearing. */
function inkTo(lines: Point[]): Ink {
  const nothing = (): void => {};
  return {
    strokeStyle: "",
    lineWidth: 1,
    lineCap: "round",
    beginPath: nothing,
    moveTo: nothing,
    stroke: nothing,
    lineTo: (x, y) => void lines.push([x, y]),
    clearRect: () => lines.splice(0),
  };
}

test.each(["undo", "clear"] as const)("%s while a stroke grows takes it back, and it grows no further", (takeBack) => {
  const lines: Point[] = [];
  const [strokes, ink] = [new Strokes(), inkTo(lines)];
  strokes.begin(ink, [1, 1]);
  strokes.extend(ink, [[2, 2]]);
  strokes[takeBack]();
  strokes.paint(ink);
  strokes.extend(ink, [[3, 3]]);
  expect([lines, strokes.isEmpty]).toEqual([[], true]);
});

test("undo while the second stroke grows leaves the first as it was", () => {
  const lines: Point[] = [];
  const [strokes, ink] = [new Strokes(), inkTo(lines)];
  for (const at of [1, 5]) strokes.begin(ink, [at, at]);
  strokes.undo();
  strokes.extend(ink, [[9, 9]]);
  strokes.paint(ink);
  expect(lines).toEqual([[1, 1]]);
});
