/** @file The engine on onnxruntime-node, on the CPU or on WebGPU; sessions run in a thread of their own. */
import { UsageError } from "../../util/errors.ts";
import type { Engine } from "../engine.ts";
import { createExecutable } from "../ort-common/executable.ts";
import type { Host, HostInfo, Provider, SessionSettings } from "../ort-common/host.ts";
import { LocalHost } from "../ort-common/session.ts";
import { noWebGpu, requireStart } from "../ort-common/start.ts";
import { type Choice, choiceKey, readThreads, writeThreads } from "./choice.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { nodeRuntime } from "./runtime.ts";
import { startHost } from "./threads.ts";
import { tune } from "./tune.ts";

export interface OrtNodeOptions {
  /** "cpu" when left out. On "webgpu" no op runs on the CPU in its place, and there is no float64. */
  readonly device?: Provider;
  /** Threads of one op. Results depend on it bit by bit; "auto" measures once per machine and remembers. */
  readonly threads?: number | "auto";
  /**
   * Whether idle threads wait in a loop; changes no bits. On a free machine it makes steps of many small ops up to 1.5
   * times faster, on a busy one 2 to 5 times slower: "auto" measures at every start.
   */
  readonly spinning?: boolean | "auto";
  /** Treats subnormal numbers as 0, which keeps optimizers fast. On by default. */
  readonly flushSubnormals?: boolean;
  /**
   * Runs in the calling thread, which each run then blocks; flushing is then off unless asked for. If this is the first
   * engine of the process, engines in threads cannot flush any more; `facts.threadFlushes` tells.
   */
  readonly inProcess?: boolean;
}

/**
 * Starts an engine. Values given to `bind` are copied once into its thread and stay there.
 *
 * @throws EngineError where ONNX Runtime cannot be started, or no GPU is found
 */
export async function ortNodeEngine(options: OrtNodeOptions = {}): Promise<Engine> {
  const { device = "cpu", inProcess = false } = options;
  const flushSubnormals = options.flushSubnormals ?? (device === "cpu" && !inProcess);
  const machine = thisMachine();
  checkThreads(options.threads, machine);
  const host: Host = inProcess ? new LocalHost(nodeRuntime()) : await startHost(flushSubnormals);
  try {
    const info = await host.info();
    const { choice, seconds } =
      device === "cpu" ? await choose(options, host, machine, info) : { choice: besideGpu, seconds: 0 };
    const settings: SessionSettings = { provider: device, ...choice, flushSubnormals };
    if (device === "webgpu") await requireStart(host, settings, noWebGpu, whereIsWebGpu);
    return {
      name: `ort-node ${device}`,
      facts: {
        engine: "ort-node",
        version: info.ortVersion,
        ...settings,
        threadFlushes: info.flushes,
        cpu: machine.cpu,
        tuningSeconds: seconds,
      },
      hidesNonFinite: device === "webgpu",
      compile: (program) => createExecutable(host, program, settings),
      dispose: () => host.close(),
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** The CPU only starts the GPU's work. */
const besideGpu: Choice = { threads: 1, spinning: false };

const whereIsWebGpu =
  "it needs a GPU with a Vulkan, Metal or Direct3D 12 driver (on Linux also the library libvulkan.so.1); train with --device cpu";

function checkThreads(threads: OrtNodeOptions["threads"], machine: Machine): void {
  if (threads === undefined || threads === "auto" || (Number.isInteger(threads) && threads >= 1 && threads <= 1024))
    return;
  throw new UsageError(`an engine cannot have ${threads} threads`, {
    help: `give a whole number from 1 (this machine has ${machine.cores} cores), or "auto"`,
  });
}

interface Chosen {
  readonly choice: Choice;
  /** Spent on measuring: 0 where the choice was remembered or given. */
  readonly seconds: number;
}

async function choose(
  options: OrtNodeOptions,
  host: Host,
  machine: Machine,
  { ortVersion }: HostInfo,
): Promise<Chosen> {
  const { threads = "auto", spinning = "auto" } = options;
  const key = choiceKey(machine, ortVersion);
  const known = threads === "auto" ? readThreads(key) : threads;
  // A single thread has nobody to wait for.
  const spins = known === 1 ? false : spinning;
  if (known !== null && spins !== "auto") return { choice: { threads: known, spinning: spins }, seconds: 0 };
  const start = performance.now();
  const choice = await tune(host, machine, {
    threads: known,
    spinning: spins === "auto" ? null : spins,
    milliseconds: known === null ? 350 : 200,
  });
  if (known === null) writeThreads(key, choice.threads);
  return { choice, seconds: Math.round(performance.now() - start) / 1000 };
}
