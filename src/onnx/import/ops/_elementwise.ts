/** @file Importers of ops that are one function of one or two operands. */
import type { Node } from "../../../graph/node.ts";
import type { ImportContext, Importer, ImportSample } from "../_importer.ts";

const shape: readonly number[] = [2, 3];

/** An op that maps its one input to one of ours. */
export const unaryImporter = (
  opType: string,
  build: (x: Node, node: ImportContext) => Node,
  samples: readonly ImportSample[] = [{ opset: 13, inputs: [{ shape }] }],
): Importer => ({ opType, import: (node) => build(node.input(0), node), samples });

/** The same for two operands that broadcast. */
export const binaryImporter = (
  opType: string,
  build: (a: Node, b: Node, node: ImportContext) => Node,
  samples: readonly ImportSample[] = [{ opset: 13, inputs: [{ shape }, { shape: [3] }] }],
): Importer => ({ opType, import: (node) => build(node.input(0), node.input(1), node), samples });
