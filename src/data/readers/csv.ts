/** @file CSV files with a header line and decimal numbers: named columns as rows of floats. */
import { CsvError, parse } from "csv-parse/sync";
import type { Precision } from "../../experiment/types.ts";
import { DataError, nearest } from "../../util/errors.ts";

export interface CsvColumns {
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

export interface CsvTable {
  /** Row after row. */
  readonly inputs: Float32Array | Float64Array;
  readonly targets: Float32Array | Float64Array;
  readonly rows: number;
  /** Line of the file on which each row ends. */
  readonly lines: Int32Array;
}

const maxColumns = 100_000;
const maxRecordCharacters = 4 * 2 ** 20;
const maxNumberCharacters = 400;
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const missingMarks: ReadonlySet<string> = new Set(["", "?", "-", "na", "n/a", "nan", "null", "none", "missing"]);

/** Reads the wanted columns; every value in them must be a decimal number. */
export function parseCsv(
  source: string | Uint8Array,
  file: string,
  columns: CsvColumns,
  precision: Precision,
): CsvTable {
  refuseUtf16(source, file);
  const reader = new RowReader(file, columns, precision);
  try {
    parse(source, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      max_record_size: maxRecordCharacters,
      on_record: (record: readonly string[], { lines }: { lines: number }) => {
        reader.read(record, lines);
        return null;
      },
    });
  } catch (error) {
    throw csvError(error, file);
  }
  return reader.table();
}

function refuseUtf16(source: string | Uint8Array, file: string): void {
  if (typeof source === "string") return;
  const [first, second] = source;
  if (!((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))) return;
  throw new DataError("The CSV file is not UTF-8", {
    where: `${file}:1`,
    found: "the byte order mark of UTF-16",
    help: "save it as UTF-8 (in spreadsheets: CSV UTF-8)",
  });
}

/** Errors of the parser as errors of the data; our own pass through. */
function csvError(error: unknown, file: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const { code, lines } = error as CsvError & { readonly lines?: number };
  const where = lines === undefined ? file : `${file}:${lines}`;
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return new DataError("A quote is not closed", {
      where,
      found: error.message,
      help: 'write a quote inside quotes as ""',
    });
  }
  if (code === "CSV_MAX_RECORD_SIZE") {
    const found = `more than ${maxRecordCharacters} characters`;
    return new DataError("A line is too long", { where, found, help: "look for a quote that is not closed before it" });
  }
  return new DataError("The CSV file is damaged", { where, found: error.message });
}

const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}…` : text);

/** Turns records into floats as they come, so that no record is kept. */
class RowReader {
  readonly #file: string;
  readonly #columns: CsvColumns;
  #names: readonly string[] | null = null;
  #inputPositions: readonly number[] = [];
  #targetPositions: readonly number[] = [];
  readonly #inputs: FloatList;
  readonly #targets: FloatList;
  readonly #lines: number[] = [];

  constructor(file: string, columns: CsvColumns, precision: Precision) {
    this.#file = file;
    this.#columns = columns;
    this.#inputs = new FloatList(precision);
    this.#targets = new FloatList(precision);
  }

  read(record: readonly string[], line: number): void {
    if (this.#names === null) {
      this.#readHeader(record, line);
      return;
    }
    if (record.length !== this.#names.length) {
      throw new DataError("A row has the wrong number of values", {
        where: `${this.#file}:${line}`,
        found: `${record.length} values for ${this.#names.length} columns`,
        help: "each row needs one value for each name in the first line",
      });
    }
    for (const column of this.#inputPositions) this.#inputs.push(this.#number(record, column, line, this.#inputs));
    for (const column of this.#targetPositions) this.#targets.push(this.#number(record, column, line, this.#targets));
    this.#lines.push(line);
  }

  #readHeader(record: readonly string[], line: number): void {
    const where = `${this.#file}:${line}`;
    if (record.length > maxColumns) {
      throw new DataError("The CSV file has too many columns", {
        where,
        found: `${record.length}`,
        help: `at most ${maxColumns} are read`,
      });
    }
    const names = record.map((name) => name.trim());
    const position = new Map<string, number>();
    for (const [i, name] of names.entries()) {
      if (position.has(name)) {
        const found = `${quoted(name)} in columns ${position.get(name)! + 1} and ${i + 1}`;
        throw new DataError("Two columns have the same name", { where, found, help: "rename one of them" });
      }
      position.set(name, i);
    }
    const find = (name: string): number => position.get(name) ?? this.#missingColumn(name, names, where);
    this.#inputPositions = this.#columns.inputs.map(find);
    this.#targetPositions = this.#columns.targets.map(find);
    this.#names = names;
  }

  #missingColumn(name: string, names: readonly string[], where: string): never {
    const near = nearest(name, names.slice(0, 1000));
    const listed =
      names.slice(0, 20).map(quoted).join(", ") + (names.length > 20 ? `, … (${names.length} columns)` : "");
    const help =
      near !== null
        ? `did you mean ${quoted(near)}?`
        : names.length === 1 && /[;\t|]/.test(names[0]!)
          ? "the values must be separated by commas"
          : "the first line must name the columns";
    throw new DataError(`The CSV file has no column ${quoted(name)}`, { where, found: listed, help });
  }

  #number(record: readonly string[], column: number, line: number, list: FloatList): number {
    const text = record[column]!.trim();
    if (text.length <= maxNumberCharacters && decimal.test(text)) {
      const value = Number(text);
      if (list.holds(value)) return value;
    }
    throw badNumber(text, `${this.#file}:${line}, column ${quoted(this.#names![column]!)}`, list.precision);
  }

  table(): CsvTable {
    if (this.#names === null) {
      throw new DataError("The CSV file is empty", { where: this.#file, help: "the first line must name the columns" });
    }
    if (this.#lines.length === 0)
      throw new DataError("The CSV file has no rows", { where: `${this.#file}:1`, found: "only a header line" });
    const lines = Int32Array.from(this.#lines);
    return { inputs: this.#inputs.take(), targets: this.#targets.take(), rows: lines.length, lines };
  }
}

function badNumber(text: string, where: string, precision: Precision): DataError {
  const found = quoted(text);
  if (missingMarks.has(text.toLowerCase())) {
    return new DataError("A value is missing", { where, found, help: "fill it in, or remove the row" });
  }
  if (text.length <= maxNumberCharacters && decimal.test(text)) {
    return new DataError(`A number is too large for ${precision}`, {
      where,
      found,
      help: "correct it, or use another unit",
    });
  }
  const help = /^[+-]?\d+,\d+$/.test(text)
    ? "write the decimal point as a point, not as a comma"
    : "values must be decimal numbers such as -1.5 or 2e3; give texts a number each";
  return new DataError("A value is not a number", { where, found, help });
}

/** A float array that grows. */
class FloatList {
  readonly precision: Precision;
  #data: Float32Array | Float64Array;
  #length = 0;

  constructor(precision: Precision) {
    this.precision = precision;
    this.#data = precision === "float64" ? new Float64Array(1024) : new Float32Array(1024);
  }

  /** Whether the number is finite in the precision. */
  holds(value: number): boolean {
    return Number.isFinite(this.precision === "float64" ? value : Math.fround(value));
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger =
        this.precision === "float64" ? new Float64Array(2 * this.#length) : new Float32Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  take(): Float32Array | Float64Array {
    return this.#data.slice(0, this.#length);
  }
}
