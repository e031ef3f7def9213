/** @file Every engine against the float64 reference: all ops with their gradients, and programs with state. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import type { Engine, Executable, Program } from "../../src/engine/engine.ts";
import { ortNodeEngine } from "../../src/engine/ort-node/index.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { referenceEngine } from "../../src/engine/reference/reference.ts";
import { isFloat, type Value } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { isAbsent, type OpDef, type Sample } from "../../src/graph/op.ts";
import { cast } from "../../src/ops/cast.ts";
import { scalar } from "../../src/ops/constant.ts";
import { gather } from "../../src/ops/gather.ts";
import { ops } from "../../src/ops/index.ts";
import { input } from "../../src/ops/input.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { mul } from "../../src/ops/mul.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { floatInputs } from "../differences.ts";
import { randomStream, sampleCase, seed } from "../samples.ts";
import { mismatch, type Tolerance, tolerances } from "../tolerance.ts";

interface Candidate {
  readonly name: string;
  /** "op sample i" → why the engine refuses it in float64. */
  readonly withoutFloat64?: Readonly<Record<string, string>>;
  start(): Promise<Engine>;
}

const candidates: readonly Candidate[] = [
  { name: "reference in declared dtypes", start: async () => referenceEngine() },
  { name: "reference float64", start: async () => referenceEngine("float64") },
  {
    name: "ort-node",
    withoutFloat64: {
      "erf sample 0": "ONNX Runtime's CPU provider has no Erf kernel for doubles",
      "gelu sample 0": "it is made of erf",
    },
    start: () => ortNodeEngine({ inProcess: true, threads: 1 }),
  },
];

const samples = ops
  .filter((op) => !(isAbsent(op.onnx) && op.body === undefined))
  .flatMap((op) =>
    op.samples.map((sample, i) => ({
      id: `${op.name} sample ${i}`,
      title: `${op.name} sample ${i} (seed ${seed})`,
      op,
      sample,
    })),
  );

interface Case {
  readonly program: Program;
  readonly values: Record<string, Value>;
  /** Output name → the float64 reference's value, its tolerance. */
  readonly expected: ReadonlyMap<string, { readonly value: Value; readonly tolerance: Tolerance }>;
}

/** The op's result, and the gradients of its sum where it has any, as one program that is fed once. */
function opCase(op: OpDef, sample: Sample<unknown>, float: "float32" | "float64"): Case {
  const { node, inputs, feeds } = sampleCase(op, sample, randomStream(), { float });
  const outputs = new Map<string, Node>([["y", node]]);
  const wrt = floatInputs(inputs);
  if (isFloat(node.dtype) && wrt.length > 0 && !(isAbsent(op.vjp) && op.body === undefined)) {
    differentiate(sum(node), wrt).forEach((gradient, i) => void outputs.set(`gradient ${i}`, gradient));
  }
  const results = evaluate([...outputs.values()], feeds, { precision: "float64" });
  const accuracy = op.accuracy === "exact" ? "exact" : "rounding";
  const names = inputs.map((_, i) => `x${i}`);
  return {
    program: { name: op.name, graph: { inputs, outputs }, state: new Map(), perStep: [], resident: names },
    values: Object.fromEntries(inputs.map((node, i) => [names[i]!, feeds.get(node)!])),
    expected: new Map(
      [...outputs.keys()].map((name, i) => [
        name,
        { value: results[i]!, tolerance: tolerances[float][accuracy][name === "y" ? "forward" : "gradient"] },
      ]),
    ),
  };
}

async function runOnce(engine: Engine, { program, values }: Case): Promise<Record<string, Value>> {
  const executable = await engine.compile(program);
  await executable.bind(values);
  const outputs = await executable.run(1);
  await executable.dispose();
  return outputs;
}

function expectAsReference(actual: Record<string, Value>, { program, expected }: Case): void {
  for (const [name, { value, tolerance }] of expected) {
    expect(actual[name]!.shape, name).toEqual([1, ...program.graph.outputs.get(name)!.shape]);
    expect(mismatch(actual[name]!.data, value.data, tolerance), name).toBeNull();
  }
}

describe.each(candidates)("$name", ({ start, withoutFloat64 = {} }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.dispose());

  test.each(samples)("$title in float32: value and gradients are the reference's", async ({ op, sample }) => {
    const given = opCase(op, sample, "float32");
    expectAsReference(await runOnce(engine, given), given);
  });

  const isRefused = ({ id }: { readonly id: string }): boolean => id in withoutFloat64;

  test.each(samples.filter((each) => !isRefused(each)))(
    "$title in float64: value and gradients are the reference's",
    async ({ op, sample }) => {
      const given = opCase(op, sample, "float64");
      expectAsReference(await runOnce(engine, given), given);
    },
  );

  test.each(samples.filter(isRefused))("$title in float64 is refused before it runs", async ({ op, sample }) => {
    await expect(engine.compile(opCase(op, sample, "float64").program)).rejects.toThrow("float64");
  });

  test("factors of float64 products keep all their digits", async () => {
    const given = scaledProducts();
    expectAsReference(await runOnce(engine, given), given);
  });

  describe("programs with state", () => {
    test("four steps in one call equal four calls of one step, bit for bit", async () => {
      const [together, apart] = [await startTraining(engine), await startTraining(engine)];
      const stacked = await together.run(4, { rows: batches });
      const costs: number[] = [];
      for (let k = 0; k < 4; k++) {
        const { cost } = await apart.run(1, { rows: batches.subarray(3 * k, 3 * (k + 1)) });
        costs.push(cost!.data[0]!);
      }
      expect([...stacked.cost!.data]).toEqual(costs);
      expect((await together.readState()).w!.data).toEqual((await apart.readState()).w!.data);
    });

    test("rows of resident bytes are gathered by per-step indices, and state follows the reference", async () => {
      const executable = await startTraining(engine);
      const oracle = await startTraining(referenceEngine("float64"));
      const [{ cost }, expected] = [await executable.run(4, { rows: batches }), await oracle.run(4, { rows: batches })];
      const tolerance = tolerances.float32.rounding.gradient;
      expect(cost!.shape).toEqual([4]);
      expect(mismatch(cost!.data, expected.cost!.data, tolerance)).toBeNull();
      const [{ w }, state] = [await executable.readState(), await oracle.readState()];
      expect(w!.shape).toEqual([5, 2]);
      expect(mismatch(w!.data, state.w!.data, tolerance)).toBeNull();
    });

    test("no step leaves the state alone and reports nothing", async () => {
      const executable = await startTraining(engine);
      const { cost } = await executable.run(0, { rows: new Int32Array(0) });
      expect(cost).toMatchObject({ shape: [0] });
      expect([...(await executable.readState()).w!.data]).toEqual([...initial().data]);
    });

    test.each(["weight", "rows", "cost"])("binding %s, no state or resident input, is refused", async (name) => {
      const executable = await startTraining(engine);
      await expect(executable.bind({ w: initial(), [name]: initial() })).rejects.toThrow(
        `it has no state or resident input "${name}"`,
      );
    });

    test("rewind puts the state back by one call, and the same call then gives the same bits", async () => {
      const executable = await startTraining(engine);
      await executable.rewind();
      await executable.run(2, { rows: batches.subarray(0, 6) });
      const before = (await executable.readState()).w!.data.slice();
      const first = await executable.run(2, { rows: batches.subarray(6) });
      await executable.rewind();
      expect((await executable.readState()).w!.data).toEqual(before);
      expect(await executable.run(2, { rows: batches.subarray(6) })).toEqual(first);
    });

    test("a linked executable reads the state that the other one has at each run", async () => {
      const training = await startTraining(engine);
      const w = input("parameters", "float32", [5, 2]);
      const reading = await engine.compile({
        name: "reading",
        graph: { inputs: [w], outputs: new Map([["twice", mul(w, scalar("float32", 2))]]) },
        state: new Map(),
        perStep: [],
        resident: ["parameters"],
      });
      await reading.link(training, { parameters: "w" });
      for (let k = 0; k < 2; k++) {
        await training.run(1, { rows: batches.subarray(0, 3) });
        const state = (await training.readState()).w!;
        expect([...(await reading.run(1)).twice!.data]).toEqual([...state.data].map((x) => 2 * x));
      }
    });

    test("an executable goes on from the state that it adopts", async () => {
      const [first, second] = [await startTraining(engine), await startTraining(engine)];
      await first.run(2, { rows: batches.subarray(0, 6) });
      await second.adopt(first);
      expect(await second.run(2, { rows: batches.subarray(6) })).toEqual(
        await first.run(2, { rows: batches.subarray(6) }),
      );
    });

    test("outputs may be inputs, constants and one value twice", async () => {
      const [kept, fixed] = [input("kept", "float32", [2]), input("fixed", "int32", [3])];
      const executable = await engine.compile({
        name: "trivial",
        graph: {
          inputs: [kept, fixed],
          outputs: new Map<string, Node>([
            ["kept", kept],
            ["seen", kept],
            ["seen again", kept],
            ["fixed", fixed],
            ["seven", scalar("float32", 7)],
          ]),
        },
        state: new Map([["kept", "kept"]]),
        perStep: [],
        resident: ["fixed"],
      });
      await executable.bind({
        kept: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) },
        fixed: { dtype: "int32", shape: [3], data: Int32Array.of(3, 4, 5) },
      });
      const outputs = await executable.run(2);
      expect([...outputs.seen!.data]).toEqual([1, 2, 1, 2]);
      expect([...outputs["seen again"]!.data]).toEqual([1, 2, 1, 2]);
      expect([...outputs.fixed!.data]).toEqual([3, 4, 5, 3, 4, 5]);
      expect([...outputs.seven!.data]).toEqual([7, 7]);
      expect([...(await executable.readState()).kept!.data]).toEqual([1, 2]);
    });
  });
});

/** Factors before and after products of matrices and of batches of matrices; 0.1 has no exact float32. */
function scaledProducts(): Case {
  const random = randomStream(8);
  const inputs = [input("a", "float64", [4, 4]), input("b", "float64", [4, 4]), input("c", "float64", [2, 4, 4])];
  const [a, b, c] = inputs as [Node, Node, Node];
  const values = inputs.map(({ shape }): Value => {
    const length = shape.reduce((n, d) => n * d, 1);
    return { dtype: "float64", shape, data: Float64Array.from({ length }, () => random.uniform() + 0.5) };
  });
  const factor = scalar("float64", 0.1);
  const nodes = [
    mul(factor, matmul(a, b)),
    matmul(mul(a, factor), b),
    mul(factor, matmul(c, c)),
    matmul(c, mul(b, factor)),
  ];
  const results = evaluate(nodes, new Map(inputs.map((node, i) => [node, values[i]!])), { precision: "float64" });
  const tolerance = tolerances.float64.rounding.forward;
  return {
    program: {
      name: "scaled products",
      graph: { inputs, outputs: new Map(nodes.map((node, i) => [`${i}`, node])) },
      state: new Map(),
      perStep: [],
      resident: ["a", "b", "c"],
    },
    values: { a: values[0]!, b: values[1]!, c: values[2]! },
    expected: new Map(results.map((value, i) => [`${i}`, { value, tolerance }])),
  };
}

/** Gradient descent on Σ tanh(x W)² over batches of three rows of bytes. */
function trainingProgram(): Program {
  const [pixels, rows] = [input("pixels", "uint8", [6, 5]), input("rows", "int32", [3])];
  const w = input("w", "float32", [5, 2]);
  const x = mul(cast(gather(pixels, rows, 0), "float32"), scalar("float32", 1 / 255));
  const y = tanh(matmul(x, w));
  const cost = sum(mul(y, y));
  const [gradient] = differentiate(cost, [w]);
  const next = sub(w, mul(gradient!, scalar("float32", 0.1)));
  return {
    name: "training",
    graph: {
      inputs: [pixels, rows, w],
      outputs: new Map([
        ["next w", next],
        ["cost", cost],
      ]),
    },
    state: new Map([["w", "next w"]]),
    perStep: ["rows"],
    resident: ["pixels"],
  };
}

const batches = Int32Array.of(0, 1, 2, 5, 4, 3, 2, 2, 0, 1, 5, 3);

const initial = (): Value => {
  const random = randomStream(7);
  return { dtype: "float32", shape: [5, 2], data: Float32Array.from({ length: 10 }, () => random.uniform() - 0.5) };
};

async function startTraining(engine: Engine): Promise<Executable> {
  const random = randomStream(8);
  const executable = await engine.compile(trainingProgram());
  await executable.bind({
    pixels: { dtype: "uint8", shape: [6, 5], data: Uint8Array.from({ length: 30 }, () => random.below(256)) },
    w: initial(),
  });
  return executable;
}
