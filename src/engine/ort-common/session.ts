/** @file The host in this thread: creates ONNX Runtime sessions, keeps their state and feeds it back without copying. */
import type { TypedArray, Value } from "../../graph/dtype.ts";
import type { LoopValue } from "../../onnx/loop.ts";
import type { Arrays, Host, HostInfo, SessionRoles, SessionSettings, Values } from "./host.ts";
import type { OrtRuntime, OrtSession, OrtTensor } from "./runtime.ts";

interface Loaded {
  readonly session: OrtSession;
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
      const session = await this.#runtime.open(bytes, settings, false);
      const id = this.#nextId++;
      this.#executables.set(id, {
        session,
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
    return this.#inOrder(() => {
      const loaded = this.#get(executable);
      const state = new Map(loaded.state);
      for (const [name, data] of Object.entries(arrays)) {
        const isState = loaded.roles.state.find((value) => value.name === name);
        const value = isState ?? loaded.roles.resident.find((resident) => resident.name === name);
        if (!value) throw new Error(`there is no state or resident input "${name}"`);
        (isState ? state : loaded.residents).set(name, this.#runtime.tensor(value.dtype, data, value.shape));
      }
      loaded.state = state;
    });
  }

  run(executable: number, steps: number, perStep: Arrays): Promise<Values> {
    return this.#inOrder(async () => {
      const loaded = this.#get(executable);
      const { session, roles } = loaded;
      const results = await session.run(this.#feeds(loaded, steps, perStep));
      loaded.before = loaded.state;
      loaded.state = new Map(roles.state.map(({ name, next }) => [name, results[next]!]));
      return Object.fromEntries(
        roles.reported.map((value) => [value.name, valueFrom(value, results[value.onnxName]!)]),
      );
    });
  }

  #feeds(loaded: Loaded, steps: number, perStep: Arrays): Record<string, OrtTensor> {
    const { roles, links, residents, state } = loaded;
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
    for (const value of roles.resident) feed(value, residents.get(value.name));
    for (const value of roles.state) feed(value, state.get(value.name));
    for (const value of roles.perStep) {
      const data = perStep[value.name];
      feed(value, data && this.#runtime.tensor(value.dtype, data, [steps, ...value.shape]));
    }
    return feeds;
  }

  link(executable: number, source: number, names: Readonly<Record<string, string>>): Promise<void> {
    return this.#inOrder(() => {
      const { links } = this.#get(executable);
      for (const [input, name] of Object.entries(names)) links.set(input, { source, name });
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
      await loaded?.session.release();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executables.keys()].map((executable) => this.release(executable)));
  }
}

const valueFrom = ({ dtype }: LoopValue, tensor: OrtTensor): Value => ({
  dtype,
  shape: tensor.dims,
  data: tensor.data as TypedArray,
});
