import { readFileSync, statSync } from 'node:fs'

// Where a reader of SQLite's write-ahead log locks the file beside it, one byte a mark (sqlite.org/walformat.html).
const firstMark = 123
const lastMark = 127

// `12: POSIX  ADVISORY  READ 4711 fd:01:1234567 124 124`
const lockLine = /^\d+: POSIX +ADVISORY +READ +(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) (\d+) (\d+)$/gm

/**
 * Other processes that are in a reading transaction of a database, as `sqlite3 (process 4711)`. Empty where the system does not
 * say, as on macOS.
 */
export function readersOf(path: string): readonly string[] {
  try {
    const { ino } = statSync(`${path}-shm`)
    const locks = [...readFileSync('/proc/locks', 'latin1').matchAll(lockLine)].filter(
      ([, , inode, from, to]) =>
        Number(inode) === ino && Number(from) >= firstMark && Number(to) <= lastMark,
    )
    const processes = new Set(locks.map(([, pid]) => Number(pid)))
    return [...processes].filter((pid) => pid > 0 && pid !== process.pid).map(named)
  } catch {
    // Who reads is said where it is known; that somebody does is known without it.
    return []
  }
}

function named(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`
  } catch {
    return `process ${pid}`
  }
}
