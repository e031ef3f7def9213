/** @file `gradcheck` as a person runs it: the forum's program right and wrong, its exit codes, its width, its JSON. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GradcheckResult } from "../../src/doctor/gradcheck/result.ts";
import { cli, type Finished } from "./cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the package, so that "evenkeel" means it.
const folder = mkdtempSync(join(root, "test/.gradcheck-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The forum's program on MNIST, with a change of its model. */
function program(name: string, model: string): string {
  writeFileSync(
    join(folder, name),
    `import { averaged, forgotten, forumProgram } from "../../examples/seed/forum.ts";
import { neg } from "evenkeel";

const right = forumProgram(averaged);
const flipped = {
  ...right,
  gradients: (weights, batch) => {
    const { w, b } = right.gradients(weights, batch);
    return { w: w.map((each) => neg(each)), b };
  },
};
export default {
  model: ${model},
  data: { source: "mnist", inputScaling: "unit", targetEncoding: "one-hot" },
  optimizer: { name: "sgd", learningRate: 0.01 },
  batchSize: "full",
};
`,
  );
  return join("test", basename(folder), name);
}

const run = (...args: string[]): Promise<Finished> => cli(["gradcheck", ...args], { cwd: root });

/** Lines but for those of the user's program, which are as long as they are. */
const linesOf = ({ stdout }: Finished): string[] => stdout.split("\n").filter((line) => !/^ *(\d+)? *\| /.test(line));

describe("a program whose dW lacks the 1/m", () => {
  let finished: Finished;
  beforeAll(async () => {
    finished = await run(program("forgotten.ts", "forumProgram(forgotten)"));
  }, 120_000);

  test("exits with 3, and prints nothing on stderr", () => {
    expect(finished).toMatchObject({ code: 3, stderr: "" });
  });

  test("has a line for each parameter, right or wrong", () => {
    expect(finished.stdout).toMatch(/^gradients of test\/\.gradcheck-\w+\/forgotten\.ts: 10 parameters, 7 examples/);
    expect(finished.stdout).toMatch(/^ {2}w\.0 +1 of 5 +6 +1\.000 +7 {2}wrong$/m);
    expect(finished.stdout).toMatch(/^ {2}b\.4 +5 of 5 +\d\.\de-1\d +1\.000 +1 {2}right$/m);
    expect(finished.stdout).toMatch(/^5 of 10 gradients are wrong$/m);
  });

  test("names the mistake with its size in training, its layers, its line and what to do", () => {
    const text = finished.stdout.replace(/\s+/g, " ");
    expect(text).toContain("✖ The gradient is too large or too small by a constant factor");
    expect(text).toContain("found 60,000 times too large in a batch of 60,000: the 1/m is missing (7 times with");
    expect(text).toContain("w.4, w.3, w.2, w.1, w.0 (layers 1 to 5 of 5)");
    expect(finished.stdout).toMatch(/examples\/seed\/forum\.ts:\d+:\d+\n +\d+ \| +dw\[l\] = mul\(dwFactor\(m\), dot\(/);
    expect(text).toContain("help Write down the cost with its factors");
  });

  test("says that the true gradients were confirmed", () => {
    expect(finished.stdout.replaceAll("\n", " ")).toMatch(
      /agree with finite differences at 30 elements to \d\.\de-\d+ /,
    );
  });

  test("fits into 80 columns", () => {
    expect(Math.max(...linesOf(finished).map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});

test("a program whose gradients are right exits with 0 and has no card", async () => {
  const finished = await run(program("right.ts", "right"), "--seed", "3", "--examples", "5");
  expect(finished).toMatchObject({ code: 0, stderr: "" });
  expect(finished.stdout).toMatch(/10 parameters, 5 examples/);
  expect(finished.stdout).toMatch(/^✓ all 10 gradients are right$/m);
  expect(finished.stdout).not.toContain("✖");
});

test("--json prints the result and nothing else, with the same exit code", async () => {
  const { code, stdout, stderr } = await run(program("flipped.ts", "flipped"), "--json");
  expect({ code, stderr, lines: stdout.trim().split("\n").length }).toEqual({ code: 3, stderr: "", lines: 1 });
  const { right, parameters, confirmation } = JSON.parse(stdout) as GradcheckResult;
  expect({ right, confirmed: confirmation.confirmed }).toEqual({ right: false, confirmed: true });
  expect(parameters.map(({ name, mistake }) => [name, mistake?.id ?? null])).toEqual([
    ...[0, 1, 2, 3, 4].map((l) => [`w.${l}`, "sign"]),
    ...[0, 1, 2, 3, 4].map((l) => [`b.${l}`, null]),
  ]);
});

test("a locale without UTF-8 gets ASCII", async () => {
  const env = { LANG: "C", LC_ALL: "", LC_CTYPE: "" };
  const { stdout } = await cli(["gradcheck", program("ascii.ts", "flipped")], { cwd: root, env });
  expect(stdout).toContain("every element has the opposite sign");
  expect(stdout).not.toMatch(/[^\n\x20-\x7e]/);
});

describe("what cannot be checked", () => {
  test.each([
    ["a program without gradients", () => [program("derived.ts", "{ ...right, gradients: undefined }")]],
    ["a list of layers", () => ["mnist"]],
  ])("%s: exit code 2, and what to write", async (_, args) => {
    const { code, stdout, stderr } = await run(...args());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("✖ There is no hand-written gradient to check");
    expect(stderr).toContain("write model.gradients(parameters, batch)");
  });

  test.each([
    ["--seed", "x"],
    ["--examples", "0"],
  ])("%s %s is refused", async (flag, value) => {
    const { code, stderr } = await run("mnist", flag, value);
    expect(code).toBe(2);
    expect(stderr).toContain("✖");
  });

  test("--help says what the exit codes mean", async () => {
    const { code, stdout } = await run("--help");
    expect(code).toBe(0);
    expect(stdout.replaceAll("\n", " ")).toContain(
      "3 a gradient is wrong, 2 usage, or the program has no hand-written",
    );
  });
});
