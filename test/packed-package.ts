// The package as `npm pack` makes it, from a copy of the sources: building must not touch the `dist` that stands here.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

export const root = fileURLToPath(new URL('.', import.meta.resolve('#package.json')))

/** Not part of the sources, whoever works here. */
const left = new Set(['node_modules', 'dist', '.git', 'gallery', 'data/local'])

/** Runs a program to its end and returns its stdout; what it says to stderr if it fails. */
export function output(program: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8' })
  assert.is(status, 0, `${program} ${words.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

/** A copy of the sources that can be built: its modules are those of this repository. */
export function sourceCopy(folder: string): string {
  const copy = join(folder, 'source')
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !left.has(relative(root, path)) && !/\.db(?:-wal|-shm|\.lock)?$/.test(path),
  })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Packs a copy of the sources with npm, its build included; returns the path of the tarball. */
export function packed(source: string): string {
  output('npm', ['pack', '--pack-destination', '..'], source)
  const name = readdirSync(dirname(source)).find((entry) => entry.endsWith('.tgz'))
  assert.ok(name, 'npm pack wrote no tarball')
  return join(dirname(source), name as string)
}

/** Files of a folder with all below, relative to it, sorted. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
}

/**
 * Unpacks a tarball into an empty folder as an install would, without a network: beside it stand, of the modules of
 * this repository, those alone that an install of the package brings. Returns the folder of the package.
 */
export function installed(tarball: string, folder: string): string {
  const modules = join(folder, 'node_modules')
  const home = join(modules, 'hyperscope')
  mkdirSync(home, { recursive: true })
  output('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'], folder)
  for (const path of runtimeModules()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    symlinkSync(join(root, path), join(folder, path))
  }
  return home
}

function runtimeModules(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
  }
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path.lastIndexOf('node_modules/') === 0 && dev !== true)
    .map(([path]) => path)
}

/** The command as an operator has it: packed, installed in a folder of its own; the path of its program. */
export function packedProgram(folder: string): string {
  return join(
    installed(packed(sourceCopy(folder)), join(folder, 'elsewhere')),
    'dist/server/cli/main.js',
  )
}
