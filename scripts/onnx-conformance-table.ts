/** @file Renders the results of the onnx package's test vectors as the generated part of docs/onnx.md. */
import { importers } from "../src/onnx/import/ops/index.ts";
import type { VectorResult } from "./onnx-vectors.ts";

const escaped = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "\\<");

const importedOps: ReadonlySet<string> = new Set(
  importers.map(({ opType, domain }) => (domain ? `${domain} ${opType}` : opType)),
);

/** Reasons with how often each is given, the most frequent first. */
function reasons(results: readonly VectorResult[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of results) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, n]) => `${n} × ${escaped(reason)}`)
    .join("; ");
}

function row(op: string, results: readonly VectorResult[]): string {
  const own = results.filter(({ expanded }) => !expanded);
  const of = (outcome: VectorResult["outcome"]): VectorResult[] => own.filter((each) => each.outcome === outcome);
  const passed = of("passed").length + of("random").length;
  const open = [...of("failed"), ...of("not covered")];
  const drawn = of("random").length > 0 ? [`${of("random").length} × drawn at random: shape and type compared`] : [];
  return `| ${op} | ${own.length} | ${passed} | ${of("failed").length} | ${[...drawn, ...(open.length > 0 ? [reasons(open)] : [])].join("; ")} |`;
}

export function renderConformance(results: readonly VectorResult[], version: string): string {
  const covered = results.filter(({ op }) => importedOps.has(op));
  const byOp = grouped(covered);
  const others = [...new Set(results.filter(({ op }) => !importedOps.has(op)).map(({ op }) => op))].sort();
  const count = (list: readonly VectorResult[], ...outcomes: VectorResult["outcome"][]): number =>
    list.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const own = covered.filter(({ expanded }) => !expanded);
  const expanded = results.filter((each) => each.expanded);
  return [
    `Test vectors of onnx ${version}. Of the ops that are imported: **${count(own, "passed", "random")} of ${own.length} vectors pass**, ${count(own, "failed")} fail, ${count(own, "not covered")} are not covered. Of the ${expanded.length} vectors that write an op out as other ops, ${count(expanded, "passed", "random")} pass, ${count(expanded, "failed")} fail, ${count(expanded, "not covered")} are not covered.`,
    "",
    "| op | vectors | pass | fail | not covered, and why |",
    "|---|---|---|---|---|",
    ...[...byOp].sort(([a], [b]) => a.localeCompare(b, "en")).map(([op, list]) => row(op, list)),
    "",
    `Ops with vectors that are not imported, so that a model with one has an unknown value: ${others.join(", ")}.`,
  ].join("\n");
}

function grouped(results: readonly VectorResult[]): Map<string, VectorResult[]> {
  const groups = new Map<string, VectorResult[]>();
  for (const result of results) groups.set(result.op, [...(groups.get(result.op) ?? []), result]);
  return groups;
}
