// What a real sync writes to its file and the write-ahead log, call by call, as strace saw it.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../synced-demo.ts'

/** A call on one of the files, in order. */
export type FileCall = { readonly file: string } & (
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'sync' }
  | { readonly kind: 'remove' }
)

const patterns = {
  write: /^pwrite64\(\d+<(?<file>[^>]+)>, "(?<hex>(?:\\x[0-9a-f]{2})*)", \d+, (?<at>\d+)\) = \d+$/,
  truncate: /^ftruncate\(\d+<(?<file>[^>]+)>, (?<length>\d+)\) = 0$/,
  sync: /^f(?:data)?sync\(\d+<(?<file>[^>]+)>\) = 0$/,
  remove: /^unlink\("(?<hex>(?:\\x[0-9a-f]{2})*)"\) = 0$/,
} as const

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}

function nameOf(hex = ''): string {
  return bytesOf(hex).toString()
}

function callOf(line: string): FileCall | undefined {
  const write = patterns.write.exec(line)?.groups
  if (write !== undefined)
    return {
      ...{ kind: 'write', file: nameOf(write.file), at: Number(write.at) },
      bytes: bytesOf(write.hex ?? ''),
    }
  const truncate = patterns.truncate.exec(line)?.groups
  if (truncate !== undefined)
    return { kind: 'truncate', file: nameOf(truncate.file), length: Number(truncate.length) }
  const sync = patterns.sync.exec(line)?.groups
  if (sync !== undefined) return { kind: 'sync', file: nameOf(sync.file) }
  const remove = patterns.remove.exec(line)?.groups
  return remove && { kind: 'remove', file: nameOf(remove.hex) }
}

/** Runs a process to its end; resolves with its calls on the files, which one thread makes. Needs strace. */
export async function recordedCalls(
  words: readonly string[],
  files: readonly string[],
): Promise<readonly FileCall[]> {
  const folder = temporaryFolder()
  const trace = 'trace=pwrite64,ftruncate,fsync,fdatasync,unlink'
  const paths = files.flatMap((file) => ['-P', file])
  // A file a thread: the calls of one are never cut by those of another.
  const strace = ['-ff', '-qq', '-y', '-xx', '-s', '1000000', ...paths, '-e', trace]
  const running = spawn('strace', [...strace, '-o', join(folder, 'calls'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const code = await new Promise((resolve) => running.once('close', resolve))
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`)
  const threads = readdirSync(folder).filter((name) => name.startsWith('calls.'))
  return threads
    .flatMap((name) => readFileSync(join(folder, name), 'latin1').split('\n'))
    .flatMap((line) => callOf(line) ?? [])
}
