/** @file Data made by formulas, the same numbers on every machine. */

export interface Inline {
  readonly source: "inline";
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[] | readonly (readonly number[])[];
}

/** Uniform numbers in [0, 1): Mulberry32 (Tommy Ettinger, public domain). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const short = (x: number): number => Number(x.toPrecision(5));

/** Two arms of a spiral with `turns` turns. */
export function spirals(examples = 240, turns = 1): Inline {
  const random = uniforms(11);
  const rows = Array.from({ length: examples }, (_, i) => {
    const t = random();
    const angle = 2 * Math.PI * turns * t + (i % 2) * Math.PI;
    const noise = (): number => 0.04 * (random() - 0.5);
    return { x: [(0.1 + t) * Math.cos(angle) + noise(), (0.1 + t) * Math.sin(angle) + noise()].map(short), y: i % 2 };
  });
  return { source: "inline", inputs: rows.map(({ x }) => x), targets: rows.map(({ y }) => y) };
}

/** A disc within a ring within a ring: three classes by distance from the centre. */
export function rings(examples = 300): Inline {
  const random = uniforms(12);
  const rows = Array.from({ length: examples }, (_, i) => {
    const label = i % 3;
    const [radius, angle] = [label + 0.75 * random(), 2 * Math.PI * random()];
    return { x: [radius * Math.cos(angle), radius * Math.sin(angle)].map(short), label };
  });
  return { source: "inline", inputs: rows.map(({ x }) => x), targets: rows.map(({ label }) => label) };
}

/** Friedman's first function of five of ten uniform inputs (Multivariate adaptive regression splines, 1991), without noise. */
export function friedman(examples = 400): Inline {
  const random = uniforms(13);
  const inputs = Array.from({ length: examples }, () => Array.from({ length: 10 }, () => short(random())));
  const targets = inputs.map(([a, b, c, d, e]) =>
    short(10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 10 * d! + 5 * e!),
  );
  return { source: "inline", inputs, targets };
}

/** A beat of two sines over [−1, 1], between −1 and 1. */
export function beat(examples = 200): Inline {
  const inputs = Array.from({ length: examples }, (_, i) => [short(-1 + (2 * i) / (examples - 1))]);
  return {
    source: "inline",
    inputs,
    targets: inputs.map(([x]) => short(0.6 * Math.sin(4 * x!) + 0.4 * Math.cos(7 * x!))),
  };
}

/** Counts whose expected number is exp(1 + a − b / 2 + a b / 2) for two inputs between −1 and 1. */
export function counts(examples = 400): Inline {
  const random = uniforms(14);
  const poisson = (rate: number): number => {
    let [k, product] = [0, random()];
    for (const limit = Math.exp(-rate); product > limit; k++) product *= random();
    return k;
  };
  const inputs = Array.from({ length: examples }, () => [short(2 * random() - 1), short(2 * random() - 1)]);
  return {
    source: "inline",
    inputs,
    targets: inputs.map(([a, b]) => poisson(Math.exp(1.5 + a! - b! / 2 + (a! * b!) / 2))),
  };
}

/** The same examples with columns put beside their own: copies, or a number that never changes. */
export const withColumns = (data: Inline, more: (row: readonly number[]) => readonly number[]): Inline => ({
  ...data,
  inputs: data.inputs.map((row) => [...row, ...more(row)]),
});

/** The same examples, class after class. */
export function sorted(data: Inline): Inline {
  const targets = data.targets as readonly number[];
  const order = targets.map((_, i) => i).sort((a, b) => targets[a]! - targets[b]! || a - b);
  return { ...data, inputs: order.map((i) => data.inputs[i]!), targets: order.map((i) => targets[i]!) };
}
