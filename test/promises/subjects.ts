// What `npm run soak` tries, by name: the harnesses of CI, for as long as one likes.
import { hasChromium } from '../server/chromium.ts'
import { printHostile } from '../server/cli/hostile-terminal-harness.ts'
import { showHostilePages } from '../server/hostile-pages-harness.ts'
import { openReports } from '../server/hostile-report-harness.ts'
import { sendOdd } from '../server/raw-requests-harness.ts'
import { fuzzLocked, fuzzProcesses } from '../server/sql-harness.ts'
import { climb } from '../server/traversal-harness.ts'
import { tryPatterns } from '../slow-patterns-harness.ts'
import { showHostile } from '../views/ansi-harness.ts'
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

const strace: Need = { what: 'strace cannot watch a process here', isHere: canInject }
const mounts: Need = { what: 'no file system of its own here', isHere: canMount }
const chromium: Need = { what: 'no Chromium here', isHere: () => hasChromium }
const limits: Need = { what: 'no limit can be set here', isHere: canLimit }

export interface Subject {
  /** Trials without --runs. */
  readonly runs: number
  readonly needs?: Need
  run(runs: number, seed: number): Promise<PromiseFigure>
}

export const subjects: Readonly<Record<string, Subject>> = {
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
  pages: {
    ...{ runs: 1_000_000, needs: chromium },
    run: (lines, seed) => showHostilePages({ lines, seed }),
  },
  reports: {
    ...{ runs: 40, needs: chromium },
    run: (reports, seed) => openReports({ reports, seed }),
  },
  terminal: { runs: 100_000, run: (lines, seed) => printHostile({ lines, seed }) },
  ansi: { runs: 1_000_000, run: (lines, seed) => showHostile({ lines, seed }) },
  requests: { runs: 200_000, run: (requests, seed) => sendOdd({ requests, seed }) },
  paths: { runs: 20_000, run: (generated, seed) => climb({ generated, seed }) },
  patterns: { runs: 2000, run: (generated, seed) => tryPatterns({ generated, seed }) },
  locked: { runs: 5_000_000, run: (statements, seed) => fuzzLocked({ statements, seed }) },
  sql: { runs: 20_000, run: (statements, seed) => fuzzProcesses({ statements, seed }) },
}
