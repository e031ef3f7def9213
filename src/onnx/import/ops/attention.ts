/** @file ONNX Attention: softmax(scale · Q Kᵀ + masks) V by heads. */
import { isFloat } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { concat } from "../../../ops/concat.ts";
import { div } from "../../../ops/div.ts";
import { matmul } from "../../../ops/matmul.ts";
import { max } from "../../../ops/max.ts";
import { mul } from "../../../ops/mul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { softmax } from "../../../ops/softmax.ts";
import { tanh } from "../../../ops/tanh.ts";
import { transpose, transposeLast } from "../../../ops/transpose.ts";
import { where } from "../../../ops/where.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { type Masks, masked, masksOf } from "./_attention-mask.ts";
import { intAttribute } from "./_attributes.ts";

/** [batch, sequence, heads · size] as [batch, heads, sequence, size]. */
function byHeads(node: ImportContext, x: Node, attribute: string): Node {
  if (x.shape.length === 4) return x;
  const [batch, sequence, width] = x.shape as [number, number, number];
  const heads = node.int(attribute);
  return transpose(reshape(x, [batch, sequence, heads, width / heads]), [0, 2, 1, 3]);
}

/** Every head repeated for the queries' heads that share it. */
function repeatedHeads(x: Node, heads: number): Node {
  const [batch, own, sequence, size] = x.shape as [number, number, number, number];
  if (own === heads) return x;
  const wide = broadcastTo(reshape(x, [batch, own, 1, sequence, size]), [batch, own, heads / own, sequence, size]);
  return reshape(wide, [batch, heads, sequence, size]);
}

/** Probabilities over the keys; a query without any key gets zeros. */
function probabilities(scores: Node, masks: Masks): Node {
  if (!masks.mayBeEmpty) return softmax(scores);
  const zero = scalarLike(scores, 0);
  const bias = masked(broadcastTo(zero, scores.shape), masks, add);
  const empty = compare("==", max(bias, { axes: -1, keepdims: true }), scalarLike(scores, Number.NEGATIVE_INFINITY));
  return where(empty, zero, softmax(where(empty, zero, scores)));
}

function attention(node: ImportContext): readonly (Node | null)[] {
  const three = node.input(0).shape.length === 3;
  const q = byHeads(node, node.input(0), "q_num_heads");
  const [k, v] = [byHeads(node, node.input(1), "kv_num_heads"), byHeads(node, node.input(2), "kv_num_heads")];
  const [pastKey, pastValue] = [node.optional(4), node.optional(5)];
  const keys = pastKey ? concat([pastKey, k], 2) : k;
  const values = pastValue ? concat([pastValue, v], 2) : v;
  const [, heads, queries, size] = q.shape as [number, number, number, number];
  const scale = scalarLike(q, Math.sqrt(node.float("scale", 1 / Math.sqrt(size))));
  const raw = matmul(mul(q, scale), mul(transposeLast(repeatedHeads(keys, heads)), scale));
  const softcap = node.float("softcap", 0);
  const cap = scalarLike(raw, softcap);
  const scores = softcap > 0 ? mul(tanh(div(raw, cap)), cap) : raw;
  const lengths = { queries, keys: keys.shape[2]!, past: pastKey?.shape[2] ?? 0 };
  const masks = masksOf(node, node.optional(3), node.optional(6), lengths);
  const open = masked(scores, masks, add);
  const precision = node.has("softmax_precision") ? node.dtype("softmax_precision") : raw.dtype;
  const exact = isFloat(precision) ? precision : raw.dtype;
  const weights = cast(probabilities(cast(open, exact), castMasks(masks, exact)), raw.dtype);
  const y = matmul(weights, repeatedHeads(values, heads));
  const flat = three ? reshape(transpose(y, [0, 2, 1, 3]), [y.shape[0]!, queries, heads * y.shape[3]!]) : y;
  const stages = [scores, scores, open, weights];
  return [flat, keys, values, node.isUsed(3) ? stages[node.int("qk_matmul_output_mode", 0)]! : null];
}

const castMasks = (masks: Masks, dtype: Node["dtype"]): Masks => ({
  ...masks,
  bias: masks.bias && cast(masks.bias, dtype),
});

const four = { shape: [2, 2, 3, 4] } as const;

export const attentionImporter: Importer = {
  opType: "Attention",
  import: attention,
  samples: [
    { opset: 23, inputs: [four, four, four] },
    { opset: 23, attributes: [intAttribute("is_causal", 1)], inputs: [four, four, four] },
    {
      opset: 23,
      attributes: [intAttribute("q_num_heads", 4), intAttribute("kv_num_heads", 2)],
      inputs: [{ shape: [2, 3, 8] }, { shape: [2, 5, 4] }, { shape: [2, 5, 4] }, { shape: [3, 5] }],
    },
  ],
};
