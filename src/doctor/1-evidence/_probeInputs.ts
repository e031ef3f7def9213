/** @file Inputs for methods without training: a sample of the examples, standardized, on few enough columns. */
import type { Dataset } from "../../data/dataset.ts";
import { featureCount } from "../../data/dataset.ts";
import { RandomStream, streams } from "../../util/philox.ts";

/** Rows of numbers with mean 0 and deviation 1 in each column. */
export interface ProbeInputs {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** Wider inputs are added up on so many columns: distances keep their order to √(2 / 128) = 13%. */
const mostColumns = 128;
/** In deviations: a number further out would be all that distances see. */
const reach = 5;

/** @param together one mean and deviation for all columns, as for the pixels of an image */
export function probeInputs({ train: { inputs } }: Dataset, order: Int32Array, together: boolean): ProbeInputs {
  const width = featureCount(inputs);
  const data = new Float64Array(order.length * width);
  for (const [i, example] of order.entries())
    for (let j = 0; j < width; j++) data[i * width + j] = inputs.data[example * width + j]!;
  const rows = order.length;
  const sample = standardized({ rows, width, data }, together);
  for (let k = 0; k < sample.data.length; k++) sample.data[k] = Math.max(-reach, Math.min(reach, sample.data[k]!));
  return standardized(width > mostColumns ? sketch(sample) : sample, false);
}

function standardized({ rows, width, data }: ProbeInputs, together: boolean): ProbeInputs {
  const mean = new Float64Array(width);
  const std = new Float64Array(width);
  for (let k = 0; k < data.length; k++) mean[k % width]! += data[k]! / rows;
  for (let k = 0; k < data.length; k++) std[k % width]! += (data[k]! - mean[k % width]!) ** 2 / rows;
  const all = Math.sqrt(std.reduce((sum, variance) => sum + variance, 0) / width);
  // What rounding leaves of a constant column is no deviation.
  const factor = std.map((v, j) =>
    Math.sqrt(v) > 1e-9 * Math.abs(mean[j]!) ? 1 / (together ? all : Math.sqrt(v)) : 0,
  );
  return { rows, width, data: data.map((x, k) => (x - mean[k % width]!) * factor[k % width]!) };
}

/**
 * Each column is added to, or taken from, one of few (Charikar et al., Finding frequent items in data streams, 2002).
 */
function sketch({ rows, width, data }: ProbeInputs): ProbeInputs {
  const random = new RandomStream(0, streams.probe, 2);
  const place = Int32Array.from({ length: width }, () => random.below(mostColumns));
  const sign = Int8Array.from({ length: width }, () => (random.below(2) === 0 ? 1 : -1));
  const result = new Float64Array(rows * mostColumns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) result[i * mostColumns + place[j]!]! += sign[j]! * data[i * width + j]!;
  return { rows, width: mostColumns, data: result };
}
