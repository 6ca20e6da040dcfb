// `npm run bench [SUBJECT…]`: figures that anyone can repeat, as ratios against a limit or a peer measured in the same run.
// One JSON object a line on stdout, a table on stderr. `--instances 800,5000`: the sizes of the demo clusters that pages and
// searches are measured on; `--keep FOLDER`: where those are kept for the next run.
import { parseArgs } from 'node:util'
import type { BenchOptions } from './bench-options.ts'
import { ingestFigures } from './ingest-figures.ts'
import { lakeFigures } from './lake-figures.ts'
import { pageFigures } from './page-figures.ts'
import { searchFigures } from './search-figures.ts'
import { stageFigures } from './stage-figures.ts'
import { startFigures } from './start-figures.ts'
import { type Figure, syncFigures } from './sync-figures.ts'

const subjects: Readonly<Record<string, (options: BenchOptions) => AsyncIterable<Figure>>> = {
  sync: syncFigures,
  ingest: ingestFigures,
  lake: lakeFigures,
  start: startFigures,
  pages: pageFigures,
  search: searchFigures,
  stages: stageFigures,
}

const { values, positionals: asked } = parseArgs({
  options: {
    instances: { type: 'string', default: '800,5000' },
    keep: { type: 'string' },
  },
  allowPositionals: true,
})
const options = { instances: values.instances.split(',').map(Number), kept: values.keep }
const unknown = [
  ...asked.filter((name) => !(name in subjects)),
  ...options.instances.filter((size) => !Number.isInteger(size)),
]
if (unknown.length > 0) {
  process.stderr.write(
    `There is no ${unknown.join(', ')}; subjects are ${Object.keys(subjects).join(', ')}, sizes whole numbers.\n`,
  )
  process.exit(2)
}
process.stderr.write('| figure | measured | aim |\n| --- | --- | --- |\n')
for (const [name, figures] of Object.entries(subjects)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for await (const figure of figures(options)) {
    process.stdout.write(`${JSON.stringify({ subject: name, ...figure })}\n`)
    process.stderr.write(
      `| ${figure.figure} | ${Number(figure.measured.toPrecision(4))} | ${figure.aim} |\n`,
    )
  }
}
