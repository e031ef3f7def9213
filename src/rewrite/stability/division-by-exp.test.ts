/** @file a / eᵇ against the real quotient, over the whole range of float32. */
import { expect, test } from "vitest";
import { mismatch, tolerances } from "../../../test/tolerance.ts";
import { compile } from "../../compile.ts";
import { evaluate } from "../../engine/reference/evaluate.ts";
import { toValue } from "../../graph/dtype.ts";
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { input } from "../../ops/input.ts";
import { floatLimits } from "../../util/float.ts";

test("a / eᵇ is accurate wherever a and the result are normal float32 numbers", () => {
  const exponents = Array.from({ length: 71 }, (_, i) => i - 35);
  const bs = Array.from({ length: 349 }, (_, i) => i - 174);
  const [a, b] = [input("a", "float32", [exponents.length, 1]), input("b", "float32", [bs.length])];
  const { graph } = compile({ inputs: [a, b], outputs: new Map([["y", div(a, exp(b))]]), rewrites: "on" });
  const numerators = toValue(
    "float32",
    [exponents.length, 1],
    exponents.map((e) => 1.7 * 10 ** e),
  );
  const [y] = evaluate(
    [graph.outputs.get("y")!],
    new Map([
      [a, numerators],
      [b, toValue("float32", [bs.length], bs)],
    ]),
  );
  const { minNormal, max: largest } = floatLimits.float32;
  let compared = 0;
  y!.data.forEach((found, i) => {
    const [numerator, exponent] = [numerators.data[Math.floor(i / bs.length)]!, bs[i % bs.length]!];
    const truth = numerator * Math.exp(-exponent);
    if (truth < minNormal || truth > largest) return;
    compared++;
    expect(
      mismatch([found], [truth], { ...tolerances.float32.rounding.forward, absolute: 0 }),
      `${numerator} / e^${exponent}`,
    ).toBeNull();
  });
  expect(compared).toBeGreaterThan(10_000);
});
