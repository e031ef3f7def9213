/** @file First values for programs that write their own model: NumPy's words, drawn from the experiment's seed. */
import { RandomStream, streams } from "../util/philox.ts";
import { type Shape, sizeOf } from "../util/shape.ts";

/** Elements of a parameter before training, row-major. */
export class InitialValue {
  readonly shape: Shape;
  readonly data: Float64Array;

  constructor(shape: Shape, data: Float64Array) {
    this.shape = shape;
    this.data = data;
  }

  /** Each element times a number: `random.normal([512, 784]).times(Math.sqrt(2 / 784))`. */
  times(factor: number): InitialValue {
    return new InitialValue(
      this.shape,
      this.data.map((x) => x * factor),
    );
  }
}

/** Draws for first values. Each call has a substream of its own, so a change of one leaves the others alone. */
export class RandomValues {
  readonly #seed: number;
  #calls = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  #draw(shape: Shape, next: (stream: RandomStream) => number): InitialValue {
    const stream = new RandomStream(this.#seed, streams.weights, this.#calls++);
    return new InitialValue(
      shape,
      Float64Array.from({ length: sizeOf(shape) }, () => next(stream)),
    );
  }

  /** Standard normal, as `np.random.randn`. */
  normal(shape: Shape): InitialValue {
    return this.#draw(shape, (stream) => stream.normal());
  }

  /** Uniform between `low` and `high`. */
  uniform(shape: Shape, low = 0, high = 1): InitialValue {
    return this.#draw(shape, (stream) => low + (high - low) * stream.uniform());
  }
}

/** Parameters that start at one number: `constantValue([512, 1], 0)`. */
export const constantValue = (shape: Shape, value: number): InitialValue =>
  new InitialValue(shape, new Float64Array(sizeOf(shape)).fill(value));

/** Parameters that start at given numbers, row-major. */
export const givenValue = (shape: Shape, data: ArrayLike<number>): InitialValue =>
  new InitialValue(shape, Float64Array.from(data));
