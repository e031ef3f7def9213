/** @file A cost that stands still is told from one whose last digit is coarse, and levels from coincidences. */
import { expect, test } from "vitest";
import { explainLogs } from "../explain.ts";
import { readLog } from "../read.ts";

const statements = (lines: readonly string[]): readonly string[] =>
  explainLogs([readLog(lines.join("\n"), "log")]).runs.flatMap(({ statements: found }) => found.map(({ id }) => id));

const keras = (loss: string, accuracy: number, validation: string): string[] => [
  `1875/1875 [=====] - 5s 2ms/step - loss: ${loss} - accuracy: ${accuracy} - val_loss: ${validation} - val_accuracy: 0.1135`,
];

test("four digits of a cost that stay the same for three epochs do not say that the weights stand still", () => {
  const log = [0.1123, 0.1123, 0.1124].flatMap((accuracy) => keras("2.3026", accuracy, "2.3026"));
  expect(statements(log)).not.toContain("frozen");
});

test("a cost that stays the same beside an accuracy that changes is not called frozen", () => {
  const log = Array.from({ length: 12 }, (_, i) => keras("2.3026", i % 2 === 0 ? 0.11 : 0.1, "2.3026")).flat();
  expect(statements(log)).not.toContain("frozen");
});

test("a cost of which no digit changes is called frozen", () => {
  expect(statements(Array.from({ length: 5 }, (_, i) => `epoch ${i} loss 0.69314718`))).toContain("frozen");
  expect(statements(Array.from({ length: 12 }, (_, i) => `epoch ${i} loss 2.3026`))).toContain("frozen");
});

test("a flat cost near a multiple of ln 2 is no known level", () => {
  const log = [25.1, 24.9, 25.0, 24.95, 25.02].map((loss, i) => `epoch ${i + 1} loss ${loss}`);
  expect(statements(log)).not.toContain("constant-output");
});
