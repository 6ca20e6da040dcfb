import type { SeededRandom } from '../../ingest/demo/seeded-random.ts'
import type { FileCall } from './recorded-writes.ts'

const sectorBytes = 512

/** Bytes that grow and shrink in place. */
export class DiskContent {
  #room = Buffer.alloc(2 ** 20)
  #length = 0

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  /** Takes the bytes of another one in place of its own. */
  become(other: DiskContent): void {
    this.truncate(0)
    this.write(0, other.bytes())
  }

  write(at: number, bytes: Buffer): void {
    const end = at + bytes.length
    if (end > this.#room.length) this.#room = Buffer.concat([this.bytes(), Buffer.alloc(2 * end)])
    bytes.copy(this.#room, at)
    this.#length = Math.max(this.#length, end)
  }

  truncate(length: number): void {
    if (length < this.#length) this.#room.fill(0, length, this.#length)
    this.#length = length
  }

  apply(call: FileCall): void {
    if (call.kind === 'write') this.write(call.at, call.bytes)
    else if (call.kind === 'truncate') this.truncate(call.length)
  }

  /** Of a write some sectors; of anything else all or nothing. */
  tear(call: FileCall, random: SeededRandom): void {
    if (call.kind !== 'write') {
      if (random.chance(0.5)) this.apply(call)
      return
    }
    for (let at = 0; at < call.bytes.length; at += sectorBytes) {
      if (random.chance(0.5)) this.write(call.at + at, call.bytes.subarray(at, at + sectorBytes))
    }
  }
}

/** A file as a disk surely has it, and what it may have of what came after the last flush. */
export interface DiskFile {
  readonly content: DiskContent
  pending: FileCall[]
  /** The file of the same name that was removed before this one: it may still be there in its place. */
  before: DiskFile | undefined
  isNew: boolean
}

function newFile(before?: DiskFile): DiskFile {
  return { content: new DiskContent(), pending: [], before, isNew: true }
}

/** What is left of a file, put in place of what another content holds. */
export type Left = (file: DiskFile, left: DiskContent) => void

/** All that was asked of the disk is done. */
export const allDone: Left = ({ content, pending }, left) => {
  left.become(content)
  for (const call of pending) left.apply(call)
}

/** Nothing is done that was not flushed. */
export const onlyFlushed: Left = ({ content, before }, left) => {
  if (before === undefined) left.become(content)
  else onlyFlushed(before, left)
}

/**
 * The power went: of what was not flushed, the first calls are done; of those after them each is done, is torn, or is not done.
 */
export function afterCut(random: SeededRandom): Left {
  const cut: Left = ({ content, pending, before }, left) => {
    if (before !== undefined && random.chance(0.5)) return cut(before, left)
    left.become(content)
    const inOrder = random.integer(0, pending.length)
    for (const call of pending.slice(0, inOrder)) left.apply(call)
    for (const call of pending.slice(inOrder)) meetFate(call, left, random)
  }
  return cut
}

function meetFate(call: FileCall, left: DiskContent, random: SeededRandom): void {
  const fate = random.fraction()
  if (fate < 0.4) left.apply(call)
  else if (fate < 0.7) left.tear(call, random)
}

/** Makes a call on the files; a flush makes sure of all that came before it. */
export function callOn(files: Map<string, DiskFile>, call: FileCall): void {
  const file = files.get(call.file) ?? newFile()
  files.set(call.file, call.kind === 'remove' ? newFile(file) : file)
  if (call.kind === 'write' || call.kind === 'truncate') file.pending.push(call)
  if (call.kind !== 'sync') return
  for (const each of file.pending) file.content.apply(each)
  file.pending = []
  if (!file.isNew) return
  // With the first flush of a journal or write-ahead log SQLite flushes the folder, too, and with it what was removed there.
  file.isNew = false
  for (const each of files.values()) each.before = undefined
}
