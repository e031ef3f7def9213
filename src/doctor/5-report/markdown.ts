/** @file The report as Markdown, to be pasted into an issue or sent to a colleague. */
import type { Fact } from "../fact.ts";
import type { Card } from "./cards.ts";
import type { SymptomFinding } from "./diagnosis.ts";
import type { DiffLine } from "./diff.ts";
import type { Other, Report } from "./report.ts";
import { symptomText } from "./words.ts";

export function renderMarkdown(report: Report): string {
  const { headline, sentence, notes, cards, seen, instead, others, ruledOut, looked, together, next, footer } = report;
  const blocks = [
    `## ${escaped(headline)}`,
    escaped(sentence),
    ...notes.map((note) => `*${escaped(note)}*`),
    ...cards.flatMap(cardBlocks),
    ...(together ? ["### All changes together", diff(together.fix), list(together.proof.map(escaped))] : []),
    ...titled("Also seen", seen.map(symptom)),
    ...titled("Repairs it too", instead.map(other)),
    ...titled("Suspected, not proved", others.map(other)),
    ...titled(
      "Ruled out",
      ruledOut.map(({ title, why }) => escaped(`${title}: ${why}`)),
    ),
    ...(looked.length > 0 ? ["### Looked at", table(looked)] : []),
    ...(next.length > 0 ? ["### Next", next.map(([what, command]) => `- ${what}: ${code(command)}`).join("\n")] : []),
    escaped(footer),
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

function cardBlocks(card: Card): string[] {
  const { title, id, confidence, where, symptoms, evidence, what, why, ruledOut, fix, proof, stillWrong } = card;
  return [
    `### ${escaped(title)} (${code(id)}, ${confidence})`,
    where.length > 0 ? `Where: ${where.map(code).join(", ")}` : "",
    list(symptoms.map(symptom)),
    table(evidence),
    escaped(what ?? ""),
    escaped(why ?? ""),
    diff(fix),
    list(proof.map(escaped)),
    ...lead("Still wrong:", stillWrong),
    ...lead("Ruled out:", ruledOut),
    `More: ${code(card.explain)}`,
  ];
}

const lead = (title: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [title, list(texts.map(escaped))];

const symptom = (finding: SymptomFinding): string => escaped(symptomText(finding));

const other = ({ title, confidence, note }: Other): string =>
  escaped(`${title} (${confidence})${note ? `: ${note}` : ""}`);

const titled = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`### ${title}`, list(items)];

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

function table(facts: readonly Fact[]): string {
  if (facts.length === 0) return "";
  const rows = facts.map(({ label, value, normal }) => [label, value, normal ?? ""].map(cell).join(" | "));
  return ["| measured | here | normal |", "|---|---|---|", ...rows.map((row) => `| ${row} |`)].join("\n");
}

const cell = (text: string): string => escaped(text).replaceAll("\n", " ");

const diff = (lines: readonly DiffLine[]): string =>
  lines.length === 0
    ? ""
    : `${fence(lines)}diff\n${lines.map(({ sign, path, value }) => `${sign} ${path}: ${value}`).join("\n")}\n${fence(lines)}`;

/** One backtick more than any run of them within. */
const fence = (lines: readonly DiffLine[]): string =>
  "`".repeat(Math.max(3, 1 + longestRun(lines.map(({ path, value }) => path + value).join("\n"))));

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

function code(text: string): string {
  const ticks = "`".repeat(1 + longestRun(text));
  return ticks.length === 1 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}

/** What Markdown or the HTML within it would take for markup. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|#&]/g, (mark) => `\\${mark}`).replaceAll("\n", " ");
