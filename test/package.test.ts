// What `npm pack` would hand out: compiled, with its data, and nothing that it does not need.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryFolder } from './synced-demo.ts'

const test = suite('package')

interface PackageFile {
  readonly name: string
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

const root = fileURLToPath(new URL('.', import.meta.resolve('#package.json')))
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

/** The package as it is installed: compiled sources, the listed files, and the dependencies. */
function installedPackage(): string {
  const folder = temporaryFolder()
  const tsc = join(root, 'node_modules/.bin/tsc')
  const { status, stdout } = spawnSync(tsc, ['-p', root, '--outDir', join(folder, 'dist')], {
    encoding: 'utf8',
  })
  assert.is(status, 0, stdout)
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const name of packageFile.files.filter((file) => file !== 'dist')) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

test('the compiled package finds its migrations, rules and assets, and brings up the demo', () => {
  const folder = installedPackage()
  const bin = join(folder, packageFile.bin.hyperscope ?? '')
  assert.ok(existsSync(bin))
  assert.match(readFileSync(bin, 'utf8'), /^#!\/usr\/bin\/env node\n/)
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8' })
  const demo = run('demo', '--instances', '8', '--no-serve')
  assert.is(demo.status, 0, demo.stderr)
  const summary = run('summary', '--db', 'hyperscope-demo.db')
  assert.is(summary.status, 0, summary.stderr)
  assert.match(summary.stdout, 'of 8 instances failed')
})

test.run()
