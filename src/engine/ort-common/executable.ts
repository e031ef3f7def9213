/** @file A program on a host: checks what is fed, lowers the program, and traces errors back to the user's lines. */

import type { TypedArray, Value } from "../../graph/dtype.ts";
import { allocate } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { encodeLoop, type LoopModel, type LoopValue } from "../../onnx/loop.ts";
import { fuse } from "../../rewrite/fuse.ts";
import { formatShape, sameShape, sizeOf } from "../../util/shape.ts";
import { EngineError, type Executable, type Program } from "../engine.ts";
import { engineFailure } from "./failure.ts";
import { refuseFallback } from "./fallback.ts";
import type { Arrays, Host, SessionSettings } from "./host.ts";

export async function createExecutable(host: Host, program: Program, settings: SessionSettings): Promise<Executable> {
  const fused = { ...program, graph: fuse(program.graph) };
  const model = encodeLoop(fused, settings.provider);
  try {
    if (settings.provider !== "cpu") await refuseFallback(host, fused, settings);
    const id = await host.create(model.bytes, model.roles, settings);
    return new OrtExecutable(host, id, program.name, model);
  } catch (error) {
    throw engineFailure(`load "${program.name}"`, error, model.sources);
  }
}

class OrtExecutable implements Executable {
  readonly #host: Host;
  readonly #id: number;
  readonly #name: string;
  readonly #model: Pick<LoopModel, "roles" | "sources">;

  constructor(host: Host, id: number, name: string, { roles, sources }: LoopModel) {
    this.#host = host;
    this.#id = id;
    this.#name = name;
    this.#model = { roles, sources };
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw engineFailure(`${what} "${this.#name}"`, error, this.#model.sources as ReadonlyMap<string, Node>);
    }
  }

  #fail(what: string, found: string): never {
    throw new EngineError(`program "${this.#name}" was fed wrongly: ${what}`, { found });
  }

  async bind(values: Readonly<Record<string, Value>>): Promise<void> {
    const { state, resident } = this.#model.roles;
    const expected = new Map<string, LoopValue>([...state, ...resident].map((value) => [value.name, value]));
    const arrays: Record<string, TypedArray> = {};
    for (const [name, { shape, dtype, data }] of Object.entries(values)) {
      const type = expected.get(name);
      if (!type) this.#fail(`it has no state or resident input "${name}"`, `it has ${[...expected.keys()].join(", ")}`);
      if (dtype !== type.dtype || !sameShape(shape, type.shape)) {
        this.#fail(`"${name}" is ${type.dtype}${formatShape(type.shape)}`, `a value of ${dtype}${formatShape(shape)}`);
      }
      arrays[name] = data;
    }
    await this.#attempt("take values for", () =>
      this.#host.bind(
        this.#id,
        arrays,
        resident.map(({ name }) => name),
      ),
    );
  }

  async run(steps: number, perStep: Arrays = {}): Promise<Record<string, Value>> {
    for (const { name, shape, dtype } of this.#model.roles.perStep) {
      const data = perStep[name];
      if (!data) this.#fail(`per-step input "${name}" is missing`, Object.keys(perStep).join(", ") || "no arrays");
      const expected = allocate({ dtype, shape: [0] }).data;
      if (data.constructor !== expected.constructor || data.length !== steps * sizeOf(shape)) {
        this.#fail(
          `"${name}" takes ${steps} × ${sizeOf(shape)} elements of ${dtype}`,
          `a ${data.constructor.name} of ${data.length}`,
        );
      }
    }
    return { ...(await this.#attempt("run", () => this.#host.run(this.#id, steps, perStep))) };
  }

  #idOf(other: Executable): number {
    if (other instanceof OrtExecutable && other.#host === this.#host) return other.#id;
    throw new EngineError(`program "${this.#name}" can share state only with executables of the same engine`);
  }

  async link(source: Executable, names: Readonly<Record<string, string>>): Promise<void> {
    const id = this.#idOf(source);
    await this.#attempt("link", () => this.#host.link(this.#id, id, names));
  }

  async adopt(source: Executable): Promise<void> {
    const id = this.#idOf(source);
    await this.#attempt("take over state for", () => this.#host.adopt(this.#id, id));
  }

  rewind(): Promise<void> {
    return this.#attempt("rewind", () => this.#host.rewind(this.#id));
  }

  async readState(): Promise<Record<string, Value>> {
    return { ...(await this.#attempt("read the state of", () => this.#host.readState(this.#id))) };
  }

  dispose(): Promise<void> {
    return this.#attempt("dispose of", () => this.#host.release(this.#id));
  }
}
