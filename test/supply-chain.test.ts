// What an installation brings along, as the lock file has it.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('supply chain')

const root = new URL('.', import.meta.resolve('#package.json'))
const { dependencies, devDependencies } =
  jsonOf<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>(
    'package.json',
  )
const { packages } = jsonOf<{ packages: Record<string, { version?: string; dev?: boolean }> }>(
  'package-lock.json',
)
const brought = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && dev !== true)
  .map(([path, { version = '' }]) => `${path.split('node_modules/').at(-1)}@${version}`)

function jsonOf<Value>(name: string): Value {
  return JSON.parse(readFileSync(new URL(name, root), 'utf8')) as Value
}

// Who changes a number here has looked at what comes with it.
test('an installation brings 15 packages that are asked for, and at most 110 in all', () => {
  assert.is(Object.keys(dependencies).length, 15)
  assert.ok(brought.length > 50 && brought.length <= 110, `${brought.length} packages`)
})

test('none of them is known to let log text through as markup, or to have been taken over', () => {
  const unsafe =
    /^(?:ansi-to-html|ansi_up|fancy-ansi|tar|re2-wasm|request|event-stream|node-ipc)@|^(?:strip-ansi@7\.1\.1|ansi-regex@6\.2\.1|chalk@5\.6\.1|debug@4\.4\.2)$/
  assert.equal(
    brought.filter((each) => unsafe.test(each)),
    [],
  )
})

test('packages come from a registry by their number, none by an address; what runs in browsers is one version', () => {
  const asked = Object.entries({ ...dependencies, ...devDependencies })
  assert.equal(
    asked.filter(([, range]) => !/^[\^~]?\d[\w.-]*$/.test(range)),
    [],
  )
  assert.match(dependencies['htmx.org'] ?? '', /^\d+\.\d+\.\d+$/)
})

test.run()
