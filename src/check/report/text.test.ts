/** @file The text of a result: what it claims, and how wide it is. */
import { expect, test } from "vitest";
import { toValue } from "../../graph/dtype.ts";
import { constant } from "../../ops/constant.ts";
import { exp } from "../../ops/exp.ts";
import { log } from "../../ops/log.ts";
import { matmul } from "../../ops/matmul.ts";
import { mean } from "../../ops/mean.ts";
import { type CheckResult, check } from "../check.ts";
import { example } from "../rules/_example.ts";
import { renderText, type TextOptions } from "./text.ts";

const plain: TextOptions = { paint: (_format, text) => text, excerpt: () => null };

/** Layers of an orthogonal matrix of ±1/4: lengths stay, bounds grow fourfold a layer. */
function rotated(layers: number): CheckResult {
  const bits = (n: number): number => (n === 0 ? 0 : (n & 1) ^ bits(n >> 1));
  const entries = Array.from({ length: 256 }, (_, i) => (bits((i >> 4) & i & 15) === 0 ? 0.25 : -0.25));
  const w = constant(toValue("float32", [16, 16], entries));
  const { subject } = example("rotations", { x: { shape: [1, 16], lo: -1, hi: 1 } }, ({ x }) => {
    let y = x;
    for (let i = 0; i < layers; i++) y = matmul(y, w);
    return y;
  });
  return check(subject());
}

test("where only bounds grow beyond the largest number, no defect is found and nothing is called safe", () => {
  const shallow = rotated(4);
  expect(shallow.safe).toBe(true);
  expect(renderText(shallow, plain)).toContain("every value stays finite");
  const deep = rotated(80);
  expect(deep.findings).toEqual([]);
  expect(deep.safe).toBe(false);
  expect(renderText(deep, plain)).toContain("no defect found, and not called safe");
});

test("long rows go on below their beginning where lines are wrapped", () => {
  const { subject } = example("exp", { x: { shape: [2], lo: 0, hi: 100 } }, ({ x }) => exp(x));
  const wrap = (text: string, indentation: number): string[] => {
    const room = 60 - indentation;
    return text.match(new RegExp(`.{1,${room}}(?= |$)`, "g"))!.map((line) => line.trim());
  };
  const result = check(subject());
  const text = renderText(result, { ...plain, wrap });
  const rows = text.split("\n").filter((line) => line.startsWith("   "));
  expect(rows.length).toBeGreaterThan(5);
  expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(60);
  expect(text.replaceAll(/\n {10}/g, " ")).toContain("softmax, logSoftmax, sigmoid or softplus in its place");
  expect(renderText(result, plain)).toContain("softmax, logSoftmax, sigmoid or softplus in its place");
});

test("a gradient that overflows is not said to be that of another operand", () => {
  const { subject } = example("mean log p", { p: { shape: [4], lo: 1e-44, hi: 1 } }, ({ p }) =>
    mean(log(p), { axes: 0 }),
  );
  const text = renderText(check(subject()), plain);
  expect(text).toContain("the gradient of log is Infinity, in the reference interpreter");
});
