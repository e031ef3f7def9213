/** @file Scope: the ONNX values of a graph, those of the graphs around it included. */
import type { Node } from "../../graph/node.ts";
import { DataError } from "../../util/errors.ts";

/** A value that has no node, and why. */
export interface Missing {
  readonly missing: string;
  /** Whether the model's list of unknown ops says so already; else the first node that reads the value does. */
  readonly reported: boolean;
}

export const isMissing = (entry: Node | Missing): entry is Missing => "missing" in entry;

export class Scope {
  readonly #values = new Map<string, Node | Missing>();
  readonly #around: Scope | null;
  /** Put before the names of nodes: where a function or subgraph was inlined. */
  readonly path: string;
  readonly depth: number;

  constructor(around: Scope | null = null, path = "", depth = 0) {
    this.#around = around;
    this.path = path;
    this.depth = depth;
  }

  get values(): ReadonlyMap<string, Node | Missing> {
    return this.#values;
  }

  set(name: string, entry: Node | Missing): void {
    this.#values.set(name, entry);
  }

  get(name: string, reader: string): Node | Missing {
    for (let scope: Scope | null = this; scope; scope = scope.#around) {
      const entry = scope.#values.get(name);
      if (entry) return entry;
    }
    throw new DataError(`${reader} reads "${name}", which nothing before it defines`);
  }
}
