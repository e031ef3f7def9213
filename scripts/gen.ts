/** @file Generates the registries (one index.ts a folder) and the reference pages; `--check` only compares. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root: string = fileURLToPath(new URL("..", import.meta.url));

/** A folder whose files each export one record, named by the file in camel case and the suffix. */
interface Registry {
  readonly folder: string;
  readonly suffix: string;
  /** Name of the exported array. */
  readonly name: string;
  /** Type of a record, and the module it comes from, as written in the folder. */
  readonly type: string;
  readonly from: string;
  /** Whether index.ts also exports everything else the files export. */
  readonly reexport: boolean;
  /** Files of the folder that hold no record. */
  readonly besides?: readonly string[];
}

const registries: readonly Registry[] = [
  { folder: "src/ops", suffix: "Op", name: "ops", type: "OpDef", from: "../graph/op.ts", reexport: true },
  {
    folder: "src/nn/init",
    suffix: "Initializer",
    name: "initializers",
    type: "Initializer",
    from: "./_initializer.ts",
    reexport: false,
  },
  { folder: "src/nn/layers", suffix: "Layer", name: "layers", type: "Layer", from: "./_layer.ts", reexport: false },
  { folder: "src/nn/losses", suffix: "Loss", name: "losses", type: "Loss", from: "./_loss.ts", reexport: false },
  {
    folder: "src/nn/metrics",
    suffix: "Metric",
    name: "metrics",
    type: "Metric",
    from: "./_metric.ts",
    reexport: false,
  },
  {
    folder: "src/optim",
    suffix: "Optimizer",
    name: "optimizers",
    type: "Optimizer",
    from: "./_optimizer.ts",
    reexport: false,
    besides: ["clipping.ts", "learning-rate.ts"],
  },
  { folder: "src/rewrite/fusion", suffix: "", name: "fusions", type: "Rule", from: "../rule.ts", reexport: false },
  {
    folder: "src/rewrite/stability",
    suffix: "",
    name: "rewrites",
    type: "Rewrite",
    from: "../rule.ts",
    reexport: false,
  },
  {
    folder: "src/onnx/import/ops",
    suffix: "Importer",
    name: "importers",
    type: "Importer",
    from: "../_importer.ts",
    reexport: false,
  },
  {
    folder: "src/onnx/import/foreign",
    suffix: "Op",
    name: "foreignOps",
    type: "OpDef",
    from: "../../../graph/op.ts",
    reexport: false,
  },
  {
    folder: "src/optim/schedules",
    suffix: "Schedule",
    name: "schedules",
    type: "Schedule",
    from: "./_schedule.ts",
    reexport: false,
  },
  {
    folder: "src/ranges/relations",
    suffix: "",
    name: "relations",
    type: "Relation",
    from: "../relation.ts",
    reexport: false,
  },
  {
    folder: "src/doctor/2-symptoms",
    suffix: "Symptom",
    name: "symptoms",
    type: "Symptom",
    from: "./_symptom.ts",
    reexport: false,
  },
  {
    folder: "src/doctor/3-causes",
    suffix: "Cause",
    name: "causes",
    type: "Cause",
    from: "./_cause.ts",
    reexport: false,
  },
  {
    folder: "src/doctor/gradcheck/mistakes",
    suffix: "",
    name: "mistakes",
    type: "Mistake",
    from: "./_mistake.ts",
    reexport: false,
  },
  { folder: "src/check/rules", suffix: "", name: "rules", type: "Rule", from: "./_rule.ts", reexport: false },
  {
    folder: "src/doctor/logs/formats",
    suffix: "Format",
    name: "formats",
    type: "LogFormat",
    from: "./_format.ts",
    reexport: false,
  },
  {
    folder: "src/doctor/logs/statements",
    suffix: "",
    name: "statements",
    type: "StatementRule",
    from: "./_statement.ts",
    reexport: false,
  },
];

/** A page written from a registry; its module is imported after the registries are up to date. */
interface Page {
  readonly file: string;
  readonly module: string;
}

const pages: readonly Page[] = [
  { file: "docs/checks.md", module: "./checks-page.ts" },
  { file: "docs/gradcheck.md", module: "./gradcheck-page.ts" },
  { file: "docs/ops.md", module: "./ops-page.ts" },
  { file: "docs/rewrites.md", module: "./rewrites-page.ts" },
];

/** A folder of pages; its module gives the text of each file, and there are no others. */
const pageFolders: readonly { readonly folder: string; readonly module: string }[] = [
  { folder: "docs/causes", module: "./causes-pages.ts" },
];

const camelCase = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const stem = (file: string): string => file.replace(/\.ts$/, "");

/** Records' files: not the index, tests, or what the files share (a leading underscore). */
const recordFiles = ({ folder, besides = [] }: Registry): string[] =>
  readdirSync(`${root}${folder}`)
    .filter((file) => file.endsWith(".ts") && !/^_|^index\.ts$|\.test\.ts$/.test(file) && !besides.includes(file))
    .sort((a, b) => stem(a).localeCompare(stem(b), "en", { numeric: true }));

/** One line where it fits into 120 characters, as the formatter has it. */
function renderArray(start: string, elements: readonly string[]): string[] {
  const line = `${start}[${elements.join(", ")}];`;
  return line.length <= 120 ? [line] : [`${start}[`, ...elements.map((element) => `  ${element},`), "];"];
}

function renderRegistry(registry: Registry): string {
  const { folder, suffix, name, type, from, reexport } = registry;
  const entries = recordFiles(registry).map((file) => ({
    file,
    record: camelCase(file.replace(/\.ts$/, "")) + suffix,
  }));
  for (const { file, record } of entries) {
    if (readFileSync(`${root}${folder}/${file}`, "utf8").includes(`export const ${record}:`)) continue;
    throw new Error(`${folder}/${file} does not export "${record}": ${type}`);
  }
  return [
    `/** @file Generated by scripts/gen.ts from the files of this folder: ${name}, in order of their file names. */`,
    `import type { ${type} } from "${from}";`,
    ...entries.map(({ file, record }) => `import { ${record} } from "./${file}";`),
    "",
    ...(reexport ? [...entries.map(({ file }) => `export * from "./${file}";`), ""] : []),
    ...renderArray(
      `export const ${name}: readonly ${type}[] = `,
      entries.map(({ record }) => record),
    ),
    "",
  ].join("\n");
}

/** Writes the file where its text differs; with `check` it says so instead. */
function update(file: string, text: string, check: boolean): boolean {
  const path = `${root}${file}`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return true;
  if (check) console.error(`${file} is out of date: run npm run gen`);
  else writeFileSync(path, text);
  if (!check) console.log(`wrote ${file}`);
  return !check;
}

/** Deletes a page that has no record any more; with `check` it says so instead. */
function remove(file: string, check: boolean): boolean {
  if (check) console.error(`${file} has no record: run npm run gen`);
  else rmSync(`${root}${file}`);
  return !check;
}

const check: boolean = process.argv.includes("--check");
let current = true;
for (const registry of registries) {
  current = update(`${registry.folder}/index.ts`, renderRegistry(registry), check) && current;
}
for (const { file, module } of pages) {
  const { render } = (await import(module)) as { render: () => string };
  current = update(file, render(), check) && current;
}
for (const { folder, module } of pageFolders) {
  const { render } = (await import(module)) as { render: () => ReadonlyMap<string, string> };
  const files = render();
  if (!check) mkdirSync(`${root}${folder}`, { recursive: true });
  for (const [file, text] of files) current = update(`${folder}/${file}`, text, check) && current;
  for (const file of existsSync(`${root}${folder}`) ? readdirSync(`${root}${folder}`) : []) {
    if (!files.has(file)) current = remove(`${folder}/${file}`, check) && current;
  }
}
if (!current) process.exitCode = 1;
