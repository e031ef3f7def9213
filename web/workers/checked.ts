/** @file What the checker's worker is asked and what it finds, as plain values for the page. */
import type { GivenRanges } from "../../src/check/given.ts";

export interface CheckAsked {
  /** One model, with the files of its external data and a JSON file of ranges where there are such. */
  readonly files: readonly File[];
  /** In the place of those of a file. */
  readonly ranges: GivenRanges | null;
  /** Sizes of dimensions that the model leaves open. */
  readonly dims: Readonly<Record<string, number>>;
  /** Whether subnormal numbers are taken for 0. */
  readonly flushToZero: boolean;
}

export type CheckStage = "reading" | "importing" | "checking" | "repairing";

export interface CheckedModel {
  readonly name: string;
  /** Of the model's file and of those with its data. */
  readonly bytes: number;
  readonly opset: number;
  /** The program that wrote it: "pytorch 2.9.1"; "" where it does not say. */
  readonly producer: string;
  readonly nodes: number;
  /** How many kinds of op the nodes are. */
  readonly ops: number;
  readonly seconds: number;
  readonly conclusion: { readonly kind: "defects" | "open" | "safe"; readonly text: string };
  readonly findings: readonly CheckedFinding[];
  /** Ops of which nothing is known, and why. */
  readonly unknown: readonly string[];
  /** Ops whose gradient is taken for finite. */
  readonly withoutGradient: readonly string[];
  /** The value whose gradients were looked at; null where there is none to minimise. */
  readonly loss: string | null;
  readonly inputs: readonly CheckedInput[];
  readonly dims: readonly CheckedDim[];
  readonly flushToZero: boolean;
}

export interface CheckedInput {
  readonly name: string;
  /** "float32[4, 784]". */
  readonly type: string;
  readonly lo: number;
  readonly hi: number;
  /** false: nobody stated a range, so that it is all that the type holds. */
  readonly stated: boolean;
  readonly role: "input" | "label" | "weight";
}

export interface CheckedDim {
  readonly name: string;
  readonly size: number;
  /** false: nobody said a size, and this one was tried. */
  readonly stated: boolean;
}

export interface CheckedFinding {
  /** The same of a finding before and after a repair. */
  readonly key: string;
  readonly rule: string;
  readonly grade: "proved" | "possible" | "gradient" | "flush-to-zero" | "advice";
  readonly message: string;
  readonly help: string;
  /** The mechanism, with its numbers. */
  readonly why: string;
  readonly op: string;
  readonly node: string;
  /** The value that the node gives; null where it has the node's name. */
  readonly tensor: string | null;
  readonly range: {
    readonly of: string;
    readonly interval: string;
    /** What is harmless; null where no limit is known. */
    readonly harmless: string | null;
  } | null;
  /** Names of ops from here to the loss or an output. */
  readonly path: string;
  /** How inputs were seen to do it; "" where the grade says enough. */
  readonly shown: string;
  readonly witness: readonly WitnessInput[];
}

export interface WitnessInput {
  readonly name: string;
  readonly type: string;
  /** The first elements. */
  readonly elements: readonly string[];
  /** Elements that are not named. */
  readonly more: number;
}

export interface RepairedModel {
  /** A file with the repaired model; null where nothing could be repaired. */
  readonly file: File | null;
  readonly places: readonly RepairedPlace[];
  readonly refused: readonly RefusedPlace[];
  /** Findings, as lines, that the repaired model does not have. */
  readonly gone: readonly string[];
  /** Defects that it still has. */
  readonly remaining: readonly string[];
  /** The nodes that were taken out and put in. */
  readonly diff: readonly NodeLine[];
}

export interface RepairedPlace {
  readonly op: string;
  readonly node: string;
  readonly rules: readonly string[];
  /** The formula before → after, of each rule. */
  readonly formulas: readonly string[];
  /** What else changes; null where it is the same number over the reals. */
  readonly note: string | null;
  /** Keys of the findings that it mends. */
  readonly mends: readonly string[];
}

interface RefusedPlace {
  readonly op: string;
  readonly node: string;
  readonly rules: readonly string[];
  readonly reason: string;
}

export interface NodeLine {
  readonly sign: "-" | "+";
  readonly text: string;
}
