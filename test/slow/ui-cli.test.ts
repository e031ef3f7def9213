/** @file `ui`, `train --ui` and `export --html` as a person and a page use them: through the built command line. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { type Listening, listen, type Visitor, visit } from "../ui/events.ts";
import { cli, smallExperiment, temporaryFolder } from "./cli.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const page = fileURLToPath(new URL("../../dist/web/run.html", import.meta.url));
const cwd = temporaryFolder();

interface Started {
  readonly child: ChildProcess;
  readonly link: string;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

let running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
});

/** Starts a command that serves; resolves when it has printed its link. */
function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, ...args, "--no-open"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let output = "";
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  return new Promise((resolve, reject) => {
    const look = (text: Buffer): void => {
      output += text.toString();
      const link = /http:\S+token=\S+/.exec(output)?.[0];
      if (link) resolve({ child, link, output: () => output, exit });
    };
    child.stdout!.on("data", look);
    child.stderr!.on("data", look);
    void exit.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

async function get(visitor: Visitor, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${visitor.port}${path}`, { headers: { cookie: visitor.cookie } });
}

async function act(visitor: Visitor, run: string, name: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${visitor.port}/api/runs/${run}/actions/${name}`, {
    method: "POST",
    headers: { cookie: visitor.cookie, "content-type": "application/json" },
    body: "{}",
  });
}

const states = ({ messages }: Listening): unknown[] =>
  messages.filter(({ event }) => event === "state").map(({ data }) => (data as { state: string }).state);

/** Long enough to be stopped. */
const long = (): string => smallExperiment(cwd, { epochs: 100_000 });

describe("ui", () => {
  test("--playground needs no runs, opens the playground, and serves its workers and images", async () => {
    const { child, link, output, exit } = await start("ui", "--playground");
    expect(output()).toContain("playground: http");
    const opened = await fetch(link, { redirect: "manual" });
    expect([opened.status, opened.headers.get("location")]).toEqual([303, "/playground/"]);
    const visitor = { port: Number(new URL(link).port), cookie: opened.headers.get("set-cookie")!.split(";")[0]! };
    const html = await (await get(visitor, "/playground/")).text();
    const script = /src="\.\/(assets\/[^"]+)"/.exec(html)![1]!;
    for (const path of [script, "mnist/train-0.gz", "mnist/test-0.gz"])
      expect((await get(visitor, `/playground/${path}`)).status).toBe(200);
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  });

  test("lists runs, the newest first, and ends with 0 at Ctrl-C and with 143 at SIGTERM", async () => {
    for (const name of ["first", "second"])
      await cli(["train", smallExperiment(cwd), "--out", `list/${name}`], { cwd });
    const { child, link, exit } = await start("ui", "list");
    const visitor = await visit(link);
    const { runs, first } = (await (await get(visitor, "/api/runs")).json()) as {
      runs: { id: string; state: string; step: number; totalSteps: number; cost: number }[];
      first: string | null;
    };
    expect(runs.map(({ id, state }) => [id, state])).toEqual([
      ["second", "done"],
      ["first", "done"],
    ]);
    expect([runs[0]!.step, runs[0]!.totalSteps, first]).toEqual([40, 40, null]);
    expect(runs[0]!.cost).toBeGreaterThan(0);
    const reader = await listen(visitor, "/api/runs/first/stream");
    await reader.until((seen) => states(seen).includes("done"));
    const began = performance.now();
    child.kill("SIGINT");
    expect(await exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    const second = await start("ui", "list/first");
    expect(((await (await get(await visit(second.link), "/api/runs")).json()) as { first: string }).first).toBe(
      "first",
    );
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(143);
  });

  test("names what is wrong with its arguments, and exits with 2", async () => {
    const cases: [string[], RegExp][] = [
      [["ui", "nowhere"], /There is no run or folder "nowhere"/],
      [["ui", "small.json"], /This is no folder/],
      [["ui", ".", "--port", "x"], /a port is a whole number/],
      [["ui", ".", "--port", "65536"], /a port is a whole number/],
      [["ui", ".", "--host", "0.0.0.0"], /--host takes one address/],
      [["ui", ".", "--host", "192.0.2.7"], /cannot listen at this address/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await cli([...args, "--no-open"], { cwd });
      expect([args.join(" "), code]).toEqual([args.join(" "), 2]);
      expect(stderr).toMatch(message);
    }
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    expect((await cli(["ui", ".", "--port", String(port), "--no-open"], { cwd })).stderr).toContain(
      "The port is in use",
    );
    taken.close();
  });

  test("stops a run of another process after saving", async () => {
    const training = cli(["train", long(), "--out", "other/run"], { cwd });
    while (!existsSync(join(cwd, "other/run/record.jsonl"))) await new Promise((resolve) => setTimeout(resolve, 50));
    const { child, link, exit } = await start("ui", "other");
    const visitor = await visit(link);
    const reader = await listen(visitor, "/api/runs/run/stream");
    await reader.until((seen) => states(seen).includes("running") && seen.lines.length > 1);
    expect((await act(visitor, "run", "diagnose")).status).toBe(409);
    expect((await act(visitor, "run", "stop")).status).toBe(202);
    expect((await act(visitor, "run", "stop")).status).toBe(202);
    expect((await training).code).toBe(130);
    await reader.until((seen) => states(seen).at(-1) === "interrupted");
    expect(readdirSync(join(cwd, "other/run/checkpoints")).length).toBeGreaterThan(0);
    expect((await act(visitor, "run", "stop")).status).toBe(409);
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  });

  test("diagnoses a broken run, trains the proposed change, and shows what a model confuses", async () => {
    const broken = smallExperiment(cwd, { optimizer: { name: "sgd", learningRate: 1e-6 }, epochs: 30 });
    await cli(["train", broken, "--out", "doctor/run", "--fail-on", "never"], { cwd });
    const { child, link, exit } = await start("ui", "doctor");
    const visitor = await visit(link);
    const reader = await listen(visitor, "/api/runs/run/stream");
    expect((await get(visitor, "/api/runs/run/diagnosis")).status).toBe(204);
    expect((await act(visitor, "run", "replay")).status).toBe(409);
    expect((await act(visitor, "run", "diagnose")).status).toBe(202);
    expect((await act(visitor, "run", "diagnose")).status).toBe(409);
    type News = { progress?: string; diagnosis?: { verdict: string }; error?: string };
    const news = (seen: Listening): News[] =>
      seen.messages.filter(({ event }) => event === "diagnosis").map(({ data }) => data as News);
    await reader.until((seen) => news(seen).some((told) => told.diagnosis ?? told.error), 90_000);
    expect(news(reader).at(-1)).toMatchObject({ diagnosis: { verdict: expect.stringMatching(/identified|tied/) } });
    expect(news(reader)[0]).toEqual({ progress: "The doctor has begun." });
    expect(await (await get(visitor, "/api/runs/run/diagnosis")).json()).toEqual(news(reader).at(-1)!.diagnosis);
    expect((await act(visitor, "run", "replay")).status).toBe(202);
    const replayed = (seen: Listening): string[] =>
      seen.messages.filter(({ event }) => event === "replay").flatMap(({ data }) => data as string[]);
    await reader.until((seen) => replayed(seen).some((line) => line.includes('"t":"end"')), 60_000);
    expect(replayed(reader)[0]).toContain('"t":"start"');
    const views = (await (await get(visitor, "/api/runs/run/views")).json()) as { confusion: { counts: number[][] } };
    expect(views.confusion.counts.flat().reduce((sum, n) => sum + n, 0)).toBe(64);
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  }, 180_000);
});

describe("train --ui", () => {
  test("shows the run while it trains, stays after it, and exits as the run did", async () => {
    const { child, link, exit, output } = await start(
      "train",
      smallExperiment(cwd, { epochs: 400 }),
      "--ui",
      "--out",
      "live",
    );
    const visitor = await visit(link);
    const reader = await listen(visitor, "/api/runs/live/stream");
    await reader.until((seen) => states(seen).includes("done"), 60_000);
    expect(reader.lines.join("\n")).toBe(readFileSync(join(cwd, "live/record.jsonl"), "utf8").trimEnd());
    expect((await get(visitor, "/api/runs")).status).toBe(200);
    child.kill("SIGINT");
    expect(await exit).toBe(0);
    expect(output()).toContain("the dashboard stays until Ctrl-C");
  });

  test("is stopped by the page after saving, and the page stays", async () => {
    const { child, link, exit } = await start("train", long(), "--ui", "--out", "stopped");
    const visitor = await visit(link);
    const reader = await listen(visitor, "/api/runs/stopped/stream");
    await reader.until((seen) => seen.lines.length > 1);
    expect((await act(visitor, "stopped", "stop")).status).toBe(202);
    await reader.until((seen) => states(seen).includes("interrupted"), 30_000);
    expect(readdirSync(join(cwd, "stopped/checkpoints")).length).toBeGreaterThan(0);
    expect((await get(visitor, "/api/runs")).status).toBe(200);
    child.kill("SIGINT");
    expect(await exit).toBe(130);
  });

  test("ends with the run where Ctrl-C ended that", async () => {
    const { child, exit } = await start("train", long(), "--ui", "--out", "interrupted");
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill("SIGINT");
    expect(await exit).toBe(130);
    expect(readdirSync(join(cwd, "interrupted/checkpoints")).length).toBeGreaterThan(0);
  });

  test("leaves stdout to the events with --json, and trains although its port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const flags = ["--ui", "--json", "--port", String(port), "--no-open"];
    const { code, stdout, stderr } = await cli(["train", smallExperiment(cwd), "--out", "json", ...flags], { cwd });
    taken.close();
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("t");
    expect(stderr).toContain("no dashboard: The port is in use");
  });
});

describe.skipIf(!existsSync(page))("export --html", () => {
  test("writes the page with the run inside, and nothing that another host would be asked for", async () => {
    await cli(["train", smallExperiment(cwd), "--out", "kept"], { cwd });
    const { code, stdout } = await cli(["export", "kept", "--html", "kept.html"], { cwd });
    expect([code, stdout]).toEqual([0, "kept.html\n"]);
    const html = readFileSync(join(cwd, "kept.html"), "utf8");
    const block = /<script[^>]*id="evenkeel-run"[^>]*>([\w+/=]+)<\/script>/.exec(html)![1]!;
    const inside = JSON.parse(gunzipSync(Buffer.from(block, "base64")).toString()) as Record<string, unknown>;
    expect(inside).toMatchObject({ name: "kept", state: "done", replay: null, diagnosis: null });
    expect(inside.record).toBe(readFileSync(join(cwd, "kept/record.jsonl"), "utf8"));
    expect(inside.views).toMatchObject({ step: 40, part: "train", confusion: { labels: ["0", "1"] } });
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  });
  test("shows what is recorded where data are gone, and refuses what is no run", async () => {
    writeFileSync(
      join(cwd, "points.csv"),
      `x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 2}`).join("\n")}\n`,
    );
    const data = { source: "csv", path: "points.csv", inputs: ["x"], targets: ["y"] };
    const model = [{ type: "dense", units: 1 }];
    const file = smallExperiment(cwd, { data, model, loss: "mean-squared-error", task: "regression" });
    await cli(["train", file, "--out", "gone", "--fail-on", "never"], { cwd });
    writeFileSync(join(cwd, "points.csv"), "");
    const { code, stderr } = await cli(["export", "gone", "--html", "gone.html"], { cwd });
    expect([code, existsSync(join(cwd, "gone.html"))]).toEqual([0, true]);
    expect(stderr).toContain("without its pictures");
    expect((await cli(["export", "nowhere", "--html", "x.html"], { cwd })).code).toBe(2);
    expect((await cli(["export", "gone", "--html", "x.html", "--out", "x.onnx"], { cwd })).code).toBe(2);
  });
});
