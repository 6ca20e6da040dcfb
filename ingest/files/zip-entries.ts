import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { ImportSkip } from './import-skip.ts'
import type { ArchiveMember } from './tar-entries.ts'

export function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'
}

const unixFileType = 0o170000
const unixRegularFile = 0o100000

/**
 * The members of a zip archive, in the order of its directory, which stands at its end: a zip is read from a file, never
 * from standard input. Throws ImportSkip where it is damaged, cut off or encrypted.
 */
export async function* zipMembers(fileDescriptor: number): AsyncGenerator<ArchiveMember> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true }
  try {
    const zip = await fromFdPromise(fileDescriptor, options)
    for await (const entry of zip.eachEntry()) {
      yield {
        name: entry.fileName,
        modifiedMs: entry.getLastModDate().getTime(),
        bytes: isRegularFile(entry) ? await readEntry(zip, entry) : undefined,
      }
    }
  } catch (error) {
    if (error instanceof ImportSkip || !(error instanceof Error)) throw error
    throw new ImportSkip(`its zip archive is damaged or cut off (${error.message})`, error)
  }
}

function isRegularFile(entry: Entry): boolean {
  if (entry.fileName.endsWith('/')) return false
  const type = (entry.externalFileAttributes >>> 16) & unixFileType
  return type === 0 || type === unixRegularFile
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<AsyncIterable<Uint8Array>> {
  if (entry.isEncrypted()) throw new ImportSkip('it is encrypted')
  return (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>
}
