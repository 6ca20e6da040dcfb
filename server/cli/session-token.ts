// The token of a viewer stays the same when it is started again, so that an open page needs nothing but a reload. It comes
// from a secret that is made once for a user, and the path of the database: who is given the address of one database is
// not let into another. The secret stands with the user's other state and not beside the database, which may lie in a
// folder that cannot be written, or be handed on with all that stands beside it.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export interface SessionToken {
  /** 128 bits that need no escaping in a URL. */
  readonly token: string
  /** Why it will be another at the next start; undefined: it will be the same. */
  readonly warning?: string
}

type Environment = Readonly<Record<string, string | undefined>>

export function sessionToken(databasePath: string, env: Environment): SessionToken {
  try {
    return { token: tokenOf(keptSecret(secretFile(env)), databasePath) }
  } catch (error) {
    const { message } = error as Error
    return {
      token: tokenOf(randomBytes(32).toString('hex'), databasePath),
      warning: `The address will be another at the next start: its secret cannot be kept (${message}).`,
    }
  }
}

function tokenOf(secret: string, databasePath: string): string {
  const hash = createHmac('sha256', secret).update(resolve(databasePath)).digest()
  return hash.subarray(0, 16).toString('base64url')
}

/** In XDG_STATE_HOME, else `~/.local/state`; on Windows in LOCALAPPDATA. Throws where there is no such place. */
function secretFile({ XDG_STATE_HOME, LOCALAPPDATA, HOME }: Environment): string {
  const folder = XDG_STATE_HOME || LOCALAPPDATA
  if (folder) return join(folder, 'hyperscope', 'secret')
  if (HOME && existsSync(HOME)) return join(HOME, '.local', 'state', 'hyperscope', 'secret')
  throw new Error('there is no home folder')
}

/** Made by the first start; readable by its owner alone, or not used. */
function keptSecret(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    const secret = randomBytes(32).toString('hex')
    writeFileSync(file, `${secret}\n`, { flag: 'wx', mode: 0o600 })
    return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`others may read ${file}: remove it`)
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(secret)) throw new Error(`${file} holds no secret: remove it`)
  return secret
}
