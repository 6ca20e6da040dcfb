// `npm run soak [SUBJECT…] [--runs N] [--seed N]`: the harnesses that CI runs for minutes, for as long as one likes. A table line and a
// JSON object a subject; exit code 1 when a promise was broken.
import { parseArgs } from 'node:util'
import { chaos } from './chaos-harness.ts'
import { damageFiles } from './damage-harness.ts'
import { canInject, failDisks } from './failing-disk-harness.ts'
import { canMount, fillDisks } from './full-disk-harness.ts'
import { importDamaged } from './import-harness.ts'
import { killSyncs } from './kill-harness.ts'
import { comeLate } from './lateness-harness.ts'
import { importMuch, syncMuch } from './memory-harness.ts'
import { canLimit, limitMemory } from './memory-limit-harness.ts'
import { killMigrations } from './migration-harness.ts'
import { startPairs } from './pair-harness.ts'
import { cutPower } from './power-cut-harness.ts'
import type { PromiseFigure } from './promise-figure.ts'
import { readDuringSyncs } from './readers-harness.ts'
import { stopBySignals } from './signal-harness.ts'
import { soak } from './soak-harness.ts'

/** What a machine may not have. */
interface Need {
  readonly what: string
  isHere(): boolean
}

const always: Need = { what: '', isHere: () => true }
const strace: Need = { what: 'strace cannot watch a process here', isHere: canInject }
const mounts: Need = { what: 'no file system of its own here', isHere: canMount }
const limits: Need = { what: 'no limit can be set here', isHere: canLimit }

interface Subject {
  /** Trials without --runs. */
  readonly runs: number
  readonly needs?: Need
  run(runs: number, seed: number): Promise<PromiseFigure>
}

const subjects: Readonly<Record<string, Subject>> = {
  kill: { runs: 5000, run: (kills, seed) => killSyncs({ kills, seed, instances: 24 }) },
  migration: {
    runs: 200,
    run: (killsOfVersion, seed) => killMigrations({ killsOfVersion, seed }),
  },
  chaos: {
    runs: 2000,
    run: (seeds, firstSeed) => chaos({ seeds, firstSeed, instances: 200, faults: 0.2 }),
  },
  lateness: {
    runs: 500,
    run: (seeds, firstSeed) => comeLate({ seeds, firstSeed, instances: 24 }),
  },
  damage: { runs: 100_000, run: (copies, first) => damageFiles({ copies, first }) },
  import: { runs: 50_000, run: (files, first) => importDamaged({ files, first }) },
  disk: {
    ...{ runs: 200, needs: strace },
    run: (placesOfKind, seed) => failDisks({ placesOfKind, seed }),
  },
  full: { runs: 20, needs: mounts, run: (disks, seed) => fillDisks({ disks, seed }) },
  power: { runs: 200_000, needs: strace, run: (cuts, seed) => cutPower({ cuts, seed }) },
  signals: { runs: 100, run: (turns, seed) => stopBySignals({ turns, seed }) },
  memory: {
    runs: 250_000,
    run: (lines) => importMuch({ lines, wideLines: 100, endlessBytes: 2 ** 30 }),
  },
  limits: {
    ...{ runs: 20, needs: limits },
    run: (count, seed) => limitMemory({ limits: count, seed }),
  },
  soak: { runs: 7200, run: (seconds, seed) => soak({ seconds, seed }) },
  pairs: { runs: 200, run: (pairs, seed) => startPairs({ pairs, seed }) },
  'memory-of-sync': { runs: 250_000, run: (lines) => syncMuch({ lines }) },
  readers: { runs: 50, run: (syncs, seed) => readDuringSyncs({ syncs, seed, instances: 200 }) },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const unknown = positionals.filter((name) => !(name in subjects))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no subject ${unknown.join(', ')}; there are ${Object.keys(subjects).join(', ')}.\n`,
  )
  process.exit(2)
}
process.stderr.write(
  '| subject | date | seed | trials | broken | seen |\n| --- | --- | --- | --- | --- | --- |\n',
)
for (const [name, subject] of Object.entries(subjects)) {
  const { runs } = subject
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const { isHere, what } = subject.needs ?? always
  if (!isHere()) {
    process.stderr.write(`| ${name}: skipped, ${what} | | | | | |\n`)
    continue
  }
  const figure = await subject.run(Number(values.runs ?? runs), Number(values.seed))
  const { trials, broken, seen } = figure
  const date = new Date().toISOString().slice(0, 10)
  process.stdout.write(`${JSON.stringify({ subject: name, ...figure })}\n`)
  process.stderr.write(
    `| ${name} | ${date} | ${values.seed} | ${trials} | ${broken.length} | ${seen} |\n`,
  )
  if (broken.length > 0) process.exitCode = 1
}
