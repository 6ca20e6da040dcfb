// One sync in a process of its own, to be killed: `node sync-child.ts URL CLUSTER DATABASE`. Writes `ready` when its modules are
// loaded, then the number of events of this run after each page that is safe in the file, a line each.
import { syncInto } from '../ingest/sync/synced-demo.ts'

const [url = '', clusterName = '', path = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
await syncInto({ url, clusterName }, path, ({ events }) => process.stdout.write(`${events}\n`))
