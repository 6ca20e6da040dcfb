// What the repository may hold: files of readable length with telling names, a known root, a lock file that any
// registry can serve, and no word of the place it was written at.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('repository')

const root = fileURLToPath(new URL('.', import.meta.resolve('#package.json')))
const folders = ['.ci', 'data', 'docs', 'ingest', 'migrations', 'server', 'test', 'views']
const files = folders.flatMap(filesBelow)

/** Paths below a folder of the repository, relative to its root. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(root, path)).isFile())
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

test('no source file is longer than 250 lines', () => {
  const code = files.filter((path) => path.endsWith('.ts') && !path.startsWith('test/'))
  assert.ok(code.length > 60)
  const long = code.map((path) => ({ path, lines: textOf(path).split('\n').length - 1 }))
  assert.equal(
    long.filter(({ lines }) => lines > 250),
    [],
  )
})

test('a file is named after what it exports: no src, utils, helpers, common, types, index', () => {
  const vague = /^(?:src|lib|utils?|helpers?|common|misc|types?|index|constants)(?:\.\w+)*$/
  assert.equal(
    files.filter((path) => path.split('/').some((part) => vague.test(part))),
    [],
  )
})

const rootEntries = new Set([
  ...['.ci', '.git', '.gitignore', '.npmrc', 'biome.json', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['data', 'docs', 'ingest', 'migrations', 'server', 'test', 'views'],
  // Ignored by git.
  ...['node_modules', 'dist'],
])

test('the root holds the known files and folders, and databases that git ignores', () => {
  const ignored = /\.db(?:-wal|-shm|\.lock)?$|\.cpuprofile$|^\.DS_Store$/
  const entries = readdirSync(root).filter((name) => !ignored.test(name))
  assert.equal(
    entries.filter((name) => !rootEntries.has(name)),
    [],
  )
})

test('the lock file pins contents, not places: any registry or mirror can serve them', () => {
  const lock = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>
  }
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  assert.ok(packages.length > 50)
  assert.equal(
    packages.filter(([, { resolved }]) => resolved !== undefined),
    [],
  )
  assert.equal(
    packages.filter(([, { integrity }]) => integrity === undefined),
    [],
  )
})

test('no file names a registry, or a path of the machine it was written on', () => {
  // In pieces, so that this file does not hold what it looks for.
  const names = [`registry.${'npmjs'}`, `registry.${'yarnpkg'}`, `../${'shared'}/`, `/${'work'}/`]
  const rootFiles = [...rootEntries].filter((name) =>
    /\.(?:md|json)$|^\.npmrc$|^LICENSE$/.test(name),
  )
  const written = files.filter((name) => /\.(?:ts|md|json|sql|css|js|svg)$|\/run$/.test(name))
  for (const path of [...rootFiles, ...written]) {
    const text = textOf(path)
    for (const name of names) assert.not(text.includes(name), `${path}: ${name}`)
  }
})

test.run()
