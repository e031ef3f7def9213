/** @file A failing and a working example beside each other, as the lines of a diff. */

export interface ExampleLine {
  /** A gap stands for lines that both have. */
  readonly sign: "-" | "+" | " " | "gap";
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lines of both that are kept around a difference. */
const around = 2;
/** An example of so many lines is shown whole. */
const short = 30;

/** Examples are experiments as JSON, or programs. */
export function exampleDiff(bad: unknown, good: unknown): readonly ExampleLine[] {
  const [before, after] = [linesOf(bad), linesOf(good)];
  if (before.length === 0 || after.length === 0) return [];
  const lines = diff(before, after);
  return lines.length <= short ? lines : withGaps(lines);
}

function linesOf(example: unknown): string[] {
  if (!isFields(example)) return [];
  if (typeof example.program === "string") return example.program.trimEnd().split("\n");
  return ["{", ...Object.entries(example).flatMap(([key, value]) => fieldLines(key, value)), "}"];
}

/** Fields of the data and layers of the model have a line each. */
function fieldLines(key: string, value: unknown): string[] {
  const name = `  ${JSON.stringify(key)}: `;
  if (key === "data" && isFields(value)) {
    const inner = Object.entries(value).map(([field, each]) => `    ${JSON.stringify(field)}: ${inBrief(each)},`);
    return [`${name}{`, ...inner, "  },"];
  }
  if (key === "model" && Array.isArray(value)) {
    return [`${name}[`, ...value.map((layer) => `    ${inBrief(layer)},`), "  ],"];
  }
  return [`${name}${inBrief(value)},`];
}

/** Lists of more items are summed up. */
const longest = 8;

function inBrief(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length > longest ? summary(value) : `[${value.map(inBrief).join(", ")}]`;
  }
  if (!isFields(value)) return JSON.stringify(value) ?? "undefined";
  return `{ ${Object.entries(value)
    .map(([key, field]) => `${JSON.stringify(key)}: ${inBrief(field)}`)
    .join(", ")} }`;
}

/** "240 rows of 4 from −3.1 to 4.2". */
function summary(list: readonly unknown[]): string {
  const rows = list.filter((item): item is unknown[] => Array.isArray(item));
  const numbers = (rows.length > 0 ? rows.flat() : list).filter((item): item is number => typeof item === "number");
  if (numbers.length === 0) return `[${list.length} items]`;
  const [lo, hi] = [Math.min(...numbers), Math.max(...numbers)].map((x) => Number(x.toPrecision(3)));
  const what = rows.length > 0 ? `${rows.length} rows of ${rows[0]!.length}` : `${numbers.length} numbers`;
  const first = (rows[0] ?? list).slice(0, 3).map((x) => (typeof x === "number" ? Number(x.toPrecision(3)) : x));
  return `[${what} from ${lo} to ${hi}: ${first.join(", ")}, …]`;
}

/** Longest common subsequence, line by line. */
function diff(a: readonly string[], b: readonly string[]): ExampleLine[] {
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: ExampleLine[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: "-", text: a[i++]! });
    } else lines.push({ sign: "+", text: b[j++]! });
  }
  return lines;
}

function withGaps(lines: readonly ExampleLine[]): ExampleLine[] {
  const near = (i: number): boolean =>
    lines.slice(Math.max(0, i - around), i + around + 1).some(({ sign }) => sign !== " ");
  const kept: ExampleLine[] = [];
  for (const [i, line] of lines.entries()) {
    if (near(i)) kept.push(line);
    else if (kept.at(-1)?.sign !== "gap") kept.push({ sign: "gap", text: "…" });
  }
  return kept;
}
