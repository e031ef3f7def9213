import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Disk } from "../../test/disk/disk.ts";
import { applyChanges } from "../experiment/changes.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { toValue as tensor } from "../graph/dtype.ts";
import { readRecord } from "../record/reader.ts";
import { DataError, UsageError } from "../util/errors.ts";
import { RandomStream } from "../util/philox.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { nodeFileSystem } from "./node/fileSystem.ts";
import { openRecordFile } from "./node/recordFile.ts";

const experiment = parseExperiment({
  data: { source: "inline", inputs: [[1], [2]], targets: [1, 2] },
  model: [{ type: "dense", units: 1 }],
  loss: "mean-squared-error",
  optimizer: "sgd",
});
const facts = { engine: "ort-node cpu", threads: 2, flushing: true };
const identity = { experiment, facts };
const folder = "run/checkpoints";

const at = (step: number): Checkpoint => ({
  step,
  epoch: step >> 2,
  batch: step & 3,
  experiment,
  facts,
  state: {
    "dense1.weights": tensor("float32", [2, 3], [step, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45, 0.1]),
    flag: tensor("bool", [], [1]),
    "adam.m": tensor("float64", [3], [Math.PI, -1e308, step]),
    count: tensor("int32", [1], [-step]),
    __proto__x: tensor("uint8", [0], []),
  },
  progress: { best: Number.NEGATIVE_INFINITY, sums: [0.1, Number.NaN, null], name: "NaN", "1": true },
});

async function diskWith(...steps: number[]): Promise<Disk> {
  const disk = new Disk();
  for (const step of steps) await saveCheckpoint(disk, folder, at(step));
  return disk;
}
const namesOf = async (disk: Disk): Promise<string[]> => [...(await disk.list(folder))].sort();
const loadedStep = async (disk: Disk): Promise<number | undefined> =>
  (await loadCheckpoint(disk, folder, identity))?.checkpoint.step;

describe("a checkpoint", () => {
  test("comes back bit by bit", async () => {
    const loaded = await loadCheckpoint(await diskWith(7), folder, identity);
    expect(loaded).toEqual({ name: "step-0000000007", checkpoint: at(7), warnings: [] });
    const bits = (checkpoint: Checkpoint): unknown =>
      Object.values(checkpoint.state).map(({ data }) => [...new Uint8Array(data.buffer)]);
    expect(bits(loaded!.checkpoint)).toEqual(bits(at(7)));
  });

  test("is the newest by step, and the two newest are kept beside the best", async () => {
    const disk = await diskWith(9, 10);
    await saveCheckpoint(disk, folder, at(10), "best");
    for (const step of [11, 100]) await saveCheckpoint(disk, folder, at(step));
    expect(await namesOf(disk)).toEqual(["best-0000000010", "step-0000000011", "step-0000000100"]);
    expect(await loadedStep(disk)).toBe(100);
    await saveCheckpoint(disk, folder, at(101), "best");
    expect((await loadCheckpoint(disk, folder, identity, "best"))?.name).toBe("best-0000000101");
    expect(await namesOf(disk)).toEqual(["best-0000000101", "step-0000000011", "step-0000000100"]);
  });

  test("of a step that was saved before gets a name of its own", async () => {
    const disk = await diskWith(5, 5, 5);
    expect(await namesOf(disk)).toEqual(["step-0000000005.1", "step-0000000005.2"]);
  });

  test("that does not exist is null, with and without its folder", async () => {
    expect(await loadCheckpoint(new Disk(), folder, identity)).toBeNull();
    expect(await loadCheckpoint(Disk.with(new Map([[folder, null]])), folder, identity)).toBeNull();
  });

  test("leaves files alone that are not its own", async () => {
    const disk = await diskWith(1);
    const strangers = ["notes.txt", "step-1", "step-0000000001-copy", "saving", "best"];
    for (const name of strangers) await disk.write(`${folder}/${name}`, new Uint8Array(3));
    for (const step of [2, 3, 4]) await saveCheckpoint(disk, folder, at(step));
    expect(await namesOf(disk)).toEqual([...strangers, "step-0000000003", "step-0000000004"].sort());
  });
});

describe("a damaged checkpoint is passed over, with its name and the reason", () => {
  const manifest = `${folder}/step-0000000002/manifest.json`;
  const state = `${folder}/step-0000000002/state.bin`;
  const cases: [string, string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    ["an empty manifest", manifest, () => new Uint8Array(), /manifest\.json is not JSON/],
    ["a cut manifest", manifest, (b) => b.slice(0, 100), /manifest\.json is not JSON/],
    ["a manifest of zeros", manifest, (b) => b.fill(0), /manifest\.json is not JSON/],
    [
      "a manifest of another version",
      manifest,
      (b) => replaced(b, '"version":1', '"version":2'),
      /format version 2, not 1/,
    ],
    [
      "a manifest with another step",
      manifest,
      (b) => replaced(b, '"step":2', '"step":3'),
      /manifest\.json does not have its SHA-256/,
    ],
    ["a manifest that is an array", manifest, () => new TextEncoder().encode("[]"), /manifest\.json is damaged/],
    ["an empty state", state, () => new Uint8Array(), /state\.bin has 0 bytes/],
    ["a state cut by one byte", state, (b) => b.slice(0, -1), /state\.bin has \d+ bytes, not/],
    ["a state with one byte more", state, (b) => Uint8Array.from([...b, 0]), /state\.bin has \d+ bytes, not/],
    [
      "a state with one bit flipped",
      state,
      (b) => b.with(5, b[5]! ^ 1) as Uint8Array<ArrayBuffer>,
      /state\.bin does not have its SHA-256/,
    ],
  ];
  test.each(cases)("%s", async (_name, path, edit, reason) => {
    const disk = await diskWith(1, 2);
    disk.change(path, edit);
    const loaded = await loadCheckpoint(disk, folder, identity);
    expect(loaded?.checkpoint.step).toBe(1);
    expect(loaded?.warnings).toHaveLength(1);
    expect(loaded?.warnings[0]).toMatch(reason);
    expect(loaded?.warnings[0]).toContain(`${folder}/step-0000000002 is passed over`);
  });

  test("a manifest with any byte changed: it is refused, or means the same", async () => {
    const disk = await diskWith(1, 2);
    const original = disk.files().get(manifest)!;
    for (let i = 0; i < original.length; i++) {
      disk.change(manifest, () => original.with(i, original[i]! ^ (1 << (i & 7))) as Uint8Array<ArrayBuffer>);
      const loaded = await loadCheckpoint(disk, folder, identity);
      if (loaded?.checkpoint.step !== 1) expect(loaded?.checkpoint, `byte ${i}`).toEqual(at(2));
    }
  });

  test("a missing file, and a state of another checkpoint", async () => {
    const disk = await diskWith(1, 2);
    disk.change(state, () => disk.files().get(`${folder}/step-0000000001/state.bin`)!);
    expect(await loadedStep(disk)).toBe(1);
    await disk.remove(state);
    expect(await loadedStep(disk)).toBe(1);
  });

  test("all of them: this is an error that lists every reason", async () => {
    const disk = await diskWith(1, 2);
    for (const step of [1, 2]) disk.change(`${folder}/step-000000000${step}/state.bin`, (b) => b.slice(1));
    const load = loadCheckpoint(disk, folder, identity);
    await expect(load).rejects.toThrow(DataError);
    await expect(load).rejects.toMatchObject({
      message: "Every checkpoint is damaged",
      detail: { found: expect.stringMatching(/step-0000000002.*\n.*step-0000000001/) },
    });
  });

  test("and a damaged manifest does not count as one of those that are kept", async () => {
    const disk = await diskWith(1, 2);
    disk.change(manifest, (b) => b.slice(9));
    await saveCheckpoint(disk, folder, at(3));
    expect(await namesOf(disk)).toEqual(["step-0000000001", "step-0000000003"]);
  });

  test("and one of a later step goes when the resumed run saves again", async () => {
    const disk = await diskWith(1, 9);
    disk.change(`${folder}/step-0000000009/state.bin`, (b) => b.slice(9));
    await saveCheckpoint(disk, folder, at(5));
    expect(await namesOf(disk)).toEqual(["step-0000000001", "step-0000000005"]);
  });
});

const replaced = (bytes: Uint8Array, from: string, to: string): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to));

describe("a checkpoint of another run is refused, with the field that differs", () => {
  test.each([
    ["seed", 1, /^seed: 0 in the checkpoint, 1 now$/],
    ["optimizer.learningRate", 0.5, /^optimizer\.learningRate: 0\.01 in the checkpoint, 0\.5 now$/],
    ["model[0].activation", "relu", /^model\[0\]\.activation: "linear" in the checkpoint, "relu" now$/],
    ["data.shuffle", false, /^data\.shuffle: true/],
    ["batchSize", "full", /^batchSize: 32 in the checkpoint, "full" now$/],
  ])("%s", async (path, to, found) => {
    const other = applyChanges(experiment, [{ path, to }]);
    const load = loadCheckpoint(await diskWith(3), folder, { experiment: other, facts });
    await expect(load).rejects.toThrow(UsageError);
    await expect(load).rejects.toMatchObject({ detail: { found: expect.stringMatching(found) } });
  });

  test.each([
    [{ ...facts, threads: 4 }, /^threads: 2 in the checkpoint, 4 now$/],
    [{ engine: "ort-node cpu", threads: 2 }, /^flushing: true in the checkpoint, not stated now$/],
    [{ ...facts, avx512: true }, /^avx512: not stated in the checkpoint, true now$/],
  ])("facts %o, unless they are allowed", async (other, found) => {
    const disk = await diskWith(3);
    const load = loadCheckpoint(disk, folder, { experiment, facts: other });
    await expect(load).rejects.toMatchObject({ name: "UsageError", detail: { found: expect.stringMatching(found) } });
    expect(
      (await loadCheckpoint(disk, folder, { experiment, facts: other, allowOtherFacts: true }))?.checkpoint.step,
    ).toBe(3);
  });

  test("but more epochs and another goal are the same run, unless the schedule depends on all steps", async () => {
    const disk = await diskWith(3);
    const more = applyChanges(experiment, [
      { path: "epochs", to: 20 },
      { path: "goal", to: { metric: "loss", atMost: 1 } },
    ]);
    expect((await loadCheckpoint(disk, folder, { experiment: more, facts }))?.checkpoint.step).toBe(3);
    const cosine = applyChanges(experiment, [{ path: "optimizer.schedule", to: "cosine" }]);
    await saveCheckpoint(disk, folder, { ...at(4), experiment: cosine });
    const longer = applyChanges(cosine, [{ path: "epochs", to: 20 }]);
    await expect(loadCheckpoint(disk, folder, { experiment: longer, facts })).rejects.toThrow(UsageError);
  });
});

describe("no failure while saving loses an earlier checkpoint", () => {
  test.each(["EIO", "ENOSPC", "EDQUOT", "EROFS", "EMFILE", "EACCES"])("%s at every single operation", async (code) => {
    const before = (await diskWith(1, 2)).files();
    for (let n = 1; ; n++) {
      const disk = Disk.with(before);
      disk.code = code;
      disk.failAt = n;
      const outcome = await saveCheckpoint(disk, folder, at(3)).then(
        ({ warnings }) => ({ saved: true, warnings }),
        (error: unknown) => {
          expect(error).toBeInstanceOf(DataError);
          expect((error as DataError).detail.found).toContain(code);
          return { saved: false, warnings: [] };
        },
      );
      const reached = disk.operations >= n;
      disk.failAt = Number.POSITIVE_INFINITY;
      expect(await loadedStep(disk), `operation ${n}`).toBe(disk.files().has(`${folder}/step-0000000003`) ? 3 : 2);
      if (outcome.saved) expect(await loadedStep(disk)).toBe(3);
      await saveCheckpoint(disk, folder, at(4));
      expect((await namesOf(disk)).filter((name) => name.startsWith(".saving-"))).toEqual([]);
      if (!reached) {
        expect(outcome).toEqual({ saved: true, warnings: [] });
        expect(n).toBeGreaterThan(12);
        return;
      }
    }
  });

  test("power loss after every operation, in every state of the names, with contents lost at random", async () => {
    const seed = 20_240_503;
    const before = (await diskWith(1, 2)).files();
    const disk = Disk.with(before);
    let states = 0;
    const left: [number, Disk[]][] = [];
    disk.onChange = () =>
      left.push([
        disk.operations,
        [1, 2, 3, 4, 5].flatMap((k) => disk.afterPowerLoss(seed + 1000 * disk.operations + k)),
      ]);
    await saveCheckpoint(disk, folder, at(3));
    for (const [operation, crashed] of left) {
      for (const each of crashed) {
        states++;
        const step = await loadedStep(each);
        expect([2, 3], `seed ${seed}, operation ${operation}`).toContain(step);
        await saveCheckpoint(each, folder, at(step! + 1));
        expect(await loadedStep(each), `seed ${seed}, operation ${operation}`).toBe(step! + 1);
      }
    }
    expect(states).toBeGreaterThan(80);
    const afterwards = Array.from({ length: 30 }, (_, k) => disk.afterPowerLoss(seed + k)).flat();
    for (const each of afterwards) expect(await loadedStep(each), "a saved checkpoint is durable").toBe(3);
  });

  test("1000 random flips in the state are all noticed", async () => {
    const seed = 20_240_504;
    const random = new RandomStream(seed, 5);
    const disk = await diskWith(1, 2);
    const path = `${folder}/step-0000000002/state.bin`;
    const original = disk.files().get(path)!;
    for (let trial = 0; trial < 1000; trial++) {
      const byte = random.below(original.length);
      disk.change(path, () => original.with(byte, original[byte]! ^ (1 << random.below(8))) as Uint8Array<ArrayBuffer>);
      expect(await loadedStep(disk), `seed ${seed}, trial ${trial}`).toBe(1);
    }
  });
});

describe("on a real disk", () => {
  const made: string[] = [];
  const temporary = (): string => {
    made.push(mkdtempSync(join(tmpdir(), "evenkeel-")));
    return made.at(-1)!;
  };
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true });
  });

  test("checkpoints are saved, pruned, found again and passed over when damaged", async () => {
    const real = join(temporary(), "a", "b");
    expect(await loadCheckpoint(nodeFileSystem, real, identity)).toBeNull();
    for (const step of [1, 2, 3])
      expect(await saveCheckpoint(nodeFileSystem, real, at(step))).toMatchObject({ warnings: [] });
    expect(readdirSync(real).sort()).toEqual(["step-0000000002", "step-0000000003"]);
    expect((await loadCheckpoint(nodeFileSystem, real, identity))?.checkpoint).toEqual(at(3));
    writeFileSync(join(real, "step-0000000003", "state.bin"), "");
    expect((await loadCheckpoint(nodeFileSystem, real, identity))?.checkpoint.step).toBe(2);
  });

  test("a folder that is a file is one clear error", async () => {
    const path = join(temporary(), "file");
    writeFileSync(path, "");
    await expect(saveCheckpoint(nodeFileSystem, path, at(1))).rejects.toThrow("The checkpoint could not be saved");
  });

  test("a record whose last line a crash cut off goes on with a whole line", () => {
    const path = join(temporary(), "record.jsonl");
    const line = '{"v":1,"t":"step","step":0,"epoch":0,"cost":1,"learningRate":1}\n';
    writeFileSync(path, `${line}${line.slice(0, 30)}`);
    const file = openRecordFile(path);
    file.append(line.replace('"step":0', '"step":1'));
    file.close();
    expect(readFileSync(path, "utf8")).toBe(line + line.replace('"step":0', '"step":1'));
    expect(() => readRecord(readFileSync(path, "utf8"), path)).toThrow(/no beginning/);
  });

  test.each(["", "torn", `${"x".repeat(200_000)}`, `a\n${"x".repeat(200_000)}`])(
    "the cut finds the last line end however far back it is",
    (content) => {
      const path = join(temporary(), "record.jsonl");
      writeFileSync(path, content);
      openRecordFile(path).close();
      expect(readFileSync(path, "utf8")).toBe(content.slice(0, content.lastIndexOf("\n") + 1));
    },
  );
});
