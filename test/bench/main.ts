// `npm run bench [SUBJECT…]`: figures that anyone can repeat, as ratios against a limit or a peer measured in the same run.
// One JSON object a line on stdout, a table on stderr.
import { startFigures } from './start-figures.ts'
import { type Figure, syncFigures } from './sync-figures.ts'

const subjects: Readonly<Record<string, () => AsyncIterable<Figure>>> = {
  sync: syncFigures,
  start: startFigures,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in subjects))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no subject ${unknown.join(', ')}; there are ${Object.keys(subjects).join(', ')}.\n`,
  )
  process.exit(2)
}
process.stderr.write('| figure | measured | aim |\n| --- | --- | --- |\n')
for (const [name, figures] of Object.entries(subjects)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for await (const figure of figures()) {
    process.stdout.write(`${JSON.stringify({ subject: name, ...figure })}\n`)
    process.stderr.write(`| ${figure.figure} | ${figure.measured.toFixed(3)} | ${figure.aim} |\n`)
  }
}
