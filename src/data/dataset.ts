/** @file What a data set is in memory: examples as the files hold them, and the scaling that the graph applies. */

/** One row an example; bytes stay bytes. */
export interface Inputs {
  readonly data: Uint8Array | Float32Array | Float64Array;
  /** [examples, ...features]. */
  readonly shape: readonly number[];
}

/** A class number an example, 0 to classes − 1. */
export interface Labels {
  readonly kind: "labels";
  readonly labels: Int32Array;
  readonly classes: number;
}

/** `width` numbers an example, row after row. */
export interface Values {
  readonly kind: "values";
  readonly data: Float32Array | Float64Array;
  readonly width: number;
}

export type Targets = Labels | Values;

export interface Examples {
  readonly inputs: Inputs;
  readonly targets: Targets;
}

/** x ↦ (x − subtract) · multiply; a single number holds for all features. Subtracting first loses no digits. */
export interface Affine {
  readonly subtract: Float64Array | number;
  readonly multiply: Float64Array | number;
}

export const identity: Affine = { subtract: 0, multiply: 1 };

/** A file that was read: `verified` says that its hash is the published one. */
export interface SourceFile {
  readonly path: string;
  readonly sha256: string;
  readonly verified: boolean;
}

export interface Dataset {
  readonly name: string;
  readonly train: Examples;
  readonly validation?: Examples;
  readonly test?: Examples;
  readonly inputScaling: Affine;
  /** What the loss sees of targets that are values; labels are never scaled. */
  readonly targetScaling: Affine;
  readonly inputNames?: readonly string[];
  readonly targetNames?: readonly string[];
  readonly classNames?: readonly string[];
  readonly files: readonly SourceFile[];
}

export const exampleCount = (examples: Examples): number => examples.inputs.shape[0]!;

/** Numbers an example. */
export const featureCount = ({ shape }: Inputs): number => shape.slice(1).reduce((product, d) => product * d, 1);

/** The examples of the given indices, in their order. */
export function selectExamples({ inputs, targets }: Examples, indices: Int32Array): Examples {
  const shape = [indices.length, ...inputs.shape.slice(1)];
  return {
    inputs: { data: selectRows(inputs.data, featureCount(inputs), indices), shape },
    targets:
      targets.kind === "labels"
        ? { ...targets, labels: selectRows(targets.labels, 1, indices) }
        : { ...targets, data: selectRows(targets.data, targets.width, indices) },
  };
}

function selectRows<T extends Inputs["data"] | Int32Array>(data: T, width: number, indices: Int32Array): T {
  const TypedArray = data.constructor as new (length: number) => T;
  const rows = new TypedArray(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * width;
    rows.set(data.subarray(start, start + width) as never, i * width);
  }
  return rows;
}
