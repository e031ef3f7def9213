/** @file The reference engine: the float64 oracle behind the Engine interface. */
import type { TypedArray, Value } from "../../graph/dtype.ts";
import { allocate } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { sizeOf } from "../../util/shape.ts";
import { type Engine, EngineError, type Executable, type Program, reportedOutputs } from "../engine.ts";
import { evaluate, type Precision } from "./evaluate.ts";

/** Runs programs in plain TypeScript loops: slow and right. */
export function referenceEngine(precision: Precision = "declared"): Engine {
  return {
    name: `reference ${precision === "float64" ? "float64" : "in declared dtypes"}`,
    facts: { engine: "reference", precision },
    compile: async (program) => referenceExecutable(program, precision),
    dispose: async () => {},
  };
}

function referenceExecutable(program: Program, precision: Precision): Executable {
  const values: Record<string, Value> = {};
  const links = new Map<string, { source: Executable; name: string }>();
  let before: Record<string, Value> = {};
  const nodes = [...program.graph.outputs.values()];
  const names = [...program.graph.outputs.keys()];
  const reported = reportedOutputs(program);
  const bindable = new Set([...program.state.keys(), ...program.resident]);

  const step = (slices: Readonly<Record<string, Value>>): Record<string, Value> => {
    const feeds = new Map<Node, Value>();
    for (const node of program.graph.inputs) {
      const { name } = node.attrs as { name: string };
      const value = slices[name] ?? values[name];
      if (value) feeds.set(node, value);
    }
    const results = evaluate(nodes, feeds, { precision });
    const outputs = Object.fromEntries(names.map((name, i) => [name, results[i]!]));
    for (const [input, output] of program.state) values[input] = outputs[output]!;
    return outputs;
  };

  return {
    bind: async (given) => {
      const unknown = Object.keys(given).find((name) => !bindable.has(name));
      if (unknown !== undefined) {
        throw new EngineError(
          `program "${program.name}" was fed wrongly: it has no state or resident input "${unknown}"`,
          { found: `it has ${[...bindable].join(", ")}` },
        );
      }
      Object.assign(values, given);
    },
    link: async (source, names) => {
      for (const [input, name] of Object.entries(names)) links.set(input, { source, name });
    },
    adopt: async (source) => void Object.assign(values, await source.readState()),
    rewind: async () => void Object.assign(values, before),
    run: async (steps, perStep = {}) => {
      for (const [input, { source, name }] of links) values[input] = (await source.readState())[name]!;
      before = Object.fromEntries([...program.state.keys()].map((name) => [name, values[name]!]));
      const stacked = Object.fromEntries(
        reported.map((name) => {
          const { shape, dtype } = program.graph.outputs.get(name)!;
          return [
            name,
            allocate({
              shape: [steps, ...shape],
              dtype: precision === "float64" && dtype === "float32" ? "float64" : dtype,
            }),
          ];
        }),
      );
      for (let k = 0; k < steps; k++) {
        const outputs = step(sliceAt(program, perStep, k));
        for (const name of reported) {
          const value = outputs[name]!;
          stacked[name]!.data.set(value.data, k * value.data.length);
        }
      }
      return stacked;
    },
    readState: async () => Object.fromEntries([...program.state.keys()].map((name) => [name, values[name]!])),
    dispose: async () => {},
  };
}

/** The k-th slice of every per-step input. */
function sliceAt(program: Program, perStep: Readonly<Record<string, TypedArray>>, k: number): Record<string, Value> {
  const slices: Record<string, Value> = {};
  for (const node of program.graph.inputs) {
    const { name } = node.attrs as { name: string };
    const array = perStep[name];
    if (!array) continue;
    const size = sizeOf(node.shape);
    slices[name] = { shape: node.shape, dtype: node.dtype, data: array.subarray(k * size, (k + 1) * size) };
  }
  return slices;
}
