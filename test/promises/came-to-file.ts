// Loaded by `node --import` into a command: its last words are how long ago it first looked for its database. How long a process takes to
// start says nothing of what it then does.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const { existsSync } = fs
  let cameMs: number | undefined
  fs.existsSync = (path) => {
    if (String(path).endsWith('.db')) cameMs ??= performance.now()
    return existsSync(path)
  }
  syncBuiltinESMExports()
  process.on('exit', () => {
    const tookMs = performance.now() - (cameMs ?? 0)
    process.stderr.write(`\n${JSON.stringify({ tookMs })}\n`)
  })
}
