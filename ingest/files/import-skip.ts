/** Why one file, or the rest of it, was not read. It is counted and shown; the import goes on with the next. */
export class ImportSkip extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.name = 'ImportSkip'
  }
}
