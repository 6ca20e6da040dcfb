/** Set when one of several parts has failed: the others end after what they have in hand. */
export interface Stopping {
  isStopping: boolean
}

/**
 * Does several parts of a sync side by side. When one fails the others are asked to stop, and are waited for before its
 * error is thrown: nothing of a failed sync still writes when the file is closed.
 */
export async function together(
  stopping: Stopping,
  parts: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const errors: unknown[] = []
  const run = async (part: () => Promise<unknown>) => {
    try {
      await part()
    } catch (error) {
      errors.push(error)
      stopping.isStopping = true
    }
  }
  await Promise.all(parts.map(run))
  if (errors.length > 0) throw errors[0]
}
