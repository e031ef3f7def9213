import { describe, expect, test } from "vitest";
import { DataError } from "../../util/errors.ts";
import { RandomStream } from "../../util/philox.ts";
import { parseCsv } from "./csv.ts";

const columns = { inputs: ["a", "b"], targets: ["y"] };
const read = (text: string | Buffer, wanted = columns): ReturnType<typeof parseCsv> =>
  parseCsv(text, "d.csv", wanted, "float32");
const small = "a,b,y\n1,2,0\n3,4,1\n";
const expected = { inputs: Float32Array.of(1, 2, 3, 4), targets: Float32Array.of(0, 1), rows: 2 };

describe("a CSV file", () => {
  test.each<[string, string | Buffer]>([
    ["plain", small],
    ["as bytes", Buffer.from(small)],
    ["without a last line end", small.trimEnd()],
    ["with Windows line ends", small.replaceAll("\n", "\r\n")],
    ["with old Macintosh line ends", small.replaceAll("\n", "\r")],
    ["with mixed line ends", "a,b,y\r\n1,2,0\n3,4,1\r"],
    ["with a byte order mark", `\ufeff${small}`],
    ["with a byte order mark, as bytes", Buffer.from(`\ufeff${small}`)],
    ["with spaces round names and numbers", " a , b, y\n 1,2 ,0\n3, 4,\t1\n"],
    ["with quotes", '"a","b",y\n"1",2,"0"\n3,"4",1\n'],
    ["with empty lines", "\na,b,y\n\n1,2,0\n\n\n3,4,1\n\n"],
    ["with columns in another order, and one more", "y,name,b,a\n0,p,2,1\n1,q,4,3\n"],
    ["with a text of two lines in another column", 'a,b,y,note\n1,2,0,"x\ny"\n3,4,1,\n'],
    ["with columns named as properties of objects", "__proto__,constructor,a,b,y\nx,y,1,2,0\n,,3,4,1\n"],
  ])("%s is read", (_name, text) => {
    expect(read(text)).toMatchObject(expected);
  });

  test("may write numbers in every decimal form", () => {
    const table = read("a,b,y\n+1,-2.5,3.\n.5,1e3,-1.5E-2\n1e-400,007,1e+2\n");
    expect([...table.inputs]).toEqual([1, -2.5, 0.5, 1000, 0, 7]);
    expect([...table.targets]).toEqual([3, Math.fround(-0.015), 100]);
  });

  test("keeps the line of each row", () => {
    expect([...read('a,b,y,n\n1,2,0,\n\n3,4,1,"x\ny"\n5,6,0,\n').lines]).toEqual([2, 5, 6]);
  });

  test("is read as float64 where that is asked for", () => {
    expect([...parseCsv("a,b,y\n0.1,1e300,2\n", "d.csv", columns, "float64").inputs]).toEqual([0.1, 1e300]);
  });
});

const row = (first: string): string => `a,b,y\n1,2,0\n${first},4,1\n`;
const hostile: [string, string | Buffer, RegExp, string][] = [
  ["nothing", "", /is empty/, "d.csv"],
  ["only line ends", "\n\r\n\n", /is empty/, "d.csv"],
  ["only a byte order mark", "\ufeff", /is empty/, "d.csv"],
  ["only a header", "a,b,y\n", /no rows/, "d.csv:1"],
  ["no header", "1,2,0\n3,4,1\n", /no column "a"/, "d.csv:1"],
  ["a missing column", "a,c,y\n1,2,0\n", /no column "b"/, "d.csv:1"],
  ["a column in another case", "A,b,y\n1,2,0\n", /no column "a"/, "d.csv:1"],
  ["semicolons", "a;b;y\n1;2;0\n", /no column "a"/, "d.csv:1"],
  ["tabs", "a\tb\ty\n1\t2\t0\n", /no column "a"/, "d.csv:1"],
  ["a column twice", "a,b,y,a\n1,2,0,5\n", /same name/, "d.csv:1"],
  ["two columns without a name", "a,b,y,,\n1,2,0,,\n", /same name/, "d.csv:1"],
  ["a row too short", `${small}5,6\n`, /wrong number of values/, "d.csv:4"],
  ["a row too long", `${small}5,6,7,8\n`, /wrong number of values/, "d.csv:4"],
  ["a comma at the end of a row", `${small}5,6,7,\n`, /wrong number of values/, "d.csv:4"],
  ["a last row that is cut", `${small}5,`, /wrong number of values/, "d.csv:4"],
  ["two header lines", "a,b,y\na,b,y\n1,2,0\n", /not a number/, "d.csv:2"],
  ["an empty value", row(""), /value is missing/, "d.csv:3"],
  ["a blank value", row("  "), /value is missing/, "d.csv:3"],
  ["NaN", row("NaN"), /value is missing/, "d.csv:3"],
  ["NA", row("NA"), /value is missing/, "d.csv:3"],
  ["null", row("null"), /value is missing/, "d.csv:3"],
  ["a question mark", row("?"), /value is missing/, "d.csv:3"],
  ["Infinity", row("Infinity"), /not a number/, "d.csv:3"],
  ["-inf", row("-inf"), /not a number/, "d.csv:3"],
  ["a number past float64", row("1e999"), /too large for float32/, "d.csv:3"],
  ["a number past float32", row("-3.5e38"), /too large for float32/, "d.csv:3"],
  ["a text", row("red"), /not a number/, "d.csv:3"],
  ["a number with a unit", row("5kg"), /not a number/, "d.csv:3"],
  ["two numbers", row("1 2"), /not a number/, "d.csv:3"],
  ["a hexadecimal number", row("0x1F"), /not a number/, "d.csv:3"],
  ["a binary number", row("0b1"), /not a number/, "d.csv:3"],
  ["a number with underscores", row("1_000"), /not a number/, "d.csv:3"],
  ["a decimal comma", row('"1,5"'), /not a number/, "d.csv:3"],
  ["thousands separated", row('"1,500.2"'), /not a number/, "d.csv:3"],
  ["a formula", row("=1+1"), /not a number/, "d.csv:3"],
  ["a percentage", row("5%"), /not a number/, "d.csv:3"],
  ["a date", row("2024-05-01"), /not a number/, "d.csv:3"],
  ["a truth value", row("true"), /not a number/, "d.csv:3"],
  ["half an exponent", row("1e"), /not a number/, "d.csv:3"],
  ["a lone point", row("."), /not a number/, "d.csv:3"],
  ["two points", row("1.2.3"), /not a number/, "d.csv:3"],
  ["a typographic minus", row("−5"), /not a number/, "d.csv:3"],
  ["digits of another script", row("٣"), /not a number/, "d.csv:3"],
  ["a NUL inside a number", row("1\0"), /not a number/, "d.csv:3"],
  ["a million digits and a letter", row(`${"1".repeat(1_000_000)}x`), /not a number/, "d.csv:3"],
  ["a quote that is not closed", `a,b,y\n1,2,0\n"3,4,1\n5,6,0\n`, /quote is not closed/, "d.csv:"],
  ["a quote closed too early", 'a,b,y\n"1"2,2,0\n', /damaged/, "d.csv:2"],
  ["an unclosed quote and then 6 MB", `a,b,y\n"${"1,2,0\n".repeat(1_000_000)}`, /line is too long/, "d.csv:"],
  ["200000 columns", `a,b,y${",".repeat(200_000)}\n`, /too many columns/, "d.csv:1"],
  ["UTF-16, little-endian", Buffer.from(`\ufeff${small}`, "utf16le"), /not UTF-8/, "d.csv:1"],
  ["UTF-16, big-endian", Buffer.from(`\ufeff${small}`, "utf16le").swap16(), /not UTF-8/, "d.csv:1"],
  ["UTF-16 without a mark", Buffer.from(small, "utf16le"), /no column "a"/, "d.csv:1"],
  [
    "bytes that are not UTF-8",
    Buffer.from([...Buffer.from("a,b,y\n"), 0xff, 0xfe, 0x2c, 0x31, 0x2c, 0x31]),
    /not a number/,
    "d.csv:2",
  ],
  ["zeros", Buffer.alloc(1000), /no column "a"/, "d.csv:1"],
];

describe("a damaged CSV file is refused with the file and the line", () => {
  test.each(hostile)("%s", (_name, text, message, where) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).message).toMatch(message);
      expect((error as DataError).detail.where).toContain(where);
      expect((error as DataError).render().length).toBeLessThan(2000);
    }
  });

  test("with the nearest name for a column that does not exist", () => {
    const wanted = { inputs: ["heigth"], targets: ["y"] };
    expect(() => read("height,y\n1,2\n", wanted)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ help: 'did you mean "height"?' }) }),
    );
  });

  test("and 3000 mutated files either give finite numbers, a whole number of rows, or are refused", () => {
    const seed = 20_240_502;
    const random = new RandomStream(seed, 5);
    const pieces = [
      '"',
      ",",
      "\n",
      "\r",
      "\0",
      "e",
      "-",
      ".",
      "1e999",
      "nan",
      "\ufeff",
      ";",
      '""',
      " ",
      "9".repeat(400),
      "a",
      "é",
    ];
    const original = 'a,b,y,c\n1,2,0,x\n3,-4e2,1,"y"\n5.5,6,0,z\n';
    for (let trial = 0; trial < 3000; trial++) {
      let text = original;
      for (let edits = random.below(4); edits >= 0; edits--) {
        const at = random.below(text.length + 1);
        const removed = random.below(3) === 0 ? random.below(10) : 0;
        text =
          text.slice(0, at) + (random.below(4) ? pieces[random.below(pieces.length)]! : "") + text.slice(at + removed);
      }
      try {
        const table = read(text);
        expect([table.inputs.length, table.targets.length, table.lines.length]).toEqual([
          2 * table.rows,
          table.rows,
          table.rows,
        ]);
        expect([...table.inputs, ...table.targets].every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error, `seed ${seed}, trial ${trial}: ${JSON.stringify(text)}`).toBeInstanceOf(DataError);
      }
    }
  });
});
