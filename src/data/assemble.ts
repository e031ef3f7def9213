/** @file From what was read to a data set: limited, the validation part set aside, scalings computed from the training part. */
import type { DataSpec } from "../experiment/types.ts";
import type { Dataset, Examples, SourceFile } from "./dataset.ts";
import { inputAffine, targetAffine } from "./scaling.ts";
import { firstExamples, setAside } from "./split.ts";

/** Everything as it was read, before the validation part is set aside. */
export interface Source {
  readonly name: string;
  readonly train: Examples;
  readonly test?: Examples;
  readonly files: readonly SourceFile[];
  readonly names?: Pick<Dataset, "inputNames" | "targetNames" | "classNames">;
}

/** @param seed chooses the validation part */
export function assemble({ names, ...source }: Source, spec: DataSpec, seed: number): Dataset {
  const limited = firstExamples(source.train, spec.limit);
  const { rest: train, aside: validation } = spec.validation
    ? setAside(limited, spec.validation.fraction, "validation", seed)
    : { rest: limited, aside: undefined };
  const isImage = spec.source !== "csv" && spec.source !== "inline";
  return {
    ...source,
    ...names,
    train,
    ...(validation === undefined ? {} : { validation }),
    inputScaling: inputAffine(spec.inputScaling, train.inputs, isImage),
    targetScaling: targetAffine(spec.targetScaling, train.targets),
  };
}
