// From the paths that the user names to the files in them: folders are walked, gzip, tar and zip are read as they come,
// nothing is written to disk. Links, pipes and devices are never opened.
import { constants, type Dirent, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import type { ImportLimits } from './import-limits.ts'
import { ImportSkip } from './import-skip.ts'
import { PeekedBytes } from './peeked-bytes.ts'
import { type ArchiveMember, isTar, tarHeadBytes, tarMembers } from './tar-entries.ts'
import { gunzipped, isGzip, UnpackBudget } from './unpacked-bytes.ts'
import { isZip, zipMembers } from './zip-entries.ts'

/** One file to read, on its own or out of an archive, already unpacked. */
export interface ImportEntry {
  /** Its path; inside an archive `archive.tar.gz!member`. */
  readonly label: string
  /** When the file was last written, epoch ms; of standard input undefined. */
  readonly modifiedMs: number | undefined
  /** Readable until the next entry is asked for. */
  readonly bytes: PeekedBytes
  /** Why it is not read; then `bytes` is empty. */
  readonly skip: ImportSkip | undefined
}

/** Where entries come from: the named paths, and what `-` stands for. */
export interface ImportInput {
  readonly paths: readonly string[]
  readonly stdin: AsyncIterable<Buffer>
  readonly limits: ImportLimits
}

/** Files that tools leave beside logs. */
const leftovers = /(?:^|\/)(?:\.DS_Store|\._[^/]*|__MACOSX\/.*|aws-logs-write-test)$/

const labelCharacters = 512

/**
 * Every file in the named paths: a folder's in the order of their names, an archive's in its own. Throws OperatorError
 * `invalid-option` for a named path that is not there; what else cannot be read comes as an entry with `skip`.
 */
export async function* importEntries(input: ImportInput): AsyncGenerator<ImportEntry> {
  let entries = 0
  for (const path of input.paths) {
    for await (const entry of entriesOfPath(path, input)) {
      if (leftovers.test(entry.label)) continue
      entries += 1
      if (entries > input.limits.entries) {
        throw new OperatorError(
          'invalid-option',
          `${path} holds more than ${input.limits.entries} files.`,
          'Import it in parts.',
        )
      }
      yield entry
    }
  }
}

async function* entriesOfPath(path: string, input: ImportInput): AsyncGenerator<ImportEntry> {
  if (path === '-') {
    const source = { label: 'standard input', modifiedMs: undefined, chunks: input.stdin }
    yield* unpacked(source, input)
    return
  }
  const stats = await lstat(path).catch((error: unknown) => {
    throw new OperatorError(
      'invalid-option',
      `Cannot read ${path}: ${(error as Error).message}.`,
      'Name files, folders or archives of logs, or - for standard input.',
      error,
    )
  })
  if (stats.isDirectory()) yield* folderEntries(path, input)
  else yield* fileEntries(path, stats, input)
}

async function* folderEntries(folder: string, input: ImportInput): AsyncGenerator<ImportEntry> {
  let children: Dirent[]
  try {
    children = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    yield skipped(folder, new ImportSkip((error as Error).message, error))
    return
  }
  children.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const child of children) {
    const path = join(folder, child.name)
    if (child.isDirectory()) yield* folderEntries(path, input)
    else yield* fileEntries(path, child, input)
  }
}

async function* fileEntries(
  path: string,
  kind: Dirent | Stats,
  input: ImportInput,
): AsyncGenerator<ImportEntry> {
  if (!kind.isFile()) {
    yield skipped(path, new ImportSkip(`it is no plain file but ${kindOf(kind)}`))
    return
  }
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    yield skipped(path, new ImportSkip((error as Error).message, error))
    return
  }
  try {
    yield* openedFile(path, file, input)
  } finally {
    await file.close()
  }
}

async function* openedFile(
  path: string,
  file: FileHandle,
  input: ImportInput,
): AsyncGenerator<ImportEntry> {
  const stats = await file.stat()
  // Between the look and the opening it may have become something else.
  if (!stats.isFile()) {
    yield skipped(path, new ImportSkip(`it is no plain file but ${kindOf(stats)}`))
    return
  }
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
  if (isZip(buffer)) {
    const archive = { label: path, budget: new UnpackBudget(input.limits) }
    archive.budget.packed = stats.size
    yield* memberEntries(zipMembers(file.fd), archive, input)
    return
  }
  const chunks = file.createReadStream({ autoClose: false, start: 0 })
  yield* unpacked({ label: path, modifiedMs: stats.mtimeMs, chunks }, input)
}

interface PackedFile {
  readonly label: string
  readonly modifiedMs: number | undefined
  readonly chunks: AsyncIterable<Buffer>
}

/** The file itself, what its gzip holds, or the members of the tar archive that either is. */
async function* unpacked(file: PackedFile, input: ImportInput): AsyncGenerator<ImportEntry> {
  const { label, modifiedMs } = file
  const budget = new UnpackBudget(input.limits)
  const bytes = await inflated(file.chunks, budget)
  const head = await headOf(bytes, tarHeadBytes)
  if (head instanceof ImportSkip) yield skipped(label, head)
  else if (isTar(head)) yield* memberEntries(tarMembers(bytes), { label, budget }, input)
  else yield { label, modifiedMs, bytes, skip: isZip(head) ? zipInside : undefined }
}

const zipInside = new ImportSkip('a zip archive can be read from a file of its own only')

async function inflated(chunks: AsyncIterable<Buffer>, budget: UnpackBudget): Promise<PeekedBytes> {
  const packed = new PeekedBytes(budget.countPacked(chunks))
  return isGzip(await packed.peek(2)) ? new PeekedBytes(gunzipped(packed, budget)) : packed
}

async function headOf(bytes: PeekedBytes, length: number): Promise<Buffer | ImportSkip> {
  try {
    return await bytes.peek(length)
  } catch (error) {
    if (error instanceof ImportSkip) return error
    throw error
  }
}

async function* memberEntries(
  members: AsyncIterable<ArchiveMember>,
  archive: { readonly label: string; readonly budget: UnpackBudget },
  input: ImportInput,
): AsyncGenerator<ImportEntry> {
  try {
    for await (const member of members) {
      if (member.bytes === undefined) continue
      yield await memberEntry({ ...member, bytes: member.bytes }, archive, input)
    }
  } catch (error) {
    if (!(error instanceof ImportSkip)) throw error
    yield skipped(archive.label, error)
  }
}

async function memberEntry(
  member: ArchiveMember & { readonly bytes: AsyncIterable<Uint8Array> },
  archive: { readonly label: string; readonly budget: UnpackBudget },
  input: ImportInput,
): Promise<ImportEntry> {
  const label = `${archive.label}!${member.name.normalize('NFC').slice(0, labelCharacters)}`
  const counted = new PeekedBytes(spending(member.bytes, archive.budget))
  const budget = new UnpackBudget(input.limits)
  const bytes = await inflated(counted, budget)
  const head = await headOf(bytes, tarHeadBytes)
  if (head instanceof ImportSkip) return skipped(label, head)
  const isArchive = isTar(head) || isZip(head)
  const skip = isArchive ? new ImportSkip('it is an archive inside an archive') : undefined
  return { label, modifiedMs: member.modifiedMs, bytes, skip }
}

async function* spending(
  bytes: AsyncIterable<Uint8Array>,
  budget: UnpackBudget,
): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    budget.spend(chunk.byteLength)
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  }
}

function skipped(label: string, skip: ImportSkip): ImportEntry {
  return { label, modifiedMs: undefined, bytes: new PeekedBytes(nothing()), skip }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // No byte.
}

function kindOf(kind: Dirent | Stats): string {
  if (kind.isSymbolicLink()) return 'a link'
  if (kind.isFIFO()) return 'a pipe'
  return kind.isSocket() ? 'a socket' : 'a device'
}
