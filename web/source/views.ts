/** @file Views of a model: what it confuses, what it is most wrong about, its first weights as pictures. */

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 to 1. */
  readonly pixels: readonly number[];
}

/** An example and what the model says of it. */
interface WrongPicture extends Picture {
  readonly truth: string;
  readonly answer: string;
  readonly probability: number;
}

export interface Views {
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] } | null;
  readonly wrong: readonly WrongPicture[];
  /** Right answers that were least sure. */
  readonly right: readonly WrongPicture[];
  /** First-layer weights: from −1 to 1 after division by the largest. */
  readonly tiles: readonly Picture[];
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numbers = (value: unknown): number[] => list(value).map(Number);

/** What a server or a file says, brought into shape; null where it says nothing. */
export function parseViews(value: unknown): Views | null {
  const { confusion, wrong, right, tiles } = fields(value);
  const { labels, counts } = fields(confusion);
  const rows = list(counts).map(numbers);
  const views: Views = {
    confusion:
      rows.length > 0
        ? {
            labels: list(labels).length === rows.length ? list(labels).map(String) : rows.map((_, i) => String(i)),
            counts: rows,
          }
        : null,
    wrong: answersIn(wrong),
    right: answersIn(right),
    tiles: list(tiles).flatMap((tile) => {
      const picture = pictureOf(tile);
      return picture ? [picture] : [];
    }),
  };
  return views.confusion || views.wrong.length > 0 || views.tiles.length > 0 ? views : null;
}

const answersIn = (value: unknown): readonly WrongPicture[] =>
  list(value).flatMap((item) => {
    const { truth, answer, probability } = fields(item);
    const picture = pictureOf(item);
    return picture
      ? [{ ...picture, truth: String(truth), answer: String(answer), probability: Number(probability) }]
      : [];
  });

/** Pixels come as numbers, as bytes in base64, or under the name "values". */
function pictureOf(value: unknown): Picture | null {
  const { image, pixels, values, width, height } = fields(value);
  const given = image ?? pixels ?? values;
  const found = typeof given === "string" ? bytes(given).map((byte) => byte / 255) : numbers(given);
  const [columns, rows] = [Number(width), Number(height)];
  if (found.length === 0 || found.length !== columns * rows) return null;
  const largest = found.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scale = largest > 1 ? 1 / (typeof given === "string" ? 1 : largest) : 1;
  return { width: columns, height: rows, pixels: found.map((x) => x * scale) };
}

function bytes(base64: string): number[] {
  try {
    return Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return [];
  }
}
