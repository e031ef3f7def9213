/** @file The hook strips types in place and leaves other files to Node. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { LoadHookContext } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "./typescript-hooks.ts";

const context: LoadHookContext = { conditions: [], format: undefined, importAssertions: {}, importAttributes: {} };
const source = "export const double = (x: number): number => x * 2;\nexport type Unused = { a: string };\n";
const byNode = { format: "module", source: "by Node", shortCircuit: true } as const;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-hooks-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(["program.ts", "with space.mts"])("%s is stripped, with every line and column in its place", async (name) => {
  const path = join(folder, name);
  await writeFile(path, source);
  const { format, source: stripped } = await load(pathToFileURL(path).href, context, () => byNode);
  expect(format).toBe("module");
  expect(String(stripped)).not.toContain("number");
  expect(String(stripped).indexOf("=> x * 2")).toBe(source.indexOf("=> x * 2"));
  expect(String(stripped).split("\n")).toHaveLength(source.split("\n").length);
});

test("syntax that stripping cannot remove is an error that shows the place", async () => {
  const path = join(folder, "enum.ts");
  await writeFile(path, "export const a = 1;\nexport enum Color { Red }\n");
  expect(() => load(pathToFileURL(path).href, context, () => byNode)).toThrow(/enum[\s\S]*enum\.ts:2:8/);
});

test.each(["file:///a/b.js", "node:fs", "data:text/javascript,1", "file:///a/b.tsx"])(
  "%s is left to Node",
  async (url) => {
    expect(await load(url, context, () => byNode)).toBe(byNode);
  },
);
