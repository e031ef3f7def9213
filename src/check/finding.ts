/** @file Finding: one numerical defect, as every report shows it. */
import type { Node, Site } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import type { OnnxSource } from "../onnx/import/imported.ts";

export type Grade = "proved" | "possible" | "gradient" | "flush-to-zero" | "advice";

/** Concrete inputs that make it happen. */
export interface Witness {
  /** Input name → elements, row-major, with their shape. */
  readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>;
  /** The offending operand's value and what the op returned. */
  readonly operand: number;
  readonly result: number;
  /** How it was found. */
  readonly by: "end points" | "signed step" | "sampling";
  /** The engines that showed it. */
  readonly shownBy: readonly ("reference" | "onnxruntime")[];
}

export interface Finding {
  /** Id of the rule: "exp-overflow". */
  readonly rule: string;
  readonly grade: Grade;
  readonly node: Node;
  readonly source: OnnxSource | null;
  readonly site: Site | null;
  /** The operand (or result) that is held against the limit. */
  readonly range: Range | null;
  readonly limit: number | null;
  /** One sentence: what can happen here. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  readonly witness: Witness | null;
  /** Whether it lies in the gradient of the loss. */
  readonly backward: boolean;
  /** Id of the stability rewrite that the compiler applies here, which makes the node safe in a run of ours. */
  readonly rewrittenBy: string | null;
}
