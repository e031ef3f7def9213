/** @file The baselines, in the order in which they are shown. */
import type { Baseline } from "./_baseline.ts";
import { autotrainer } from "./autotrainer.ts";
import { deepdiagnosis } from "./deepdiagnosis.ts";
import { random } from "./random.ts";
import { sagemaker } from "./sagemaker.ts";
import { umlaut } from "./umlaut.ts";

export const baselines: readonly Baseline[] = [autotrainer, deepdiagnosis, umlaut, sagemaker, random];
