/** @file Images and labels from a pair of IDX files. */
import type { Precision } from "../../experiment/types.ts";
import { DataError } from "../../util/errors.ts";
import type { Examples, Inputs, Labels } from "../dataset.ts";
import { labelsFrom } from "../encoding.ts";
import { floatsOf } from "../floats.ts";
import { parseIdx } from "./idx.ts";

/** The bytes of a file and what to call it. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export function imageExamples(
  images: NamedBytes,
  labels: NamedBytes,
  classes: number | null,
  precision: Precision,
  firstLabel = 0,
): Examples {
  const inputs = readImages(images, precision);
  const targets = readLabels(labels, classes, firstLabel);
  if (inputs.shape[0] !== targets.labels.length) {
    throw new DataError("There are not as many labels as images", {
      where: `${images.file} and ${labels.file}`,
      found: `${inputs.shape[0]} images and ${targets.labels.length} labels`,
      help: "give the two files of one set: train with train, test with test",
    });
  }
  return { inputs, targets };
}

function readImages({ file, bytes }: NamedBytes, precision: Precision): Inputs {
  const { shape, data } = parseIdx(bytes, file);
  if (shape.length < 2) {
    throw new DataError("This IDX file holds no images", {
      where: file,
      found: `shape [${shape.join(", ")}]`,
      help: "images have at least two dimensions; are images and labels swapped?",
    });
  }
  if (data instanceof Uint8Array) return { data, shape };
  const features = data.length / shape[0]!;
  const where = (index: number): string => `${file}, image ${Math.floor(index / features)}`;
  return { data: floatsOf(data, precision, where), shape };
}

function readLabels({ file, bytes }: NamedBytes, classes: number | null, first: number): Labels {
  const { shape, data } = parseIdx(bytes, file);
  if (shape.length !== 1) {
    throw new DataError("This IDX file holds no labels", {
      where: file,
      found: `shape [${shape.join(", ")}]`,
      help: "labels have one dimension; are images and labels swapped?",
    });
  }
  return labelsFrom(data, classes, (row) => `${file}, label ${row}`, first);
}
