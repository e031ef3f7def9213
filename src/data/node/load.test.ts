import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { parseExperiment, parseExperimentText } from "../../experiment/parse.ts";
import type { DataSpec } from "../../experiment/types.ts";
import { DataError } from "../../util/errors.ts";
import { exampleCount } from "../dataset.ts";
import { readDataFile } from "./files.ts";
import { readImageSet } from "./imageSet.ts";
import { loadDataset } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "evenkeel-data-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const spec = (data: object): DataSpec =>
  parseExperiment({ data, model: [{ type: "dense", units: 1 }], loss: "mean-squared-error", optimizer: "sgd" }).data;
const load = (data: object, seed = 0): ReturnType<typeof loadDataset> =>
  loadDataset(spec(data), { baseFolder: folder, seed });

const idx = (dimensions: number[], elements: number[]): Uint8Array =>
  Uint8Array.from([0, 0, 8, dimensions.length, ...dimensions.flatMap((d) => [0, 0, d >> 8, d & 255]), ...elements]);
const images = idx([3, 2, 2], [0, 255, 0, 255, 51, 51, 51, 51, 0, 0, 0, 0]);
const labels = idx([3], [2, 0, 1]);

describe("loading", () => {
  const fixtures = new URL("../../../test/fixtures/experiments/", import.meta.url);
  test.each([
    ["binary-softmax-output", [6, 2], { kind: "values", width: 1 }],
    ["four-classes-one-output", [11, 3], { kind: "values", width: 1 }],
    ["iris-sigmoid-output", [150, 4], { kind: "labels", classes: 3 }],
  ])("the experiment %s", (name, shape, targets) => {
    const base = new URL(`${name}/`, fixtures);
    const experiment = parseExperimentText(readFileSync(new URL("experiment.json", base), "utf8"));
    const dataset = loadDataset(experiment.data, { baseFolder: base.pathname, seed: 0 });
    expect(dataset.train.inputs.shape).toEqual(shape);
    expect(dataset.train.targets).toMatchObject(targets);
    expect(dataset.files).toEqual([
      { path: expect.stringContaining("data.csv"), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), verified: false },
    ]);
  });

  test("CSV sets test and validation parts aside and scales by what is left", () => {
    file("d.csv", `a,y\n${Array.from({ length: 100 }, (_, i) => `${i * i},${i}`).join("\n")}\n`);
    const data = {
      source: "csv",
      path: "d.csv",
      inputs: ["a"],
      targets: ["y"],
      testFraction: 0.2,
      validation: { fraction: 0.25 },
      inputScaling: "minmax",
    };
    const { train, validation, test: tested, inputScaling } = load(data);
    expect([train, validation!, tested!].map(exampleCount)).toEqual([60, 20, 20]);
    expect(inputScaling).toEqual({
      subtract: Float64Array.of(Math.min(...train.inputs.data)),
      multiply: Float64Array.of(1 / (Math.max(...train.inputs.data) - Math.min(...train.inputs.data))),
    });
    expect(load(data).train).toEqual(train);
    expect(load(data, 1).train).not.toEqual(train);
  });

  test("CSV takes classes of a test file from the training file", () => {
    file("train.csv", "a,y\n1,0\n2,1\n");
    file("test.csv", "a,y\n1,0\n2,2\n");
    const data = {
      source: "csv",
      path: "train.csv",
      test: "test.csv",
      inputs: ["a"],
      targets: ["y"],
      targetEncoding: "one-hot",
    };
    expect(() => load(data)).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ where: expect.stringContaining('test.csv:3, column "y"') }),
      }),
    );
    expect(load({ ...data, classes: 3 }).test?.targets).toEqual({
      kind: "labels",
      labels: Int32Array.of(0, 2),
      classes: 3,
    });
  });

  test("IDX keeps bytes, packed or not, and says what one mean and deviation are", () => {
    const data = {
      source: "idx",
      images: file("i.gz", gzipSync(images)),
      labels: file("l", labels),
      testImages: file("i", images),
      testLabels: "l",
    };
    const dataset = load({ ...data, inputScaling: "minmax" });
    expect(dataset.train).toEqual(dataset.test);
    expect(dataset.train.inputs).toEqual({ data: Uint8Array.from(images.slice(16)), shape: [3, 2, 2] });
    expect(dataset.inputScaling).toEqual({ subtract: 0, multiply: 1 / 255 });
    expect(dataset.files[0]!.sha256).toBe(dataset.files[2]!.sha256);
  });

  test("inline data takes limit before validation", () => {
    const data = {
      source: "inline",
      inputs: [[1], [2], [3], [4]],
      targets: [[1], [2], [3], [4]],
      limit: 2,
      validation: { fraction: 0.5 },
    };
    const { train, validation } = load(data);
    expect([...train.inputs.data, ...validation!.inputs.data].sort()).toEqual([1, 2]);
  });

  test("inline labels out of range name their place", () => {
    const data = { source: "inline", inputs: [[1], [2]], targets: [0, 5], targetEncoding: "one-hot", classes: 3 };
    expect(() => load(data)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: "data.targets[1]" }) }),
    );
  });

  describe.each(["sparse-categorical-cross-entropy", "softmax-cross-entropy"])("for %s", (loss) => {
    const read = (data: object, units = 2): ReturnType<typeof loadDataset> => {
      const model = [
        { type: "dense", units },
        { type: "activation", activation: "softmax" },
      ];
      const experiment = parseExperiment({ data, model, loss, optimizer: "sgd" });
      return loadDataset(experiment.data, { baseFolder: folder, seed: 0 });
    };
    const inline = (targets: number[] | number[][], more: object = {}): object => ({
      source: "inline",
      inputs: targets.map(() => [1]),
      targets,
      ...more,
    });
    const csv = (text: string, more: object = {}): object => ({
      source: "csv",
      path: file("labels.csv", text),
      inputs: ["a"],
      targets: ["y"],
      ...more,
    });
    const refused = (data: object, units: number, where: string, found: RegExp): void => {
      const attempt = (): unknown => read(data, units);
      expect(attempt).toThrow(DataError);
      const detail = { where: expect.stringContaining(where), found: expect.stringMatching(found) };
      expect(attempt).toThrow(expect.objectContaining({ exitCode: 4, detail: expect.objectContaining(detail) }));
    };

    test("one column of raw targets is read as labels, of as many classes as units", () => {
      const labels = { kind: "labels", labels: Int32Array.of(0, 1, 1), classes: 2 };
      expect(read(inline([0, 1, 1])).train.targets).toEqual(labels);
      expect(read(inline([[0], [1], [1]], { targetEncoding: "raw" })).train.targets).toEqual(labels);
      expect(read(csv("a,y\n5,0\n6,1\n7,1.0\n")).train.targets).toEqual(labels);
      expect(read(inline([0, 1, 1], { classes: 3 }), 3).train.targets).toEqual({ ...labels, classes: 3 });
    });

    test.each([
      [7, /label 7, with 2 classes/],
      [2, /label 2, with 2 classes/],
      [-3, /label -3, with 2 classes/],
      [1.9, /1\.9/],
    ])("a label of %d for 2 units is refused with its place", (label, found) => {
      refused(inline([0, 1, label]), 2, "data.targets[2]", found);
      refused(csv(`a,y\n5,0\n6,1\n7,${label}\n`), 2, 'labels.csv:4, column "y"', found);
      const tested = file("tested.csv", `a,y\n5,${label}\n`);
      refused(csv("a,y\n5,0\n", { test: tested }), 2, 'tested.csv:2, column "y"', found);
    });

    test("the number of classes that is said counts, not that of the units", () => {
      refused(inline([0, 1, 2], { classes: 2 }), 3, "data.targets[2]", /label 2, with 2 classes/);
    });

    test("rows of several targets stay values", () => {
      const targets = read(
        inline([
          [0, 1],
          [0.5, 0.5],
        ]),
      ).train.targets;
      expect(targets).toEqual({ kind: "values", data: Float32Array.of(0, 1, 0.5, 0.5), width: 2 });
    });
  });

  test("a raw column stays values for losses that take no labels", () => {
    for (const loss of ["categorical-cross-entropy", "binary-cross-entropy", "mean-squared-error"]) {
      const data = { source: "inline", inputs: [[1], [2]], targets: [0, 7.5], classes: 2 };
      const experiment = parseExperiment({ data, model: [{ type: "dense", units: 2 }], loss, optimizer: "sgd" });
      const { targets } = loadDataset(experiment.data, { baseFolder: folder, seed: 0 }).train;
      expect(targets, loss).toEqual({ kind: "values", data: Float32Array.of(0, 7.5), width: 1 });
    }
  });

  test("a number that float32 cannot hold is refused, and kept as float64", () => {
    const data = spec({ source: "inline", inputs: [[1e300]], targets: [1] });
    expect(() => loadDataset(data, { baseFolder: folder, seed: 0 })).toThrow(/too large for float32/);
    expect(loadDataset(data, { baseFolder: folder, seed: 0, precision: "float64" }).train.inputs.data).toEqual(
      Float64Array.of(1e300),
    );
  });
});

describe("files that cannot be read are data errors with their path", () => {
  symlinkSync("loop", join(folder, "loop"));
  const cases: [string, string, RegExp][] = [
    ["a missing file", "absent", /does not exist/],
    ["a file used as a folder", join(file("plain", "x"), "y"), /does not exist/],
    ["a folder", ".", /not a file/],
    ["a device", "/dev/zero", /not a file/],
    ["a loop of links", "loop", /cannot be read/],
    ["a path with a NUL", "a\0b", /cannot be read/],
    ["a cut gzip file", file("cut.gz", gzipSync(images).subarray(0, 20)), /gzip file is damaged/],
    [
      "a gzip file with a wrong sum",
      file(
        "sum.gz",
        gzipSync(images).map((b, i, all) => (i === all.length - 8 ? b ^ 1 : b)),
      ),
      /gzip file is damaged/,
    ],
    ["a gzip header alone", file("head.gz", Uint8Array.of(0x1f, 0x8b)), /gzip file is damaged/],
    ["a file past the limit", file("large", new Uint8Array(2000)), /too large/],
    [
      "a small gzip file past the limit when it is unpacked",
      file("bomb.gz", gzipSync(new Uint8Array(10_000_000))),
      /too large/,
    ],
    [
      "two gzip members past the limit together",
      file("two.gz", Buffer.concat([gzipSync(new Uint8Array(900)), gzipSync(new Uint8Array(900))])),
      /too large/,
    ],
  ];
  test.each(cases)("%s", (_name, path, message) => {
    const whole = path.startsWith("/") ? path : join(folder, path);
    expect(() => readDataFile(whole, 1024)).toThrow(DataError);
    expect(() => readDataFile(whole, 1024)).toThrow(message);
    expect(() => readDataFile(whole, 1024)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: whole }) }),
    );
  });

  test("while two gzip members within the limit are read as one", () => {
    const path = join(folder, file("members.gz", Buffer.concat([gzipSync("ab"), gzipSync("c")])));
    expect(readDataFile(path, 1024).bytes.toString()).toBe("abc");
  });
});

describe("named image sets", () => {
  test("name the folder and the file that is missing", () => {
    expect(() => readImageSet("mnist", folder)).toThrow(/A file of MNIST is missing/);
    expect(() => readImageSet("fashion-mnist", folder)).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ help: expect.stringContaining("apt-get install dataset-fashion-mnist") }),
      }),
    );
  });

  test("refuse files that are not the published ones", () => {
    file("train-images-idx3-ubyte.gz", gzipSync(images));
    expect(() => readImageSet("mnist", folder)).toThrow(/not the published one/);
  });
});
