/** @file What a trained model does on its data, in numbers and pictures: values that can be sent as JSON. */

/** One byte a pixel, row by row, base64. */
export interface Picture {
  readonly image: string;
  readonly width: number;
  readonly height: number;
}

export interface Confusion {
  readonly labels: readonly string[];
  /** counts[truth][answer]. */
  readonly counts: readonly (readonly number[])[];
}

/** An example and what the model says of it; 0 is black. */
export interface Answer extends Picture {
  /** Its number within the part of the data. */
  readonly example: number;
  /** Labels. */
  readonly truth: string;
  readonly answer: string;
  /** Of the answer. */
  readonly probability: number;
}

/** The weights of one unit. */
export interface Tile {
  /** From −1 to 1: divided by the largest magnitude of all tiles. */
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly unit: number;
  readonly largest: number;
}

export interface Views {
  /** Steps of training that the parameters have had. */
  readonly step: number;
  readonly part: "test" | "validation" | "train";
  /** How many examples were looked at. */
  readonly examples: number;
  /** null where the model does not tell classes apart. */
  readonly confusion: Confusion | null;
  /** The surest mistakes first: of each cell of the confusion its surest. Empty where the inputs are no pictures. */
  readonly wrong: readonly Answer[];
  /** Of each class, the right answers that were least sure. */
  readonly right: readonly Answer[];
  /** Of the first layer. Empty where the inputs are no pictures. */
  readonly tiles: readonly Tile[];
}
