/** @file A subject whose data are written into the experiment: nothing is read, anywhere. */
import { inlineExamples } from "../data/readers/inline.ts";
import { inputAffine, targetAffine } from "../data/scaling.ts";
import type { Experiment } from "../experiment/types.ts";
import { planExperiment } from "../train/plan.ts";
import { UsageError } from "../util/errors.ts";
import type { Subject } from "./subject.ts";

/** @throws UsageError where the data lie in files */
export function inlineSubject(experiment: Experiment): Subject {
  return {
    experiment,
    program: null,
    dataset: ({ data, precision }) => {
      if (data.source !== "inline") {
        throw new UsageError("The data are not in the experiment", { where: "data.source", found: data.source });
      }
      const train = inlineExamples(data, precision);
      return {
        name: "inline",
        train,
        inputScaling: inputAffine(data.inputScaling, train.inputs, false),
        targetScaling: targetAffine(data.targetScaling, train.targets),
        files: [],
      };
    },
    plan: planExperiment,
  };
}
