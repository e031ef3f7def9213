/** @file What an experiment is: a training run as a plain value, with every default filled in. */

export interface Experiment {
  readonly data: DataSpec;
  readonly task: Task;
  readonly model: readonly LayerSpec[];
  readonly loss: LossSpec;
  readonly optimizer: OptimizerSpec;
  /** "full": all training examples in one step. */
  readonly batchSize: number | "full";
  readonly epochs: number;
  readonly seed: number;
  readonly precision: Precision;
  /** "off" compiles the program literally, as it is written. */
  readonly rewrites: "on" | "off";
  /** "derived" ignores the backward pass that a program writes by hand. */
  readonly gradients: "written" | "derived";
  readonly metrics: readonly MetricName[];
  readonly earlyStopping: EarlyStopping | null;
  /** Whether the state with the best watched metric is kept beside the last one. */
  readonly keepBest: boolean;
  readonly goal: Goal | null;
}

export type Precision = "float32" | "float64";
export type Task = "classification" | "binary" | "multilabel" | "regression";
export type MetricName = "accuracy" | "relative-mse" | "loss";
export type Part = "train" | "validation" | "test";

/** What the user expects of the trained model; exactly one of the bounds is a number. */
export interface Goal {
  readonly metric: MetricName;
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly on: Part;
}

/** Stops when `metric` has not improved by more than `minDelta` for `patience` epochs. */
export interface EarlyStopping {
  readonly patience: number;
  readonly metric: MetricName;
  readonly on: "train" | "validation";
  readonly minDelta: number;
}

/**
 * Applied inside the graph as (x − subtract) · multiply, computed from the training part alone. `unit`: bytes / 255,
 * other numbers / the column's largest magnitude. `standardize`: mean 0 and standard deviation 1 (of the population)
 * of each column; image sources use one mean and deviation of all pixels. `minmax`: each column (all pixels of an
 * image source) onto [0, 1]. A constant column is only shifted. `mean` and `std` are in the units of the data.
 */
export type InputScaling =
  | "none"
  | "unit"
  | "standardize"
  | "minmax"
  | { readonly divideBy: number }
  | { readonly mean: number | readonly number[]; readonly std: number | readonly number[] };
export type TargetScaling = "none" | "standardize" | "minmax";

interface DataCommon {
  /** Only the first so many training examples, counted before the validation part is taken away. */
  readonly limit: number | null;
  /** Whether each epoch has an order of its own; else the order of the file. */
  readonly shuffle: boolean;
  readonly inputScaling: InputScaling;
  readonly targetScaling: TargetScaling;
  /** Whether the loss sees a label as a number or as a one-hot row. */
  readonly targetEncoding: "raw" | "one-hot";
  readonly classes: number | null;
  /** The class number that counts as the first: 1 where labels go from 1 to C. */
  readonly firstLabel: number;
  /** The fraction of the training examples that is set aside, chosen at random by the seed. */
  readonly validation: { readonly fraction: number } | null;
}

/** `path`: a folder with the four original files, plain or gzipped; null looks where the data set is installed. */
export interface ImageSetSpec extends DataCommon {
  readonly source: "mnist" | "fashion-mnist";
  readonly path: string | null;
}

export interface IdxSpec extends DataCommon {
  readonly source: "idx";
  readonly images: string;
  readonly labels: string;
  readonly testImages: string | null;
  readonly testLabels: string | null;
}

/** Sources whose targets are numbers in columns. */
interface ColumnsCommon extends DataCommon {
  /**
   * Present where the loss takes the one target column as class numbers: there are so many, from 0 on. Follows from the
   * loss, the task, `classes` and the last layer's units; what an experiment file says here is replaced.
   */
  readonly labelClasses?: number;
}

export interface CsvSpec extends ColumnsCommon {
  readonly source: "csv";
  readonly path: string;
  /** Column names. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  /** A second file with the same columns. */
  readonly test: string | null;
  /** The fraction of the rows set aside as the test part, chosen at random by the seed. */
  readonly testFraction: number | null;
}

export interface InlineSpec extends ColumnsCommon {
  readonly source: "inline";
  readonly inputs: readonly (readonly number[])[];
  /** One row an example, or one number an example. */
  readonly targets: readonly (readonly number[])[] | readonly number[];
}

export type DataSpec = ImageSetSpec | IdxSpec | CsvSpec | InlineSpec;
export type DataSource = DataSpec["source"];

export type ActivationName =
  | "linear"
  | "relu"
  | "leaky-relu"
  | "elu"
  | "selu"
  | "gelu"
  | "silu"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "softmax";

export type InitSpec =
  | { readonly name: "zeros" | VarianceInit }
  | { readonly name: "normal"; readonly std: number; readonly mean: number }
  | { readonly name: "uniform"; readonly limit: number }
  | { readonly name: "constant"; readonly value: number }
  | { readonly name: "orthogonal"; readonly gain: number };
export type VarianceInit =
  | "he-normal"
  | "he-uniform"
  | "glorot-normal"
  | "glorot-uniform"
  | "lecun-normal"
  | "lecun-uniform";

export interface DenseSpec {
  readonly type: "dense";
  readonly units: number;
  readonly activation: ActivationName;
  readonly init: InitSpec;
  readonly bias: boolean;
  readonly biasInit: InitSpec;
}

export interface ActivationSpec {
  readonly type: "activation";
  readonly activation: ActivationName;
}

/** `rate` is the probability that a value is dropped while training. */
export interface DropoutSpec {
  readonly type: "dropout";
  readonly rate: number;
}

export type LayerSpec = DenseSpec | ActivationSpec | DropoutSpec;

export type LossName =
  | "mean-squared-error"
  | "mean-absolute-error"
  | "binary-cross-entropy"
  | "categorical-cross-entropy"
  | "sparse-categorical-cross-entropy"
  | "softmax-cross-entropy"
  | "poisson";

/** `reduction`: over the examples of a batch. */
export interface LossSpec {
  readonly name: LossName;
  readonly reduction: "mean" | "sum";
  /** "balanced": in the cost an example of class c counts n / (classes · n_c) times, so that each class counts the same. */
  readonly classWeights: "none" | "balanced";
}

export interface OptimizerCommon {
  readonly learningRate: number;
  /** Gradients are scaled down together when their joint Euclidean norm is larger. */
  readonly clipNorm: number | null;
  /** Each gradient element is limited to ± this. */
  readonly clipValue: number | null;
  readonly schedule: ScheduleSpec;
}

export interface SgdSpec extends OptimizerCommon {
  readonly name: "sgd";
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Added to the gradient as weightDecay · w. */
  readonly weightDecay: number;
}

/** `adam` adds weightDecay · w to the gradient, `adamw` takes learningRate · weightDecay · w from the weight. */
export interface AdamSpec extends OptimizerCommon {
  readonly name: "adam" | "adamw";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface RmspropSpec extends OptimizerCommon {
  readonly name: "rmsprop";
  readonly rho: number;
  readonly epsilon: number;
  readonly momentum: number;
}

export type OptimizerSpec = SgdSpec | AdamSpec | RmspropSpec;

/** Steps over which the rate rises in a straight line to its value: a number of steps, or below 1 a fraction of all. */
interface Warmup {
  readonly warmup: number;
}

export type ScheduleSpec =
  | (Warmup & { readonly name: "constant" })
  /** learningRate · factor^⌊epoch / every⌋. */
  | (Warmup & { readonly name: "step"; readonly every: number; readonly factor: number })
  /** learningRate · factor^epoch, the epoch counted in fractions. */
  | (Warmup & { readonly name: "exponential"; readonly factor: number })
  /** Half a cosine from learningRate down to learningRate · final after the last step. */
  | (Warmup & { readonly name: "cosine"; readonly final: number })
  /** A straight line from learningRate · start up to learningRate in the first `rise` of all steps, then one down to · final. */
  | (Warmup & { readonly name: "one-cycle"; readonly start: number; readonly final: number; readonly rise: number });
