// `npm run try-package`: the package as an operator gets it. Packs it, installs it with npm from the registry into an empty
// folder, once with each Node that it promises to run on, and uses it there. Needs a network, so it is no test;
// a release begins with it. One line a step; ends with 1 at the first step that fails.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { output, packed, sourceCopy } from './packed-package.ts'
import { temporaryFolder } from './synced-demo.ts'

const nodeVersions = [24, 26]

/** An empty folder with the package and one Node, both installed by npm. */
function installedWith(version: number, tarball: string): string {
  const folder = join(temporaryFolder(), `node-${version}`)
  mkdirSync(folder)
  // The package `node` fetches its binary by a script; nothing else may run one.
  const allowScripts = { node: true, 'better-sqlite3': false }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }))
  output('npm', ['install', `node@${version}`, tarball], folder)
  return folder
}

/** Starts the viewer, asks for one page, and stops it as Ctrl-C does. */
async function servedPage(folder: string): Promise<string> {
  const words = ['hyperscope', 'serve', '--db', 'hyperscope-demo.db', '--port', '0', '--no-token']
  const viewer = spawn(join(folder, 'node_modules/.bin/node'), binOf(folder, words), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for await (const chunk of viewer.stdout) {
    said += String(chunk)
    if (/http:\/\/\S+/.test(said)) break
  }
  const url = /http:\/\/\S+/.exec(said)?.[0]
  assert.ok(url, 'serve printed no URL')
  const page = await fetch(url as string)
  const text = await page.text()
  viewer.kill('SIGINT')
  await once(viewer, 'exit')
  assert.is(page.status, 200, text)
  return text
}

function binOf(folder: string, [name = '', ...words]: readonly string[]): readonly string[] {
  return [join(folder, 'node_modules/.bin', name), ...words]
}

async function tryWith(version: number, tarball: string): Promise<void> {
  const folder = installedWith(version, tarball)
  const run = (...words: readonly string[]) =>
    output(join(folder, 'node_modules/.bin/node'), binOf(folder, ['hyperscope', ...words]), folder)
  const say = (text: string) => process.stdout.write(`node ${version}: ${text}\n`)
  const versions = run('--version')
  assert.match(versions, `Node ${version}.`)
  say(versions.trim().replaceAll('\n', ', '))
  assert.match(run('--help'), 'Usage: hyperscope')
  run('demo', '--instances', '40', '--no-serve')
  say(
    /^.*of \d+ instances failed.*$/m.exec(run('summary', '--db', 'hyperscope-demo.db'))?.[0] ?? '',
  )
  run('doctor', '--db', 'hyperscope-demo.db')
  say('doctor finds nothing wrong')
  assert.match(await servedPage(folder), 'ml-prod')
  say('serve shows the cluster')
}

const tarball = packed(sourceCopy(temporaryFolder()))
for (const version of nodeVersions) await tryWith(version, tarball)
