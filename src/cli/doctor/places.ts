/** @file Where in a JSON file each field is written, so that a diagnosis can name the line. */

/** Field path → line, from 1. The text must be valid JSON. */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\n/g;
  const open: { readonly isList: boolean; key: string; index: number; wantsKey: boolean }[] = [];
  const path = (): string =>
    open.map(({ isList, key, index }, i) => (isList ? `[${index}]` : i === 0 ? key : `.${key}`)).join("");
  let line = 1;
  for (const [word] of text.matchAll(token)) {
    const inner = open.at(-1);
    if (word === "\n") line++;
    else if (word === "}" || word === "]") open.pop();
    else if (word === ",") {
      if (inner?.isList) inner.index++;
      else if (inner) inner.wantsKey = true;
    } else if (word !== ":") {
      if (inner?.wantsKey) {
        [inner.key, inner.wantsKey] = [JSON.parse(word) as string, false];
        lines.set(path(), line);
        continue;
      }
      if (inner?.isList) lines.set(path(), line);
      if (word === "{" || word === "[") open.push({ isList: word === "[", key: "", index: 0, wantsKey: word === "{" });
    }
  }
  return lines;
}

/** "experiment.json:9"; for a field that takes its default "a default"; for a short form the line of the short form. */
export function placeIn(file: string, text: string): (path: string) => string {
  const lines = linesOf(text);
  const isContainer = (path: string): boolean =>
    [...lines.keys()].some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`));
  return (path) => {
    const line = lines.get(path);
    if (line !== undefined) return `${file}:${line}`;
    const above = path.replace(/(\.[^.[\]]+|\[\d+\])$/, "");
    const lineAbove = above === path ? undefined : lines.get(above);
    return lineAbove !== undefined && !isContainer(above) ? `${file}:${lineAbove}` : "a default";
  };
}
