/** @file The built native engine in its worker threads: same bits as in process, flushing, errors, responsiveness. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OrtNodeOptions, ortNodeEngine } from "evenkeel/node";
import { afterEach, beforeAll, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import type { Engine, Program } from "../../src/engine/engine.ts";
import type { Value } from "../../src/graph/dtype.ts";
import { add } from "../../src/ops/add.ts";
import { scalar } from "../../src/ops/constant.ts";
import { gather } from "../../src/ops/gather.ts";
import { input } from "../../src/ops/input.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { mul } from "../../src/ops/mul.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { randomStream, seed } from "../samples.ts";

process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), "evenkeel-cache-"));

// The first session of a process decides whether threads can flush, and the engine in process must not be it.
beforeAll(async () => (await ortNodeEngine({ threads: 1 })).dispose());

const engines: Engine[] = [];
async function start(options: OrtNodeOptions): Promise<Engine> {
  const engine = await ortNodeEngine(options);
  engines.push(engine);
  return engine;
}
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.dispose();
});

const uniform = (shape: readonly number[], substream: number): Value => {
  const random = randomStream(substream);
  const length = shape.reduce((n, d) => n * d, 1);
  return { dtype: "float32", shape, data: Float32Array.from({ length }, () => random.uniform() - 0.5) };
};

/** Gradient descent on Σ tanh(X W)². */
function training(rows: number): Program {
  const [x, w] = [input("x", "float32", [rows, 128]), input("w", "float32", [128, 64])];
  const y = tanh(matmul(x, w));
  const cost = sum(mul(y, y));
  const [gradient] = differentiate(cost, [w]);
  const next = sub(w, mul(gradient!, scalar("float32", 1e-3)));
  return {
    name: "training",
    graph: {
      inputs: [x, w],
      outputs: new Map([
        ["next", next],
        ["cost", cost],
      ]),
    },
    state: new Map([["w", "next"]]),
    perStep: [],
    resident: ["x"],
  };
}

async function train(engine: Engine, calls: readonly number[]): Promise<{ costs: number[]; w: number[] }> {
  const executable = await engine.compile(training(32));
  await executable.bind({ x: uniform([32, 128], 1), w: uniform([128, 64], 2) });
  const costs: number[] = [];
  for (const steps of calls) costs.push(...(await executable.run(steps)).cost!.data);
  return { costs, w: [...(await executable.readState()).w!.data] };
}

test(`a worker gives the bits of the calling thread, whatever the number of steps a call (seed ${seed})`, async () => {
  const threads = { threads: 2, spinning: false, flushSubnormals: false };
  const expected = await train(await start({ ...threads, inProcess: true }), [6]);
  expect(await train(await start(threads), [6])).toEqual(expected);
  expect(await train(await start(threads), [1, 2, 3])).toEqual(expected);
  expect(await train(await start({ ...threads, spinning: true }), [6])).toEqual(expected);
});

/** 1e-20 · 1e-20 · 1e30: 1e-10 with subnormals kept, 0 with subnormals flushed. */
async function throughSubnormal(engine: Engine): Promise<number> {
  const x = input("x", "float32", [1000]);
  const product = mul(mul(x, x), scalar("float32", 1e30));
  const executable = await engine.compile({
    name: "subnormal",
    graph: { inputs: [x], outputs: new Map([["y", product]]) },
    state: new Map(),
    perStep: [],
    resident: ["x"],
  });
  await executable.bind({ x: { dtype: "float32", shape: [1000], data: new Float32Array(1000).fill(1e-20) } });
  const { y } = await executable.run(1);
  expect(new Set(y!.data).size, "all elements agree, whichever thread computed them").toBe(1);
  return y!.data[0]!;
}

test("every engine flushes subnormal numbers or keeps them as it was told, whatever engines came before", async () => {
  for (const flushSubnormals of [false, true, false, true, true]) {
    for (const threads of [1, 2]) {
      const engine = await start({ threads, spinning: false, flushSubnormals });
      expect(engine.facts).toMatchObject({ flushSubnormals, threadFlushes: flushSubnormals });
      const y = await throughSubnormal(engine);
      expect(y === 0, `${threads} threads, flushing ${flushSubnormals}: ${y}`).toBe(flushSubnormals);
    }
  }
  const smallest = new Float64Array([2 ** -1074]);
  expect(smallest[0]! * 3, "this thread's arithmetic is untouched").toBeGreaterThan(0);
});

test("the calling thread stays free while an engine runs", async () => {
  const engine = await start({ threads: 1 });
  const executable = await engine.compile(training(2000));
  await executable.bind({ x: uniform([2000, 128], 1), w: uniform([128, 64], 2) });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const begin = performance.now();
  await executable.run(100);
  clearInterval(timer);
  expect(ticks, `ticks of 5 ms in ${performance.now() - begin} ms`).toBeGreaterThan(5);
});

test("the number of threads is measured once and remembered, spinning at every start", async () => {
  const first = await start({});
  expect(first.facts.tuningSeconds).toBeGreaterThan(0);
  const second = await start({});
  const { spinning: _, tuningSeconds: __, ...bits } = first.facts;
  expect(second.facts).toMatchObject(bits);
  const given = await start({ threads: Number(first.facts.threads), spinning: false });
  expect(given.facts).toMatchObject({ spinning: false, tuningSeconds: 0 });
  expect((await start({ threads: 1 })).facts).toMatchObject({ threads: 1, spinning: false, tuningSeconds: 0 });
});

const script = (body: string): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
  spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", `import { ortNodeEngine } from "evenkeel/node";\n${body}`],
    {
      encoding: "utf8",
      timeout: 60_000,
    },
  );

test("a process ends by itself although its engine was not disposed of", () => {
  const { status, stdout, stderr } = script(`
    const engine = await ortNodeEngine({ threads: 1 });
    console.log(engine.facts.engine);`);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "ort-node\n", stderr: "" });
});

test("a process ends after its engine was disposed of, also when that is done twice", () => {
  const { status, stdout, stderr } = script(`
    const engine = await ortNodeEngine({ threads: 1 });
    await engine.dispose();
    await engine.dispose();
    console.log("disposed");`);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "disposed\n", stderr: "" });
});

test("a failure in a worker names the op and leaves the engine usable", async () => {
  const engine = await start({ threads: 1 });
  const [table, row] = [input("table", "float32", [3]), input("row", "int32", [])];
  const executable = await engine.compile({
    name: "pick",
    graph: { inputs: [table, row], outputs: new Map([["y", add(gather(table, row, 0), scalar("float32", 1))]]) },
    state: new Map(),
    perStep: ["row"],
    resident: ["table"],
  });
  await executable.bind({ table: { dtype: "float32", shape: [3], data: Float32Array.of(1, 2, 3) } });
  await expect(executable.run(1, { row: Int32Array.of(9) })).rejects.toMatchObject({
    message: 'ONNX Runtime could not run "pick"',
    detail: { where: "gather" },
  });
  const { y } = await executable.run(2, { row: Int32Array.of(2, 0) });
  expect([...y!.data]).toEqual([4, 2]);
});
