/** @file Negative log-likelihood of class indices, with class weights, ignored indices and reductions. */
import type { Node } from "../../../graph/node.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { div } from "../../../ops/div.ts";
import { gather } from "../../../ops/gather.ts";
import { mean } from "../../../ops/mean.ts";
import { mul } from "../../../ops/mul.ts";
import { neg } from "../../../ops/neg.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sum } from "../../../ops/sum.ts";
import { where } from "../../../ops/where.ts";
import type { ImportContext } from "../_importer.ts";
import { gatherElements } from "../foreign/gatherElements.ts";

/** −log p of each target; `logs` are [N, C, d…], `target` [N, d…]. */
function picked(logs: Node, target: Node): Node {
  const [batch, ...rest] = target.shape as [number, ...number[]];
  return reshape(neg(gatherElements(logs, reshape(target, [batch, 1, ...rest]), 1)), target.shape);
}

/** Weight of each target, ignored ones 0; null where every one is 1. */
function weightsOf(node: ImportContext, logs: Node, target: Node, kept: Node | null): Node | null {
  const weights = node.optional(2);
  const own = weights ? gather(weights, target) : null;
  if (!kept) return own;
  const [one, zero] = [constantLike(logs, 1), constantLike(logs, 0)];
  return where(kept, own ?? one, zero);
}

/** The loss of log-probabilities `logs` at the node's input 1, a mean over nothing being 0/0. */
export function classLoss(node: ImportContext, logs: Node): Node {
  const given = cast(node.input(1), "int64");
  const ignored = node.has("ignore_index") ? constantLike(given, node.int("ignore_index")) : null;
  const kept = ignored && compare("!=", given, ignored);
  // an ignored index need not be a class
  const target = kept ? where(kept, given, constantLike(given, 0)) : given;
  const weights = weightsOf(node, logs, target, kept);
  const losses = picked(logs, target);
  const weighted = weights ? mul(losses, weights) : losses;
  const safe = kept ? where(kept, weighted, constantLike(logs, 0)) : weighted;
  const reduction = node.text("reduction", "mean");
  if (reduction === "none") return safe;
  if (reduction === "sum") return sum(safe);
  return weights ? div(sum(safe), sum(weights)) : mean(safe);
}
