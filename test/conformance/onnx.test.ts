/** @file Every op of the registry as an ONNX model, and the reader against damaged files. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Program } from "../../src/engine/engine.ts";
import type { Value } from "../../src/graph/dtype.ts";
import { isAbsent } from "../../src/graph/op.ts";
import { decodeModel, metadataOf } from "../../src/onnx/decode.ts";
import { encodeGraph } from "../../src/onnx/encode.ts";
import { encodeLoop } from "../../src/onnx/loop.ts";
import { decodeMessage, encodeMessage } from "../../src/onnx/wire/message.ts";
import { modelTable } from "../../src/onnx/wire/onnx.ts";
import { add } from "../../src/ops/add.ts";
import { ops } from "../../src/ops/index.ts";
import { input } from "../../src/ops/input.ts";
import { logSoftmax } from "../../src/ops/logSoftmax.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { mul } from "../../src/ops/mul.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { DataError } from "../../src/util/errors.ts";
import { randomStream, sampleCase, seed } from "../samples.ts";

const samples = ops
  .filter((op) => !(isAbsent(op.onnx) && op.body === undefined))
  .flatMap((op) => op.samples.map((sample, i) => ({ title: `${op.name} sample ${i}`, op, sample })));

const lowered = (op: (typeof samples)[number]["op"], sample: (typeof samples)[number]["sample"]): Uint8Array => {
  const { node, inputs } = sampleCase(op, sample, randomStream());
  return encodeGraph({ inputs, outputs: new Map([["y", node]]) });
};

test.each(samples)("$title: decoding and encoding again gives the same bytes", ({ op, sample }) => {
  const bytes = lowered(op, sample);
  expect(encodeMessage(modelTable, decodeModel(bytes))).toEqual(bytes);
});

test.each(samples)("$title is lowered to the same bytes each time", ({ op, sample }) => {
  expect(lowered(op, sample)).toEqual(lowered(op, sample));
});

/** A linear classifier with state, per-step rows and a resident: all that a loop model can hold. */
function smallProgram(): Program {
  const [w, b, x, scale] = [
    input("w", "float32", [3, 2]),
    input("b", "float32", [2]),
    input("x", "float32", [4, 3]),
    input("scale", "float32", []),
  ];
  const y = logSoftmax(add(matmul(x, w), b));
  const cost = mul(sum(y), scale);
  return {
    name: "small",
    graph: {
      inputs: [w, b, x, scale],
      outputs: new Map([
        ["next w", sub(w, mul(w, scale))],
        ["b", b],
        ["cost", cost],
      ]),
    },
    state: new Map([
      ["w", "next w"],
      ["b", "b"],
    ]),
    perStep: ["x"],
    resident: ["scale"],
  };
}

const golden = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);

/** EVENKEEL_WRITE_GOLDEN=1 writes the files anew, after a change that is meant to change them. */
function expectGolden(name: string, bytes: Uint8Array): void {
  if (process.env.EVENKEEL_WRITE_GOLDEN) writeFileSync(golden(name), bytes);
  expect(bytes).toEqual(new Uint8Array(readFileSync(golden(name))));
}

describe("golden models", () => {
  test("a loop model has the bytes of test/golden/loop.onnx", () => {
    expectGolden("loop.onnx", encodeLoop(smallProgram()).bytes);
  });

  test("a model with parameters and metadata has the bytes of test/golden/classifier.onnx", () => {
    const [w, x] = [input("w", "float32", [3, 2]), input("x", "float32", [4, 3])];
    const value: Value = { dtype: "float32", shape: [3, 2], data: Float32Array.of(1, -2, 0.5, 0, 3e-40, 1e30) };
    const bytes = encodeGraph(
      { inputs: [x, w], outputs: new Map([["logits", matmul(x, w)]]) },
      { name: "classifier", constants: { w: value }, metadata: { classes: "zero\none", größe: "4×3" } },
    );
    expectGolden("classifier.onnx", bytes);
    const model = decodeModel(bytes);
    expect(Object.fromEntries(metadataOf(model))).toEqual({ classes: "zero\none", größe: "4×3" });
    expect(model.graph!.input!.map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("damaged files", () => {
  const outcome = (bytes: Uint8Array): string => {
    try {
      decodeModel(bytes);
      return "read";
    } catch (error) {
      if (error instanceof DataError) return "refused";
      throw error;
    }
  };

  test(`4000 mutations of a model (seed ${seed}) are read or refused with a DataError, never anything else`, () => {
    const random = randomStream(11);
    const original = encodeLoop(smallProgram()).bytes;
    const outcomes = { read: 0, refused: 0 } as Record<string, number>;
    for (let trial = 0; trial < 4000; trial++) {
      let bytes = original.slice();
      for (let edit = 0; edit <= random.below(4); edit++) {
        const at = random.below(bytes.length);
        const kind = random.below(4);
        if (kind === 0) bytes[at] = random.below(256);
        else if (kind === 1) bytes[at] = bytes[at]! ^ (1 << random.below(8));
        else if (kind === 2) bytes = bytes.slice(0, at + 1);
        else bytes = Uint8Array.from([...bytes.slice(0, at), random.below(256), ...bytes.slice(at)]);
      }
      outcomes[outcome(bytes)]!++;
    }
    expect(outcomes.refused).toBeGreaterThan(1000);
    expect(outcomes.read).toBeGreaterThan(10);
  });

  test("every truncation of a model is refused, or leaves out whole fields at its end", () => {
    const original = encodeLoop(smallProgram()).bytes;
    const full = decodeMessage(modelTable, original);
    for (let length = 0; length < original.length; length++) {
      try {
        expect(full).toMatchObject(decodeMessage(modelTable, original.subarray(0, length)));
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }
  });
});
