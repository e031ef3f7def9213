/** @file Searches inputs inside the ranges at which nodes go wrong: end points first, then signed steps, then samples. */
import type { Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { milliseconds } from "../../util/clock.ts";
import type { Witness } from "../finding.ts";
import { Allowance, failuresAt, isComputable, type Point, type Watched } from "./evaluation.ts";
import { type Guide, guideFor } from "./guide.ts";
import type { Place, Space } from "./space.ts";

/** A value that may go wrong, and where to push it. */
export interface Goal extends Watched {
  /** The value that is pushed: the operand of a hazard, the result itself for an overflow. */
  readonly target: Node;
  /** Whether an element of the target makes the node go wrong; null where only the run of the node itself tells. */
  readonly unsafe: ((x: number) => boolean) | null;
  /** Which elements are worth most: "up", "down", or "through" a number between its ends. */
  readonly push: "up" | "down" | { readonly through: number };
  /** Whether it is worth more than a few samples. */
  readonly pursued: boolean;
  /** Whether its gradient points the way. */
  readonly guided: boolean;
  readonly flushToZero: boolean;
}

export interface Shown {
  readonly point: Point;
  readonly by: Witness["by"];
  readonly operand: number;
  readonly result: number;
}

/** In elements that are read or written: a few hundred million of them take a second. */
export interface Effort {
  /** For all goals together. */
  readonly total: number;
  /** For one goal. */
  readonly each: number;
  /** Time for all goals, and for one. */
  readonly milliseconds: readonly [number, number];
  /** Random places that all goals share. */
  readonly samples: number;
}

export const usualEffort: Effort = { total: 2e8, each: 2e7, milliseconds: [5000, 2000], samples: 30 };

/** Inputs for each goal that was reached. */
export function searchWitnesses(goals: readonly Goal[], space: Space, effort: Effort = usualEffort): Map<Goal, Shown> {
  const pursued = new Search(
    goals.filter((goal) => goal.pursued),
    space,
    effort,
  );
  pursued.tryEnds();
  pursued.trySamples(Math.floor(effort.samples / 3));
  pursued.pursueEach();
  pursued.trySamples(effort.samples);
  const others = new Search(
    goals.filter((goal) => !goal.pursued),
    space,
    { ...effort, total: effort.each, milliseconds: [effort.milliseconds[1], effort.milliseconds[1]] },
  );
  others.tryEnds();
  others.trySamples(8);
  return new Map([...pursued.found, ...others.found]);
}

class Search {
  readonly found: Map<Goal, Shown> = new Map();
  readonly #goals: readonly Goal[];
  readonly #space: Space;
  readonly #effort: Effort;
  readonly #all: Allowance;

  constructor(goals: readonly Goal[], space: Space, effort: Effort) {
    this.#goals = goals;
    this.#space = space;
    this.#effort = effort;
    this.#all = new Allowance(effort.total, milliseconds() + effort.milliseconds[0]);
  }

  get #pending(): Goal[] {
    return this.#goals.filter((goal) => !this.found.has(goal));
  }

  tryEnds(): void {
    const space = this.#space;
    for (const place of [space.lowest(), space.highest(), space.smallest(), space.middle()]) {
      this.#tryAll(place, "end points");
    }
  }

  trySamples(many: number): void {
    for (let i = 0; i < many && this.#pending.length > 0 && !this.#all.isSpent; i++) {
      const space = this.#space;
      const kinds = [
        () => space.random(1),
        () => space.random(0.3),
        () => space.randomCorner(),
        () => space.almostEqual(),
      ];
      const place = kinds[i % kinds.length]!();
      this.#tryAll(place, "sampling");
    }
  }

  /** One place for every goal that is left; runs with flushing only where a goal asks for it. */
  #tryAll(place: Place, by: Witness["by"]): void {
    for (const flushToZero of [false, true]) {
      const goals = this.#pending.filter((goal) => goal.flushToZero === flushToZero && isComputable(goal.node));
      if (goals.length > 0) this.#try(place, goals, by, this.#all);
    }
  }

  /** Runs the goals at a place; the value of the first goal's target, or null where the allowance was spent before it. */
  #try(place: Place, goals: readonly Goal[], by: Witness["by"], allowance: Allowance): Value | null {
    const point = this.#space.point(place);
    let seen: Value | null = null;
    const [{ target, flushToZero }] = goals as [Goal];
    const failures = failuresAt(
      goals.map(({ node }) => node),
      point,
      new Map(goals.map((goal) => [goal.node, goal])),
      {
        flushToZero,
        allowance,
        observe: (node, value) => {
          if (node === target) seen = value;
        },
      },
    );
    for (const goal of goals) {
      const failure = failures.get(goal.node);
      if (failure && !this.found.has(goal)) this.found.set(goal, { point, by, ...failure });
    }
    return seen;
  }

  pursueEach(): void {
    for (const goal of this.#goals) this.#pursue(goal);
  }

  /** Corners and steps that the gradient of the goal's target points to. */
  #pursue(goal: Goal): void {
    const allowance = new Allowance(this.#effort.each, milliseconds() + this.#effort.milliseconds[1], this.#all);
    const open = (): boolean => !this.found.has(goal) && !allowance.isSpent;
    if (!goal.guided || !open() || !isComputable(goal.node)) return;
    const guide = guideFor(goal.target, this.#space.movable);
    if (!guide) return;
    const ways = typeof goal.push === "string" ? [goal.push] : (["up", "down"] as const);
    for (const start of [this.#space.middle(), ...[0.05, 0.3, 1].map((spread) => this.#space.random(spread))]) {
      const ends = ways.map((way) => (open() ? this.#climb(goal, guide, { start, way, open, allowance }) : start));
      if (typeof goal.push !== "string" && open()) this.#cross(goal, goal.push.through, ends, { open, allowance });
    }
  }

  /** Full steps to the ends of the ranges while they help, of all inputs at once or of one; then shorter ones. */
  #climb(goal: Goal, guide: Guide, { start, way, open, allowance }: Climb): Place {
    let place = start;
    let value = this.#measure(place, goal, "end points", allowance);
    let element = value ? extremeOf(value, way) : 0;
    let best = value ? heightOf(value, element, way) : Number.NEGATIVE_INFINITY;
    for (let share = 1; share > 0.01 && value && open(); ) {
      const signs = this.#signs(guide, place, element, way);
      let improved = false;
      for (const moved of [signs, ...[...signs].map((one) => new Map([one]))]) {
        if (!open()) break;
        const next = this.#space.moved(place, moved, share);
        value = this.#measure(next, goal, share === 1 ? "end points" : "signed step", allowance);
        const highest = value ? extremeOf(value, way) : 0;
        const height = value ? heightOf(value, highest, way) : Number.NEGATIVE_INFINITY;
        if (!(height > best)) continue;
        [place, best, element, improved] = [next, height, highest, true];
        break;
      }
      if (!improved) share /= 3;
    }
    return place;
  }

  /** The target's value at a place; the node itself is run where that is unsafe. Null where the allowance was spent. */
  #measure(place: Place, goal: Goal, by: Witness["by"], allowance: Allowance): Value | null {
    const { target, node, unsafe, flushToZero } = goal;
    if (!unsafe || target === node) return this.#try(place, [goal], by, allowance);
    let seen: Value | null = null;
    const observe = (one: Node, value: Value): void => {
      if (one === target) seen = value;
    };
    failuresAt([target], this.#space.point(place), new Map(), { flushToZero, allowance, observe });
    const value = seen as Value | null;
    if (value?.data.some(unsafe)) this.#try(place, [goal], by, allowance);
    return value;
  }

  #signs(guide: Guide, place: Place, element: number, way: "up" | "down"): ReadonlyMap<Node, ArrayLike<number>> {
    const gradients = guide.gradients(this.#space.point(place), element);
    return way === "up" ? gradients : new Map([...gradients].map(([node, g]) => [node, Array.from(g, (x) => -x)]));
  }

  /** Halves the way between two places on both sides of the number until an element is on it. */
  #cross(
    goal: Goal,
    through: number,
    ends: readonly Place[],
    { open, allowance }: Pick<Climb, "open" | "allowance">,
  ): void {
    let [a, b] = ends;
    if (!a || !b) return;
    const [atA, atB] = [a, b].map((place) => this.#measure(place, goal, "end points", allowance));
    const element = atA && atB ? crossing(atA, atB, through) : -1;
    if (element < 0) return;
    const isAbove = (value: Value): boolean => value.data[element]! > through;
    const above = isAbove(atA!);
    for (let i = 0; i < 200 && open(); i++) {
      const middle = this.#space.between(a, b, 0.5);
      const value = this.#measure(middle, goal, "signed step", allowance);
      if (!value) return;
      if (isAbove(value) === above) a = middle;
      else b = middle;
    }
  }
}

interface Climb {
  readonly start: Place;
  readonly way: "up" | "down";
  readonly open: () => boolean;
  readonly allowance: Allowance;
}

const heightOf = ({ data }: Value, element: number, way: "up" | "down"): number =>
  way === "up" ? data[element]! : -data[element]!;

/** The element that is farthest that way. */
function extremeOf(value: Value, way: "up" | "down"): number {
  let best = 0;
  for (let i = 1; i < value.data.length; i++) {
    if (!(heightOf(value, i, way) <= heightOf(value, best, way))) best = i;
  }
  return best;
}

const crossing = (a: Value, b: Value, through: number): number =>
  a.data.findIndex((x, i) => x > through !== b.data[i]! > through);
