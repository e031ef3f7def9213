/** @file The record of a rewrite: what it recognises, what it builds instead, and the programs that prove it. */
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { Shape } from "../util/shape.ts";
import type { Bindings, Pattern } from "./pattern.ts";

/** What the driver needs: every rewrite, plain identity or fusion has these. */
export interface Rule {
  readonly id: string;
  /** The formula before → after, in one line. */
  readonly what: string;
  readonly from: Pattern;
  /** Bound nodes that may have no other user, so that a fusion computes nothing twice. */
  readonly absorbs?: readonly string[];
  /** A condition on the whole match; true when left out. */
  holds?(bindings: Bindings): boolean;
  /** Builds the replacement; it has the type of the node it replaces, or a shape that broadcasts to it. */
  to(bindings: Bindings, node: Node): Node;
}

export interface Rewrite extends Rule {
  /** What goes wrong in the form before. */
  readonly why: string;
  /** The number at which the form before fails, in float32 and float64. */
  readonly failsAt: string;
  /** Where both sides are the same real number, in words. */
  readonly domain: string;
  /**
   * "real": both sides are the same real number in the domain. "guard-inactive": they are wherever a clip or an
   * added epsilon of the form before does nothing; elsewhere the form after is what was meant.
   */
  readonly equality: "real" | "guard-inactive";
  /** "stabilizes": better at hard points. "recognizes": makes a pattern visible to a rule that does. */
  readonly role: "stabilizes" | "recognizes";
  /** Set where the pattern is also a part of larger ones: the rule waits until no other fits. */
  readonly waits?: true;
  /** Set where the rule serves the gradients still to be taken, and would only cost time in those already there. */
  readonly beforeGradients?: true;
  /** Naive programs that contain the pattern. */
  readonly cases: readonly RewriteCase[];
  /** Programs that look alike and must be left as they are. */
  readonly nearMisses: readonly RewriteProgram[];
}

export interface RewriteProgram {
  readonly title: string;
  readonly inputs: Readonly<Record<string, RewriteInput>>;
  readonly build: (inputs: Readonly<Record<string, Node>>) => Node;
}

interface RewriteInput {
  readonly shape: Shape;
  /** "float32" when left out. */
  readonly dtype?: DType;
  /** Uniform values from this interval; [-3, 3] when left out. */
  readonly domain?: readonly [number, number];
  /** Concrete values in place of random ones: labels and masks. */
  readonly values?: readonly number[];
}

interface RewriteCase extends RewriteProgram {
  readonly hard?: readonly HardPoint[];
}

/** Concrete inputs at which the form before fails in float32. */
export interface HardPoint {
  /** Elements of the inputs, repeated to fill them; inputs left out take ordinary values. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Whether the value or the gradient of the form before is wrong. */
  readonly fails: "value" | "gradient";
  /** Why the true gradient is not finite there, so that only values are compared. */
  readonly noGradient?: string;
}
