/** @file `check --fix`: writes the repaired ONNX model and says what is gone and what remains. */
import { type CheckResult, isFailure } from "../../check/check.ts";
import type { Finding } from "../../check/finding.ts";
import { fileModel } from "../../check/node/checkFile.ts";
import { confirmOnOnnxRuntime } from "../../check/repair/node/onnxRuntime.ts";
import { type Repair, repair } from "../../check/repair/repair.ts";
import { UsageError } from "../../util/errors.ts";
import { writeFile } from "./files.ts";
import { type Asked, isModel } from "./subjectOf.ts";

interface Fixing extends Asked {
  readonly result: CheckResult;
  readonly flushToZero: boolean;
}

export async function fixModel(what: string, file: string, fixing: Fixing): Promise<Repair> {
  const { ranges, dims, result, flushToZero } = fixing;
  if (!isModel(what)) {
    throw new UsageError("--fix is for ONNX models", {
      help: 'experiments and programs are rewritten when they run: "rewrites": "on"',
    });
  }
  const model = fileModel(what, { dims, ...(ranges !== undefined && { ranges }) });
  const repaired = await repair(model, result, { flushToZero, confirm: confirmOnOnnxRuntime });
  if (repaired.bytes) writeFile(file, repaired.bytes);
  return repaired;
}

export function repairText({ bytes, applied, refused, gone, remaining }: Repair, file: string): string {
  const left = remaining.filter(isFailure);
  const lines = [
    bytes
      ? `repaired, written to ${file}:`
      : `nothing is written to ${file}: there is no rewrite that takes a defect away`,
    ...applied.map(
      ({ source, rules, note }) =>
        `  ${source.opType} "${source.name}": ${rules.join(", ")}${note ? ` (${note})` : ""}`,
    ),
    ...refused.map(
      ({ source, rules, reason }) =>
        `  left as it is, ${source.opType} "${source.name}" (${rules.join(", ")}): ${reason}`,
    ),
    ...listed("gone", gone),
    ...(bytes ? (left.length > 0 ? listed("remaining", left) : ["  no defect remains"]) : []),
  ];
  return `${lines.join("\n")}\n`;
}

const listed = (word: string, findings: readonly Finding[]): string[] =>
  findings.map(({ rule, source, node }) => `  ${word}: ${rule} at ${source?.name ?? node.op.name}`);
