// Node keeps what it made of our files, compiled, in the user's cache folder, so that the next command starts without that
// work. What stands there is run: a folder that others may write is not used. NODE_DISABLE_COMPILE_CACHE=1 switches it off.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/** Where there is no such folder, or none can be made, every start compiles. */
export function keepCompiled(env: Readonly<Record<string, string | undefined>>): void {
  const folder = cacheFolder(env)
  if (folder === undefined) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOurs(folder)) enableCompileCache(folder)
  } catch {
    // It is quicker with it, and right without.
  }
}

/** In XDG_CACHE_HOME, else `~/.cache`; on Windows in LOCALAPPDATA. */
function cacheFolder({
  XDG_CACHE_HOME,
  LOCALAPPDATA,
  HOME,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  const cache = XDG_CACHE_HOME || LOCALAPPDATA
  if (cache) return join(cache, 'hyperscope', 'compiled')
  return HOME && existsSync(HOME) ? join(HOME, '.cache', 'hyperscope', 'compiled') : undefined
}

function isOurs(folder: string): boolean {
  if (process.platform === 'win32') return true
  const { mode, uid } = statSync(folder)
  return (mode & 0o022) === 0 && uid === process.getuid?.()
}
