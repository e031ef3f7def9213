/** @file Searches inputs inside the ranges at which nodes go wrong: end points first, then signed steps, then samples. */
import type { Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { milliseconds } from "../../util/clock.ts";
import type { Witness } from "../finding.ts";
import { failuresAt, type Point, type Watched } from "./evaluation.ts";
import { type Guide, guideFor } from "./guide.ts";
import type { Place, Space } from "./space.ts";

/** A value that may go wrong, and where to push it. */
export interface Goal extends Watched {
  /** The value that is pushed: the operand of a hazard, the result itself for an overflow. */
  readonly target: Node;
  /** Which elements are worth most: "up", "down", or "through" a number between its ends. */
  readonly push: "up" | "down" | { readonly through: number };
  /** Whether gradients are worth following. */
  readonly guided: boolean;
  readonly flushToZero: boolean;
}

export interface Shown {
  readonly point: Point;
  readonly by: Witness["by"];
  readonly operand: number;
  readonly result: number;
}

export interface Effort {
  /** For all goals together, in milliseconds. */
  readonly total: number;
  /** For one goal. */
  readonly each: number;
  /** Random places that all goals share. */
  readonly samples: number;
}

export const usualEffort: Effort = { total: 6000, each: 500, samples: 30 };

/** Inputs for each goal that was reached. */
export function searchWitnesses(goals: readonly Goal[], space: Space, effort: Effort = usualEffort): Map<Goal, Shown> {
  const search = new Search(goals, space, effort);
  search.tryEnds();
  search.trySamples(5);
  for (const goal of goals) search.pursue(goal);
  search.trySamples(effort.samples);
  return search.found;
}

class Search {
  readonly found: Map<Goal, Shown> = new Map();
  readonly #goals: readonly Goal[];
  readonly #space: Space;
  readonly #effort: Effort;
  readonly #end: number;

  constructor(goals: readonly Goal[], space: Space, effort: Effort) {
    this.#goals = goals;
    this.#space = space;
    this.#effort = effort;
    this.#end = milliseconds() + effort.total;
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
    for (let i = 0; i < many && this.#pending.length > 0 && milliseconds() < this.#end; i++) {
      const place = i % 3 === 2 ? this.#space.randomCorner() : this.#space.random(i % 3 === 0 ? 1 : 0.3);
      this.#tryAll(place, "sampling");
    }
  }

  /** One place for every goal that is left; runs with flushing only where a goal asks for it. */
  #tryAll(place: Place, by: Witness["by"]): void {
    for (const flushToZero of [false, true]) {
      const goals = this.#pending.filter((goal) => goal.flushToZero === flushToZero);
      if (goals.length > 0) this.#try(place, goals, by, this.#end);
    }
  }

  /** Runs the goals at a place; the value of the first goal's target, or null where time ran out before it. */
  #try(place: Place, goals: readonly Goal[], by: Witness["by"], deadline: number): Value | null {
    const point = this.#space.point(place);
    let seen: Value | null = null;
    const [{ target, flushToZero }] = goals as [Goal];
    const failures = failuresAt(
      goals.map(({ node }) => node),
      point,
      new Map(goals.map((goal) => [goal.node, goal])),
      {
        flushToZero,
        outOfTime: () => milliseconds() > deadline,
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

  /** Corners and steps that the gradient of the goal's target points to. */
  pursue(goal: Goal): void {
    const deadline = Math.min(this.#end, milliseconds() + this.#effort.each);
    const open = (): boolean => !this.found.has(goal) && milliseconds() < deadline;
    if (!goal.guided || !open()) return;
    const guide = guideFor(goal.target, this.#space.movable);
    if (!guide) return;
    const starts = [this.#space.middle(), this.#space.random(0.3), this.#space.random(0.05), this.#space.random(1)];
    const ways = typeof goal.push === "string" ? [goal.push] : (["up", "down"] as const);
    const ends: Place[] = [];
    for (const start of starts) {
      for (const way of ways) if (open()) ends.push(this.#walk(goal, guide, { start, way, open, deadline }));
      if (typeof goal.push !== "string" && open())
        this.#cross(goal, goal.push.through, ends.slice(-2), { open, deadline });
    }
  }

  /** Full steps to the ends of the ranges, then short ones. */
  #walk(goal: Goal, guide: Guide, { start, way, open, deadline }: Walk): Place {
    let place = start;
    let value = this.#try(place, [goal], "end points", deadline);
    for (const share of [1, 1, 1, 0.5, 0.15, 0.15, 0.15, 0.15]) {
      if (!value || !open()) return place;
      const element = extremeOf(value, way, goal.push);
      const signs = guide.gradients(this.#space.point(place), element);
      const turned = way === "up" ? signs : new Map([...signs].map(([node, g]) => [node, Array.from(g, (x) => -x)]));
      place = this.#space.moved(place, turned, share);
      value = this.#try(place, [goal], share === 1 ? "end points" : "signed step", deadline);
    }
    return place;
  }

  /** Halves the way between two places on both sides of the number until an element is on it. */
  #cross(
    goal: Goal,
    through: number,
    ends: readonly Place[],
    { open, deadline }: Pick<Walk, "open" | "deadline">,
  ): void {
    let [a, b] = ends;
    if (!a || !b) return;
    const [atA, atB] = [a, b].map((place) => this.#try(place, [goal], "end points", deadline));
    const element = atA && atB ? crossing(atA, atB, through) : -1;
    if (element < 0) return;
    const isAbove = (value: Value): boolean => value.data[element]! > through;
    const above = isAbove(atA!);
    for (let i = 0; i < 200 && open(); i++) {
      const middle = this.#space.between(a, b, 0.5);
      const value = this.#try(middle, [goal], "signed step", deadline);
      if (!value) return;
      if (isAbove(value) === above) a = middle;
      else b = middle;
    }
  }
}

interface Walk {
  readonly start: Place;
  readonly way: "up" | "down";
  readonly open: () => boolean;
  readonly deadline: number;
}

/** The element that is farthest that way; the nearest to the number that is to be crossed. */
function extremeOf({ data }: Value, way: "up" | "down", push: Goal["push"]): number {
  let best = 0;
  const badness = (x: number): number =>
    Number.isNaN(x)
      ? Number.POSITIVE_INFINITY
      : typeof push === "string"
        ? way === "up"
          ? -x
          : x
        : Math.abs(x - push.through);
  for (let i = 1; i < data.length; i++) if (badness(data[i]!) < badness(data[best]!)) best = i;
  return best;
}

const crossing = (a: Value, b: Value, through: number): number =>
  a.data.findIndex((x, i) => x > through !== b.data[i]! > through);
