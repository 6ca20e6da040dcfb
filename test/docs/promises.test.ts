import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { subjects } from '../promises/subjects.ts'

const test = suite('docs/promises.md')

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = readFileSync(`${root}docs/promises.md`, 'utf8')
const tests = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })

test('every promise names a test that is there', () => {
  const rows = text
    .replace(/## Last runs by script.*?(?=\n## )/s, '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line))
  assert.ok(rows.length >= 13)
  for (const row of rows) {
    const named = Array.from(
      (row.split('|')[2] ?? '').matchAll(/`([\w/.-]+)`/g),
      ([, name]) => name,
    )
    assert.ok(named.length > 0, row)
    for (const name of named)
      assert.ok(
        tests.some((path) => path.endsWith(`${name}.test.ts`)),
        `${name} of ${row}`,
      )
  }
})

test('every harness stands in the table', () => {
  for (const path of tests.filter((name) => /^promises\/.*\.test\.ts$/.test(name)))
    assert.ok(text.includes(`\`${path.replace('.test.ts', '')}\``), path)
  assert.ok(existsSync(`${root}test/promises/main.ts`))
})

test('every run by script is one of a subject that the script has', () => {
  const [table = ''] = /## Last runs by script.*?(?=\n## )/s.exec(text) ?? []
  const named = Array.from(table.matchAll(/^\| ([\w-]+)[^|]*\| \d{4}-/gm), ([, name = '']) => name)
  assert.ok(named.length >= 13)
  assert.equal(
    named.filter((name) => !(name in subjects)),
    [],
  )
})

test.run()
