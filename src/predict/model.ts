/** @file A model file that was exported here: its card, checked against its graph. */
import { decodeModel, metadataOf } from "../onnx/decode.ts";
import { onnxTypes } from "../onnx/tensor.ts";
import type { ModelProto, ValueInfoProto } from "../onnx/wire/onnx.ts";
import { DataError } from "../util/errors.ts";
import { inputTensor, type ModelCard, outputTensor, readCard } from "./card.ts";

export interface PredictingModel {
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
  readonly outputType: "float32" | "float64";
}

/** @throws DataError where the bytes are no ONNX model, or one that was not exported here */
export function readModel(bytes: Uint8Array, file: string): PredictingModel {
  const model = located(file, () => decodeModel(bytes));
  const card = readCard(metadataOf(model), file);
  return { bytes, card, outputType: checkedOutput(model, card, file) };
}

function located<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const { where, ...detail } = error.detail;
    throw new DataError(error.message, { ...detail, where: where === undefined ? file : `${file}, ${where}` });
  }
}

/** The output's type. */
function checkedOutput(
  { graph }: ModelProto,
  { input: { dtype, features } }: ModelCard,
  file: string,
): PredictingModel["outputType"] {
  const [input, ...otherInputs] = graph?.input ?? [];
  const [output, ...otherOutputs] = graph?.output ?? [];
  const outputType = (["float32", "float64"] as const).find((each) => typeOf(output) === onnxTypes[each]);
  const fits =
    otherInputs.length + otherOutputs.length === 0 &&
    input?.name === inputTensor &&
    output?.name === outputTensor &&
    typeOf(input) === onnxTypes[dtype] &&
    widthOf(input) === features;
  if (fits && outputType) return outputType;
  throw new DataError("The model is not what its metadata say", {
    where: file,
    found: `inputs ${namesOf(graph?.input)}, outputs ${namesOf(graph?.output)}`,
    help: `it should take one input "${inputTensor}" of ${dtype}[batch, ${features}] and give one output "${outputTensor}"`,
  });
}

const typeOf = (value: ValueInfoProto | undefined): number | undefined => value?.type?.tensorType?.elemType;

const widthOf = ({ type }: ValueInfoProto): number => Number(type?.tensorType?.shape?.dim?.[1]?.dimValue ?? 0);

const namesOf = (values: readonly ValueInfoProto[] = []): string =>
  values.map(({ name }) => `"${name}"`).join(", ") || "none";
