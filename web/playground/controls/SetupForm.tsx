/** @file Everything that can be set, grouped as an experiment file groups it; what differs from the healthy network is marked. */
import type { VNode } from "preact";
import { change, open } from "../session.ts";
import {
  activations,
  batchSizes,
  devices,
  healthy,
  imageCounts,
  inits,
  limits,
  optimizers,
  type Setup,
  scalings,
} from "../setup/setup.ts";
import { engineFacts, setup } from "../state.ts";
import { Choice, Decades, Whole } from "./fields.tsx";
import { Layers } from "./Layers.tsx";

const plain = <T extends string | number>(values: readonly T[]): readonly (readonly [T, string])[] =>
  values.map((value) => [value, typeof value === "number" ? value.toLocaleString("en-US") : String(value)]);

const scalingNames = { standardize: "mean 0, std 1", unit: "0 to 1", none: "raw, 0 to 255" } as const;
const initNames = { normal: "normal, std 1", zeros: "zeros" } as const;
const deviceNames = { wasm: "WebAssembly", webgpu: "WebGPU" } as const;

const named = <T extends string>(values: readonly T[], names: Partial<Record<T, string>>) =>
  values.map((value) => [value, names[value] ?? value] as const);

export function SetupForm(): VNode {
  const now = setup.value;
  const of = <K extends keyof Setup>(field: K) => ({
    value: now[field],
    changed: JSON.stringify(now[field]) !== JSON.stringify(healthy[field]),
    choose: (value: Setup[K]) => change({ [field]: value }),
  });
  return (
    <form class="setup" aria-label="Setup" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Network</legend>
        <Layers {...of("layers")} />
        <Choice label="activation" options={plain(activations)} {...of("activation")} />
        <Choice label="first weights" options={named(inits, initNames)} {...of("init")} />
      </fieldset>
      <fieldset>
        <legend>Data</legend>
        <Choice label="images" options={plain(imageCounts)} {...of("images")} />
        <Choice label="pixels" options={named(scalings, scalingNames)} {...of("scaling")} />
      </fieldset>
      <fieldset>
        <legend>Training</legend>
        <Choice label="optimizer" options={plain(optimizers)} {...of("optimizer")} />
        <Decades label="learning rate" {...limits.learningRate} {...of("learningRate")} />
        <Choice label="batch" options={plain(batchSizes)} {...of("batchSize")} />
        <Whole label="epochs" least={1} most={limits.epochs} {...of("epochs")} />
        <Choice label="batch cost" options={plain(["mean", "sum"] as const)} {...of("reduction")} />
        <Whole label="seed" least={0} most={limits.seed} {...of("seed")} changed={false} />
      </fieldset>
      <Formulas />
      <fieldset>
        <legend>Machine</legend>
        <Choice label="numbers" options={plain(["float32", "float64"] as const)} {...of("precision")} />
        <Choice label="runs on" options={named(devices, deviceNames)} {...of("device")} changed={false} />
        <Threads />
      </fieldset>
      <button type="button" onClick={() => open(null)}>
        Back to the healthy network
      </button>
    </form>
  );
}

const written = {
  naive: ["p = exp(z) ÷ Σ exp(z)", "cost = −log p[y]"],
  stable: ["m = max z", "cost = m + log Σ exp(z − m) − z[y]"],
} as const;

function Formulas(): VNode {
  const { formulas } = setup.value;
  return (
    <fieldset>
      <legend>Softmax and cost</legend>
      <div class="switch">
        {(["naive", "stable"] as const).map((kind) => (
          <button
            type="button"
            key={kind}
            aria-pressed={formulas === kind}
            title={kind === "naive" ? "computed as it is written" : "as the compiler rewrites it"}
            onClick={() => change({ formulas: kind })}
          >
            {kind}
          </button>
        ))}
      </div>
      <pre class="formula">{written[formulas].join("\n")}</pre>
    </fieldset>
  );
}

/** What it runs on, and why there is one thread where there is. */
function Threads(): VNode | null {
  const facts = engineFacts.value;
  if (!facts) return null;
  const threads = Number(facts.threads);
  const device =
    facts.provider === "webgpu" ? String(facts.adapter) : `${threads} ${threads === 1 ? "thread" : "threads"}`;
  return (
    <p class="soft">
      {device}
      {typeof facts.oneThread === "string" && facts.provider !== "webgpu" && `: ${facts.oneThread}`}
    </p>
  );
}
