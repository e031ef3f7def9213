/** @file ONNX RotaryEmbedding: pairs of features turned by angles given as cosines and sines. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { concat } from "../../../ops/concat.ts";
import { gather } from "../../../ops/gather.ts";
import { mul } from "../../../ops/mul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { sub } from "../../../ops/sub.ts";
import { transpose } from "../../../ops/transpose.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

/** Elements from … to of the last axis. */
const part = (x: Node, from: number, to: number): Node => {
  const last = x.shape.length - 1;
  return slice(
    x,
    x.shape.map((_, i) => (i === last ? from : 0)),
    x.shape.map((d, i) => (i === last ? to : d)),
  );
};

/** [batch, sequence, heads, width] turned by cos and sin of [batch, sequence, 1, width / 2]. */
function turned(x: Node, cos: Node, sin: Node, interleaved: boolean): Node {
  const half = x.shape.at(-1)! / 2;
  const rest = x.shape.slice(0, -1);
  const pairs = interleaved
    ? transpose(reshape(x, [...rest, half, 2]), [0, 1, 2, 4, 3])
    : reshape(x, [...rest, 2, half]);
  const flat = reshape(pairs, [...rest, 2 * half]);
  const [a, b] = [part(flat, 0, half), part(flat, half, 2 * half)];
  const both = concat([sub(mul(cos, a), mul(sin, b)), add(mul(sin, a), mul(cos, b))], -1);
  if (!interleaved) return both;
  return reshape(transpose(reshape(both, [...rest, 2, half]), [0, 1, 2, 4, 3]), x.shape);
}

function rotary(node: ImportContext): Node {
  const x = node.input(0);
  const four = x.shape.length === 4;
  const [batch, sequence] = four ? [x.shape[0]!, x.shape[2]!] : [x.shape[0]!, x.shape[1]!];
  const heads = four ? x.shape[1]! : node.int("num_heads");
  const rows = four ? transpose(x, [0, 2, 1, 3]) : reshape(x, [batch, sequence, heads, x.shape[2]! / heads]);
  const width = rows.shape[3]!;
  const rotated = node.int("rotary_embedding_dim", 0) || width;
  const positions = node.optional(3);
  const angles = (index: number): Node => {
    const cache = node.input(index);
    const own = positions ? gather(cache, positions, 0) : cache;
    return reshape(own, [batch, sequence, 1, own.shape.at(-1)!]);
  };
  const [cos, sin] = [part(angles(1), 0, rotated / 2), part(angles(2), 0, rotated / 2)];
  const head = turned(part(rows, 0, rotated), cos, sin, node.int("interleaved", 0) === 1);
  const all = rotated < width ? concat([head, part(rows, rotated, width)], -1) : head;
  return four ? transpose(all, [0, 2, 1, 3]) : reshape(all, x.shape);
}

const cache = { shape: [8, 2], domain: [-1, 1] } as const;
const positions = { shape: [2, 3], dtype: "int64", domain: [0, 7] } as const;

export const rotaryEmbeddingImporter: Importer = {
  opType: "RotaryEmbedding",
  import: rotary,
  samples: [
    { opset: 23, inputs: [{ shape: [2, 2, 3, 4] }, cache, cache, positions] },
    {
      opset: 23,
      attributes: [intAttribute("interleaved", 1), intAttribute("num_heads", 2)],
      inputs: [{ shape: [2, 3, 8] }, cache, cache, positions],
    },
  ],
};
