/**
 * @file Wraps a program into one ONNX model whose graph is a Loop over the steps: residents are read from outside the
 * loop, per-step inputs are gathered by the step's number, state is carried from step to step and reported outputs
 * are stacked. The number of steps is an input, so one session serves any number of them.
 */

import { type Program, reportedOutputs } from "../engine/engine.ts";
import type { Type } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { OnnxTarget } from "../graph/op.ts";
import { GraphBuilder, Names } from "./builder.ts";
import { inputName } from "./encode.ts";
import { type Lowered, lower } from "./lower.ts";
import { modelBytes } from "./model.ts";
import { type OnnxShape, typeInfo, valueInfo } from "./tensor.ts";
import { attributeType, type GraphProto } from "./wire/onnx.ts";

/** One named value of the program, and its names as input and output of the model. */
export interface LoopValue extends Type {
  readonly name: string;
  readonly onnxName: string;
}

/** What an engine must know to feed the model; plain data. */
export interface LoopRoles {
  /** Input: the number of steps, an int64 scalar. */
  readonly steps: string;
  /** State inputs, each with the name of the output that replaces it. */
  readonly state: readonly (LoopValue & { readonly next: string })[];
  /** Inputs of shape [steps, ...shape]. */
  readonly perStep: readonly LoopValue[];
  readonly resident: readonly LoopValue[];
  /** Outputs of shape [steps, ...shape]. */
  readonly reported: readonly LoopValue[];
}

export interface LoopModel {
  readonly bytes: Uint8Array;
  readonly roles: LoopRoles;
  /** ONNX node name → the node it was lowered from, to trace an engine's errors back. */
  readonly sources: ReadonlyMap<string, Node>;
}

const stacked = (shape: readonly number[]): OnnxShape => ["steps", ...shape];

/** The model of a program. Rewrites are the caller's business: the graph is lowered as it is. */
export function encodeLoop(program: Program, target: OnnxTarget = "cpu"): LoopModel {
  const names = new Names();
  const sources = new Map<string, Node>();
  const roles = assignNames(program, names);
  const outer = new GraphBuilder(target, names, sources);
  const always = outer.constant("bool", [], [1]);
  const body = loopBody(program, roles, new GraphBuilder(target, names, sources));
  outer.node(
    "Loop",
    [roles.steps, always, ...roles.state.map(({ onnxName }) => onnxName)],
    [{ name: "body", g: body, type: attributeType.graph }],
    [...roles.state.map(({ next }) => next), ...roles.reported.map(({ onnxName }) => onnxName)],
  );
  const graph = outer.finish(
    program.name,
    [
      valueInfo(roles.steps, "int64", []),
      ...[...roles.state, ...roles.resident].map((value) => typeInfo(value.onnxName, value)),
      ...roles.perStep.map(({ onnxName, dtype, shape }) => valueInfo(onnxName, dtype, stacked(shape))),
    ],
    [
      ...roles.state.map((value) => typeInfo(value.next, value)),
      ...roles.reported.map(({ onnxName, dtype, shape }) => valueInfo(onnxName, dtype, stacked(shape))),
    ],
  );
  return { bytes: modelBytes(graph), roles, sources };
}

function assignNames({ graph, state, perStep, resident, ...program }: Program, names: Names): LoopRoles {
  if (graph.outputs.size === 0) throw new Error(`program ${program.name} computes nothing`);
  const steps = names.claim("steps");
  const inputs = new Map(graph.inputs.map((node) => [inputName(node), node]));
  const named = (name: string, node: Node | undefined): LoopValue => {
    if (!node) throw new Error(`program ${program.name} has no input or output "${name}"`);
    return { name, onnxName: names.claim(name), dtype: node.dtype, shape: node.shape };
  };
  const roles = {
    steps,
    state: [...state].map(([input, output]) => ({ ...named(input, inputs.get(input)), next: names.claim(output) })),
    perStep: perStep.map((name) => named(name, inputs.get(name))),
    resident: resident.map((name) => named(name, inputs.get(name))),
    reported: reportedOutputs({ graph, state, perStep, resident, ...program }).map((name) =>
      named(name, graph.outputs.get(name)),
    ),
  };
  const given = [...roles.state, ...roles.perStep, ...roles.resident].map(({ name }) => name);
  const without = [...inputs.keys()].find((name) => !given.includes(name));
  if (without !== undefined || new Set(given).size !== given.length) {
    throw new Error(`program ${program.name} must give each input one role${without ? `; "${without}" has none` : ""}`);
  }
  return roles;
}

function loopBody({ graph, name, state }: Program, roles: LoopRoles, builder: GraphBuilder): GraphProto {
  const { names } = builder;
  const step = names.claim("step");
  const condition = names.claim("condition");
  const inputs = new Map(graph.inputs.map((node) => [inputName(node), node]));
  const values: Lowered = new Map();
  for (const { name: resident, onnxName } of roles.resident) values.set(inputs.get(resident)!, onnxName);
  for (const { name: input, onnxName } of roles.perStep) {
    values.set(inputs.get(input)!, builder.op("Gather", [onnxName, step], { axis: { int: 0 } }));
  }
  const carried = roles.state.map((value) => {
    const current = names.claim(`${value.onnxName}.current`);
    values.set(inputs.get(value.name)!, current);
    return typeInfo(current, value);
  });

  // The results of a body must be distinct values computed in it; a program may return an input, or a value twice.
  const taken = new Set<string>();
  const result = (node: Node, wanted: string) => {
    const value = lower(builder, node, values);
    const own = builder.computes(value) && !taken.has(value) ? value : builder.identity(value, names.claim(wanted));
    taken.add(own);
    return typeInfo(own, node);
  };
  const goOn = builder.identity(condition, names.claim("condition.next"));
  return builder.finish(
    `${name} step`,
    [valueInfo(step, "int64", []), valueInfo(condition, "bool", []), ...carried],
    [
      valueInfo(goOn, "bool", []),
      ...roles.state.map(({ name: input }) =>
        result(graph.outputs.get(state.get(input)!)!, `${state.get(input)}.computed`),
      ),
      ...roles.reported.map(({ name: output }) => result(graph.outputs.get(output)!, `${output}.computed`)),
    ],
  );
}
