/** @file An explanation as text for a terminal of a given width. */
import type { ComparedRuns, ExplainedRun, Explanation } from "./explain.ts";
import { unnamed } from "./row.ts";
import type { LogRun, LogSeries } from "./runs.ts";
import type { Certainty, Statement } from "./statements/_statement.ts";
import { counted } from "./words.ts";

/** How parts of the text look; plain text for files. */
export interface Look {
  readonly width: number;
  /** How this program is called: "npx evenkeel". */
  readonly command: string;
  bold(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

const certainties: Readonly<Record<Certainty, string>> = {
  certain: "certain: arithmetic on the printed numbers",
  nearly: "as good as certain: they fit to the last digits",
  likely: "likely: this is what it usually means",
  possible: "possible: other things look the same",
};

/** The text in lines of the width, after an indent; a first line may begin otherwise. */
export function wrap(text: string, width: number, indent: string, first: string = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      [line, empty] = [indent, true];
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

export function renderExplanation(explanation: Explanation, look: Look): string {
  const { runs, comparisons, leftOut } = explanation;
  const said = new Set<string>();
  const blocks = [
    ...runs.map((run) => runBlock(run, look, said)),
    ...(leftOut > 0 ? [[look.dim(`${counted(leftOut, "more run")} in these logs not shown`)]] : []),
    ...comparisons.map((comparison) => comparisonBlock(comparison, look, said)),
    ...endBlocks(explanation, look),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function runBlock({ name, view, verdict, statements }: ExplainedRun, look: Look, said: Set<string>): string[] {
  return [
    `${look.bold(name)}  ${look.dim(found(view.run))}`,
    ...wrap(verdict, look.width, "  ").map(look.strong),
    ...statementLines(statements, look, said),
  ];
}

/** "10 values of cost, epochs 1 to 10". */
function found({ series, lines }: LogRun): string {
  const columns = series
    .slice(0, 6)
    .map(({ name }) => (name === unnamed ? "numbers without a name, taken as costs" : name));
  const more = series.length > columns.length ? ", …" : "";
  const longest = series.reduce((most: LogSeries, each) => (each.values.length > most.values.length ? each : most));
  const at = longest.unit === "value" ? "" : `, ${longest.unit}s ${longest.x[0]} to ${longest.x.at(-1)}`;
  const where = lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]} to ${lines[1]}`;
  return `${counted(longest.values.length, "value")}${at} (${columns.join(", ")}${more}; ${where})`;
}

function comparisonBlock({ names, statements }: ComparedRuns, look: Look, said: Set<string>): string[] {
  return [look.bold(`${names[0]} against ${names[1]}`), ...statementLines(statements, look, said)];
}

/** Grouped by how sure they are; arithmetic that stands above already is not repeated. */
function statementLines(statements: readonly Statement[], look: Look, said: Set<string>): string[] {
  const lines: string[] = [];
  let group: Certainty | null = null;
  for (const { certainty, headline, arithmetic } of statements) {
    if (certainty !== group) lines.push("", look.dim(`  ${certainties[certainty]}`));
    group = certainty;
    const [first, ...rest] = wrap(headline, look.width, "    ", "  • ");
    lines.push(...[first!, ...rest].map(look.bold));
    for (const step of arithmetic) {
      if (said.has(step)) continue;
      said.add(step);
      lines.push(...wrap(step, look.width, "        ", "      ").map(look.dim));
    }
  }
  return lines;
}

function endBlocks({ first, cannot, measurements }: Explanation, look: Look): string[][] {
  const list = (items: readonly string[]): string[] => items.flatMap((item) => wrap(item, look.width, "    ", "  - "));
  const blocks: string[][] = [];
  if (first) {
    blocks.push([
      look.bold("Test first"),
      ...wrap(first.headline, look.width, "  ").map(look.strong),
      ...list(first.because),
      ...wrap(
        `pages: ${first.causes.map((id) => `${look.command} explain ${id}`).join(", ")}`.replaceAll(
          `, ${look.command} explain `,
          ", ",
        ),
        look.width,
        "    ",
      ).map(look.dim),
    ]);
  }
  if (cannot.length > 0) blocks.push([look.bold("What these numbers cannot show"), ...list(cannot)]);
  if (measurements.length > 0) {
    blocks.push([
      look.bold(
        measurements.length === 1 ? "One measurement that would settle it" : "Measurements that would settle it",
      ),
      ...measurements.flatMap(({ what, command }, i) => [
        ...wrap(what, look.width, "     ", `  ${i + 1}. `),
        ...(command ? [`     ${look.strong(command.replace(/^evenkeel\b/, look.command))}`] : []),
      ]),
    ]);
  }
  return blocks;
}
