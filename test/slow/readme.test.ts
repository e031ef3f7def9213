import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the package, so that "evenkeel" means it.
const folder = mkdtempSync(join(root, "test/.readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code]) => code!,
);

/** The same program on 2,000 images, for one epoch. */
const shortened = (code: string): string =>
  code
    .replace('"mnist", {', '{ source: "mnist", limit: 2000 }, {')
    .replace('source: "mnist", inputScaling', 'source: "mnist", limit: 2000, inputScaling')
    .replaceAll("epochs: 3", "epochs: 1");

test("the README has two programs", () => expect(programs).toHaveLength(2));

test.each(programs.map((code, i) => [i + 1, code] as const))("program %i of the README runs and learns", (i, code) => {
  const file = join(folder, `program${i}.ts`);
  writeFileSync(file, `${shortened(code)}\nif (run.metrics.test!.accuracy! < 0.5) throw new Error("did not learn");\n`);
  execFileSync(process.execPath, ["--import", join(root, "dist/cli/typescript.js"), file], {
    cwd: root,
    stdio: "pipe",
  });
});
