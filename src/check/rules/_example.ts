/** @file Subjects for the rules' examples: a formula of inputs with stated ranges. */
import { uniformBox } from "../../graph/box.ts";
import type { DType } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import type { Shape } from "../../util/shape.ts";
import type { Subject } from "../subject.ts";
import type { RuleExample } from "./_rule.ts";

export interface ExampleInput {
  readonly shape: Shape;
  readonly lo: number;
  readonly hi: number;
  /** "float32" when left out. */
  readonly dtype?: DType;
}

type Nodes<I> = { readonly [K in keyof I]: Node };

/** The result is the loss where it is a scalar. */
export const example = <I extends Readonly<Record<string, ExampleInput>>>(
  formula: string,
  inputs: I,
  build: (inputs: Nodes<I>) => Node,
): RuleExample => ({
  formula,
  subject: (): Subject => {
    const given = Object.entries(inputs).map(([name, { shape, lo, hi, dtype = "float32" }]) => {
      const node = input(name, dtype, shape);
      const drawn = { kind: dtype.startsWith("float") ? "any" : "whole" } as const;
      return { name, node, box: uniformBox(shape, { lo, hi, nan: false }), drawn };
    });
    const result = build(Object.fromEntries(given.map(({ name, node }) => [name, node])) as Nodes<I>);
    const isLoss = result.shape.length === 0;
    return {
      name: formula,
      graph: { inputs: given.map(({ node }) => node), outputs: new Map([["result", result]]) },
      inputs: given,
      loss: isLoss ? { name: "result", node: result } : null,
      weights: isLoss ? given.filter(({ drawn }) => drawn.kind === "any").map(({ node }) => node) : [],
      imported: null,
      compiled: null,
      stated: [],
    };
  },
});
