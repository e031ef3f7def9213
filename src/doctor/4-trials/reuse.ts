/** @file An engine that keeps what it compiled: replays that differ only in seed, rate, epochs or first weights share it. */
import type { Engine, Executable, Program } from "../../engine/engine.ts";
import type { Experiment } from "../../experiment/types.ts";
import { type Graph, nodesOf } from "../../graph/graph.ts";
import type { OpDef } from "../../graph/op.ts";
import { type ConstantAttrs, constantOp } from "../../ops/constant.ts";
import { formatShape } from "../../util/shape.ts";

/** What the programs of an experiment depend on: two experiments of one family compile to the same programs. */
export function familyOf({ seed: _, epochs: __, goal: ___, ...experiment }: Experiment): string {
  const { learningRate: _____, schedule: ______, ...optimizer } = experiment.optimizer;
  const model = experiment.model.map((layer) => (layer.type === "dense" ? { ...layer, init: 0, biasInit: 0 } : layer));
  return JSON.stringify({ ...experiment, optimizer, model });
}

export interface ReusingEngine extends Engine {
  /** Gives back what is idle. */
  drain(): Promise<void>;
}

/** What is computed from the training part, which a seed may choose: scaling and class weights. */
const constantsOf = (graph: Graph): string =>
  nodesOf(graph)
    .flatMap(({ op, attrs }) => (op === (constantOp as OpDef) ? [(attrs as ConstantAttrs).data.join(" ")] : []))
    .join(",");

/** For programs of one family: those of the same name, input shapes and constants are the same program. */
export function reusing(engine: Engine): ReusingEngine {
  const idle = new Map<string, { readonly executable: Executable; readonly release: () => Promise<void> }[]>();
  const keyOf = ({ name, graph }: Program): string =>
    [name, ...graph.inputs.map(({ dtype, shape }) => `${dtype}${formatShape(shape)}`), constantsOf(graph)].join(" ");
  const drain = async (): Promise<void> => {
    for (const kept of idle.values()) for (const { release } of kept) await release();
    idle.clear();
  };
  return {
    name: engine.name,
    facts: engine.facts,
    compile: async (program) => {
      const key = keyOf(program);
      const kept = idle.get(key) ?? [];
      idle.set(key, kept);
      const known = kept.pop();
      if (known) return known.executable;
      const executable = await engine.compile(program);
      const release = executable.dispose.bind(executable);
      // Executables of one engine know one another by their class: a wrapper could not be linked to.
      executable.dispose = async () => {
        kept.push({ executable, release });
      };
      return executable;
    },
    drain,
    dispose: async () => {
      await drain();
      await engine.dispose();
    },
  };
}
