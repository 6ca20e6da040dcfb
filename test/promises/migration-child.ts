// Opens a file of an older schema as a sync does, to be killed on the way: `node migration-child.ts DATABASE`.
import { openForWriting } from '../../migrations/open-database.ts'

const [path = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
openForWriting(path).close()
