// One sync in a process of its own, to be killed: `node sync-child.ts URL CLUSTER DATABASE [STOP]`. Writes `ready` when its modules
// are loaded, then the number of events of this run after each page that is safe in the file, a line each. With STOP it is
// interrupted after so many of these lines.
import { syncInto } from '../ingest/sync/synced-demo.ts'

const [url = '', clusterName = '', path = '', stop = '0'] = process.argv.slice(2)
process.stdout.write('ready\n')
let reports = 0
await syncInto({ url, clusterName }, path, ({ events }, abort) => {
  process.stdout.write(`${events}\n`)
  reports += 1
  if (reports === Number(stop)) abort()
})
