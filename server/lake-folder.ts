import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { writeParquet } from './parquet-file.ts'
import type { LakePart } from './store/lake-store.ts'

// What we write holds what logs hold: it is readable by its owner alone.
const fileMode = 0o600
const folderMode = 0o700

type Partition = Pick<LakePart, 'table' | 'clusterId' | 'bringUp'>

/**
 * A folder of Parquet files in Hive partitions. A file is named by the hash of its bytes and appears whole: what is
 * there already stays untouched, and a run that is cut off leaves nothing that an engine would read.
 */
export class LakeFolder {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Writes a part; one without rows leaves no partition. */
  write(part: LakePart): { readonly rows: number; readonly isNew: boolean } {
    mkdirSync(this.#path, { recursive: true, mode: folderMode })
    const unfinished = join(this.#path, '.unfinished')
    rmSync(unfinished, { force: true })
    writeFileSync(unfinished, '', { mode: fileMode })
    const rows = writeParquet(unfinished, part)
    if (rows > 0) return { rows, isNew: this.#keep(part, unfinished) }
    rmSync(unfinished)
    this.remove(part)
    return { rows, isNew: false }
  }

  remove(partition: Partition): void {
    rmSync(this.#folderOf(partition), { recursive: true, force: true })
  }

  /** Bring-ups of which a table has a partition. */
  bringUps(table: string, clusterId: string): readonly string[] {
    return namesIn(dirname(this.#folderOf({ table, clusterId, bringUp: '' })), 'bring_up')
  }

  /** Clusters of which a table has a partition. */
  clusters(table: string): readonly string[] {
    return namesIn(join(this.#path, table), 'cluster_id')
  }

  /** A text beside the folders of the tables; the same text leaves the file as it is. */
  writeText(name: string, text: string): void {
    const path = join(this.#path, name)
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return
    writeFileSync(path, text, { mode: fileMode })
  }

  #keep(partition: Partition, unfinished: string): boolean {
    const folder = this.#folderOf(partition)
    mkdirSync(folder, { recursive: true, mode: folderMode })
    const name = `${hashOf(unfinished)}.parquet`
    const old = readdirSync(folder).filter((file) => file.endsWith('.parquet'))
    const isNew = !old.includes(name)
    if (isNew) renameSync(unfinished, join(folder, name))
    else rmSync(unfinished)
    for (const file of old) if (file !== name) rmSync(join(folder, file))
    return isNew
  }

  #folderOf({ table, clusterId, bringUp }: Partition): string {
    const cluster = `cluster_id=${encodeURIComponent(clusterId)}`
    return join(this.#path, table, cluster, `bring_up=${encodeURIComponent(bringUp)}`)
  }
}

function namesIn(folder: string, key: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${key}=`))
    .map((name) => decodeURIComponent(name.slice(key.length + 1)))
    .sort()
}

/** Read piece by piece: a partition of lines may be larger than the memory. */
function hashOf(path: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(1 << 20)
  const file = openSync(path, 'r')
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      hash.update(piece.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('hex').slice(0, 16)
}
