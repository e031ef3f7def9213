/** @file What a finding and a result say in words, part by part, for every report that shows them. */
import { isFloat } from "../../graph/dtype.ts";
import { formatSite } from "../../graph/node.ts";
import { floatLimits } from "../../util/float.ts";
import { type CheckResult, isFailure } from "../check.ts";
import type { Finding, Grade } from "../finding.ts";
import type { Subject } from "../subject.ts";
import { interval, number } from "./numbers.ts";

/** The user's line, the ONNX node, or the layer. */
export function placeOf(
  { source, site, node }: Finding,
  { name }: Pick<Subject, "name">,
  near: (file: string) => string = (file) => file,
): string {
  if (source)
    return `${name}: ${source.opType} "${source.name}"${source.tensor === source.name ? "" : ` giving "${source.tensor}"`}`;
  if (site) return formatSite({ ...site, file: near(site.file) });
  const via = node.origin.via.filter((step) => !step.startsWith("rewritten by"));
  return [name, ...via, node.op.name].join(" · ");
}

/** The largest number of its dtype, where the result is held against that. */
const largestFor = ({ limit, node: { dtype } }: Finding): number | null =>
  limit !== null && isFloat(dtype) && Math.abs(limit) === floatLimits[dtype].max ? floatLimits[dtype].max : null;

export interface RangeWords {
  readonly of: "operand" | "result" | "gradient";
  readonly interval: string;
  /** How a sentence about the interval goes on: "; finite up to 88.7228 in float32". */
  readonly against: string;
  /** What is harmless, by itself: "finite up to 88.7228 in float32"; null where no limit is known. */
  readonly harmless: string | null;
}

/** The range that is held against the limit; null where the finding has none. */
export function rangeWords(finding: Finding): RangeWords | null {
  const { range, backward } = finding;
  if (!range) return null;
  const of = largestFor(finding) === null ? "operand" : backward ? "gradient" : "result";
  return { of, interval: interval(range), ...limitWords(finding, range.lo) };
}

function limitWords(finding: Finding, lo: number): Pick<RangeWords, "against" | "harmless"> {
  const { limit, node, rule } = finding;
  const largest = largestFor(finding);
  if (limit === null) return { against: "", harmless: null };
  if (largest !== null) {
    const most = number(largest);
    return {
      against: `; the largest ${node.dtype} is ${most}`,
      harmless: `up to ${most}, the largest ${node.dtype}`,
    };
  }
  if (limit !== 0) {
    const words = `finite up to ${number(limit)} in ${node.dtype}`;
    return { against: `; ${words}`, harmless: words };
  }
  if (lo < 0 && !rule.startsWith("division")) return { against: "; it must be above 0", harmless: "above 0" };
  if (lo > 0) return { against: ", which is flushed to 0", harmless: "not flushed to 0" };
  return { against: ", which holds 0", harmless: "without 0" };
}

const engines = { reference: "the reference interpreter", onnxruntime: "ONNX Runtime" } as const;

/** How inputs were seen to do it; "" where the grade says enough. */
export function shownWords(finding: Finding): string {
  const { witness, grade, node, source, backward } = finding;
  if (!witness) return grade === "possible" ? "no inputs were found that do it: the ranges alone allow it" : "";
  const by = witness.shownBy.map((engine) => engines[engine]).join(" and ");
  const name = backward ? `the gradient of ${node.op.name}` : (source?.opType ?? node.op.name);
  // what a gradient overflows by is none of the forward operands
  const operand = backward && largestFor(finding) !== null ? "" : ` of ${number(witness.operand)}`;
  const tensors = counted(Object.keys(witness.inputs).length, "tensor");
  return `${name}${operand} is ${number(witness.result)}, in ${by}, at inputs found by ${witness.by} (${tensors})`;
}

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export interface Conclusion {
  /** "open": no defect, and not called safe. */
  readonly kind: "defects" | "open" | "safe";
  readonly text: string;
}

/** What a check comes to. */
export function conclusionOf(result: CheckResult): Conclusion {
  const { findings, unknown } = result;
  const failures = findings.filter(isFailure);
  if (failures.length > 0) {
    return { kind: "defects", text: `${counted(failures.length, "defect")}: ${countsText(failures)}` };
  }
  if (unknown.length > 0) {
    return { kind: "open", text: "no defect found, and not called safe: there are ops of which nothing is known" };
  }
  if (isUndecided(result)) {
    const text =
      "no defect found, and not called safe: over many ops the bounds, not the values seen, pass the largest number";
    return { kind: "open", text };
  }
  return { kind: "safe", text: "no defect found: every value stays finite for all inputs in their ranges" };
}

const grades: readonly Grade[] = ["proved", "possible", "gradient"];

/** "2 proved, 1 possible" of what can make a run fail. */
const countsText = (failures: readonly Finding[]): string =>
  grades
    .map((grade) => [grade, failures.filter((finding) => finding.grade === grade).length] as const)
    .filter(([, n]) => n > 0)
    .map(([grade, n]) => (grade === "gradient" ? `${n} in the gradient` : `${n} ${grade}`))
    .join(", ");

/** What is not safe though no finding says so: bounds that grew over many ops, which takes inputs to be believed. */
const isUndecided = ({ safe, findings }: CheckResult): boolean =>
  !safe && !findings.some(({ rewrittenBy }) => rewrittenBy !== null);

/** Each reason once, with the nodes that it is about. */
export function unknownWords(unknown: CheckResult["unknown"]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { source, reason } of unknown) {
    const key = `${source.opType}: ${reason}`;
    reasons.set(key, [...(reasons.get(key) ?? []), source.name]);
  }
  return [...reasons].map(
    ([key, names]) =>
      `${key} (${names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ")})`,
  );
}
