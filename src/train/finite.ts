/** @file Checks after every call that the state, parameters and optimizer slots alike, holds finite numbers only. */
import type { Engine, Executable } from "../engine/engine.ts";
import type { Value } from "../graph/dtype.ts";
import { input } from "../ops/input.ts";
import { add, mul, sum } from "../tensor/functions.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Blueprint, runState } from "./programs.ts";

export interface FiniteProbe {
  /** Whether every number of the state that `owner` holds is finite. */
  holds(owner: Executable): Promise<boolean>;
  dispose(): Promise<void>;
}

export const isFiniteValue = ({ data }: Value): boolean => data.every(Number.isFinite);

const probeHere: FiniteProbe = {
  holds: async (owner) => Object.values(await owner.readState()).every(isFiniteValue),
  dispose: async () => {},
};

/** Σ 0 · x over the whole state: 0 where all is finite, else NaN. One pass a call of some hundred steps. */
export async function finiteProbe(engine: Engine, blueprint: Blueprint): Promise<FiniteProbe> {
  if (engine.hidesNonFinite) return probeHere;
  const inputs = runState(blueprint).map(({ name, shape }) => input(name, blueprint.settings.precision, shape));
  const zeros = inputs.map((node) => sum(mul(new Tensor(node), 0)));
  const names = Object.fromEntries(inputs.map(({ attrs: { name } }) => [name, name]));
  const executable = await engine.compile({
    name: "finite",
    graph: { inputs, outputs: new Map([["zero", zeros.reduce((a, b) => add(a, b)).node]]) },
    state: new Map(),
    perStep: [],
    resident: Object.keys(names),
  });
  return {
    holds: async (owner) => {
      await executable.link(owner, names);
      return (await executable.run(1)).zero!.data[0] === 0;
    },
    dispose: () => executable.dispose(),
  };
}
