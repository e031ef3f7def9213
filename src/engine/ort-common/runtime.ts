/** @file What a host needs of ONNX Runtime, whichever build of it: sessions, tensors, and one thing at a time. */
import type { DType, TypedArray } from "../../graph/dtype.ts";
import type { HostInfo, SessionSettings } from "./host.ts";

export interface OrtTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

type OrtTensors = Readonly<Record<string, OrtTensor>>;

export interface OrtSession {
  run(feeds: OrtTensors): Promise<OrtTensors>;
  release(): Promise<void>;
}

export interface OrtRuntime {
  readonly info: HostInfo;
  /** Everything that ONNX Runtime does for the hosts that share it. */
  readonly queue: Queue;
  /** `alone`: fails where a node would run on the CPU in the place of the provider. */
  open(bytes: Uint8Array, settings: SessionSettings, alone: boolean): Promise<OrtSession>;
  tensor(dtype: DType, data: TypedArray | BigInt64Array, shape: readonly number[]): OrtTensor;
}

/** One thing after the other, in the order in which they were asked for. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all earlier work is done, whether it failed or not. */
  run<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** Whether this thread's arithmetic gives 0 for subnormal results. The array keeps the compiler from folding it. */
export function flushesSubnormals(): boolean {
  const smallest = new Float64Array([2 ** -1074]);
  return smallest[0]! * 3 === 0;
}
