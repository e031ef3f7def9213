/** @file What a run came to, as its record's last events. */
import type { Goal } from "../experiment/types.ts";
import type { EndEvent, FindingEvent } from "../record/events.ts";
import { describeOrigin, describePlace } from "./describeFailure.ts";
import type { Failure } from "./outcome.ts";

/** Where the run left the finite numbers. */
export function nonFiniteFinding({ step, cost, origin }: Failure): FindingEvent {
  return {
    t: "finding",
    id: "non-finite",
    step,
    message: origin ? describeOrigin(origin) : `the cost was ${cost}`,
    where: origin ? describePlace(origin) || null : null,
    remedy: null,
  };
}

/** Whether the goal is met; null where none was stated or its part was not measured. */
export function goalReached(
  goal: Goal | null,
  metrics: Pick<EndEvent, "train" | "validation" | "test">,
): boolean | null {
  const value = goal && metrics[goal.on]?.[goal.metric];
  if (value === null || value === undefined) return null;
  return goal!.atLeast !== null ? value >= goal!.atLeast : value <= goal!.atMost!;
}
