/** @file A check's result as text, in the manner of a compiler: each finding with its place, numbers, witness and help. */
import type { Site } from "../../graph/node.ts";
import { type CheckResult, isFailure } from "../check.ts";
import type { Finding, Grade } from "../finding.ts";
import type { Subject } from "../subject.ts";
import { pathFrom, pathText } from "./path.ts";
import { conclusionOf, counted, placeOf, rangeWords, shownWords, unknownWords } from "./words.ts";

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
    ...row(options, "shown", shownWords(finding)),
    ...row(options, "path", pathText(pathFrom(finding.node, subject))),
    ...row(options, "help", help, "cyan"),
  ];
  return `${lines.join("\n")}\n`;
}

function rangeText(finding: Finding): string {
  const words = rangeWords(finding);
  return words ? `${words.of} in ${words.interval}${words.against}` : "";
}

const rowIndentation = 10;

function row({ paint, wrap }: TextOptions, label: string, text: string, colour?: "cyan"): string[] {
  if (text === "") return [];
  const [first = "", ...more] = (wrap?.(text, rowIndentation) ?? [text]).map((line) =>
    colour ? paint(colour, line) : line,
  );
  return [`   ${paint("dim", label.padEnd(6))} ${first}`, ...more.map((line) => " ".repeat(rowIndentation) + line)];
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

function closing(result: CheckResult, paint: Paint): string {
  const { nodes, seconds, unknown, withoutGradient, stated } = result;
  const where = `${counted(nodes, "node")}, ${seconds < 0.095 ? "under 0.1" : seconds.toFixed(1)} s`;
  const { kind, text } = conclusionOf(result);
  return [
    `${kind === "safe" ? paint("green", text) : text} (${where})`,
    ...unknownWords(unknown).map((line) => `unknown: ${line}`),
    ...(withoutGradient.length > 0 ? [`no gradient is known of ${withoutGradient.join(", ")}: taken for finite`] : []),
    ...stated.map((line) => paint("dim", `assumed: ${line}`)),
    "",
  ].join("\n");
}
