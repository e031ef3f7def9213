/** @file HTML in which everything that is put in is escaped, unless it is HTML itself. */

/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | null | false | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (letter) => entities[letter]!)
    // Control characters are no valid HTML; a terminal's escapes could come from a file's name.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\ufffd");

function textOf(part: Part): string {
  if (part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  if ("html" in part) return part.html;
  return part.map(textOf).join("");
}

/** A template whose parts are escaped. Attribute values must stand in double quotes. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.map((text, i) => (i === 0 ? text : textOf(parts[i - 1]!) + text)).join("") };
}
