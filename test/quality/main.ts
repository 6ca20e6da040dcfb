// `npm run quality -- FOLDER`: how well templates and decisive lines do on labelled corpora, against a floor and an aim.
// FOLDER holds any of `loghub/`, `logchunks/`, `cidiff/`, `fleet-*/`; what is missing is left out.
import { readFileSync } from 'node:fs'
import { explainRules } from '../../ingest/lifecycle/explain-rules.ts'
import { fleetQuality } from './fleet-quality.ts'
import { cidiffQuality, logChunkQuality } from './root-cause-quality.ts'
import { templateQuality, templateSpeed } from './template-quality.ts'

/** One measured number. Lower is better when the aim lies below the floor. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly floor: number
  readonly aim: number
}

function readData(name: string) {
  return JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'))
}

function verdict({ value, floor, aim }: Figure): string {
  const sign = aim < floor ? -1 : 1
  if (value * sign >= aim * sign) return 'aim reached'
  return value * sign >= floor * sign ? 'above floor' : 'BELOW FLOOR'
}

function row(figure: Figure): string {
  const numbers = [figure.value, figure.floor, figure.aim].map((value) =>
    value.toFixed(4).padStart(9),
  )
  return `${figure.name.padEnd(32)}${numbers.join('')}  ${verdict(figure)}\n`
}

const [root] = process.argv.slice(2)
if (root === undefined) {
  process.stderr.write(
    'Usage: npm run quality -- FOLDER (with loghub/, logchunks/, cidiff/, fleet-*/)\n',
  )
  process.exitCode = 2
} else {
  const rules = explainRules(readData('line-classes.json'), readData('line-weights.json'))
  const parts = [
    () => templateQuality(root),
    () => templateSpeed(root),
    () => logChunkQuality(root, rules),
    () => cidiffQuality(root, rules),
    () => fleetQuality(root, rules),
  ]
  process.stdout.write(
    `${'figure'.padEnd(32)}${'measured'.padStart(9)}${'floor'.padStart(9)}${'aim'.padStart(9)}\n`,
  )
  for (const part of parts) for (const figure of part()) process.stdout.write(row(figure))
}
