/** @file expm1, log1p and what is built on them keep all digits near 0, as ONNX Runtime computes them in float32. */
import ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import type { Node } from "../../src/graph/node.ts";
import type { OnnxTarget } from "../../src/graph/op.ts";
import { encodeGraph } from "../../src/onnx/encode.ts";
import { elu } from "../../src/ops/elu.ts";
import { expm1 } from "../../src/ops/expm1.ts";
import { input } from "../../src/ops/input.ts";
import { log1p } from "../../src/ops/log1p.ts";
import { softplus } from "../../src/ops/softplus.ts";

/** ±10^e for exponents from −10 to 1, kept in the function's domain. */
const magnitudes = Array.from({ length: 4000 }, (_, i) => (i % 2 ? -1 : 1) * 10 ** (-10 + (11 * i) / 4000));

async function runFloat32(f: (x: Node) => Node, xs: Float32Array, target: OnnxTarget): Promise<Float32Array> {
  const x = input("x", "float32", [xs.length]);
  const model = encodeGraph({ inputs: [x], outputs: new Map([["y", f(x)]]) }, { target });
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const { y } = await session.run({ x: new ort.Tensor("float32", xs, [xs.length]) });
  await session.release();
  return y!.data as Float32Array;
}

interface Subject {
  readonly name: string;
  readonly build: (x: Node) => Node;
  readonly exact: (x: number) => number;
  readonly domain: (x: number) => boolean;
}

const subjects: readonly Subject[] = [
  { name: "expm1", build: expm1, exact: Math.expm1, domain: () => true },
  { name: "log1p", build: log1p, exact: Math.log1p, domain: (x) => x > -1 },
  { name: "elu", build: elu, exact: (x) => (x > 0 ? x : Math.expm1(x)), domain: () => true },
  {
    name: "softplus",
    build: softplus,
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    domain: () => true,
  },
];

describe.each(["cpu", "webgpu"] as const)("lowered for %s and run in float32", (target) => {
  test.each(subjects)("$name is within 5e-7 of itself", async ({ build, exact, domain }) => {
    const xs = Float32Array.from(magnitudes).filter(domain);
    const ys = await runFloat32(build, xs, target);
    let worst = { x: 0, y: 0, relative: 0 };
    xs.forEach((x, i) => {
      const relative = Math.abs(ys[i]! / exact(x) - 1);
      if (!(relative <= worst.relative)) worst = { x, y: ys[i]!, relative };
    });
    expect(worst.relative, JSON.stringify(worst)).toBeLessThan(5e-7);
  });

  test.each([
    ["expm1", expm1, [0, 88, -200, 100], [0, Math.fround(Math.expm1(88)), -1, Number.POSITIVE_INFINITY]],
    [
      "log1p",
      log1p,
      [0, 1e30, -1, Number.POSITIVE_INFINITY],
      [0, Math.fround(Math.log(1e30)), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ],
    ["softplus", softplus, [-80, 1000], [Math.exp(-80), 1000]],
  ] as const)("%s keeps its limits", async (_, build, xs, expected) => {
    const ys = await runFloat32(build, Float32Array.from(xs), target);
    ys.forEach((y, i) => {
      const relative = y === expected[i] ? 0 : Math.abs(y / expected[i]! - 1);
      expect(relative, `at ${xs[i]}: ${y}`).toBeLessThan(5e-6);
    });
  });
});
