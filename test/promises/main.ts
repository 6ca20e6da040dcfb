// `npm run soak [SUBJECT…] [--runs N] [--seed N]`: the harnesses that CI runs for minutes, for as long as one likes. A table line and a
// JSON object a subject; exit code 1 when a promise was broken.
import { parseArgs } from 'node:util'
import { subjects } from './subjects.ts'

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
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const { runs, needs } = subject
  if (needs?.isHere() === false) {
    process.stderr.write(`| ${name}: skipped, ${needs.what} | | | | | |\n`)
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
