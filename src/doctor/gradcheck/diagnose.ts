/** @file Goes from the output down, layer by layer, and names what first makes each gradient wrong. */
import type { Value } from "../../graph/dtype.ts";
import type { Site } from "../../graph/node.ts";
import { sameShape } from "../../util/shape.ts";
import { Backward } from "./backward.ts";
import { ContextMaker } from "./context.ts";
import type { Counts } from "./factor.ts";
import type { Match, Mistake, MistakeContext } from "./mistakes/_mistake.ts";
import { constantFactor } from "./mistakes/constant-factor.ts";
import { mistakes } from "./mistakes/index.ts";
import { sign } from "./mistakes/sign.ts";
import { unknown } from "./mistakes/unknown.ts";
import { deviation, multipleOf, sameBelow, times } from "./numbers.ts";
import { cutIntoStations, type Station, type Stations } from "./stations.ts";
import type { Suspects } from "./suspects.ts";

export interface Finding {
  readonly mistake: Mistake;
  readonly detail: string;
  readonly score: number;
  /** The layer above that it follows from; null where it is a mistake of its own. */
  readonly from: number | null;
  readonly site: Site | null;
}

export interface Diagnosed {
  readonly layers: number;
  readonly layerOf: ReadonlyMap<string, number>;
  /** Of the parameters whose gradient is wrong. */
  readonly findings: ReadonlyMap<string, Finding>;
}

export function diagnose(suspects: Omit<Suspects, "counts">, counts: () => Counts): Diagnosed {
  const stations = cutIntoStations(suspects.program, suspects.point);
  const { list, stationOf: layerOf } = stations;
  if (suspects.wrong.size === 0) return { layers: list.length, layerOf, findings: new Map() };
  const findings = new Walk({ ...suspects, counts: counts() }, stations).findings();
  return { layers: list.length, layerOf, findings };
}

interface Matched {
  readonly name: string;
  readonly mistake: Mistake;
  readonly match: Match;
}

class Walk {
  readonly #suspects: Suspects;
  readonly #stations: Stations;
  readonly #contexts: ContextMaker;
  readonly #backward: Backward;
  /** Cotangents of stations: true ones, and those that the written gradients amount to. */
  readonly #true = new Map<number, Value>();
  readonly #taken = new Map<number, Value>();
  readonly #findings = new Map<string, Finding>();
  /** The mistake that what is taken differs by, with its layer. */
  #cause: { readonly finding: Finding; readonly layer: number } | null = null;

  constructor(suspects: Suspects, stations: Stations) {
    this.#suspects = suspects;
    this.#stations = stations;
    this.#backward = new Backward(stations);
    this.#contexts = new ContextMaker(suspects, this.#backward);
  }

  findings(): ReadonlyMap<string, Finding> {
    for (const station of this.#stations.list.toReversed()) this.#layer(station);
    for (const name of this.#namesAt(0).filter((each) => this.#suspects.wrong.has(each))) {
      this.#record(bestMatch(name, this.#contexts.make(name, null, this.#taken)));
    }
    return this.#findings;
  }

  #namesAt(index: number): string[] {
    return [...this.#stations.stationOf].filter(([, at]) => at === index).map(([name]) => name);
  }

  #layer(station: Station): void {
    const { index } = station;
    const names = this.#namesAt(index);
    this.#true.set(index, this.#backward.toStation(station, this.#true));
    this.#taken.set(index, this.#cause ? this.#backward.toStation(station, this.#taken) : this.#true.get(index)!);
    const suspects = names.filter((name) => this.#suspects.wrong.has(name));
    const following = suspects.filter((name) => this.#follows(name));
    // A right gradient says that dz of the layer is right, whatever came before.
    const isRight = suspects.length < names.length;
    if (isRight) this.#taken.set(index, this.#true.get(index)!);
    else this.#inherit(following);
    const remaining = isRight ? suspects : suspects.filter((name) => !following.includes(name));
    if (remaining.length > 0) this.#explain(station, remaining, !isRight && following.length === 0);
  }

  /** Whether the gradient is wrong only by what arrives from above. */
  #follows(name: string): boolean {
    const written = this.#suspects.gradients.written.get(name);
    if (!written || !this.#cause) return false;
    const expected = this.#gradient(name);
    return sameShape(written.shape, expected.shape) && deviation(written, expected) < sameBelow;
  }

  #inherit(names: readonly string[]): void {
    if (!this.#cause) return;
    const { finding, layer } = this.#cause;
    for (const name of names) this.#findings.set(name, { ...finding, from: layer });
  }

  /** @param whole whether every parameter of the layer is wrong, so that dz itself may be */
  #explain(station: Station, names: readonly string[], whole: boolean): void {
    const { index } = station;
    let matched = this.#matches(station, names);
    const truth = this.#true.get(index)!;
    if (this.#taken.get(index) !== truth && matched.every(({ mistake }) => mistake === unknown)) {
      // what was handed on from above was not what the program hands on
      for (const [at, value] of this.#true) this.#taken.set(at, value);
      matched = this.#matches(station, names);
    }
    const carried = whole ? matched.find(({ match }) => match.cotangent) : undefined;
    const found = carried ? this.#withCarried(station, carried, matched) : matched;
    for (const each of found) this.#record(each);
    if (whole) this.#handOn(index, found, carried ?? null);
  }

  /** Large parameters first: they tell more. */
  #matches(station: Station, names: readonly string[]): Matched[] {
    const context = this.#contextsAt(station);
    const bySize = [...names].sort((a, b) => context(b).value.data.length - context(a).value.data.length);
    return bySize.map((name) => bestMatch(name, context(name)));
  }

  #contextsAt(station: Station): (name: string) => MistakeContext {
    const made = new Map<string, MistakeContext>();
    return (name) => {
      const context = made.get(name) ?? this.#contexts.make(name, station, this.#taken);
      made.set(name, context);
      return context;
    };
  }

  /** The layer's other gradients, given that its dz is the one of `carried`. */
  #withCarried(station: Station, carried: Matched, matched: readonly Matched[]): Matched[] {
    this.#taken.set(station.index, carried.match.cotangent!);
    const context = this.#contextsAt(station);
    return matched.map((each) => {
      if (each === carried) return each;
      const given = context(each.name);
      if (sameFactor(carried.match.factor ?? 1, given)) return { ...carried, name: each.name };
      const again = bestMatch(each.name, given);
      return again.match.score >= each.match.score ? again : each;
    });
  }

  /** Sets what the layer hands to those below. */
  #handOn(index: number, found: readonly Matched[], carried: Matched | null): void {
    const base = this.#taken.get(index)!;
    const factor = sharedFactor(found);
    // whichever says that dz itself is wrong: its factor, or the cotangent that it amounts to
    const scaled = factor === null || factor === 1 ? undefined : found.find(({ mistake }) => ofFactors.has(mistake));
    const cause = carried ?? scaled;
    if (!cause) return;
    if (factor !== null && Math.abs(factor - 1) > sameBelow) this.#taken.set(index, times(base, factor));
    const place = carried ? null : this.#contexts.placeOf(base);
    if (place && !this.#isUsual(place.factor)) {
      for (const { name, mistake } of found) {
        if (ofFactors.has(mistake)) this.#findings.set(name, { ...this.#findings.get(name)!, site: place.site });
      }
    }
    this.#cause = { finding: this.#findings.get(cause.name)!, layer: index };
  }

  /** dz = a − y is m times the gradient of an average: the 1/m then stands with dW and db. */
  #isUsual(factor: number): boolean {
    const power = Math.log(factor) / Math.log(this.#suspects.counts.m);
    return factor > 0 && Math.abs(power - Math.round(power)) < sameBelow;
  }

  #gradient(name: string): Value {
    return this.#backward.toParameter(this.#suspects.program.parameters.get(name)!, this.#taken);
  }

  #record({ name, mistake, match }: Matched): void {
    const root = this.#suspects.program.written.get(name)?.origin.site ?? null;
    const site = (match.cotangent && this.#contexts.placeOf(match.cotangent)?.site) ?? root;
    this.#findings.set(name, { mistake, detail: match.detail, score: match.score, from: null, site });
  }
}

/** Mistakes that are nothing but a factor. */
const ofFactors: ReadonlySet<Mistake> = new Set([constantFactor, sign]);

/** The factor that all gradients of a layer have, beside what else is wrong with each. */
function sharedFactor(found: readonly Matched[]): number | null {
  const [first, ...others] = found.map(({ match }) => match.factor ?? 1);
  if (first === undefined) return null;
  return others.every((factor) => Math.abs(factor - first) < sameBelow * Math.abs(first)) ? first : null;
}

/** Whether the written gradient is so many times the expected one. */
function sameFactor(factor: number, { written, expected }: MistakeContext): boolean {
  const own = written && sameShape(written.shape, expected.shape) ? multipleOf(written, expected) : null;
  return own !== null && Math.abs(own - factor) < sameBelow * Math.abs(factor);
}

function bestMatch(name: string, context: MistakeContext): Matched {
  let found: Matched | null = null;
  for (const mistake of mistakes) {
    const match = mistake.match(context);
    if (match && (!found || match.score > found.match.score)) found = { name, mistake, match };
    if (found?.match.score === 1) break;
  }
  return found!;
}
