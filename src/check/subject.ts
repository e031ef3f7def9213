/** @file Subject: what is checked, whatever it was made from: a graph, a box for each input, and the loss. */

import type { Box } from "../graph/box.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { ImportedModel, OnnxSource, UnknownOp } from "../onnx/import/imported.ts";
import type { AppliedRewrite } from "../rewrite/rewrite.ts";

/** How concrete values of an input are drawn. */
export type Drawn =
  | { readonly kind: "any" }
  /** Whole numbers only. */
  | { readonly kind: "whole" }
  /** Rows of examples that exist. */
  | { readonly kind: "rows"; readonly data: ArrayLike<number>; readonly width: number };

export interface SubjectInput {
  readonly name: string;
  readonly node: Node;
  readonly box: Box;
  readonly drawn: Drawn;
}

/** What the compiler makes of the program, where its rewrites are on. */
export interface Compiled {
  readonly graph: Graph;
  readonly applied: readonly AppliedRewrite[];
}

export interface Subject {
  /** As the user named it. */
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: readonly SubjectInput[];
  /** What gradients are taken of; null where there is nothing to minimise. */
  readonly loss: { readonly name: string; readonly node: Node } | null;
  /** What gradients are taken with respect to. */
  readonly weights: readonly Node[];
  /** Set for an ONNX model. */
  readonly imported: ImportedModel | null;
  readonly compiled: Compiled | null;
  /** What was assumed, in sentences. */
  readonly stated: readonly string[];
}

export const sourceOf = ({ imported }: Subject, node: Node): OnnxSource | null => imported?.sources.get(node) ?? null;

export const unknownOps = ({ imported }: Subject): readonly UnknownOp[] => imported?.unknown ?? [];
