/** @file A page as text for a terminal of a given width. */
import { wrap } from "../logs/report.ts";
import type { ExampleLine } from "./example.ts";
import type { Page, PageKind, Section } from "./page.ts";

export interface PageLook {
  readonly width: number;
  /** How this program is called: "npx evenkeel". */
  readonly command: string;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const kinds: Readonly<Record<PageKind, string>> = {
  cause: "a cause",
  symptom: "a symptom",
  mistake: "a mistake in a gradient",
};

export function renderPage({ id, kind, title, severity, sections }: Page, look: PageLook): string {
  const grade = severity ? `, ${severity === "info" ? "for information" : severity}` : "";
  const lines = [
    ...wrap(title, look.width, "").map(look.bold),
    look.dim(`${id}: ${kinds[kind]}${grade}`),
    ...sections.flatMap((section) => ["", look.bold(section.heading), ...body(section, look)]),
  ];
  return `${lines.join("\n")}\n`;
}

function body(section: Section, look: PageLook): string[] {
  const { width } = look;
  if ("text" in section) return wrap(section.text.replace(/^evenkeel\b/, look.command), width, "  ");
  if ("items" in section) return section.items.flatMap((item) => wrap(item, width, "    ", "  - "));
  if ("links" in section) {
    const longest = Math.max(...section.links.map(({ id }) => id.length));
    return section.links.flatMap(({ id, title }) =>
      wrap(title, width, " ".repeat(longest + 4), `  ${id.padEnd(longest)}  `),
    );
  }
  return [...wrap(section.note, width, "  "), ...section.diff.flatMap((line) => diffLine(line, look))];
}

function diffLine({ sign, text }: ExampleLine, { width, dim, good, bad }: PageLook): string[] {
  if (sign === "gap") return [dim("    …")];
  const indent = /^\s*/.exec(text)![0];
  const mark = sign === "-" ? "−" : sign;
  const lines = wrap(text.trimStart(), width, `      ${indent}`, `  ${mark} ${indent}`);
  return lines.map((line) => (sign === " " ? dim(line) : sign === "+" ? good(line) : bad(line)));
}
