/** @file `doctor` as a person calls it: what it prints where, the files it writes, its exit codes, Ctrl-C. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { parseExperiment } from "../../src/experiment/parse.ts";
import { cli, eventsOf, type Finished, temporaryFolder } from "./cli.ts";

/** Three clouds on a circle: a small network separates them in 20 epochs, unless its inputs are large. */
function clouds(scale: number): { inputs: number[][]; labels: number[] } {
  const labels = Array.from({ length: 120 }, (_, i) => i % 3);
  const inputs = labels.map((label, i) => {
    const angle = (2 * Math.PI * label) / 3;
    const [x, y] = [Math.cos(angle) + 0.25 * Math.sin(7.3 * i), Math.sin(angle) + 0.25 * Math.cos(5.1 * i)];
    return [x, y].map((value) => Number((scale * value).toPrecision(5)));
  });
  return { inputs, labels };
}

const network = {
  model: [
    { type: "dense", units: 16, activation: "relu" },
    { type: "dense", units: 3 },
  ],
  loss: "softmax-cross-entropy",
  optimizer: { name: "sgd", learningRate: 0.1 },
  batchSize: 16,
  epochs: 20,
  goal: { metric: "accuracy", atLeast: 0.95 },
};

/** Writes the experiment with its data in a file beside it; gives its file name. */
function write(folder: string, name: string, scale: number, changes: object = {}): string {
  const { inputs, labels } = clouds(scale);
  mkdirSync(folder, { recursive: true });
  const rows = inputs.map((row, i) => [...row, labels[i]].join(","));
  writeFileSync(join(folder, `${name}.csv`), `a,b,label\n${rows.join("\n")}\n`);
  const data = { source: "csv", path: `${name}.csv`, inputs: ["a", "b"], targets: ["label"] };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ data, ...network, ...changes }, null, 2));
  return `${name}.json`;
}

describe("doctor on a run with unscaled inputs", () => {
  const cwd = temporaryFolder();
  let finished: Finished;
  beforeAll(async () => {
    write(join(cwd, "there"), "unscaled", 1000);
    const files = ["--html", "report.html", "--write", "out/repaired.json"];
    finished = await cli(["doctor", "there/unscaled.json", ...files], { cwd });
  }, 120_000);

  test("names the cause, the field with its line, the change and the proof, and exits with 3", () => {
    expect(finished.code, finished.stderr).toBe(3);
    expect(finished.stdout).toMatch(/^✖ Found: the inputs are not scaled\./);
    expect(finished.stdout).toMatch(/^ {2}where {6}data\.inputScaling · a default$/m);
    expect(finished.stdout).toMatch(/^ {2}fix {8}- data\.inputScaling: "none"\n {13}\+ data\.inputScaling: /m);
    expect(finished.stdout).toMatch(/^ {2}proof {6}reaches the goal in (\d) of \1 seeds: training accuracy/m);
    expect(finished.stdout).toContain("confidence: proved");
  });

  test("prints progress as a few plain lines on the other stream", () => {
    expect(finished.stderr).toMatch(/^running it as it is and measuring\n/);
    expect(finished.stderr.split("\n").length).toBeLessThan(20);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(finished.stderr + finished.stdout).not.toMatch(/[\r\u001b]/);
  });

  test("writes an experiment that trains from its new folder, and reaches the goal", async () => {
    expect(JSON.parse(readFileSync(join(cwd, "out/repaired.json"), "utf8")).data.path).toBe("../there/unscaled.csv");
    const trained = await cli(["train", "out/repaired.json", "--json", "--threads", "1", "--out", "trained"], { cwd });
    expect(eventsOf(trained).at(-1)).toMatchObject({ t: "end", goalReached: true });
    expect(finished.stdout).toContain("train out/repaired.json");
  });

  test("writes one page that holds the verdict, the diff, the curve and the measurements", () => {
    const page = readFileSync(join(cwd, "report.html"), "utf8");
    for (const part of ["Found: the inputs are not scaled.", "+ data.inputScaling", "<polyline", "All measurements"])
      expect(page).toContain(part);
    expect(page).not.toMatch(/https?:|<script/);
  });

  test("--json prints one object with an experiment that works in the folder of the original", async () => {
    const { code, stdout, stderr } = await cli(["doctor", "unscaled.json", "--json"], { cwd: join(cwd, "there") });
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      verdict: expect.stringMatching(/^(identified|tied)$/),
      symptoms: expect.any(Array),
      causes: expect.arrayContaining([expect.objectContaining({ id: "unscaled-inputs", confidence: "proved" })]),
      recommended: {
        changes: [{ path: "data.inputScaling", from: "none", to: expect.anything() }],
        trials: { seeds: expect.any(Number), repaired: expect.any(Number) },
        experiment: { data: { path: "unscaled.csv" } },
      },
      seconds: expect.any(Number),
    });
    expect(() => parseExperiment(json.recommended.experiment)).not.toThrow();
  });

  test("diagnoses a run that was made already from its folder", async () => {
    const trained = await cli(["train", "there/unscaled.json", "--name", "bad", "--quiet"], { cwd });
    expect(trained.code).toBe(3);
    const { code, stdout } = await cli(["doctor", "last", "--markdown"], { cwd });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^## Found: the inputs are not scaled\./);
  });
});

describe("doctor on other runs", () => {
  const cwd = temporaryFolder();

  test("says of a healthy one what was looked at, and exits with 0", async () => {
    const { code, stdout } = await cli(["doctor", write(cwd, "healthy", 1), "--write", "r.json"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ Nothing is wrong: the run reaches its goal\.\n/);
    expect(stdout).toMatch(/^ {2}looked at {2}cost over the run/m);
    expect(existsSync(join(cwd, "r.json"))).toBe(false);
  });

  test("takes a goal from the command line in place of the one that is written", async () => {
    const file = write(cwd, "short", 1, { epochs: 1, optimizer: { name: "sgd", learningRate: 1e-6 } });
    const { code, stdout } = await cli(["doctor", file, "--goal", "loss<=100", "--json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "healthy",
      goal: { metric: "loss", atMost: 100, on: "train", stated: true },
    });
  });

  test("diagnoses a program's formulas, here with the sign of the cost forgotten", async () => {
    const { inputs, labels } = clouds(1);
    const targets = labels.map((label) => [0, 1, 2].map((k) => Number(k === label)));
    const source = fileURLToPath(new URL("../../dist/node.js", import.meta.url));
    writeFileSync(
      join(cwd, "program.ts"),
      `import { constantValue, exp, log, matmul, mean, sum } from ${JSON.stringify(source)};
const answer = ({ w }, x) => { const e = exp(matmul(x, w)); return e.div(sum(e, { axis: 1, keepdims: true })); };
export default {
  model: {
    parameters: () => ({ w: constantValue([2, 3], 0) }),
    cost: (p, { x, y }) => mean(sum(y.mul(log(answer(p, x))), { axis: 1 })),
    predict: answer,
  },
  data: { source: "inline", inputs: ${JSON.stringify(inputs)}, targets: ${JSON.stringify(targets)} },
  optimizer: { name: "sgd", learningRate: 0.1 }, batchSize: 16, epochs: 5,
  goal: { metric: "accuracy", atLeast: 0.95 },
};\n`,
    );
    const { code, stdout, stderr } = await cli(["doctor", "program.ts", "--json", "--budget", "30"], { cwd });
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: expect.any(String), name: "program.ts" });
    const written = await cli(["doctor", "program.ts", "--write", "x.json"], { cwd });
    expect(written).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be written") });
  });

  test("a locale without UTF-8 gets ASCII in aligned columns", async () => {
    const env = { LANG: "C", LC_ALL: "", LC_CTYPE: "" };
    const { stdout, stderr } = await cli(["doctor", write(cwd, "ascii", 1)], { cwd, env });
    expect(stdout + stderr).not.toMatch(/[^\n\x20-\x7e]/);
    expect(stdout).toMatch(/^ok Nothing is wrong/);
  });
});

describe("doctor refuses", () => {
  const cwd = temporaryFolder();
  const refused = async (code: number, text: string | RegExp, ...args: string[]): Promise<void> => {
    const finished = await cli(["doctor", ...args], { cwd });
    expect(finished).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(text) });
  };

  test("a malformed experiment, with all of its mistakes", async () => {
    writeFileSync(join(cwd, "bad.json"), JSON.stringify({ data: { source: "csv" }, model: [], loss: "mse", x: 1 }));
    await refused(
      2,
      /The experiment has \d mistakes[\s\S]*data\.path[\s\S]*model: must not be empty[\s\S]*no key "x"/,
      "bad.json",
    );
    writeFileSync(join(cwd, "broken.json"), "{");
    await refused(2, /not valid JSON/, "broken.json", "--json");
  });

  test("data that are missing or damaged", async () => {
    const file = write(cwd, "gone", 1);
    writeFileSync(join(cwd, "gone.csv"), "a,b,label\n1,2\n");
    await refused(4, /gone\.csv/, file);
    const data = { source: "csv", path: "nowhere.csv", inputs: ["a"], targets: ["b"] };
    writeFileSync(join(cwd, "nowhere.json"), JSON.stringify({ data, ...network }));
    await refused(4, /The file does not exist[\s\S]*nowhere\.csv/, "nowhere.json");
  });

  test("a goal, a budget or a part that cannot be", async () => {
    const file = write(cwd, "fine", 1);
    await refused(2, /did you mean "accuracy"/, file, "--goal", "acuracy>=0.9");
    await refused(2, /takes > for a file/, file, "--goal", "accuracy");
    await refused(2, /goal\.on: is "test", but the data has no such part/, file, "--goal", "test accuracy>=0.9");
    await refused(2, /--budget must be a number of seconds above 0/, file, "--budget", "soon");
    await refused(2, /Missing required argument 'what'/);
  });
});

test.skipIf(process.platform === "win32")("Ctrl-C ends a diagnosis at once with 130 and what is known", async () => {
  const cwd = temporaryFolder();
  // Long enough that it is still running: 20,000 epochs.
  const file = write(cwd, "long", 1, { epochs: 20_000, optimizer: { name: "sgd", learningRate: 1e-9 } });
  let pressed = 0;
  const finished = await cli(["doctor", file, "--budget", "300"], {
    cwd,
    watch: (child, _, stderr) => {
      if (pressed > 0 || !stderr.includes("measuring")) return;
      pressed = performance.now();
      setTimeout(() => child.kill("SIGINT"), 500);
    },
  });
  expect(finished.code, finished.stderr).toBe(130);
  // Half a second until the signal, 1.5 seconds of grace, the rest for a busy machine.
  expect(performance.now() - pressed).toBeLessThan(10_000);
  expect(finished.stderr + finished.stdout).toMatch(/stopping[\s\S]*(Stopped before|stopped after)/);
});

const script = "/usr/bin/script";
const hasScript = process.platform === "linux" && existsSync(script);
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

// Only util-linux's script takes these options, and Node has no pseudo-terminals of its own.
test.skipIf(!hasScript)("a terminal shows one line that is drawn again within its width, then the report", () => {
  const cwd = temporaryFolder();
  const columns = 70;
  const command = `stty cols ${columns} rows 30; ${process.execPath} ${main} doctor ${write(cwd, "seen", 1000)}`;
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, LANG: "C.UTF-8", TERM: "xterm-256color" };
  const { stdout } = spawnSync(script, ["-qec", command, "/dev/null"], { cwd, env, encoding: "utf8" });
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
  expect(stdout).toMatch(escapes);
  const frames = stdout
    .replaceAll("\r\n", "\n")
    .split(/[\r\n]/)
    .map((line) => line.replace(escapes, ""));
  const progress = frames.filter((line) => /^(running it|trying|checking)/.test(line));
  expect(progress.length).toBeGreaterThan(5);
  expect(progress.some((line) => /\d+ replays?/.test(line))).toBe(true);
  expect(Math.max(...progress.map(({ length }) => length))).toBeLessThan(columns);
  expect(frames.some((line) => /^✖ Found: the inputs are not scaled\./.test(line))).toBe(true);
});
