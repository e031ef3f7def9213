/** @file What the operators of scikit-learn's models share: the domain, class labels, and the transformation of scores. */
import { isFloat, toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { cast } from "../../../ops/cast.ts";
import { concat } from "../../../ops/concat.ts";
import { constant } from "../../../ops/constant.ts";
import { gather } from "../../../ops/gather.ts";
import { neg } from "../../../ops/neg.ts";
import { sigmoid } from "../../../ops/sigmoid.ts";
import { softmax } from "../../../ops/softmax.ts";
import { sub } from "../../../ops/sub.ts";
import type { ImportContext } from "../_importer.ts";
import { argMax } from "../foreign/argMax.ts";

export const ml = "ai.onnx.ml";

/** These operators compute in float32 whatever they are fed. */
export const asFloats = (x: Node): Node => (isFloat(x.dtype) && x.dtype !== "float64" ? x : cast(x, "float32"));

export const floatVector = (values: readonly number[], shape: readonly number[] = [values.length]): Node =>
  constant(toValue("float32", shape, values));

/** The labels of a classifier; texts stand for their numbers, since no arithmetic is done with them. */
export function labelsOf(node: ImportContext, ints: string, texts: string): readonly number[] {
  const numbers = node.has(ints) ? node.ints(ints) : [];
  return numbers.length > 0 ? numbers : node.texts(texts, []).map((_, i) => i);
}

/** The label of each row's largest score. */
export const largestLabel = (scores: Node, labels: readonly number[]): Node =>
  labelAt(argMax(scores, { axis: 1, keepdims: false, smallest: false, last: false, dtype: "int64" }), labels);

export const labelAt = (index: Node, labels: readonly number[]): Node =>
  gather(constant(toValue("int64", [labels.length], labels)), index, 0);

/** Scores [N, E] under the attribute `post_transform`. */
export function transformed(node: ImportContext, scores: Node): Node {
  const how = node.text("post_transform", "NONE");
  if (how === "NONE") return scores;
  if (how === "LOGISTIC") return sigmoid(scores);
  if (how === "SOFTMAX") return softmax(scores, 1);
  return node.unknown(`its post_transform is "${how}"`, [null, scores]);
}

/** The two scores that one score s of a binary classifier stands for: 1 − s and s, or their logistic form, or −s and s. */
export function bothClasses(node: ImportContext, score: Node, isProbability: boolean): Node {
  if (isProbability) return concat([sub(scalarLike(score, 1), score), score], 1);
  const pair = concat([neg(score), score], 1);
  return node.text("post_transform", "NONE") === "LOGISTIC" ? sigmoid(pair) : pair;
}
