// A process of its own for one statement of the SQL page, so that it can be killed.
import { openLocked, selectLocked } from './locked-select.ts'
import type { SelectAnswer, SelectQuestion } from './select-rows.ts'

function answer({ path, query, mostRows }: SelectQuestion): SelectAnswer {
  try {
    const database = openLocked(path)
    process.send?.('begun')
    return { rows: selectLocked(database, query, mostRows) }
  } catch (error) {
    return { refusal: (error as Error).message }
  }
}

process.once('message', (question) => {
  process.send?.(answer(question as SelectQuestion), () => process.disconnect())
})
