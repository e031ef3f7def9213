/** @file The numbers as a Markdown table. */
import { batches, flopPerExample, type Measured, optimizers, trainingExamples } from "./workload.ts";

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const secondsOf = (results: readonly Measured[], peer: string, batch: string, optimizer: string): number | null => {
  const seconds = results
    .filter((r) => r.peer === peer && String(r.batch) === batch && r.optimizer === optimizer)
    .flatMap((r) => r.secondsPerEpoch ?? []);
  return seconds.length > 0 ? median(seconds) : null;
};

/** Seconds per epoch of every contestant, ours against PyTorch, and the share of the machine's best matrix product. */
export function table(machine: Readonly<Record<string, unknown>>, results: readonly Measured[]): string {
  const peers = [...new Set(results.map(({ peer }) => peer))];
  const peak = Math.max(...results.map(({ gemmGflops }) => gemmGflops ?? 0));
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. Best matrix product of any contestant: ${peak.toFixed(0)} GFLOP/s.`,
    "",
    `| batch | optimizer | ${peers.map((peer) => `${peer} s`).join(" | ")} | PyTorch ÷ ours | ours, % of the product | ours, MB |`,
    `|---|---|${peers.map(() => "---|").join("")}---|---|---|`,
  ];
  for (const batch of batches) {
    for (const optimizer of optimizers) {
      const seconds = peers.map((peer) => secondsOf(results, peer, batch, optimizer));
      const ours = secondsOf(results, "evenkeel", batch, optimizer);
      if (seconds.every((s) => s === null)) continue;
      const torch = secondsOf(results, "pytorch", batch, optimizer);
      const rate = ours && (flopPerExample * trainingExamples) / ours / 1e9;
      const memory = results.filter(
        (r) => r.peer === "evenkeel" && String(r.batch) === batch && r.optimizer === optimizer,
      );
      lines.push(
        `| ${batch} | ${optimizer} | ${seconds.map((s) => s?.toFixed(2) ?? "").join(" | ")} | ${ours && torch ? (torch / ours).toFixed(2) : ""} | ${rate ? ((100 * rate) / peak).toFixed(0) : ""} | ${memory.length > 0 ? median(memory.map((m) => m.peakMemoryMB ?? 0)).toFixed(0) : ""} |`,
      );
    }
  }
  lines.push(
    "",
    "| | product of 2048² matrices, GFLOP/s | time to 98%: training s | test accuracy |",
    "|---|---|---|---|",
  );
  for (const peer of peers) {
    const own = results.filter((r) => r.peer === peer);
    const gflops = own.map((r) => r.gemmGflops ?? 0);
    const timed = own.filter((r) => r.testAccuracy !== undefined);
    if (Math.max(...gflops) === 0 && timed.length === 0) continue;
    const seconds = timed.length > 0 ? median(timed.map((r) => r.seconds ?? Number.NaN)).toFixed(2) : "";
    const accuracy = timed.length > 0 ? `${(100 * median(timed.map((r) => r.testAccuracy!))).toFixed(2)}%` : "";
    lines.push(`| ${peer} | ${Math.max(...gflops).toFixed(0)} | ${seconds} | ${accuracy} |`);
  }
  return lines.join("\n");
}
