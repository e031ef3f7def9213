import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import type { Value } from "../../graph/dtype.ts";
import { withOrigin } from "../../graph/node.ts";
import { add } from "../../ops/add.ts";
import { gather } from "../../ops/gather.ts";
import { input } from "../../ops/input.ts";
import { EngineError, type Executable, type Program } from "../engine.ts";
import { createExecutable } from "../ort-common/executable.ts";
import type { SessionSettings } from "../ort-common/host.ts";
import { RemoteHost, serve } from "../ort-common/remote.ts";
import { LocalHost } from "../ort-common/session.ts";
import { KeptArrays } from "../ort-common/shared.ts";
import { ortNodeEngine } from "./index.ts";
import { nodePort } from "./port.ts";
import { nodeRuntime } from "./runtime.ts";

const settings: SessionSettings = { provider: "cpu", threads: 1, spinning: false, flushSubnormals: false };

/** A host that is reached through messages, as in a worker, but in this thread. */
function connected(): { host: RemoteHost; kept: KeptArrays; cut(): void } {
  const { port1, port2 } = new MessageChannel();
  const kept = new KeptArrays();
  serve(new LocalHost(nodeRuntime()), nodePort(port2), kept);
  return { host: new RemoteHost(nodePort(port1)), kept, cut: () => port2.close() };
}

/** Adds to a running total the row of a table that each step names, at line 12 of the user's program. */
function totalProgram(rows = 3): Program {
  const [table, row, total] = [
    input("table", "float32", [rows, 2]),
    input("row", "int32", []),
    input("total", "float32", [2]),
  ];
  const origin = { site: { file: "train.ts", line: 12, column: 5 }, via: [] };
  const next = withOrigin(origin, () => add(total, gather(table, row, 0)));
  return {
    name: "total",
    graph: {
      inputs: [table, row, total],
      outputs: new Map([
        ["next", next],
        ["seen", next],
      ]),
    },
    state: new Map([["total", "next"]]),
    perStep: ["row"],
    resident: ["table"],
  };
}

const table = (): Value => ({ dtype: "float32", shape: [3, 2], data: Float32Array.of(1, 2, 10, 20, 100, 200) });
const zeros = (): Value => ({ dtype: "float32", shape: [2], data: new Float32Array(2) });

test("values, outputs and state pass through messages unchanged", async () => {
  const { host } = connected();
  const executable = await createExecutable(host, totalProgram(), settings);
  const whole = Float32Array.of(9, 9, 1, 2, 10, 20, 100, 200);
  await executable.bind({ table: { ...table(), data: whole.subarray(2) }, total: zeros() });
  const { seen } = await executable.run(3, { row: Int32Array.of(7, 2, 0, 1, 7).subarray(1, 4) });
  expect(seen).toEqual({ dtype: "float32", shape: [3, 2], data: Float32Array.of(100, 200, 101, 202, 111, 222) });
  expect((await executable.readState()).total!.data).toEqual(Float32Array.of(111, 222));
  expect([...whole], "the caller's array stays usable").toEqual([9, 9, 1, 2, 10, 20, 100, 200]);
  await executable.dispose();
  await host.close();
});

/** Rows of a table of 1 MiB, which is shared. */
const manyRows = 1 << 17;

test("a large resident is kept once while an executable uses it, and sent anew after the last one", async () => {
  const { host, kept } = connected();
  const data = new Float32Array(2 * manyRows).fill(1);
  const bound = async (): Promise<Executable> => {
    const executable = await createExecutable(host, totalProgram(manyRows), settings);
    await executable.bind({ table: { dtype: "float32", shape: [manyRows, 2], data }, total: zeros() });
    return executable;
  };
  const added = async (executable: Executable): Promise<number[]> => {
    await executable.bind({ total: zeros() });
    return [...(await executable.run(1, { row: Int32Array.of(manyRows - 1) })).seen!.data];
  };
  const [first, second] = [await bound(), await bound()];
  expect(kept.count).toBe(1);
  await first.dispose();
  await first.dispose();
  expect(kept.count, "the second still uses it").toBe(1);
  const third = await bound();
  expect(kept.count).toBe(1);
  await second.dispose();
  expect(await added(third)).toEqual([1, 1]);
  await third.dispose();
  expect(kept.count).toBe(0);
  data.fill(5);
  const refilled = await bound();
  expect(await added(refilled)).toEqual([5, 5]);
  expect(kept.count).toBe(1);
  await refilled.dispose();
  await expect(refilled.bind({ table: { dtype: "float32", shape: [manyRows, 2], data } })).rejects.toThrow();
  expect(kept.count).toBe(0);
  await host.close();
});

test("a large resident that is bound once more to the same input takes the place of the one before", async () => {
  const { host, kept } = connected();
  const [a, b] = [
    await createExecutable(host, totalProgram(manyRows), settings),
    await createExecutable(host, totalProgram(manyRows), settings),
  ];
  const whole = new Float32Array(2 * manyRows + 2).fill(1);
  const value: Value = { dtype: "float32", shape: [manyRows, 2], data: whole.subarray(2) };
  await a.bind({ table: value, total: zeros() });
  await b.bind({ table: value, total: zeros() });
  for (let k = 2; k < 6; k++) {
    whole.fill(k);
    await a.bind({ table: value, total: zeros() });
  }
  expect(kept.count).toBe(2);
  expect([...(await a.run(1, { row: Int32Array.of(0) })).seen!.data]).toEqual([5, 5]);
  expect([...(await b.run(1, { row: Int32Array.of(0) })).seen!.data]).toEqual([1, 1]);
  await b.bind({ table: { ...value, data: new Float32Array(2 * manyRows).fill(7) }, total: zeros() });
  expect([...(await b.run(1, { row: Int32Array.of(0) })).seen!.data]).toEqual([7, 7]);
  expect(kept.count).toBe(2);
  await Promise.all([a.dispose(), b.dispose()]);
  expect(kept.count).toBe(0);
  await host.close();
});

test("calls that are not awaited take effect in their order", async () => {
  const { host } = connected();
  const executable = await createExecutable(host, totalProgram(), settings);
  const rows = (...row: number[]) => ({ row: Int32Array.from(row) });
  const [, first, second, state] = await Promise.all([
    executable.bind({ table: table(), total: zeros() }),
    executable.run(1, rows(0)),
    executable.run(2, rows(1, 2)),
    executable.readState(),
  ]);
  expect([...first.seen!.data]).toEqual([1, 2]);
  expect([...second.seen!.data]).toEqual([11, 22, 111, 222]);
  expect([...state.total!.data]).toEqual([111, 222]);
  await host.close();
});

test("a failure at run time names the op and the user's line, and leaves the state as it was", async () => {
  const { host } = connected();
  const executable = await createExecutable(host, totalProgram(), settings);
  await executable.bind({ table: table(), total: zeros() });
  await executable.run(1, { row: Int32Array.of(1) });
  const failure = await executable.run(2, { row: Int32Array.of(0, 5) }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EngineError);
  const { message, detail } = failure as EngineError;
  expect(message).toBe('ONNX Runtime could not run "total"');
  expect(detail.where).toBe("gather at train.ts:12:5");
  expect(detail.found).toContain("idx=5");
  expect((await executable.readState()).total!.data).toEqual(Float32Array.of(10, 20));
  await host.close();
});

test("when the other side is gone, pending and later calls fail with the reason", async () => {
  const { host, cut } = connected();
  const executable = await createExecutable(host, totalProgram(), settings);
  await executable.bind({ table: table(), total: zeros() });
  const pending = executable.run(1, { row: Int32Array.of(0) }).catch((error: unknown) => error);
  cut();
  host.end("out of memory");
  expect((await pending) as EngineError).toMatchObject({ detail: { found: "out of memory" } });
  await expect(executable.readState()).rejects.toThrow("the engine is not running any more");
  await expect(executable.dispose()).resolves.toBeUndefined();
});

test("when the other side closes without a word, pending calls fail too", async () => {
  const { port1, port2 } = new MessageChannel();
  const host = new RemoteHost(nodePort(port1));
  const pending = host.info().catch((error: unknown) => error);
  port2.close();
  expect(await pending).toBeInstanceOf(EngineError);
});

test("wrong feeds are refused with what was expected", async () => {
  const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
  const executable = await engine.compile(totalProgram());
  await expect(executable.bind({ tabel: table() })).rejects.toThrow('no state or resident input "tabel"');
  await expect(executable.bind({ table: zeros() })).rejects.toThrow('"table" is float32[3, 2]');
  await executable.bind({ total: zeros() });
  await expect(executable.run(1)).rejects.toThrow('per-step input "row" is missing');
  await expect(executable.run(2, { row: new Int32Array(1) })).rejects.toThrow('"row" takes 2 × 1 elements of int32');
  await expect(executable.run(1, { row: new Float32Array(1) })).rejects.toThrow('"row" takes 1 × 1 elements of int32');
  await expect(executable.run(1, { row: new Int32Array(1) })).rejects.toMatchObject({
    detail: { found: 'input "table" has no value' },
  });
  const other = await (await ortNodeEngine({ inProcess: true, threads: 1 })).compile(totalProgram());
  await expect(executable.adopt(other)).rejects.toThrow("only with executables of the same engine");
  await executable.dispose();
  await expect(executable.readState()).rejects.toMatchObject({
    detail: { found: "the executable has been disposed of" },
  });
  await engine.dispose();
});

test("thread counts that cannot be are refused", async () => {
  for (const threads of [0, -1, 1.5, Number.NaN, 5000]) {
    await expect(ortNodeEngine({ inProcess: true, threads })).rejects.toThrow(
      `an engine cannot have ${threads} threads`,
    );
  }
});
