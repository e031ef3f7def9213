/** @file What one import collects and shares: dimensions, folded values, sources, unknown ops, functions, limits. */
import type { Node } from "../../graph/node.ts";
import { DataError } from "../../util/errors.ts";
import type { FunctionProto, ModelProto, OperatorSetIdProto } from "../wire/onnx.ts";
import type { Dims } from "./dims.ts";
import { Folding } from "./folding.ts";
import type { ImportOptions, OnnxSource, UnknownOp } from "./imported.ts";
import { maxNodes } from "./limits.ts";

/** "ai.onnx" is another name of the default domain. */
export const canonicalDomain = (domain: string | undefined): string => (domain === "ai.onnx" ? "" : (domain ?? ""));

export const opsetsOf = (imports: readonly OperatorSetIdProto[] = []): ReadonlyMap<string, number> =>
  new Map(imports.map(({ domain, version = 0n }) => [canonicalDomain(domain), Number(version)]));

export const functionKey = (domain: string | undefined, name = "", overload = ""): string =>
  `${canonicalDomain(domain)}:${name}:${overload}`;

export class ImportState {
  readonly options: ImportOptions;
  readonly dims: Dims;
  readonly folding: Folding = new Folding();
  readonly sources: Map<Node, OnnxSource> = new Map<Node, OnnxSource>();
  /** Inputs and initializers, which no ONNX node computes. */
  readonly given: Set<Node> = new Set<Node>();
  readonly unknown: UnknownOp[] = [];
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** Nodes whose shapes did not fit. */
  misfits = 0;
  #nodes = 0;

  constructor(model: ModelProto, options: ImportOptions, dims: Dims) {
    this.options = options;
    this.dims = dims;
    this.functions = new Map((model.functions ?? []).map((f) => [functionKey(f.domain, f.name, f.overload), f]));
  }

  countNode(): void {
    if (++this.#nodes > maxNodes) {
      throw new DataError(`the model has more than ${maxNodes} nodes, its functions and subgraphs written out`);
    }
  }

  /** Says of `node` and all that it needs, down to what is known already, which ONNX node they are. */
  attribute(node: Node, source: OnnxSource): void {
    const stack = [node];
    while (stack.length > 0) {
      const top = stack.pop()!;
      if (this.sources.has(top) || this.given.has(top)) continue;
      this.sources.set(top, source);
      stack.push(...top.inputs);
    }
  }
}
