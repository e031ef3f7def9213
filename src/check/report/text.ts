/** @file A check's result as text, in the manner of a compiler: each finding with its place, numbers, witness and help. */
import { isFloat } from "../../graph/dtype.ts";
import { formatSite, type Site } from "../../graph/node.ts";
import { floatLimits } from "../../util/float.ts";
import { type CheckResult, isFailure } from "../check.ts";
import type { Finding, Grade } from "../finding.ts";
import type { Subject } from "../subject.ts";
import { interval, number } from "./numbers.ts";
import { pathFrom, pathText } from "./path.ts";

export interface TextOptions {
  paint(format: "bold" | "dim" | "red" | "yellow" | "cyan" | "green", text: string): string;
  /** The line of the program with a caret below the column; null where it cannot be read. */
  excerpt(site: Site): string | null;
  /** A file as it is named where the command runs; its whole path when left out. */
  near?(file: string): string;
  /** A text in lines for the room beside an indentation; one line when left out. */
  wrap?(text: string, indentation: number): readonly string[];
}

type Paint = TextOptions["paint"];

export function renderText(result: CheckResult, options: TextOptions): string {
  const { findings, subject } = result;
  const errors = findings.filter(isFailure);
  const repaired = findings.filter(({ rewrittenBy }) => rewrittenBy !== null);
  const rest = findings.filter((finding) => !isFailure(finding) && finding.rewrittenBy === null);
  return [
    ...errors.map((finding) => fullText(finding, subject, options)),
    section("only where subnormal numbers are flushed to zero", ofGrade(rest, "flush-to-zero"), subject, options),
    section("safe in a run of ours: the compiler rewrites it", repaired, subject, options),
    section("advice", ofGrade(rest, "advice"), subject, options),
    closing(result, options.paint),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

const ofGrade = (findings: readonly Finding[], grade: Grade): Finding[] =>
  findings.filter((finding) => finding.grade === grade);

function fullText(finding: Finding, subject: Subject, options: TextOptions): string {
  const { paint, excerpt, near } = options;
  const { rule, grade, message, help, site } = finding;
  const word =
    grade === "possible"
      ? paint("yellow", `possible[${rule}]`)
      : paint("red", `${grade === "gradient" ? "gradient" : "error"}[${rule}]`);
  const shown = site && excerpt(site);
  const lines = [
    `${word}: ${paint("bold", message)}`,
    `  ${paint("dim", "-->")} ${placeOf(finding, subject, near)}`,
    ...(shown ? shown.split("\n").map((line) => `      ${line}`) : []),
    ...row(options, "range", rangeText(finding)),
    ...row(options, "shown", witnessText(finding)),
    ...row(options, "path", pathText(pathFrom(finding.node, subject))),
    ...row(options, "help", help, "cyan"),
  ];
  return `${lines.join("\n")}\n`;
}

const rowIndentation = 10;

function row({ paint, wrap }: TextOptions, label: string, text: string, colour?: "cyan"): string[] {
  if (text === "") return [];
  const [first = "", ...more] = (wrap?.(text, rowIndentation) ?? [text]).map((line) =>
    colour ? paint(colour, line) : line,
  );
  return [`   ${paint("dim", label.padEnd(6))} ${first}`, ...more.map((line) => " ".repeat(rowIndentation) + line)];
}

/** The user's line, the ONNX node, or the layer. */
export function placeOf(
  { source, site, node }: Finding,
  { name }: Pick<Subject, "name">,
  near: NonNullable<TextOptions["near"]> = (file) => file,
): string {
  if (source)
    return `${name}: ${source.opType} "${source.name}"${source.tensor === source.name ? "" : ` giving "${source.tensor}"`}`;
  if (site) return formatSite({ ...site, file: near(site.file) });
  const via = node.origin.via.filter((step) => !step.startsWith("rewritten by"));
  return [name, ...via, node.op.name].join(" · ");
}

/** Whether the result is held against the largest number of its dtype. */
const isOverflow = ({ limit, node: { dtype } }: Finding): boolean =>
  limit !== null && isFloat(dtype) && Math.abs(limit) === floatLimits[dtype].max;

function rangeText(finding: Finding): string {
  const { range, limit, node, rule, backward } = finding;
  if (!range) return "";
  const { dtype } = node;
  const isLargest = isFloat(dtype) && isOverflow(finding);
  const what = isLargest ? (backward ? "gradient" : "result") : "operand";
  const against =
    limit === null
      ? ""
      : isLargest
        ? `; the largest ${dtype} is ${number(floatLimits[dtype].max)}`
        : limit === 0 && range.lo < 0 && !rule.startsWith("division")
          ? "; it must be above 0"
          : limit === 0
            ? `, which ${range.lo > 0 ? "is flushed to" : "holds"} 0`
            : `; finite up to ${number(limit)} in ${dtype}`;
  return `${what} in ${interval(range)}${against}`;
}

const engines = { reference: "the reference interpreter", onnxruntime: "ONNX Runtime" } as const;

function witnessText(finding: Finding): string {
  const { witness, grade, node, source, backward } = finding;
  if (!witness) return grade === "possible" ? "no inputs were found that do it: the ranges alone allow it" : "";
  const by = witness.shownBy.map((engine) => engines[engine]).join(" and ");
  const name = backward ? `the gradient of ${node.op.name}` : (source?.opType ?? node.op.name);
  const tensors = Object.keys(witness.inputs).length;
  // what a gradient overflows by is none of the forward operands
  const operand = backward && isOverflow(finding) ? "" : ` of ${number(witness.operand)}`;
  return `${name}${operand} is ${number(witness.result)}, in ${by}, at inputs found by ${witness.by} (${tensors} ${tensors === 1 ? "tensor" : "tensors"})`;
}

function section(title: string, findings: readonly Finding[], subject: Subject, { paint, near }: TextOptions): string {
  if (findings.length === 0) return "";
  const lines = findings.map((finding) => {
    const { rule, message, rewrittenBy } = finding;
    const by = rewrittenBy === null ? "" : ` (rewritten by ${rewrittenBy})`;
    return `  ${paint("yellow", rule)}: ${message}${by}\n    ${paint("dim", "-->")} ${placeOf(finding, subject, near)}`;
  });
  return `${paint("bold", title)}\n${[...new Set(lines)].join("\n")}\n`;
}

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** "2 proved, 1 possible" of what can make a run fail. */
function countsText(findings: readonly Finding[]): string {
  const failures = findings.filter(isFailure);
  const grades: readonly Grade[] = ["proved", "possible", "gradient"];
  return grades
    .map((grade) => [grade, failures.filter((finding) => finding.grade === grade).length] as const)
    .filter(([, n]) => n > 0)
    .map(([grade, n]) => (grade === "gradient" ? `${n} in the gradient` : `${n} ${grade}`))
    .join(", ");
}

function closing(result: CheckResult, paint: Paint): string {
  const { findings, nodes, seconds, unknown, withoutGradient, stated } = result;
  const failures = findings.filter(isFailure).length;
  const where = `${counted(nodes, "node")}, ${seconds < 0.095 ? "under 0.1" : seconds.toFixed(1)} s`;
  const verdict =
    failures > 0
      ? `${counted(failures, "defect")}: ${countsText(findings)}`
      : unknown.length > 0
        ? "no defect found, and not called safe: there are ops of which nothing is known"
        : isUndecided(result)
          ? "no defect found, and not called safe: over many ops the bounds, not the values seen, pass the largest number"
          : paint("green", "no defect found: every value stays finite for all inputs in their ranges");
  return [
    `${verdict} (${where})`,
    ...unknownLines(unknown),
    ...(withoutGradient.length > 0 ? [`no gradient is known of ${withoutGradient.join(", ")}: taken for finite`] : []),
    ...stated.map((line) => paint("dim", `assumed: ${line}`)),
    "",
  ].join("\n");
}

/** What is not safe though no finding says so: bounds that grew over many ops, which takes inputs to be believed. */
const isUndecided = ({ safe, findings }: CheckResult): boolean =>
  !safe && !findings.some(({ rewrittenBy }) => rewrittenBy !== null);

function unknownLines(unknown: CheckResult["unknown"]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { source, reason } of unknown) {
    const key = `${source.opType}: ${reason}`;
    reasons.set(key, [...(reasons.get(key) ?? []), source.name]);
  }
  return [...reasons].map(
    ([key, names]) =>
      `unknown: ${key} (${names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ")})`,
  );
}
