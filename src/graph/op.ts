/** @file The contract of an op: everything the system knows about it, in one record. */
import type { FloatType } from "../util/float.ts";
import type { Shape } from "../util/shape.ts";
import type { Box, CellContext } from "./box.ts";
import type { DType, Type, Value } from "./dtype.ts";
import type { Node } from "./node.ts";

/** Said in place of a rule that an op does not have, with the reason. */
export interface Absent {
  readonly absent: string;
}

export const absent = (reason: string): Absent => ({ absent: reason });
export const isAbsent = (rule: unknown): rule is Absent =>
  typeof rule === "object" && rule !== null && "absent" in rule;

/** Method syntax makes the rule bivariant in A, so that OpDef<A> is an OpDef<unknown>. */
type Rule<F extends (...args: never[]) => unknown> = { rule(...args: Parameters<F>): ReturnType<F> }["rule"];

/** All values a tensor's elements may take: lo ≤ x ≤ hi, and whether NaN is possible. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  readonly nan: boolean;
}

/** An operand value at which the op overflows, divides by zero or leaves its domain. */
export interface Hazard {
  /** Which input. */
  readonly operand: number;
  /** The condition in words, for example "exp overflows above 88.72". */
  readonly what: string;
  /** The number the operand is held against, for the dtype. */
  limit(dtype: FloatType): number;
  unsafe(x: number, dtype: FloatType): boolean;
  /** Whether the node has this hazard at all, where that depends on its other inputs; always when left out. */
  applies?(node: Node): boolean;
  /** Whether the result is then not finite whatever the other operands are. */
  readonly certain?: boolean;
  /** What the op then returns. */
  readonly gives: "Infinity" | "-Infinity" | "NaN" | "±Infinity or NaN";
}

/** What an ONNX lowering may emit; `onnx/` implements it. Names are ONNX value names. */
export interface OnnxBuilder {
  /** Where the graph will run: WebGPU lacks some kernels. */
  readonly target: OnnxTarget;
  /** Emits one node of the default domain with one output and gives the output's name. */
  op(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** A constant tensor. */
  constant(dtype: DType, shape: Shape, data: readonly number[]): string;
}

export type OnnxTarget = "cpu" | "webgpu";
/** Numbers are written as INT where `int` is said, else FLOAT. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly onnxType: DType };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** One set of inputs for the generic tests; the seed of the random values is printed on failure. */
export interface Sample<A> {
  readonly attrs: A;
  readonly inputs: readonly SampleInput[];
}

export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: DType;
  /** Uniform values from this interval; [-2, 2] when left out. */
  readonly domain?: readonly [number, number];
  /** Values placed at the front: edges, kinks' neighbours, extreme magnitudes. */
  readonly edges?: readonly number[];
}

export type Accuracy = "exact" | "rounding" | "random";

export interface OpDef<A = unknown> {
  readonly name: string;
  /** The formula, in one line. */
  readonly formula: string;
  /** Whether op(a, b) = op(b, a); the rewriter then matches both orders. */
  readonly commutative?: boolean;
  /** Type of the result; throws ShapeError where the inputs do not fit. */
  readonly infer: Rule<(inputs: readonly Type[], attrs: A) => Type>;
  /** Plain loops in float64 that store into `out`; absent for a composite, which has a body. */
  readonly reference: Rule<(inputs: readonly Value[], attrs: A, out: Value) => void> | Absent;
  /** A composite op's definition by simpler ops; its gradient, range and lowering default to the body's. */
  readonly body?: Rule<(inputs: readonly Node[], attrs: A) => Node>;
  /** Cotangents of the inputs given the cotangent of the result; null where an input has none. */
  readonly vjp: Rule<(ct: Node, node: Node<A>) => readonly (Node | null)[]> | Absent;
  readonly onnx: Rule<(b: OnnxBuilder, inputs: readonly string[], node: Node<A>) => string> | Absent;
  /** A range that encloses every result over the reals; `ranges/` rounds it outward to the dtype. */
  readonly range: Rule<(inputs: readonly Range[], node: Node<A>) => Range> | Absent;
  /**
   * The rule on boxes: what each cell of the result may be, before its last rounding but with the errors of sums.
   * `eachCell` for elementwise ops. Left out, the result is one cell: `range` of the operands' hulls.
   */
  readonly cells?: Rule<(inputs: readonly Box[], node: Node<A>, context: CellContext) => Box>;
  /**
   * How far an engine's result may be from the exact one, in units in the last place. Left out: 0 for exact ops,
   * 4 for the others. Say 0 for what IEEE 754 rounds once. 0, 1 and −1 are taken to be met exactly.
   */
  readonly ulps?: number;
  /** An absolute error besides, in units of the epsilon that it is computed with (float32's for shorter floats). */
  readonly absoluteError?: number;
  /** Engines' results may pass the least and largest value of the function by that error: tanh gives 1.0000002. */
  readonly exceedsImage?: boolean;
  readonly hazards: readonly Hazard[];
  readonly accuracy: Accuracy;
  readonly samples: readonly Sample<A>[];
}
