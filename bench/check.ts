/**
 * @file Processor time and peak memory of the checker, each model in processes of its own:
 * `npm run bench:check -- [FILE.onnx …]`; without files, the models of test/fixtures/onnx. Ranges are read from
 * NAME.ranges.json beside a model.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { check } from "../src/check/check.ts";
import { fileSubject } from "../src/check/node/checkFile.ts";
import { confirmed } from "../src/check/node/confirm.ts";

interface Measured {
  readonly nodes: number;
  readonly findings: number;
  /** Milliseconds of processor time: reading and importing; ranges, rules and, where it was asked for, witnesses. */
  readonly read: number;
  readonly check: number;
  /** Megabytes: of the process, and of it when it had only loaded the package. */
  readonly peak: number;
  readonly empty: number;
}

const megabytes = (): number => process.resourceUsage().maxRSS / 1024;

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** One check in this process, as a user waits for it. */
async function measure(file: string, witnesses: boolean): Promise<Measured> {
  const empty = megabytes();
  const path = file.replace(/\.onnx$/, ".ranges.json");
  const options = { ...(existsSync(path) && { ranges: path }), ...(!witnesses && { effort: null }) };
  const started = processorTime();
  const subject = fileSubject(file, options);
  const imported = processorTime();
  const { nodes, findings } = await confirmed(check(subject, options));
  return {
    nodes,
    findings: findings.length,
    read: imported - started,
    check: processorTime() - imported,
    peak: megabytes(),
    empty,
  };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

interface Pair {
  readonly file: string;
  readonly plain: Measured;
  readonly searched: Measured;
}

const columns = ({ plain, searched }: Omit<Pair, "file">): string[] => [
  String(plain.nodes),
  ...[plain.read, plain.check, searched.check].map((ms) => `${ms.toFixed(0)} ms`),
  ...[plain, searched].map(({ peak, empty }) => `${peak.toFixed(0)} (${empty.toFixed(0)})`),
];

const row = (name: string, pair: Omit<Pair, "file">): string => `| ${[name, ...columns(pair)].join(" | ")} |`;

function middle(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(all.map((one) => one[key]));
  return {
    nodes: of("nodes"),
    findings: of("findings"),
    read: of("read"),
    check: of("check"),
    peak: of("peak"),
    empty: of("empty"),
  };
}

async function main(files: readonly string[]): Promise<void> {
  const run = promisify(execFile);
  const measured = async (file: string, how: string): Promise<Measured> => {
    const { stdout } = await run(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), how, file]);
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as Measured;
  };
  const pairs: Pair[] = [];
  console.log("| model | nodes | import | ranges and rules | with witnesses | peak MB (of it Node) | with witnesses |");
  console.log("|---|---|---|---|---|---|---|");
  for (const file of files) {
    const pair = { file, plain: await measured(file, "--plain"), searched: await measured(file, "--search") };
    pairs.push(pair);
    if (files.length <= 20) console.log(row(basename(file), pair));
  }
  if (pairs.length < 3) return;
  const plain = pairs.map((pair) => pair.plain);
  const searched = pairs.map((pair) => pair.searched);
  console.log(row(`median of ${pairs.length}`, { plain: middle(plain), searched: middle(searched) }));
  const slowest = pairs.toSorted((a, b) => b.plain.check - a.plain.check)[0]!;
  console.log(row(`slowest: ${basename(slowest.file)}`, slowest));
}

function fixtures(): string[] {
  const folder = new URL("../test/fixtures/onnx/", import.meta.url);
  const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as { readonly file: string }[];
  return index.map(({ file }) => fileURLToPath(new URL(file, folder)));
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--plain" || first === "--search") {
  console.log(JSON.stringify(await measure(rest[0]!, first === "--search")));
} else await main(first === undefined ? fixtures() : [first, ...rest]);
