/**
 * @file What the doctor knows of a run before it tries anything: measurements, each from a file of this folder.
 * Causes and symptoms read these numbers and nothing else. A part that could not be measured is null.
 */
import type { ActivationName, Goal } from "../../experiment/types.ts";
import type { StopReason } from "../../record/events.ts";
import type { NonFiniteOrigin } from "../../train/nonfinite.ts";

export interface Evidence {
  readonly data: DataEvidence;
  readonly signal: SignalEvidence | null;
  readonly start: StartEvidence | null;
  readonly course: CourseEvidence | null;
  readonly layers: readonly LayerEvidence[];
  readonly output: OutputEvidence | null;
  readonly smallBatch: SmallBatchEvidence | null;
  readonly sharpness: SharpnessEvidence | null;
  /** Of hand-written gradients only. */
  readonly gradients: GradientEvidence | null;
  /** Why the experiment cannot be started, where it cannot. */
  readonly refusal: { readonly message: string; readonly found: string | null } | null;
}

/** Smallest, largest, mean and population deviation of all numbers together. */
export interface Spread {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** 1-evidence/data.ts: the training part. */
export interface DataEvidence {
  readonly examples: number;
  readonly features: number;
  /** As the files hold them. */
  readonly inputs: Spread;
  /** After inputScaling: what the network sees. */
  readonly inputsAsFed: Spread;
  /** Largest deviation of a column as fed ÷ the smallest of a column that varies; 1 for images. */
  readonly columnScaleRatio: number;
  /** Largest |mean| ÷ deviation of a column as fed: how far from 0 it lies. */
  readonly largestOffset: number;
  readonly constantColumns: readonly number[];
  /** Largest |value| of a constant column as fed; 0 where there is none. */
  readonly largestConstant: number;
  /** Each column that is equal or proportional to another (|correlation| > 0.9999), beside the first that it repeats. */
  readonly duplicateColumns: readonly (readonly [number, number])[];
  readonly targets: TargetEvidence;
  /**
   * Consecutive examples of the file with the same target ÷ the share expected of a random order; about 1 when mixed.
   */
  readonly orderedness: number;
}

export interface TargetEvidence {
  /**
   * As the loss gets them: class numbers, rows made of class numbers, or the columns of the file whatever they hold.
   */
  readonly kind: "labels" | "one-hot" | "values";
  /** Numbers an example as the loss gets them: 1 for labels. */
  readonly width: number;
  /** As the files hold them. */
  readonly raw: Spread;
  /** After targetScaling or encoding. */
  readonly asFed: Spread;
  /** All raw numbers are whole. */
  readonly whole: boolean;
  /** Distinct raw values in ascending order where there are at most 50, else null. */
  readonly distinct: readonly number[] | null;
  /** All raw numbers are 0 or 1. */
  readonly binary: boolean;
  /** Several columns that sum to 1 in every row; also of rows made of class numbers. */
  readonly rowsSumToOne: boolean;
  /** Several 0-or-1 columns with exactly one 1 a row; also of rows made of class numbers. */
  readonly oneHotRows: boolean;
  /**
   * Examples of each class, by class number or by `distinct`; ones of each yes-or-no column; null for values that are
   * no classes.
   */
  readonly counts: readonly number[] | null;
  /** Accuracy of always naming the commonest class (for several yes-or-no columns the mean over columns); else null. */
  readonly baseRate: number | null;
  /**
   * −Σ p ln p of the classes' shares in nats, for several yes-or-no columns the mean over columns; null without
   * classes.
   */
  readonly labelEntropy: number | null;
}

/**
 * 1-evidence/signal.ts: can the targets be told from the inputs at all, by methods without training; null for fewer
 * than 30 examples.
 */
export interface SignalEvidence {
  /** The better of nearest neighbours and a linear least-squares probe, on standardized inputs, cross-validated. */
  readonly method: "nearest neighbours" | "linear probe";
  readonly metric: "accuracy" | "relative-mse";
  readonly score: number;
  /** The same with shuffled targets. */
  readonly shuffledMean: number;
  readonly shuffledStd: number;
  /** (score − shuffledMean) / shuffledStd, positive where better than chance. */
  readonly z: number;
  /** "no": not distinguishable from shuffled targets (z < 3). "weak": distinguishable, but barely better. */
  readonly learnable: "yes" | "weak" | "no";
  /** Examples it was measured on. */
  readonly examples: number;
}

/**
 * 1-evidence/start.ts: the first batch, before any update and without dropout. Costs of a sum are sums over the batch.
 */
export interface StartEvidence {
  readonly cost: number;
  /** Cost of answers without opinion: ln C for C classes, ln 2 for yes or no, the targets' mean square for values. */
  readonly expectedCost: number | null;
  /** What expectedCost is: "ln 10", "mean square of the targets". */
  readonly expectedName: string | null;
  /** Cost of the best constant answer: label entropy, variance of the targets. */
  readonly constantCost: number | null;
  /** NaN where a program gives no prediction. */
  readonly outputs: Spread;
  readonly logits: Spread | null;
  /** ‖∂cost/∂weights‖ of all parameters. */
  readonly gradientNorm: number;
  /** Gradient of the summed cost ÷ gradient of the mean cost: the number of examples where 1/m is missing, else 1. */
  readonly reductionFactor: number;
}

/** 1-evidence/course.ts: how the cost went, from the record alone. */
export interface CourseEvidence {
  readonly steps: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly stopped: StopReason;
  readonly firstCost: number;
  readonly lowestCost: number;
  readonly largestCost: number;
  /** Mean of the last tenth of the finite costs. */
  readonly lastCost: number;
  readonly shape: "falling" | "plateau" | "rising" | "oscillating" | "diverged" | "constant";
  /** Relative fall of the cost in the last quarter of the run, from least squares: 0.05 is 5%. */
  readonly lateFall: number;
  /** Deviation of the costs about their trend in the second half ÷ their mean, beyond what a healthy run has. */
  readonly roughness: number;
  readonly plateau: PlateauEvidence | null;
  /** Where a number was not finite first. */
  readonly failure: NonFiniteOrigin | null;
  readonly failedAt: number | null;
  readonly negativeCost: boolean;
  /** The goal's metric at the end on the goal's part. */
  readonly score: number | null;
  readonly goal: Goal | null;
  readonly trainAccuracy: number | null;
  readonly testAccuracy: number | null;
  readonly relativeError: number | null;
}

export interface PlateauEvidence {
  readonly level: number;
  /** First step on the plateau. */
  readonly since: number;
  /**
   * A known level within its tolerance: "ln 10", "entropy of the labels", "variance of the targets", "0.25", "ln 2".
   */
  readonly explained: { readonly name: string; readonly value: number } | null;
  /** Change of the cost an epoch; negative where it falls. */
  readonly slope: number;
  /** Set where the slope is what a model would have of which only the output bias learns. */
  readonly biasOnly: boolean;
}

/** 1-evidence/layers.ts: from the health events of the record. One a layer with an activation, in order. */
export interface LayerEvidence {
  readonly name: string;
  /** Index in experiment.model. */
  readonly index: number;
  /** The last that is not linear, of its own and of the activation layers after it. */
  readonly activation: ActivationName;
  readonly isOutput: boolean;
  readonly units: number;
  /** Before the first step, and at the last measurement of the record. */
  readonly first: LayerMoment;
  readonly last: LayerMoment;
  /** Over all measurements. */
  readonly largestUpdateRatio: number;
  readonly largestGradientNorm: number;
  readonly smallestGradientNorm: number;
  /** Measurements at which the gradient was exactly 0, and all measurements. */
  readonly zeroGradients: number;
  readonly measurements: number;
  /** Standard deviation of the first weights, and what He (relu family) or Glorot would give for its fans. */
  readonly weightStd: number | null;
  readonly usualWeightStd: number | null;
  /** All first weights of the layer are the same number. */
  readonly constantWeights: boolean;
}

export interface LayerMoment {
  readonly step: number;
  readonly gradientNorm: number;
  readonly weightNorm: number;
  readonly updateRatio: number;
  readonly deadShare: number;
  readonly saturatedShare: number;
  readonly activationMedian: number;
  /** p95 − p5 of the activations. */
  readonly activationWidth: number;
}

/** 1-evidence/output.ts: what the output layer can say against what it is asked to; a program's counts as linear. */
export interface OutputEvidence {
  readonly activation: ActivationName;
  readonly units: number;
  readonly reachable: { readonly lo: number; readonly hi: number };
  /** Share of target numbers, as fed, that lie outside of it (by more than 1% of the targets' deviation). */
  readonly unreachableShare: number;
  /** What the loss wants: see nn/losses. */
  readonly lossWants: "values" | "probabilities" | "logits" | "rates";
  readonly lossTakes: "values" | "labels" | "either";
  /** After training, over at most 512 examples; null where the run could not be made. */
  readonly trained: {
    readonly spread: Spread;
    /** Largest deviation of an output over the examples: 0 where the answer ignores the inputs. */
    readonly variation: number;
    /** Classes that are ever named, of how many. */
    readonly classesNamed: number | null;
    readonly classes: number | null;
  } | null;
}

/** 1-evidence/smallBatch.ts: can this model with this loss fit a few examples with Adam. */
export interface SmallBatchEvidence {
  readonly examples: number;
  readonly steps: number;
  readonly before: number;
  readonly after: number;
  /**
   * Lowest cost that these targets allow with this loss where known (0 for one-hot cross-entropy, entropy of soft
   * targets).
   */
  readonly floor: number;
  /** (after − floor) ÷ (before − floor); infinite where the cost left the finite numbers. */
  readonly left: number;
}

/** 1-evidence/sharpness.ts: curvature at the first weights. */
export interface SharpnessEvidence {
  /** Largest eigenvalue of the Hessian of the first batch's cost, by Lanczos' iteration on Hessian-vector products. */
  readonly lambdaMax: number;
  readonly learningRate: number;
  /**
   * Where learningRate × λmax becomes unstable: 2 for gradient descent, 2(1 + β) with momentum β, 2(1 + β) ÷ (1 + 2β)
   * with Nesterov's; null for Adam and RMSprop.
   */
  readonly limit: number | null;
  /** learningRate × λmax ÷ limit. */
  readonly ratio: number | null;
  readonly largestStableRate: number | null;
}

/** From the gradient check of hand-written gradients. */
export interface GradientEvidence {
  readonly parameters: readonly {
    readonly name: string;
    /** ‖written − true‖ / ‖true‖. */
    readonly deviation: number;
    readonly right: boolean;
    /** Id of the mistake that explains the pattern, see gradcheck/mistakes. */
    readonly mistake: string | null;
    readonly detail: string | null;
  }[];
}
