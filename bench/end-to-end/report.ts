// Medians beside the better peer of the same run.
import os from 'node:os';
import type { DiskRates } from './disk.js';
import type { Cost } from './measure.js';

export interface Figure extends Cost {
  tool: string;
  case: string;
  op: string;
  run: number;
  storedBytes: number;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 === 1 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

export function printReport(figures: Figure[], disk: DiskRates): void {
  console.log(`\n${os.cpus()[0]?.model ?? ''} x ${os.cpus().length}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}; disk writes ${disk.writeMBs.toFixed(0)} MB/s, a flush takes ${disk.flushMs.toFixed(2)} ms\n`);
  console.log('| corpus | operation | tool | wall s | CPU s | client MiB | server MiB | wire MB | stored MB | wall / best peer | CPU / best peer | wire / best peer |');
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = `${figure.case}\t${figure.op}`;
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  for (const [key, group] of groups) {
    const [name, op] = key.split('\t');
    const tools = [...new Set(group.map((figure) => figure.tool))];
    const of = (tool: string, field: keyof Cost | 'storedBytes'): number => median(group.filter((figure) => figure.tool === tool).map((figure) => figure[field]));
    const peers = tools.filter((tool) => tool !== 'farvault');
    const best = (field: keyof Cost): number => Math.min(...peers.map((tool) => of(tool, field)));
    for (const tool of tools) {
      const ratio = (field: keyof Cost): string => (tool !== 'farvault' || peers.length === 0 ? '' : (of(tool, field) / best(field)).toFixed(2));
      const cells = [name, op, tool, of(tool, 'wallSeconds').toFixed(2), of(tool, 'cpuSeconds').toFixed(1), of(tool, 'clientPeakMiB').toFixed(0), of(tool, 'serverPeakMiB').toFixed(0), (of(tool, 'wireBytes') / 1e6).toFixed(2), (of(tool, 'storedBytes') / 1e6).toFixed(1), ratio('wallSeconds'), ratio('cpuSeconds'), ratio('wireBytes')];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
