import { writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadRules } from '../../../ingest/load-rules.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('known cause lines')

// What tells one line of a template from another is masked in the template.
const userRules = {
  knownCauses: [
    {
      id: 'odd-second-address',
      title: 'A mirror whose address ends in an odd digit',
      explanation: 'Only the digits tell.',
      kind: 'transient',
      patterns: ['(?i)http://\\S+ .*\\[[\\d,]*[13579] k?B\\]'],
      except: ['\\[\\d*7\\d* k?B\\]'],
      fix: ['None'],
      risk: 'None.',
      verify: 'true',
      samples: ['Get:1 http://mirror/ubuntu jammy/main amd64 make [183 kB]'],
      counterSamples: ['Get:1 http://mirror/ubuntu jammy/main amd64 make [184 kB]'],
    },
  ],
}

interface AttemptLine {
  readonly instance_id: string
  readonly attempt: number
  readonly line_ordinal: number
  readonly text: string
}

const lines = `
  SELECT attempt.instance_id, attempt.attempt, log_line.line_ordinal, log_line.text
    FROM attempt
    JOIN log_line ON log_line.log_stream_id = attempt.log_stream_id
                 AND log_line.line_ordinal BETWEEN attempt.first_line AND attempt.last_line
   ORDER BY attempt.instance_id, attempt.attempt, log_line.line_ordinal`

/** The catalogue by another engine, each pattern by itself on each line. */
function bruteForce(rules: ReturnType<typeof loadRules>): (line: string) => readonly string[] {
  const regExp = ({ source }: { source: string }) =>
    source.startsWith('(?i)') ? new RegExp(source.slice(4), 'i') : new RegExp(source)
  const causes = rules.knownCauses.causes.map(({ id, patterns, except }) => ({
    id,
    patterns: patterns.map(regExp),
    except: except.map(regExp),
  }))
  const known = new Map<string, readonly string[]>()
  return (line) => {
    const text = line.replace(/^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?Z?\]?:? +/, '')
    const found = known.get(text) ?? (text.startsWith('+') ? [] : matching(text))
    known.set(text, found)
    return found
  }
  function matching(text: string): readonly string[] {
    return causes
      .filter(({ except }) => !except.some((pattern) => pattern.test(text)))
      .filter(({ patterns }) => patterns.some((pattern) => pattern.test(text)))
      .map(({ id }) => id)
  }
}

function countedByHand(world: DemoWorld, causesOf: (line: string) => readonly string[]) {
  const found = new Map<string, { line_ordinal: number; lines: number }>()
  for (const { instance_id, attempt, line_ordinal, text } of world.query<AttemptLine>(lines)) {
    for (const cause of causesOf(text)) {
      const key = `${instance_id} ${attempt} ${cause}`
      const row = found.get(key) ?? { line_ordinal, lines: 0 }
      row.lines += 1
      found.set(key, row)
    }
  }
  return [...found].map(([key, row]) => ({ key, ...row })).sort((a, b) => (a.key < b.key ? -1 : 1))
}

test('every line of every attempt is tried on every pattern, and what matches is counted', async () => {
  await withDemo({ instances: 40 }, async (world) => {
    const path = `${world.path}.rules.json`
    writeFileSync(path, JSON.stringify(userRules))
    const rules = loadRules(path)
    await world.sync({ rules })
    const stored = world.query<{ key: string }>(
      `SELECT instance_id || ' ' || attempt || ' ' || known_cause AS key, line_ordinal, lines
         FROM known_cause_line ORDER BY key`,
    )
    assert.ok(stored.length > 30, String(stored.length))
    assert.ok(stored.some(({ key }) => key.endsWith('odd-second-address')))
    assert.equal(stored, countedByHand(world, bruteForce(rules)))
  })
})

test('the file holds the catalogue that it was judged by: the own entries first, what is switched off last', async () => {
  await withDemo({ instances: 8 }, async (world) => {
    const path = `${world.path}.rules.json`
    const [replaced, removed, ...others] = loadRules().knownCauses.causes
    const own = { ...userRules.knownCauses[0], id: replaced?.id }
    const off = { id: removed?.id, disabled: true }
    writeFileSync(path, JSON.stringify({ knownCauses: [own, off] }))
    await world.sync({ rules: loadRules(path) })
    const stored = world.query<Readonly<Record<string, string | number>>>(
      'SELECT known_cause, origin, disabled, title, patterns, fix FROM catalogue_entry ORDER BY rank',
    )
    assert.equal(
      stored.map(({ known_cause }) => known_cause),
      [replaced?.id, ...others.map(({ id }) => id), removed?.id],
    )
    assert.equal(stored[0], {
      ...{ known_cause: replaced?.id, origin: 'own', disabled: 0, title: own.title },
      ...{ patterns: JSON.stringify(own.patterns), fix: '["None"]' },
    })
    assert.equal(
      stored.filter(({ disabled }) => disabled === 1).map(({ origin }) => origin),
      ['shipped'],
    )
    await world.sync()
    assert.equal(
      world.query("SELECT 1 FROM catalogue_entry WHERE origin = 'own' OR disabled = 1"),
      [],
    )
  })
})

const healthyHits = `
  SELECT known_cause_line.known_cause, count(*) AS instances
    FROM instance
    JOIN known_cause_line ON known_cause_line.cluster_id  = instance.cluster_id
                         AND known_cause_line.instance_id = instance.instance_id
                         AND known_cause_line.attempt     = instance.attempts
   WHERE instance.state IN ('succeeded', 'succeeded-after-retry')
   GROUP BY known_cause_line.known_cause
   ORDER BY known_cause_line.known_cause`

test('the healthy that a cause hits are those with such a line; above 10 % it is demoted', async () => {
  await withDemo({ instances: 40 }, async (world) => {
    await world.sync()
    const stated = world.query<{ known_cause: string; instances: number; demoted: number }>(
      `SELECT known_cause, healthy_instances AS instances, healthy, demoted
         FROM known_cause_hit
        WHERE bring_up_id = '' AND healthy_instances > 0
        ORDER BY known_cause`,
    )
    const healthy = world.query(
      "SELECT 1 FROM instance WHERE state IN ('succeeded', 'succeeded-after-retry')",
    ).length
    const counted = world.query<{ known_cause: string; instances: number }>(healthyHits)
    assert.ok(counted.length > 0)
    assert.equal(
      stated,
      counted.map((row) => ({
        ...row,
        healthy,
        demoted: Number(row.instances / healthy > 0.1),
      })),
    )
    assert.ok(stated.some(({ demoted }) => demoted === 1))
  })
})

test.run()
