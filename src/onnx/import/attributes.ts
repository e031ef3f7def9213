/** @file Attributes of one ONNX node by name, each read as the type that is asked for. */
import { DataError } from "../../util/errors.ts";
import { type AttributeProto, attributeType, type GraphProto, type TensorProto } from "../wire/onnx.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Field of the message and code of the type; a field that a writer left out stands for 0 or empty where the type is said. */
interface Kind<V> {
  readonly what: string;
  readonly code: number;
  readonly read: (attribute: AttributeProto) => V | undefined;
  readonly empty: V | null;
}

const kind = <V>(what: string, code: number, read: Kind<V>["read"], empty: V | null): Kind<V> => ({
  what,
  code,
  read,
  empty,
});

const kinds = {
  int: kind<bigint>("a whole number", attributeType.int, ({ i }) => i, 0n),
  ints: kind<readonly bigint[]>("a list of whole numbers", attributeType.ints, (a) => a.ints, []),
  float: kind<number>("a number", attributeType.float, ({ f }) => f, 0),
  floats: kind<readonly number[]>("a list of numbers", attributeType.floats, (a) => a.floats, []),
  text: kind<Uint8Array>("a text", attributeType.string, ({ s }) => s, new Uint8Array()),
  texts: kind<readonly Uint8Array[]>("a list of texts", attributeType.strings, (a) => a.strings, []),
  tensor: kind<TensorProto>("a tensor", attributeType.tensor, ({ t }) => t, null),
  graph: kind<GraphProto>("a graph", attributeType.graph, ({ g }) => g, null),
};

export class Attributes {
  readonly #byName = new Map<string, AttributeProto>();
  readonly #where: string;

  constructor(attributes: readonly AttributeProto[], where: string) {
    this.#where = where;
    for (const attribute of attributes) {
      const { name } = attribute;
      if (!name) throw new DataError(`${where} has an attribute without a name`);
      if (this.#byName.has(name)) throw new DataError(`${where} has the attribute "${name}" twice`);
      this.#byName.set(name, attribute);
    }
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  #read<V>(name: string, { what, code, read, empty }: Kind<V>, missing: V | undefined): V {
    const attribute = this.#byName.get(name);
    if (!attribute) {
      if (missing !== undefined) return missing;
      throw new DataError(`${this.#where} has no attribute "${name}"`, { help: `it needs ${what}` });
    }
    const value = read(attribute) ?? (attribute.type === code ? empty : null);
    if (value === null || (attribute.type !== undefined && attribute.type !== 0 && attribute.type !== code)) {
      throw new DataError(`${this.#where}: the attribute "${name}" is not ${what}`);
    }
    return value;
  }

  #text(name: string, bytes: Uint8Array): string {
    const text = decodeUtf8(bytes);
    if (text === null) throw new DataError(`${this.#where}: the attribute "${name}" is not valid UTF-8`);
    return text;
  }

  int(name: string, missing?: number): number {
    return this.has(name) || missing === undefined ? Number(this.#read(name, kinds.int, undefined)) : missing;
  }

  ints(name: string, missing?: readonly number[]): readonly number[] {
    if (missing !== undefined && !this.has(name)) return missing;
    return this.#read(name, kinds.ints, undefined).map(Number);
  }

  float(name: string, missing?: number): number {
    return this.#read(name, kinds.float, missing);
  }

  floats(name: string, missing?: readonly number[]): readonly number[] {
    return this.#read(name, kinds.floats, missing);
  }

  text(name: string, missing?: string): string {
    if (missing !== undefined && !this.has(name)) return missing;
    return this.#text(name, this.#read(name, kinds.text, undefined));
  }

  texts(name: string, missing?: readonly string[]): readonly string[] {
    if (missing !== undefined && !this.has(name)) return missing;
    return this.#read(name, kinds.texts, undefined).map((bytes) => this.#text(name, bytes));
  }

  tensorMessage(name: string): TensorProto {
    return this.#read(name, kinds.tensor, undefined);
  }

  graph(name: string): GraphProto {
    return this.#read(name, kinds.graph, undefined);
  }
}
