/** @file Encodes and decodes protobuf messages, both from one declarative table of fields. */
import { type Budget, Reader, type WireType, Writer, wireType } from "./bytes.ts";

/** How one value of a field is written and read. */
interface Codec<V> {
  readonly wire: WireType;
  write(writer: Writer, value: V): void;
  read(reader: Reader): V;
}

export interface Field<V> {
  readonly number: number;
  readonly codec: Codec<V>;
}

/** A field that may occur many times; numbers are read packed or not, and written packed where `packed` says so. */
export interface RepeatedField<V> extends Field<V> {
  readonly repeated: true;
  readonly packed: boolean;
}

type FieldOf<V> = V extends readonly (infer E)[] ? RepeatedField<E> : Field<V>;

/** Fields in the order in which they are written. */
export interface MessageTable<T> {
  readonly name: string;
  readonly fields: { readonly [K in keyof T]-?: FieldOf<NonNullable<T[K]>> };
}

const int64Codec: Codec<bigint> = { wire: wireType.varint, write: (w, v) => w.int64(v), read: (r) => r.int64() };
const int32Codec: Codec<number> = {
  wire: wireType.varint,
  write: (w, v) => w.int64(BigInt(v)),
  read: (r) => r.int32(),
};
const floatCodec: Codec<number> = { wire: wireType.fixed32, write: (w, v) => w.float(v), read: (r) => r.float() };
const doubleCodec: Codec<number> = { wire: wireType.fixed64, write: (w, v) => w.double(v), read: (r) => r.double() };
const stringCodec: Codec<string> = {
  wire: wireType.lengthDelimited,
  write: (w, v) => w.string(v),
  read: (r) => r.string(),
};
const bytesCodec: Codec<Uint8Array> = {
  wire: wireType.lengthDelimited,
  write: (w, v) => w.bytes(v),
  read: (r) => r.bytes(),
};

export const int64 = (number: number): Field<bigint> => ({ number, codec: int64Codec });
export const int32 = (number: number): Field<number> => ({ number, codec: int32Codec });
export const float = (number: number): Field<number> => ({ number, codec: floatCodec });
export const double = (number: number): Field<number> => ({ number, codec: doubleCodec });
export const string = (number: number): Field<string> => ({ number, codec: stringCodec });
export const bytes = (number: number): Field<Uint8Array> => ({ number, codec: bytesCodec });

/** `table` is a function because messages contain each other. */
export const message = <T extends object>(number: number, table: () => MessageTable<T>): Field<T> => ({
  number,
  codec: {
    wire: wireType.lengthDelimited,
    write: (writer, value) => writer.bytes(encodeMessage(table(), value)),
    read: (reader) => readMessage(table(), reader.content(reader.depth + 1)),
  },
});

export const repeated = <V>(field: Field<V>): RepeatedField<V> => ({ ...field, repeated: true, packed: false });
export const packed = <V>(field: Field<V>): RepeatedField<V> => ({ ...field, repeated: true, packed: true });

type AnyField = Field<unknown> & Partial<RepeatedField<unknown>>;
type AnyTable = { readonly name: string; readonly fields: object };
const fieldsOf = (table: AnyTable): [string, AnyField][] => Object.entries(table.fields);

export function encodeMessage<T extends object>(table: MessageTable<T>, value: T): Uint8Array {
  const writer = new Writer();
  for (const [name, field] of fieldsOf(table)) {
    const present = (value as Record<string, unknown>)[name];
    if (present === undefined) continue;
    if (!field.repeated) writeOne(writer, field, present);
    else if (field.packed) writePacked(writer, field, present as readonly unknown[]);
    else for (const element of present as readonly unknown[]) writeOne(writer, field, element);
  }
  return writer.finish();
}

function writeOne(writer: Writer, { number, codec }: AnyField, value: unknown): void {
  writer.varint(number * 8 + codec.wire);
  codec.write(writer, value);
}

function writePacked(writer: Writer, { number, codec }: AnyField, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const content = new Writer();
  for (const value of values) codec.write(content, value);
  writer.varint(number * 8 + wireType.lengthDelimited);
  writer.bytes(content.finish());
}

export interface DecodeLimits {
  /** Deepest nesting of messages; a subgraph adds three levels. */
  readonly maxDepth?: number;
  readonly maxMessages?: number;
}

/**
 * Reads a message. Only fields that occur are set; fields that are not in the table are passed over.
 *
 * @throws DataError where the bytes are malformed, a field has the wrong wire type, a singular field occurs twice, a
 *   text is not UTF-8 or a limit is exceeded
 */
export function decodeMessage<T extends object>(
  table: MessageTable<T>,
  data: Uint8Array,
  limits: DecodeLimits = {},
): T {
  const budget: Budget = { messages: limits.maxMessages ?? 1_000_000, maxDepth: limits.maxDepth ?? 64 };
  return readMessage(table, new Reader(data, budget));
}

const tables = new WeakMap<object, Map<number, [string, AnyField]>>();

function byNumber(table: AnyTable): Map<number, [string, AnyField]> {
  const known = tables.get(table);
  if (known) return known;
  const made = new Map(fieldsOf(table).map((entry) => [entry[1].number, entry]));
  tables.set(table, made);
  return made;
}

function readMessage<T extends object>(table: MessageTable<T>, reader: Reader): T {
  const fields = byNumber(table);
  const result: Record<string, unknown> = {};
  while (!reader.done) {
    const { number, wire } = reader.tag();
    const entry = fields.get(number);
    if (!entry) {
      reader.skip(wire);
      continue;
    }
    const [name, field] = entry;
    if (field.repeated) {
      const list = (result[name] ?? []) as unknown[];
      result[name] = list;
      readElements(reader, field, wire, list, `${table.name}.${name}`);
    } else {
      if (name in result) reader.fail(`${table.name}.${name} occurs twice`);
      if (wire !== field.codec.wire) reader.fail(`${table.name}.${name} has wire type ${wire}`);
      result[name] = field.codec.read(reader);
    }
  }
  return result as T;
}

function readElements(reader: Reader, { codec }: AnyField, wire: number, list: unknown[], where: string): void {
  if (wire === codec.wire) {
    list.push(codec.read(reader));
  } else if (wire === wireType.lengthDelimited) {
    const content = reader.content(reader.depth);
    while (!content.done) list.push(codec.read(content));
  } else {
    reader.fail(`${where} has wire type ${wire}`);
  }
}
