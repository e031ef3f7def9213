/** @file Where a command writes: a stream with its colours, width and alphabet, that survives a closed pipe. */
import { styleText } from "node:util";

type Format = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export interface Channel {
  /** Whether a person watches, so that a line may be drawn again. */
  readonly live: boolean;
  readonly columns: () => number;
  paint(format: Format, text: string): string;
  write(text: string): void;
}

const plainLetters: readonly (readonly [RegExp, string])[] = [
  [/[━╸╺]/g, "="],
  [/[─│]/g, "-"],
  [/✖/g, "x"],
  [/⚠/g, "!"],
  [/✓/g, "ok"],
  [/[×]/g, "x"],
  [/→/g, "->"],
  [/…/g, "..."],
  [/−|–|—/g, "-"],
  [/·/g, "|"],
  [/β/g, "beta"],
  [/ε/g, "epsilon"],
  [/ρ/g, "rho"],
  [/[≥]/g, ">="],
  [/[≤]/g, "<="],
  [/±/g, "+-"],
  [/≈/g, "~"],
  [/≠/g, "!="],
  [/÷/g, "/"],
  [/√/g, "sqrt "],
  [/λ/g, "lambda "],
  [/σ/g, "sigma"],
  [/Σ|∑/g, "sum "],
  [/Δ/g, "Delta "],
  [/‖/g, "||"],
  [/∂/g, "d"],
  [/∇/g, "grad "],
  [/∞/g, "Infinity"],
  [/⁻/g, "^-"],
  [/²/g, "^2"],
  [/[’‘]/g, "'"],
  [/[“”]/g, '"'],
];

/** The text in letters that every terminal has; what has no likeness among them is "?". */
export const inAscii = (text: string): string =>
  plainLetters
    .reduce((result, [letter, plain]) => result.replace(letter, plain), text)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\p{ASCII}]/gu, "?");

/** Whether the locale says that text is UTF-8; Windows consoles take UTF-16 from Node. */
export function hasUnicode(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === "win32") return true;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "");
}

export interface ChannelOptions {
  readonly color: boolean;
  readonly unicode: boolean;
}

/** A reader that went away (`| head`) or a terminal that was closed takes no more text, and that is no error. */
const goneCodes: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

export function channelOn(stream: NodeJS.WriteStream, { color, unicode }: ChannelOptions): Channel {
  let gone = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!goneCodes.has(error.code)) throw error;
    gone = true;
  });
  return {
    live: stream.isTTY === true && process.env.TERM !== "dumb",
    columns: () => stream.columns || 80,
    paint: (format, text) => (color ? styleText(format, text, { stream, validateStream: true }) : text),
    write: (text) => {
      if (!gone) stream.write(unicode ? text : inAscii(text));
    },
  };
}
