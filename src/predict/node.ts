/** @file Predicts from image files with onnxruntime-node. */
import { inflateSync } from "node:zlib";
import { readDataFile } from "../data/node/files.ts";
import type { NamedBytes } from "../data/readers/images.ts";
import { EngineError } from "../engine/engine.ts";
import type { Host, SessionRoles, SessionSettings } from "../engine/ort-common/host.ts";
import { LocalHost } from "../engine/ort-common/session.ts";
import { nodeRuntime } from "../engine/ort-node/runtime.ts";
import { startHost } from "../engine/ort-node/threads.ts";
import { inputTensor, outputTensor } from "./card.ts";
import { toGrey } from "./grey.ts";
import { type ImageInput, prepareImage } from "./image.ts";
import { type PredictingModel, readModel } from "./model.ts";
import { damaged, decodePng, type PngParts, pngParts } from "./png.ts";
import { imageInputOf, inputData, type Prediction, predictionOf } from "./predict.ts";

export interface PredictOptions {
  /** How many of the most probable classes to name; 3 when left out. */
  readonly top?: number;
  /** Runs in the calling thread. */
  readonly inProcess?: boolean;
}

const mostModelBytes = 2 ** 31;
const mostImageBytes = 64 * 2 ** 20;
/** Images a run, so that memory stays bounded. */
const imagesPerRun = 1024;
const settings: SessionSettings = { provider: "cpu", threads: 1, spinning: false, flushSubnormals: false };
const missing = "give the path of a file";

/**
 * What the model says of each PNG file, in their order.
 *
 * @throws DataError where the model was not exported by evenkeel, takes no images, or an image cannot be read
 */
export async function predictFiles(
  modelPath: string,
  imagePaths: readonly string[],
  options: PredictOptions = {},
): Promise<Prediction[]> {
  const read = (path: string, limit: number): NamedBytes => readDataFile(path, limit, missing);
  const model = read(modelPath, mostModelBytes);
  return predictImages(
    model,
    imagePaths.map((path) => read(path, mostImageBytes)),
    options,
  );
}

/** The same of files' bytes; `file` is what errors and results call them. */
export async function predictImages(
  model: NamedBytes,
  images: readonly NamedBytes[],
  { top = 3, inProcess = false }: PredictOptions = {},
): Promise<Prediction[]> {
  const predicting = readModel(model.bytes, model.file);
  const target = imageInputOf(predicting.card, model.file);
  const prepared = images.map((image) => prepare(image, target));
  const rows = await runRows(predicting, prepared, inProcess);
  return images.map(({ file }, i) => predictionOf(file, rows[i]!, predicting.card, top));
}

function prepare({ file, bytes }: NamedBytes, target: ImageInput): Uint8Array {
  const parts = pngParts(bytes, file);
  checkUnpacked(parts);
  return prepareImage(toGrey(decodePng(parts), file), target, file);
}

/** Unpacks within the size that the header allows: a small file may unpack to gigabytes. */
function checkUnpacked({ compressed, mostUnpackedBytes, file }: PngParts): void {
  try {
    inflateSync(compressed, { maxOutputLength: mostUnpackedBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw damaged(file, code === "ERR_BUFFER_TOO_LARGE" ? "more pixels than its header says" : message);
  }
}

/** One row of the output for each image. */
async function runRows(
  model: PredictingModel,
  images: readonly Uint8Array[],
  inProcess: boolean,
): Promise<ArrayLike<number>[]> {
  const { bytes, card } = model;
  const perRun = card.batch === "1" ? 1 : imagesPerRun;
  const rows: ArrayLike<number>[] = [];
  const host: Host = inProcess ? new LocalHost(nodeRuntime()) : await startHost(false);
  try {
    const id = await host.create(bytes, rolesFor(model), settings);
    for (let start = 0; start < images.length; start += perRun) {
      const part = images.slice(start, start + perRun);
      const results = await host.run(id, part.length, { [inputTensor]: inputData(part, card.input) });
      const { data } = results[outputTensor]!;
      const width = data.length / part.length;
      part.forEach((_, i) => void rows.push(data.subarray(i * width, (i + 1) * width)));
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError("ONNX Runtime could not run the model", {
      found: error instanceof Error ? error.message : String(error),
    });
  } finally {
    await host.close();
  }
  return rows;
}

/** The model's first dimension counts examples as a program's counts steps. */
const rolesFor = ({ card: { input }, outputType }: PredictingModel): SessionRoles => ({
  steps: null,
  state: [],
  resident: [],
  perStep: [{ name: inputTensor, onnxName: inputTensor, dtype: input.dtype, shape: [input.features] }],
  reported: [{ name: outputTensor, onnxName: outputTensor, dtype: outputType, shape: [] }],
});
