/** @file Watches a run as it goes on and says which symptom has shown, once each, as soon as the numbers suffice. */
import type { RunEvent } from "../../record/events.ts";
import { symptoms } from "../2-symptoms/index.ts";
import type { Fact } from "../fact.ts";
import { type Rule, rules, type Sighting } from "./rules.ts";
import { Signs } from "./signs.ts";

export interface LiveFinding {
  /** Of the symptom. */
  readonly id: string;
  readonly title: string;
  readonly step: number;
  readonly where: string | null;
  readonly facts: readonly Fact[];
}

/** Takes the events of one run in order; a resumed run begins anew. */
export class Monitor {
  #signs: Signs | null = null;
  /** Rules that can still fire, those nearest to a cause first. */
  #rules: readonly Rule[] = [];
  #perStep: readonly Rule[] = [];

  /** What this event shows; nearly always nothing. */
  observe(event: RunEvent): readonly LiveFinding[] {
    switch (event.t) {
      case "start":
        this.#signs = new Signs(event);
        this.#keep([...rules].sort((a, b) => a.rank - b.rank));
        return nothing;
      case "finding":
        // Numbers that are not finite end the run: what else is seen follows from them.
        if (event.id === "non-finite-cost") this.#keep([]);
        return nothing;
      case "step": {
        if (!this.#signs) return nothing;
        const isPart = this.#signs.addStep(event);
        const found = this.#check(this.#perStep, this.#signs, event.step);
        return isPart ? [...found, ...this.#checkOn("part", event.step)] : found;
      }
      case "health":
        this.#signs?.addHealth(event);
        return this.#checkOn("health", event.step);
      case "epoch":
        this.#signs?.addEpoch(event);
        return this.#checkOn("epoch", event.step);
      case "end":
        return nothing;
    }
  }

  #checkOn(on: Rule["on"], step: number): readonly LiveFinding[] {
    const signs = this.#signs;
    if (!signs) return nothing;
    return this.#check(
      this.#rules.filter((rule) => rule.on === on),
      signs,
      step,
    );
  }

  #check(candidates: readonly Rule[], signs: Signs, step: number): readonly LiveFinding[] {
    for (const rule of candidates) {
      const sighting = rule.check(signs);
      // What has fired leaves less to ask: one finding at a time, the others at the next event.
      if (sighting) return [this.#fire(rule, sighting, step)];
    }
    return nothing;
  }

  #fire({ id, rank }: Rule, { facts, where }: Sighting, step: number): LiveFinding {
    this.#keep(this.#rules.filter((rule) => rule.rank < rank));
    const { title } = symptoms.find((symptom) => symptom.id === id)!;
    return { id, title, step, where, facts };
  }

  #keep(list: readonly Rule[]): void {
    this.#rules = list;
    this.#perStep = list.filter(({ on }) => on === "step");
  }
}

const nothing: readonly LiveFinding[] = [];
