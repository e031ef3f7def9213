/** @file NotCovered: thrown inside the importer where a node becomes unknown; it never leaves it. */
import type { Type } from "../../graph/dtype.ts";

export class NotCovered extends Error {
  /** Types of the node's outputs, where they are known. */
  readonly outputs: readonly (Type | null)[];
  /** Whether the node is unknown only because what it reads is. */
  readonly inherited: boolean;

  constructor(reason: string, outputs: readonly (Type | null)[] = [], inherited = false) {
    super(reason);
    this.outputs = outputs;
    this.inherited = inherited;
  }
}
