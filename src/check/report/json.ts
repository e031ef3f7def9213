/** @file A check's result as JSON: numbers that are not finite are strings. */
import type { CheckResult } from "../check.ts";
import type { Finding, Witness } from "../finding.ts";
import type { Repair } from "../repair/repair.ts";

/** Witnesses of more elements than this are left to the witness file. */
const mostElements = 100_000;

export function renderJson(result: CheckResult, repair: Repair | null = null): string {
  const { findings, nodes, seconds, unknown, stated, safe } = result;
  return `${JSON.stringify(
    {
      findings: findings.map(findingJson),
      nodes,
      seconds: Number(seconds.toFixed(4)),
      safe,
      unknown: unknown.map(({ source, reason }) => ({ node: source.name, op: source.opType, reason })),
      stated,
      ...(repair && { repair: repairJson(repair) }),
    },
    nonFinite,
  )}\n`;
}

const repairJson = ({ bytes, gone, remaining, applied, refused }: Repair): unknown => ({
  written: bytes !== null,
  applied: applied.map(({ source, rules, note }) => ({ node: source.name, op: source.opType, rules, note })),
  refused: refused.map(({ source, rules, reason }) => ({ node: source.name, op: source.opType, rules, reason })),
  gone: gone.map(findingJson),
  remaining: remaining.map(findingJson),
});

/** JSON has no NaN and no infinities. */
export const nonFinite = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

function findingJson({ node, source, witness, range, ...finding }: Finding): unknown {
  const { rule, grade, site, message, help, limit, backward, rewrittenBy } = finding;
  return {
    rule,
    grade,
    node: source?.name ?? [...node.origin.via, node.op.name].join("."),
    op: source?.opType ?? node.op.name,
    tensor: source?.tensor ?? null,
    range: range && { lo: range.lo, hi: range.hi },
    limit,
    site,
    witness: witness && witnessJson(witness),
    message,
    help,
    backward,
    rewrittenBy,
  };
}

function witnessJson({ inputs, ...rest }: Witness): unknown {
  const elements = Object.values(inputs).reduce((n, { data }) => n + data.length, 0);
  return { ...rest, inputs: elements > mostElements ? null : inputs };
}
