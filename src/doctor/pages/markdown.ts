/** @file A page as Markdown. */
import type { Link, Page, Section } from "./page.ts";

/** Where the page of a link lies, seen from the page that has it. */
export type Address = (link: Link) => string;

/** Letters that Markdown would take for itself. */
const plain = (text: string): string => text.replace(/[\\`*_<|]|^[>#+-]/g, (letter) => `\\${letter}`);

export function pageMarkdown({ id, title, severity, sections }: Page, address: Address, level = 1): string {
  const hashes = "#".repeat(level);
  return [
    `${hashes} ${plain(title)}`,
    "",
    `\`${id}\`${severity ? `, ${severity}` : ""}`,
    "",
    ...sections.flatMap((section) => [`${hashes}# ${section.heading}`, "", ...body(section, address), ""]),
  ].join("\n");
}

function body(section: Section, address: Address): string[] {
  if ("text" in section) return [plain(section.text)];
  if ("items" in section) return section.items.map((item) => `- ${plain(item)}`);
  if ("links" in section) return section.links.map((link) => `- [${link.id}](${address(link)}): ${plain(link.title)}`);
  const lines = section.diff.map(({ sign, text }) => (sign === "gap" ? "  …" : `${sign} ${text}`.trimEnd()));
  return [plain(section.note), "", "```diff", ...lines, "```"];
}
