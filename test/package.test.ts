// What `npm pack` would hand out: compiled, with its data, and nothing that it does not need.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filesBelow, installed, output, packed, root, sourceCopy } from './packed-package.ts'
import { temporaryFolder } from './synced-demo.ts'

const test = suite('package')

interface PackageFile {
  readonly name: string
  readonly version: string
  readonly type: string
  readonly license: string
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly engines: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const packageFile = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageFile

test('the scripts run on the Node 24 that the package brings along', () => {
  assert.is(packageFile.engines.node, '>=24')
  assert.is(packageFile.devDependencies.node, '24.x')
  assert.is(process.versions.node.split('.')[0], '24')
})

test('only the script that fetches Node may run at an install', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>
  }
  const withScripts = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  for (const name of withScripts) assert.ok(name in packageFile.allowScripts, name)
  const allowed = Object.keys(packageFile.allowScripts).filter(
    (name) => packageFile.allowScripts[name],
  )
  assert.equal(allowed, ['node'])
})

test('every dependency is imported by the sources, and every one they import is listed', () => {
  const folders = ['ingest', 'server', 'views', 'migrations']
  const texts = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  )
  const all = texts.join('\n')
  for (const name of Object.keys(packageFile.dependencies)) {
    const isNamed = all.includes(`'${name}'`) || all.includes(`'${name}/`)
    assert.ok(isNamed, `${name} is a dependency that nothing imports`)
  }
})

const folder = temporaryFolder()
const source = sourceCopy(folder)
// Logs of a real cluster may stand here; git ignores the folder, npm would not.
mkdirSync(join(source, 'data/local'))
writeFileSync(join(source, 'data/local/provisioning.log'), 'secret')
const tarball = packed(source)
const home = installed(tarball, join(folder, 'elsewhere'))
const bin = join(home, packageFile.bin.hyperscope ?? '')
const run = (...words: readonly string[]) => output(process.execPath, [bin, ...words], folder)

test('the package holds dist, migrations, data, assets and docs, and no source, test or local log', () => {
  const parts = /^(?:dist|migrations|data|views\/assets|docs)\//
  const others = filesBelow(home).filter((path) => !parts.test(path))
  assert.equal(others, ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'])
  const odd = filesBelow(home).filter((path) =>
    /\.(?:ts|test\.js)$|^data\/local|^dist\/test/.test(path),
  )
  assert.equal(odd, [])
  for (const part of ['migrations', 'data', 'views/assets', 'docs']) {
    const wanted = filesBelow(join(source, part)).filter((path) => !/\.ts$|^local/.test(path))
    assert.ok(wanted.length > 0)
    assert.equal(filesBelow(join(home, part)), wanted)
  }
})

test('publint finds nothing in the package', async () => {
  const bytes = new Uint8Array(readFileSync(tarball))
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
  assert.equal(messages, [])
})

test('the installed command is executable, and says its versions, its help and how its file is', () => {
  assert.match(readFileSync(bin, 'utf8'), /^#!\/usr\/bin\/env node\n/)
  assert.match(run('--version'), `hyperscope ${packageFile.version}\n`)
  assert.match(run('--help'), 'Usage: hyperscope')
  assert.match(run('doctor', '--db', 'none.db'), 'There is no file none.db yet.')
})

test('--help loads the command line alone: neither SQLite nor the server nor the AWS SDK', () => {
  const hook = join(folder, 'loaded.mjs')
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module'
     registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) })`,
  )
  const { stderr } = spawnSync(process.execPath, ['--import', hook, bin, '--help'], {
    encoding: 'utf8',
  })
  const loaded = stderr.split('\n').filter((url) => url.startsWith('file:'))
  assert.ok(loaded.length > 10, stderr)
  const quick =
    /commander\/|dist\/server\/(?:cli\/(?!run-)|settings)|dist\/ingest\/(?:operator-error|files\/file-format)/
  assert.equal(
    loaded.filter((url) => !quick.test(url)),
    [],
  )
})

test('the installed package finds its migrations, rules and assets, and brings up the demo', () => {
  run('demo', '--instances', '8', '--no-serve')
  assert.match(run('summary', '--db', 'hyperscope-demo.db'), 'of 8 instances failed')
})

test.run()
