/** @file Long runs have few lines, and the first, the best and the last epoch among them. */
import { expect, test } from "vitest";
import type { EpochEvent } from "../../record/events.ts";
import { EpochLines, isRound } from "./epochs.ts";

const numbers = (epochs: number): number[] => Array.from({ length: epochs }, (_, i) => i + 1).filter(isRound);

const epoch = (number: number, best: boolean): EpochEvent => ({
  t: "epoch",
  epoch: number - 1,
  step: 10 * number,
  cost: 1,
  train: {},
  validation: null,
  test: null,
  seconds: 1,
  best,
});

interface Run {
  readonly epochs: number;
  /** Numbers of the epochs that were the best when they ended. */
  readonly best: readonly number[];
  /** After these numbers something else is said. */
  readonly interrupted?: readonly number[];
  readonly due?: readonly number[];
}

function written({ epochs, best, interrupted = [], due = [] }: Run): string[] {
  const lines: string[] = [];
  const shown = new EpochLines((event, note) => lines.push(`${event.epoch + 1}${note && ` ${note}`}`));
  for (let number = 1; number <= epochs; number++) {
    shown.add(epoch(number, best.includes(number)), due.includes(number));
    if (!interrupted.includes(number)) continue;
    shown.catchUp();
    lines.push("card");
  }
  shown.end();
  return lines;
}

test("20 epochs have 20 lines, 300 have 42, 1000 have 51, and every ten times as many 18 more", () => {
  expect([5, 20, 300, 1000, 10_000, 100_000].map((epochs) => numbers(epochs).length)).toEqual([5, 20, 42, 51, 69, 87]);
  expect(numbers(300).slice(20)).toEqual([
    22, 24, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 140, 160, 180, 200, 220, 240, 250, 300,
  ]);
});

test("the last epoch is written once, whether its number is round or not", () => {
  expect(written({ epochs: 60, best: [] }).slice(-2)).toEqual(["50", "60"]);
  expect(written({ epochs: 67, best: [] }).slice(-3)).toEqual(["50", "60", "67"]);
});

test("the best epoch is written where it was left out, and said to be it", () => {
  const falling = Array.from({ length: 67 }, (_, i) => i + 1);
  expect(written({ epochs: 67, best: falling }).slice(-2)).toEqual(["60", "67 best"]);
  expect(written({ epochs: 67, best: [1, 30, 53] }).slice(-4)).toEqual(["50", "60", "53 best", "67"]);
  expect(written({ epochs: 67, best: [1, 53, 60] }).slice(-2)).toEqual(["60", "67"]);
  expect(written({ epochs: 60, best: [1, 53] }).slice(-2)).toEqual(["60", "53 best"]);
});

test("what is said of an epoch stands below its line", () => {
  expect(written({ epochs: 67, best: [53], interrupted: [53, 60] }).slice(-6)).toEqual([
    "50",
    "53",
    "card",
    "60",
    "card",
    "67",
  ]);
});

test("an epoch after long silence has a line, whatever its number", () => {
  expect(written({ epochs: 67, best: [53], due: [53, 57] }).slice(-5)).toEqual(["50", "53", "57", "60", "67"]);
});
