/** @file The host in this thread: creates ONNX Runtime sessions, keeps their state and feeds it back without copying. */
import { allocate, type DType, type TypedArray, type Value } from "../../graph/dtype.ts";
import { canEmbed, embedValues } from "../../onnx/embed.ts";
import type { LoopValue } from "../../onnx/loop.ts";
import { sizeOf } from "../../util/shape.ts";
import type { Arrays, Host, HostInfo, SessionRoles, SessionSettings, Values } from "./host.ts";
import type { OrtRuntime, OrtSession, OrtTensor } from "./runtime.ts";

interface Loaded {
  /** Null until the first run where the model waits for its embedded residents. */
  session: OrtSession | null;
  readonly bytes: Uint8Array;
  readonly settings: SessionSettings;
  /** Residents that are part of the session. */
  readonly embedded: Map<LoopValue, TypedArray>;
  readonly roles: SessionRoles;
  /** By program name. */
  readonly residents: Map<string, OrtTensor>;
  /** Resident input → the state that it reads. */
  readonly links: Map<string, { readonly source: number; readonly name: string }>;
  state: ReadonlyMap<string, OrtTensor>;
  before: ReadonlyMap<string, OrtTensor> | null;
}

/** A host that runs its sessions in the calling thread, which a run blocks. */
export class LocalHost implements Host {
  readonly #executables = new Map<number, Loaded>();
  #nextId = 1;
  readonly #runtime: OrtRuntime;

  constructor(runtime: OrtRuntime) {
    this.#runtime = runtime;
  }

  #inOrder<T>(work: () => Promise<T> | T): Promise<T> {
    return this.#runtime.queue.run(work);
  }

  #get(executable: number): Loaded {
    const loaded = this.#executables.get(executable);
    if (!loaded) throw new Error("the executable has been disposed of");
    return loaded;
  }

  async info(): Promise<HostInfo> {
    return this.#runtime.info;
  }

  create(bytes: Uint8Array, roles: SessionRoles, settings: SessionSettings): Promise<number> {
    return this.#inOrder(async () => {
      const waits = roles.resident.some((value) => isEmbedded(value, settings));
      const session = waits ? null : await this.#runtime.open(bytes, settings, false);
      const id = this.#nextId++;
      this.#executables.set(id, {
        session,
        bytes,
        settings,
        embedded: new Map(),
        roles,
        residents: new Map(),
        links: new Map(),
        state: new Map(),
        before: null,
      });
      return id;
    });
  }

  refusal(bytes: Uint8Array, settings: SessionSettings): Promise<string | null> {
    return this.#inOrder(async () => {
      try {
        await (await this.#runtime.open(bytes, settings, true)).release();
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });
  }

  bind(executable: number, arrays: Arrays): Promise<void> {
    return this.#inOrder(async () => {
      const loaded = this.#get(executable);
      const state = new Map(loaded.state);
      for (const [name, data] of Object.entries(arrays)) {
        const isState = loaded.roles.state.find((value) => value.name === name);
        const value = isState ?? loaded.roles.resident.find((resident) => resident.name === name);
        if (!value) throw new Error(`there is no state or resident input "${name}"`);
        if (!isState && isEmbedded(value, loaded.settings)) {
          loaded.embedded.set(value, data);
          await close(loaded);
          continue;
        }
        (isState ? state : loaded.residents).set(name, this.#runtime.tensor(value.dtype, data, value.shape));
      }
      loaded.state = state;
    });
  }

  run(executable: number, steps: number, perStep: Arrays): Promise<Values> {
    return this.#inOrder(async () => {
      const loaded = this.#get(executable);
      const { roles, bytes, settings, embedded } = loaded;
      loaded.session ??= await this.#runtime.open(
        embedded.size > 0 ? embedValues(bytes, embedded) : bytes,
        settings,
        false,
      );
      const { session } = loaded;
      const results = await session.run(this.#feeds(loaded, steps, perStep));
      loaded.before = loaded.state;
      loaded.state = new Map(roles.state.map(({ name, next }) => [name, results[next]!]));
      return Object.fromEntries(
        roles.reported.map((value) => [value.name, valueFrom(value, results[value.onnxName]!)]),
      );
    });
  }

  #feeds(loaded: Loaded, steps: number, perStep: Arrays): Record<string, OrtTensor> {
    const { roles, links, residents, embedded, state } = loaded;
    for (const [input, { source, name }] of links) {
      const tensor = this.#get(source).state.get(name);
      if (tensor) residents.set(input, tensor);
    }
    const feeds: Record<string, OrtTensor> = {};
    if (roles.steps !== null) feeds[roles.steps] = this.#runtime.tensor("int64", BigInt64Array.of(BigInt(steps)), []);
    const feed = ({ name, onnxName }: LoopValue, tensor: OrtTensor | undefined): void => {
      if (!tensor) throw new Error(`input "${name}" has no value`);
      feeds[onnxName] = tensor;
    };
    for (const value of roles.resident) if (!embedded.has(value)) feed(value, residents.get(value.name));
    for (const value of roles.state) feed(value, state.get(value.name));
    for (const value of roles.perStep) {
      const data = perStep[value.name];
      feed(value, data && this.#runtime.tensor(value.dtype, data, [steps, ...value.shape]));
    }
    return feeds;
  }

  link(executable: number, source: number, names: Readonly<Record<string, string>>): Promise<void> {
    return this.#inOrder(async () => {
      const loaded = this.#get(executable);
      for (const [input, name] of Object.entries(names)) loaded.links.set(input, { source, name });
      const bound = [...loaded.embedded.keys()].filter(({ name }) => name in names);
      for (const value of bound) loaded.embedded.delete(value);
      if (bound.length > 0) await close(loaded);
    });
  }

  adopt(executable: number, source: number): Promise<void> {
    return this.#inOrder(() => {
      const loaded = this.#get(executable);
      const given = this.#get(source).state;
      const missing = loaded.roles.state.find(({ name }) => !given.has(name));
      if (missing) throw new Error(`the other executable has no state "${missing.name}"`);
      loaded.state = new Map(loaded.roles.state.map(({ name }) => [name, given.get(name)!]));
    });
  }

  rewind(executable: number): Promise<void> {
    return this.#inOrder(() => {
      const loaded = this.#get(executable);
      loaded.state = loaded.before ?? loaded.state;
    });
  }

  readState(executable: number): Promise<Values> {
    return this.#inOrder(() => {
      const { roles, state } = this.#get(executable);
      const bound = roles.state.filter(({ name }) => state.has(name));
      return Object.fromEntries(bound.map((value) => [value.name, valueFrom(value, state.get(value.name)!)]));
    });
  }

  release(executable: number): Promise<void> {
    return this.#inOrder(async () => {
      const loaded = this.#executables.get(executable);
      this.#executables.delete(executable);
      if (loaded) await close(loaded);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executables.keys()].map((executable) => this.release(executable)));
  }
}

/** The next run opens it again. */
async function close(loaded: Loaded): Promise<void> {
  await loaded.session?.release();
  loaded.session = null;
}

const embeddedBytes = 1 << 20;

/**
 * Whether a resident becomes part of the session. A GPU gets everything else anew in each run: 230 ms for MNIST's
 * images on a GPU in software, 2 ms once they are there.
 */
const isEmbedded = (value: LoopValue, { provider }: SessionSettings): boolean =>
  provider === "webgpu" && canEmbed(value) && sizeOf(value.shape) * bytesOf(value.dtype) >= embeddedBytes;

const bytesOf = (dtype: DType): number => allocate({ dtype, shape: [1] }).data.BYTES_PER_ELEMENT;

const valueFrom = ({ dtype }: LoopValue, tensor: OrtTensor): Value => ({
  dtype,
  shape: tensor.dims,
  data: tensor.data as TypedArray,
});
