/**
 * @file Shows the zoo, or a folder of cases, to our doctor and to the baselines, and writes what came of it: the numbers
 * as JSON, the tables into docs/doctor.md. `npm run zoo -- --help` lists the options.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ortNodeEngine } from "evenkeel";
import { baselines } from "./baselines/index.ts";
import { type Case, folderCases, zooCases } from "./case.ts";
import { writeJson } from "./files.ts";
import { type Judged, judge } from "./judge.ts";
import { baselineOutcome, doctorOutcome, type Outcome } from "./outcome.ts";
import { prove } from "./prove.ts";
import { causeTable, shortcomings, toolNames, toolTable } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    cases: { type: "string" },
    groups: { type: "string", default: "planted,healthy,cases" },
    tools: { type: "string", default: Object.keys(toolNames).join(",") },
    seeds: { type: "string", default: "5" },
    budget: { type: "string", default: "60" },
    prove: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`npm run zoo -- [options]
  --only ID,ID          entries whose id contains one of these; results of the others are kept
  --cases FOLDER        cases of the form ID/{experiment.json, data.csv, truth.json} in the place of the zoo
  --groups planted,healthy
  --tools ${Object.keys(toolNames).join(",")}
  --seeds 5             fresh seeds from which a recommendation is trained anew
  --budget 60           seconds that the doctor has for a run
  --prove               train every entry from three seeds and write test/zoo/results.json`);
  process.exit(0);
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
if (options.prove) {
  await prove(path("../../test/zoo/results.json"));
  process.exit(0);
}

/** Where no doctor has set the number of replays: the budget of the ICST 2023 comparison. */
const usualReplays = 20;
/** Seconds of one training: ours take below one. */
const most = 60;

const isCases = options.cases !== undefined;
const file = path(`results/${isCases ? "cases" : "zoo"}.json`);
const page = path("../../docs/doctor.md");

interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rows: readonly Judged[];
}

const known: Report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { machine: {}, rows: [] };
const every = options.cases === undefined ? zooCases() : folderCases(resolve(options.cases));
const words = options.only.split(",");
const groups = options.groups.split(",");
const chosen = every.filter(({ id, group }) => groups.includes(group) && words.some((word) => id.includes(word)));
const tools = options.tools.split(",");
const engine = await ortNodeEngine({ threads: 1, spinning: false });
/** Data sets by folder: cases name their files alike. */
const caches = new Map<string, Map<string, unknown>>();
const rows = new Map(known.rows.map((row) => [`${row.id} ${row.tool}`, row]));

for (const it of chosen) {
  for (const tool of tools) await diagnoseWith(tool, it);
}
await engine.dispose();
report();

async function diagnoseWith(tool: string, it: Case): Promise<void> {
  const key = `${it.id} ${tool}`;
  try {
    const outcome = await outcomeOf(tool, it);
    const judged = await judge(it, outcome, { engine, cache: cacheOf(it), seeds: Number(options.seeds), most });
    rows.set(key, judged);
    console.error(line(judged));
  } catch (error) {
    rows.delete(key);
    console.error(`${it.id}  ${tool} FAILED: ${(error as Error).stack}`);
    process.exitCode = 1;
  }
  report();
}

function cacheOf({ baseFolder }: Case): Map<string, unknown> {
  const cache = caches.get(baseFolder) ?? new Map<string, unknown>();
  caches.set(baseFolder, cache);
  return cache;
}

function outcomeOf(tool: string, it: Case): Promise<Outcome> {
  if (tool === "doctor") return doctorOutcome(it, Number(options.budget));
  const baseline = baselines.find(({ id }) => id === tool);
  if (!baseline) throw new Error(`there is no tool "${tool}": ${Object.keys(toolNames).join(", ")}`);
  const budget = rows.get(`${it.id} doctor`)?.replays ?? usualReplays;
  return baselineOutcome(baseline, it, { engine, cache: cacheOf(it), most, budget });
}

function line({
  id,
  tool,
  truth,
  verdict,
  firstRight,
  causes,
  passes,
  seeds,
  alarms,
  replays,
  seconds,
}: Judged): string {
  const said = `${verdict ?? "–"} (${truth})`;
  const named = `${firstRight ? "first right" : "first wrong"}: ${causes.slice(0, 3).join(", ") || "nothing"}`;
  const repaired = passes === null ? "no change" : `${passes}/${seeds}`;
  const alarm = truth === "healthy" ? `, alarms: ${alarms.join(", ") || "none"}` : "";
  return `${id}  ${tool}  ${said}  ${named}  ${repaired}${alarm}  ${replays} replays ${seconds} s`;
}

/** The rows of cases that there still are. */
function report(): void {
  const order = new Map(every.map(({ id }, i) => [id, i]));
  const kept = [...rows.values()]
    .filter(({ id }) => order.has(id))
    .sort((a, b) => order.get(a.id)! - order.get(b.id)! || a.tool.localeCompare(b.tool));
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
  writeJson(file, { machine, rows: kept });
  writePage(isCases ? "cases" : "zoo", pageOf(machine, kept));
}

function pageOf(machine: Report["machine"], kept: readonly Judged[]): string {
  const ids = new Set(kept.map(({ id }) => id));
  const count = every.filter(({ id }) => ids.has(id)).length;
  return [
    `${count} of ${every.length} runs, ${machine.date}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}.`,
    toolTable(kept),
    ...(isCases ? [] : ["By cause:", causeTable(kept)]),
    "Where the doctor fell short:",
    shortcomings(kept),
  ].join("\n\n");
}

/** Between the markers of that name. */
function writePage(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}: generated by npm run zoo -->`, `<!-- /${name} -->`];
  const before = readFileSync(page, "utf8");
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/doctor.md has no part ${begin} … ${end}`);
  writeFileSync(page, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
