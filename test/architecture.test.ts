// Holds the layout true: which folder may import which, where SQL, the clock and the environment may stand, what the
// tree may hold. Every source file is read as text, so that a static, a dynamic and a type import all count.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('architecture')

const root = fileURLToPath(new URL('.', import.meta.resolve('#package.json')))
const sourceFolders = ['ingest', 'server', 'views', 'migrations']
const sources = sourceFolders.flatMap(filesBelow).filter((path) => path.endsWith('.ts'))
const texts = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

/** Paths below a folder of the repository, relative to its root. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(root, path)).isFile())
}

interface Import {
  readonly path: string
  /** A path of the repository, or the name of a package. */
  readonly target: string
  readonly isDynamic: boolean
  readonly isType: boolean
}

const importPattern =
  /^import(?<type> type)? [^'"]*?from '(?<from>[^']+)'|^import '(?<effect>[^']+)'|^export [^'"]*? from '(?<again>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm

function importsOf(path: string): readonly Import[] {
  const text = texts.get(path) ?? ''
  return Array.from(text.matchAll(importPattern), ({ groups = {} }) => {
    const name = groups.from ?? groups.effect ?? groups.again ?? groups.dynamic ?? ''
    const target = name.startsWith('.') ? join(dirname(path), name) : name
    return {
      path,
      target,
      isDynamic: groups.dynamic !== undefined,
      isType: groups.type === ' type',
    }
  })
}

const imports = sources.flatMap(importsOf)

function isWithin(path: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}

/** Imports of the chosen files that the rule does not allow, as `file -> target`. */
function strays(
  chosen: (path: string) => boolean,
  allowed: (target: string) => boolean,
): readonly string[] {
  return imports
    .filter(({ path, target }) => chosen(path) && !allowed(target))
    .map(({ path, target }) => `${path} -> ${target}`)
}

test('every file of every folder is looked at', () => {
  assert.ok(sources.length > 60)
  assert.ok(imports.length > 200)
  for (const folder of sourceFolders)
    assert.ok(
      sources.some((path) => isWithin(path, folder)),
      folder,
    )
})

test('no import is written in a way that this test does not read', () => {
  const quoted = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'`]([^"'`\s]+)["'`]/g
  for (const [path, text] of texts) {
    const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
    const found = Array.from(code.matchAll(quoted), ([, name]) => name)
    assert.is(importsOf(path).length, found.length, `${path}: ${found.join(', ')}`)
  }
})

test('ingest/lifecycle imports nothing outside its folder', () => {
  const inside = (path: string) => isWithin(path, 'ingest/lifecycle')
  assert.equal(strays(inside, inside), [])
})

test('views import views, ingest/lifecycle and the html tag', () => {
  const allowed = (target: string) =>
    isWithin(target, 'views', 'ingest/lifecycle', '@remix-run/html-template')
  assert.equal(
    strays((path) => isWithin(path, 'views'), allowed),
    [],
  )
})

test('migrations import node:, better-sqlite3 and the operator errors', () => {
  const allowed = (target: string) =>
    target.startsWith('node:') ||
    isWithin(target, 'migrations', 'better-sqlite3', 'ingest/operator-error.ts')
  assert.equal(
    strays((path) => isWithin(path, 'migrations'), allowed),
    [],
  )
})

test('ingest imports no views, no server and no web framework', () => {
  const allowed = (target: string) =>
    !isWithin(target, 'views', 'server', 'fastify', '@fastify', '@remix-run', 'commander')
  assert.equal(
    strays((path) => isWithin(path, 'ingest'), allowed),
    [],
  )
})

test('only ingest/cloudwatch imports the AWS SDK', () => {
  const allowed = (target: string) => !isWithin(target, '@aws-sdk', '@smithy')
  assert.equal(
    strays((path) => !isWithin(path, 'ingest/cloudwatch'), allowed),
    [],
  )
})

// How lines lie in a block, numbers in a list and grams in the search index is known once, to who writes and who reads
// them. No statement stands in these files.
const sharedWithReaders = [
  'ingest/store/log-block.ts',
  'ingest/store/number-list.ts',
  'ingest/store/search-gram.ts',
  'ingest/store/search-segment.ts',
]

// The only statements by which the viewer writes, and the files that know of them.
// What the viewer writes.
const viewerStores = ['ingest/store/note-store.ts', 'ingest/store/red-herring-store.ts']

test('of the server only server/cli reaches sync, cloudwatch, files, demo and the writing stores', () => {
  const inside = ['ingest/sync', 'ingest/cloudwatch', 'ingest/files', 'ingest/demo', 'ingest/store']
  assert.equal(
    strays(
      (path) => isWithin(path, 'server') && !isWithin(path, 'server/cli'),
      (target) =>
        !isWithin(target, ...inside) || [...sharedWithReaders, ...viewerStores].includes(target),
    ),
    [],
  )
})

test('the command line starts without the AWS SDK, the web framework and SQLite', () => {
  const loaded = new Set<string>()
  const queue = ['server/cli/command-line.ts']
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (loaded.has(path)) continue
    loaded.add(path)
    const next = importsOf(path).filter(({ isDynamic, isType }) => !isDynamic && !isType)
    queue.push(...next.map(({ target }) => target))
  }
  assert.ok(loaded.has('server/cli/program.ts'))
  const heavy = /^(?:@aws-sdk|@smithy|fastify|better-sqlite3|cli-progress|re2js)/
  assert.equal(
    [...loaded].filter((target) => heavy.test(target)),
    [],
  )
})

test('imports name a file that exists, and packages that package.json names', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const known = Object.keys(dependencies)
  for (const { path, target } of imports) {
    const isKnown =
      target.startsWith('node:') ||
      texts.has(target) ||
      known.some((name) => isWithin(target, name))
    assert.ok(isKnown, `${path} -> ${target}`)
  }
})

/** Text of a file without comments, and with line breaks kept. */
function code(path: string): string {
  const text = texts.get(path) ?? ''
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '')
}

/** Places of a pattern in code, outside the allowed files, as `file:line text`. */
function places(pattern: RegExp, isAllowed: (path: string) => boolean): readonly string[] {
  return sources
    .filter((path) => !isAllowed(path))
    .flatMap((path) =>
      code(path)
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [],
        ),
    )
}

// `sql` runs the operator's own statement, its help and the advice of `why` show one, and `doctor` asks SQLite about the
// file itself.
const sqlPlaces = new Set(
  ['run-select.ts', 'sql-command.ts', 'run-why.ts', 'check-database.ts'].map(
    (name) => `server/cli/${name}`,
  ),
)

test('SQL stands in migrations, ingest/store and server/store alone', () => {
  const isAllowed = (path: string) =>
    isWithin(path, 'migrations', 'ingest/store', 'server/store') || sqlPlaces.has(path)
  const statement =
    /\.prepare\(|\bnew Sqlite\(|\.pragma\(|\/\* sql \*\/|[`'"]\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|PRAGMA|WITH)\s+[a-z@]/
  assert.equal(places(statement, isAllowed), [])
  const lines = /^\s+(?:FROM [a-z_]+|WHERE [a-z_]+|GROUP BY|ORDER BY|JOIN [a-z_]+)/
  assert.equal(places(lines, isAllowed), [])
})

// Waiting is measured on a clock that never steps back, handed in as a value that tests replace; and the demo's endpoint
// stands for a service, which has a clock of its own.
const clockPlaces = new Set([
  'ingest/cloudwatch/timing.ts',
  'ingest/demo/demo-service.ts',
  'ingest/demo/demo-worker.ts',
])

test('the clock is read in server/cli alone', () => {
  const clock = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.hrtime\b/
  assert.equal(
    places(clock, (path) => isWithin(path, 'server/cli') || clockPlaces.has(path)),
    [],
  )
})

test('environment, arguments and standard streams are touched in main.ts and command-line.ts alone', () => {
  const touched = /\bprocess\.(?:env|argv|stdout|stderr|stdin|exit|exitCode|on)\b/
  assert.equal(
    places(touched, (path) => /^server\/cli\/(main|command-line)\.ts$/.test(path)),
    [],
  )
})

test('html.raw stands only below a comment that says why the text is ours', () => {
  for (const path of sources) {
    const lines = (texts.get(path) ?? '').split('\n')
    for (const [index, line] of lines.entries()) {
      if (!/\bhtml\.raw\b/.test(line)) continue
      assert.match(lines[index - 1] ?? '', /^\s*(?:\/\/|\*)/, `${path}:${index + 1}`)
    }
  }
})

test.run()
