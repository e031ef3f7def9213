/** @file A repair as the plain values that the page shows, with the repaired model as a file. */
import { isFailure } from "../../src/check/check.ts";
import type { Finding } from "../../src/check/finding.ts";
import type { Repair } from "../../src/check/repair/repair.ts";
import { decodeModel } from "../../src/onnx/decode.ts";
import { keyOf } from "./checkCards.ts";
import { nodeDiff } from "./checkDiff.ts";
import type { RepairedModel } from "./checked.ts";
import type { OpenedFiles } from "./checkFiles.ts";

export function repairedModel(
  { bytes, gone, remaining, applied, refused }: Repair,
  { name, model }: OpenedFiles,
): RepairedModel {
  return {
    file: bytes && new File([bytes as Uint8Array<ArrayBuffer>], name.replace(/(\.onnx)?$/i, ".repaired.onnx")),
    places: applied.map(({ source, rules, what, note, mends }) => ({
      op: source.opType,
      node: source.name,
      rules,
      formulas: what,
      note,
      mends: mends.map(keyOf),
    })),
    refused: refused.map(({ source, rules, reason }) => ({ op: source.opType, node: source.name, rules, reason })),
    gone: gone.map(lineOf),
    remaining: remaining.filter(isFailure).map(lineOf),
    diff: bytes ? nodeDiff(model.graph ?? {}, decodeModel(bytes).graph ?? {}) : [],
  };
}

const lineOf = ({ rule, source, node }: Finding): string =>
  `${rule} at ${source ? `${source.opType} ${source.name}` : node.op.name}`;
