/** @file All ops with their gradients on an engine, against the float64 reference. */
import { differentiate } from "../../../src/autodiff/differentiate.ts";
import type { Engine, Program } from "../../../src/engine/engine.ts";
import { evaluate } from "../../../src/engine/reference/evaluate.ts";
import { isFloat, type Value } from "../../../src/graph/dtype.ts";
import type { Node } from "../../../src/graph/node.ts";
import { isAbsent, type OpDef, type Sample } from "../../../src/graph/op.ts";
import { scalar } from "../../../src/ops/constant.ts";
import { ops } from "../../../src/ops/index.ts";
import { input } from "../../../src/ops/input.ts";
import { matmul } from "../../../src/ops/matmul.ts";
import { mul } from "../../../src/ops/mul.ts";
import { sum } from "../../../src/ops/sum.ts";
import { floatInputs } from "../../differences.ts";
import { randomStream, sampleCase, seed } from "../../samples.ts";
import { mismatch, type Tolerance, tolerances } from "../../tolerance.ts";
import { claim, claimFails, claimSame } from "./claim.ts";
import type { EngineTest, Traits } from "./suite.ts";

const samples = ops
  .filter((op) => !(isAbsent(op.onnx) && op.body === undefined))
  .flatMap((op) => op.samples.map((sample, i) => ({ id: `${op.name} sample ${i}`, op, sample })));

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

function claimAsReference(actual: Record<string, Value>, { program, expected }: Case): void {
  for (const [name, { value, tolerance }] of expected) {
    claimSame(actual[name]!.shape, [1, ...program.graph.outputs.get(name)!.shape], `the shape of ${name}`);
    const different = mismatch(actual[name]!.data, value.data, tolerance);
    claim(different === null, `${name}: ${different}`);
  }
}

export function opTests({ withoutFloat64 = {} }: Traits): EngineTest[] {
  const opTest = ({ id, op, sample }: (typeof samples)[number], float: "float32" | "float64"): EngineTest => {
    const named = (what: string): string => `${id} (seed ${seed}) in ${float}${what}`;
    const isRefused =
      withoutFloat64 === "all" ? hasFloat64(op, sample, float) : float === "float64" && id in withoutFloat64;
    if (isRefused) {
      return {
        name: named(" is refused before it runs"),
        run: (engine) => claimFails(() => engine.compile(opCase(op, sample, float).program), "float64"),
      };
    }
    return {
      name: named(": value and gradients are the reference's"),
      run: async (engine) => {
        const given = opCase(op, sample, float);
        claimAsReference(await runOnce(engine, given), given);
      },
    };
  };
  const products: EngineTest = {
    name: "factors of float64 products keep all their digits",
    run: async (engine) => {
      const given = scaledProducts();
      claimAsReference(await runOnce(engine, given), given);
    },
  };
  return [
    ...samples.map((each) => opTest(each, "float32")),
    ...samples.map((each) => opTest(each, "float64")),
    ...(withoutFloat64 === "all" ? [] : [products]),
  ];
}

/** Some samples are of whole numbers only, and some mention float64 themselves. */
const hasFloat64 = (op: OpDef, sample: Sample<unknown>, float: "float32" | "float64"): boolean => {
  const { node, inputs } = sampleCase(op, sample, randomStream(), { float });
  return [node, ...inputs].some(({ dtype }) => dtype === "float64");
};

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
