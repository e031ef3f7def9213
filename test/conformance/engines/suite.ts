/** @file What every engine must do, as named tests that throw: they run under vitest and in a page of a browser. */
import type { Engine } from "../../../src/engine/engine.ts";
import { fallbackTests } from "./fallback.ts";
import { opTests } from "./ops.ts";
import { stateTests } from "./state.ts";

/** What is known of an engine before it is asked. */
export interface Traits {
  /** "all" where there is no float64, or "op sample i" → why that one is refused. */
  readonly withoutFloat64?: "all" | Readonly<Record<string, string>>;
  /** Whether it is to refuse what ONNX Runtime would run on the CPU in its place. */
  readonly refusesFallback?: boolean;
}

export interface EngineTest {
  readonly name: string;
  run(engine: Engine): Promise<void>;
}

export const engineTests = (traits: Traits): readonly EngineTest[] => [
  ...opTests(traits),
  ...stateTests,
  ...(traits.refusesFallback ? fallbackTests : []),
];
