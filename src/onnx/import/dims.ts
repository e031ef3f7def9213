/** @file Sizes of a model's symbolic dimensions. */
import { nearest, UsageError } from "../../util/errors.ts";
import type { DimensionProto } from "../wire/onnx.ts";

export class Dims {
  readonly #given: Readonly<Record<string, number>>;
  readonly #size: number;
  readonly #used = new Map<string, number>();

  constructor(given: Readonly<Record<string, number>>, size: number) {
    this.#given = given;
    this.#size = size;
    for (const [name, value] of Object.entries(given)) {
      if (!Number.isInteger(value) || value < 1) {
        throw new UsageError(`the dimension "${name}" cannot have the size ${value}`, {
          help: "give a whole number above 0",
        });
      }
    }
  }

  get used(): ReadonlyMap<string, number> {
    return this.#used;
  }

  /** Whether some dimension was given a size that nobody asked for. */
  get assumed(): boolean {
    return [...this.#used.keys()].some((name) => this.#given[name] === undefined);
  }

  /** A dimension without a name or number is called after its place. */
  size({ dimValue, dimParam }: DimensionProto, place: string): number {
    if (dimValue !== undefined && dimValue >= 0n) return Number(dimValue);
    const name = dimParam || place;
    const size = (Object.hasOwn(this.#given, name) ? this.#given[name] : undefined) ?? this.#size;
    this.#used.set(name, size);
    return size;
  }

  /** The size of a dimension in the middle of the graph; null where it is neither a number nor an input's dimension. */
  known({ dimValue, dimParam }: DimensionProto): number | null {
    if (dimValue !== undefined && dimValue >= 0n) return Number(dimValue);
    return (dimParam && this.#used.get(dimParam)) || null;
  }

  /** Throws where a size was given to a dimension that the model does not have. */
  checkNames(): void {
    const stray = Object.keys(this.#given).find((name) => !this.#used.has(name));
    if (stray === undefined) return;
    const names = [...this.#used.keys()];
    const near = nearest(stray, names);
    throw new UsageError(`the model has no dimension "${stray}"`, {
      found: names.length > 0 ? `it has ${names.map((name) => `"${name}"`).join(", ")}` : "all its sizes are numbers",
      ...(near !== null && { help: `did you mean "${near}"?` }),
    });
  }
}
