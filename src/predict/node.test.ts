/** @file Predicting from files: what is refused and why, and what a model of known weights says. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { encodeGraph } from "../onnx/encode.ts";
import { cast } from "../ops/cast.ts";
import { constant, scalar } from "../ops/constant.ts";
import { input } from "../ops/input.ts";
import { matmul } from "../ops/matmul.ts";
import { mul } from "../ops/mul.ts";
import { softmax } from "../ops/softmax.ts";
import { DataError } from "../util/errors.ts";
import { batchDimension, cardMetadata, type ModelCard, readCard } from "./card.ts";
import { predictFiles } from "./node.ts";
import { answersOf, inputData, predictionOf } from "./predict.ts";

const folder = mkdtempSync(join(tmpdir(), "evenkeel-predict-"));
const fixture = (name: string): string => fileURLToPath(new URL(`../../test/fixtures/digits/${name}`, import.meta.url));
const written = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const card: ModelCard = {
  producer: "evenkeel 0.0.0",
  task: "classification",
  output: "probabilities",
  labels: ["top", "bottom", "neither"],
  input: {
    dtype: "uint8",
    features: 784,
    image: { height: 28, width: 28, background: "dark", boxHeight: 20, boxWidth: 20 },
    range: [0, 255],
    names: [],
  },
  batch: "any",
  data: "halves",
  experiment: null,
  metrics: { accuracy: 1 },
};

/** Compares the ink of the upper and the lower half. */
function halves(
  metadata: Record<string, string> = cardMetadata(card),
  { name = "input", dtype = "uint8" as ModelCard["input"]["dtype"] } = {},
): Uint8Array {
  const x = input(name, dtype, [2, 784]);
  const weights = Float32Array.from({ length: 784 * 3 }, (_, i) => {
    const isTop = Math.floor(i / 3) < 392;
    return i % 3 === 2 ? 0 : isTop === (i % 3 === 0) ? 1e-3 : -1e-3;
  });
  const w = constant({ dtype: "float32", shape: [784, 3], data: weights });
  const output = softmax(matmul(mul(cast(x, "float32"), scalar("float32", 0.1)), w), -1);
  return encodeGraph(
    { inputs: [x], outputs: new Map([["output", output]]) },
    { firstDimension: batchDimension, metadata },
  );
}
const model = written("halves.onnx", halves());
const inProcess = { inProcess: true };

/** A digit drawn at the model's size, in the upper or the lower half. */
const upper = (): string => written("upper.png", drawn(2));
const lower = (): string => written("lower.png", drawn(16));
function drawn(top: number): Uint8Array {
  const data = new Uint8Array(784);
  for (let y = top; y < top + 10; y++) data.fill(255, y * 28 + 9, y * 28 + 19);
  return encode({ width: 28, height: 28, channels: 1, data });
}

async function refusal(modelPath: string, images: readonly string[] = []): Promise<DataError> {
  const error: unknown = await predictFiles(modelPath, images, inProcess).then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

test("each image is answered in its order, with the most probable classes first", async () => {
  const files = [upper(), lower(), upper()];
  const results = await predictFiles(model, files, { ...inProcess, top: 2 });
  expect(results.map(({ file, label }) => [file, label])).toEqual([
    [files[0], "top"],
    [files[1], "bottom"],
    [files[2], "top"],
  ]);
  for (const { label, probability, top } of results) {
    expect(top).toHaveLength(2);
    expect(top[0]).toEqual({ label, probability });
    expect(top[1]!.label).toBe("neither");
    expect(probability).toBeGreaterThan(top[1]!.probability);
    expect(probability).toBeLessThan(1);
  }
  expect(await predictFiles(model, [], inProcess)).toEqual([]);
});

test("a yes-or-no model's one number is the probability of its second class", () => {
  const binary: ModelCard = { ...card, task: "binary", labels: ["no", "yes"] };
  expect(answersOf([0.25], binary)).toEqual([
    { label: "no", probability: 0.75 },
    { label: "yes", probability: 0.25 },
  ]);
});

test("numbers that are no bytes are stretched over the training data's range", () => {
  const image = Uint8Array.of(0, 51, 255);
  expect(inputData([image], { ...card.input, dtype: "float64", features: 3, range: [-1, 1] })).toEqual(
    Float64Array.of(-1, -0.6, 1),
  );
  expect(inputData([image, image], { ...card.input, features: 3 })).toEqual(Uint8Array.of(0, 51, 255, 0, 51, 255));
});

describe("a model is refused", () => {
  test("that was not exported here, with what is missing", async () => {
    const foreign = await refusal(written("foreign.onnx", halves({ author: "someone" })));
    expect(foreign.message).toContain('its metadata "evenkeel.format" is missing');
    expect(foreign.detail.found).toBe("metadata author");
    const bare = await refusal(written("bare.onnx", halves({})));
    expect(bare.detail).toMatchObject({ where: join(folder, "bare.onnx"), found: "no metadata" });
  });

  test.each(Object.keys(cardMetadata(card)).filter((key) => key !== "evenkeel.input"))(
    "without %s or with nonsense in it",
    async (key) => {
      const { [key]: _, ...rest } = cardMetadata(card);
      const read = (metadata: Record<string, string>): ModelCard =>
        readCard(new Map(Object.entries(metadata)), "m.onnx");
      // Without a size it is a model of plain numbers.
      if (key === "evenkeel.input.size") expect(read(rest).input.image).toBeNull();
      else expect(() => read(rest)).toThrow(`"${key}" is missing`);
      if (key === "evenkeel.producer" || key === "evenkeel.data") return;
      for (const nonsense of ["", "{", "[1]", "null", "-3"]) {
        expect(() => read({ ...rest, [key]: nonsense }), nonsense).toThrow(DataError);
      }
    },
  );

  test("whose graph is not what the metadata say", async () => {
    for (const options of [{ name: "x" }, { dtype: "float32" as const }]) {
      const error = await refusal(written("other.onnx", halves(cardMetadata(card), options)));
      expect(error.message).toBe("The model is not what its metadata say");
    }
    const small = cardMetadata({ ...card, input: { ...card.input, features: 100, image: null } });
    expect((await refusal(written("small.onnx", halves(small)))).detail.help).toContain("uint8[batch, 100]");
  });

  test("that takes no images, with what it takes", async () => {
    const columns = { ...card, input: { ...card.input, image: null, names: ["age", "height"] } };
    const error = await refusal(written("columns.onnx", halves(cardMetadata(columns))), [upper()]);
    expect(error.detail.found).toBe("it takes 784 numbers (age, height)");
  });

  test("that is no ONNX file, or a part of one", async () => {
    for (const bytes of [readFileSync(fixture("7-as-is.png")), halves().subarray(0, 500), Buffer.from("text")]) {
      const { detail } = await refusal(written("damaged.onnx", bytes));
      expect(detail.where).toContain("damaged.onnx");
    }
  });

  test("that does not exist", async () => {
    expect((await refusal(join(folder, "none.onnx"))).message).toBe("The file does not exist");
  });
});

describe("an image is refused", () => {
  test("that does not exist, is a folder or is no PNG", async () => {
    expect((await refusal(model, [join(folder, "none.png")])).detail.where).toBe(join(folder, "none.png"));
    expect((await refusal(model, [folder])).message).toBe("This is not a file");
    expect((await refusal(model, [model])).message).toBe("This is not a PNG image");
  });

  test("that unpacks to more than its header says, before it is unpacked", async () => {
    const small = Buffer.from(drawn(2));
    const start = small.indexOf("IDAT") - 4;
    const bomb = deflateSync(Buffer.alloc(2 ** 28));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bomb.length);
    const path = written(
      "bomb.png",
      Buffer.concat([
        small.subarray(0, start),
        length,
        Buffer.from("IDAT"),
        bomb,
        Buffer.alloc(4),
        small.subarray(-12),
      ]),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect((await refusal(model, [path])).detail.found).toBe("more pixels than its header says");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });
});

test("weights that are not finite are told from a bad picture", () => {
  expect(() => predictionOf("x.png", [Number.NaN, 0.5, 0.5], card, 3)).toThrow("The model's answer is not a number");
});

test("the page of the format lists every metadata entry", () => {
  const page = readFileSync(new URL("../../docs/model-format.md", import.meta.url), "utf8");
  const all = { ...card, input: { ...card.input, names: ["x"] }, experiment: "ab" };
  for (const key of Object.keys(cardMetadata(all))) expect(page).toContain(`| \`${key}\``);
});
