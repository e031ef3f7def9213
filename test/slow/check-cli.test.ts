/** @file `check` as a person runs it: models, experiments and programs, JSON, witnesses, repairs, and mistakes. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, type Finished, smallExperiment } from "./cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cases = join(root, "test/fixtures/onnx-cases");
// Inside the package, so that "evenkeel" means it.
const folder = mkdtempSync(join(root, "test/.check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Finished> => cli(["check", ...args], { cwd: folder });

beforeAll(() => {
  for (const name of ["11c-defect", "11c-stable", "23-defect"]) {
    copyFileSync(join(cases, `${name}.onnx`), join(folder, `${name}.onnx`));
    copyFileSync(join(cases, `${name}.ranges.json`), join(folder, `${name}.ranges.json`));
  }
});

interface Json {
  readonly findings: readonly {
    readonly rule: string;
    readonly grade: string;
    readonly node: string;
    readonly op: string;
    readonly tensor: string;
    readonly range: { readonly lo: number; readonly hi: number };
    readonly witness: {
      readonly operand: number | string;
      readonly result: number | string;
      readonly shownBy: string[];
    };
  }[];
  readonly nodes: number;
  readonly seconds: number;
}

describe("a model", () => {
  test("with defects is shown like a compiler does, and exits with 1", async () => {
    const { code, stdout, stderr } = await run("11c-defect.onnx", "--ranges", "11c-defect.ranges.json");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toContain("error[exp-overflow]: exp can overflow to Infinity");
    expect(stdout).toContain('--> 11c-defect.onnx: Exp "Exp"');
    expect(stdout).toContain("finite up to 88.7228 in float32");
    expect(stdout).toContain("in the reference interpreter and ONNX Runtime");
    expect(stdout).toContain("Div → Log → Mul → ReduceSum → Neg → ReduceMean → loss");
    expect(stdout).toMatch(/3 defects: 3 proved \(17 nodes, .* s\)/);
  });

  test("is JSON for programs", async () => {
    const { code, stdout } = await run("11c-defect.onnx", "--ranges", "11c-defect.ranges.json", "--json");
    expect(code).toBe(1);
    const { findings, nodes } = JSON.parse(stdout) as Json;
    expect(nodes).toBe(17);
    expect(findings.map(({ node, grade }) => `${grade} ${node}`)).toEqual([
      "proved Exp",
      "proved truediv",
      "proved Log",
    ]);
    expect(findings[0]).toMatchObject({ rule: "exp-overflow", op: "Exp", witness: { result: "Infinity" } });
    expect(findings[0]!.witness.shownBy).toEqual(["reference", "onnxruntime"]);
  });

  test("in its stable form has none, and exits with 0", async () => {
    const { code, stdout } = await run("11c-stable.onnx", "--ranges", "11c-stable.ranges.json");
    expect(stdout).toContain("no defect found: every value stays finite");
    expect(code).toBe(0);
  });

  test("is repaired, and the repaired file has no defect", async () => {
    const fixed = await run("11c-defect.onnx", "--ranges", "11c-defect.ranges.json", "--fix", "fixed.onnx");
    expect(fixed.stdout).toContain("repaired, written to fixed.onnx");
    expect(fixed.stdout).toContain("no defect remains");
    expect(fixed.code).toBe(0);
    expect((await run("fixed.onnx", "--ranges", "11c-defect.ranges.json")).code).toBe(0);
  });

  test("leaves witnesses that replay, on the defective model and not on the repaired one", async () => {
    const saved = await run("11c-defect.onnx", "--ranges", "11c-defect.ranges.json", "--witness", "found.json");
    expect(saved.stderr).toContain("3 witnesses are written to found.json");
    const again = await run("--replay", "found.json");
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/exp-overflow: Exp "Exp": operand .*, result Infinity/);
    expect(again.stdout).toMatch(/log-of-zero: Log "Log": operand 0, result -Infinity/);
    await run("11c-defect.onnx", "--ranges", "11c-defect.ranges.json", "--fix", "mended.onnx");
    const mended = await run("mended.onnx", "--replay", "found.json");
    expect(mended.stdout.match(/the defect is gone/g)).toHaveLength(3);
    expect(mended.code).toBe(0);
  });

  test("without ranges says what it assumed", async () => {
    const { stdout } = await run("11c-stable.onnx");
    expect(stdout).toContain("no range is stated for");
  });
});

describe("an experiment", () => {
  test("is checked with the ranges of its data, and its unstable formulas are rewritten", async () => {
    const { code, stdout } = await run(smallExperiment(folder, { loss: "softmax-cross-entropy" }));
    expect(stdout).toContain("no defect found");
    expect(stdout).toContain("assumed: data: the range of each column over 64 examples");
    expect(code).toBe(0);
  });
});

describe("a program", () => {
  const program = (rewrites: string): string => {
    const name = `program-${rewrites}.ts`;
    const rows = Array.from({ length: 16 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    writeFileSync(
      join(folder, name),
      `import { exp, log, mean, neg, sum, mul, div } from "evenkeel";

export default {
  data: { source: "inline", inputs: ${JSON.stringify(rows)}, targets: ${JSON.stringify(rows.map(([a]) => (a! > 0 ? [0, 1] : [1, 0])))} },
  model: {
    parameters: (random) => ({ w: random.normal([2, 2]).times(100) }),
    cost: ({ w }, { x, y }) => {
      const powers = exp(x.matmul(w));
      const p = div(powers, sum(powers, { axis: 1, keepdims: true }));
      return mean(neg(sum(mul(y, log(p)), { axis: 1 })));
    },
  },
  optimizer: "sgd",
  rewrites: "${rewrites}",
};
`,
    );
    return name;
  };

  test("shows the line with a caret where it is run as written", async () => {
    const { code, stdout } = await run(program("off"));
    expect(stdout).toContain("error[exp-overflow]");
    expect(stdout).toContain(`${basename("program-off.ts")}:8:`);
    expect(stdout).toContain("const powers = exp(x.matmul(w));");
    expect(stdout).toMatch(/^ +\| +\^$/m);
    expect(code).toBe(1);
  });

  test("is safe where the compiler rewrites it", async () => {
    const { code, stdout } = await run(program("on"));
    expect(stdout).toContain("safe in a run of ours: the compiler rewrites it");
    expect(stdout).toContain("exp-overflow");
    expect(code).toBe(0);
  });
});

describe("a mistake", () => {
  test.each([
    ["a model that is not there", ["none.onnx"], 2, 'There is no file "none.onnx"'],
    ["a file that is no model", ["broken.onnx"], 4, ""],
    ["a range of no input", ["11c-defect.onnx", "--ranges", "wrong-name.json"], 4, 'There is no input "xx"'],
    ["a range upside down", ["11c-defect.onnx", "--ranges", "upside-down.json"], 4, "lo at most hi"],
    ["a size that is no number", ["11c-defect.onnx", "--dim", "N"], 2, "--dim must be a name and a whole number"],
    ["nothing to check", [], 2, "What is to be checked?"],
    ["ranges of an experiment", ["small.json", "--ranges", "11c-defect.ranges.json"], 2, "--ranges is for ONNX models"],
    ["a witness file that is none", ["--replay", "upside-down.json"], 2, "This is no witness file"],
  ] as const)("%s is named", async (_what, args, code, message) => {
    writeFileSync(join(folder, "broken.onnx"), "this is no protobuf message");
    writeFileSync(join(folder, "wrong-name.json"), JSON.stringify({ inputs: { xx: { lo: 0, hi: 1 } } }));
    writeFileSync(join(folder, "upside-down.json"), JSON.stringify({ inputs: { x: { lo: 1, hi: 0 } } }));
    smallExperiment(folder);
    const finished = await run(...args);
    expect(finished.stderr).toContain(message);
    expect(finished.stderr).not.toContain("bug in evenkeel");
    expect(finished.code).toBe(code);
  });
});

test("the witness file says what it is for", async () => {
  await run("23-defect.onnx", "--ranges", "23-defect.ranges.json", "--witness", "flush.json");
  const file = JSON.parse(readFileSync(join(folder, "flush.json"), "utf8")) as { kind: string; subject: string };
  expect(file).toMatchObject({ kind: "evenkeel witness", version: 1, subject: "23-defect.onnx" });
});
