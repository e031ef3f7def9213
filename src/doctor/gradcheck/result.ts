/** @file What a gradient check finds, parameter by parameter. */
import type { Site } from "../../graph/node.ts";
import type { Shape } from "../../util/shape.ts";

export interface GradcheckResult {
  /** Whether every gradient is right. */
  readonly right: boolean;
  /** m: the examples that the gradients were compared on. */
  readonly examples: number;
  /** Examples of a training step, for which factors of m are stated too; null where it is not known. */
  readonly batch: number | null;
  /** Of these examples. */
  readonly cost: number;
  readonly parameters: readonly ParameterCheck[];
  /** Of the true gradients, by central finite differences in float64. */
  readonly confirmation: {
    readonly elements: number;
    /** Relative to the largest element of the parameter's gradient. */
    readonly largestError: number;
    readonly confirmed: boolean;
  };
  /** What a reader of the numbers has to know: another point than the first weights, values on a kink. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

export interface ParameterCheck {
  readonly name: string;
  readonly shape: Shape;
  /** Counted from the inputs; 0 where the parameter meets no data. */
  readonly layer: number;
  readonly layers: number;
  readonly right: boolean;
  /** ‖written − true‖ / ‖true‖; NaN where the shapes differ. */
  readonly deviation: number;
  /** Of the angle between written and true; NaN where the shapes differ or one of them is 0. */
  readonly cosine: number;
  /** The number f for which f · true is nearest to what is written. */
  readonly factor: number;
  /** ‖true‖ */
  readonly size: number;
  readonly mistake: FoundMistake | null;
  /** Where they differ most. */
  readonly largest: readonly ElementDeviation[];
  /** The line of the program that made the written gradient. */
  readonly site: Site | null;
  /** Finite differences of the true gradient: elements, and the largest error relative to the largest element. */
  readonly confirmation: { readonly elements: number; readonly largestError: number };
}

export interface FoundMistake {
  /** Of a file in mistakes/. */
  readonly id: string;
  readonly title: string;
  /** With its numbers. */
  readonly detail: string;
  readonly remedy: string;
  /** Whether the mistake's formula gives the written gradient to 1e-6. */
  readonly certain: boolean;
  /** Set where the gradient is wrong only because that of a layer above is: the layer. */
  readonly from: number | null;
  /** The line where the wrong quantity is formed. */
  readonly site: Site | null;
}

export interface ElementDeviation {
  readonly index: readonly number[];
  readonly written: number;
  readonly truth: number;
}
