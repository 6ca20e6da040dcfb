import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../migrations/open-database.ts'
import type { InstanceRecord } from '../../views/instance.ts'
import { withTestApp } from './test-app.ts'

const test = suite('only here')

test('what only an attempt prints is listed, but not the picture that ssh-keygen draws of a key', async () => {
  const extraLines = [
    '+---[RSA 3072]----+',
    '|.o+X.B  12 @ =o. |',
    '| B= oo+ Bo=E. S  |',
    'own words',
  ]
  await withTestApp({ size: 100, extraLines }, async ({ get, instances, path }) => {
    // No sync has judged the groups yet.
    const { database, close } = openForWriting(path)
    database.exec('DELETE FROM contrast')
    close()
    const failed = instances.filter(({ state }) => state === 'failed')
    const templates: string[] = []
    for (const { instanceId } of failed) {
      const url = `/clusters/ml-prod/instances/${instanceId}.json`
      const { contrast }: InstanceRecord = (await get(url)).json()
      templates.push(...contrast.map(({ template }) => template))
    }
    assert.ok(templates.includes('own words'), templates.join('\n'))
    assert.not.ok(templates.some((template) => template.startsWith('|')))
  })
})

test.run()
