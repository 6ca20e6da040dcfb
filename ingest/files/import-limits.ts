/**
 * What an import takes at the most. Files come from anyone: a small archive may unpack to terabytes, a JSON document may
 * nest without end, a log may hold no newline.
 */
export interface ImportLimits {
  /** Bytes that one named file may unpack to. */
  readonly unpackedBytes: number
  /** Unpacked bytes a packed byte; looked at once `ratioFromBytes` are unpacked, as small files may well be all alike. */
  readonly ratio: number
  readonly ratioFromBytes: number
  /** Entries of one archive or folder. */
  readonly entries: number
  /** Bytes of a line; the rest of a longer one is left out. CloudWatch takes no event over 1 MiB. */
  readonly lineBytes: number
  /** Bytes of one JSON object that holds an event: an event of 1 MiB, each byte written as `\u0000`. */
  readonly objectBytes: number
  /** Bytes of one JSON document of the inventory, and characters of a CSV that is turned round. */
  readonly documentBytes: number
  /** Levels of nesting in JSON. */
  readonly depth: number
}

export const importLimits: ImportLimits = {
  unpackedBytes: 64 * 2 ** 30,
  ratio: 200,
  ratioFromBytes: 64 * 2 ** 20,
  entries: 100_000,
  lineBytes: 2 ** 20,
  objectBytes: 8 * 2 ** 20,
  documentBytes: 64 * 2 ** 20,
  depth: 64,
}
