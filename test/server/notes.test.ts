import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../migrations/open-database.ts'
import type { NotesRecord } from '../../views/notes.ts'
import { hasChromium } from './chromium.ts'
import { filledDatabase } from './filled-database.ts'
import { noteMs, ownHost, type TestApp, withTestApp } from './test-app.ts'
import { watchedPage, withViewer } from './viewer.ts'

const test = suite('notes')
const browserTest = hasChromium ? test : test.skip
const cluster = '/clusters/ml-prod'
const hostile = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\u001b[31m"\'&'

const withApp = (look: (app: TestApp, failed: string) => Promise<void>): Promise<void> =>
  withTestApp({ size: 100 }, (filled) =>
    look(filled, filled.instances.find(({ state }) => state === 'failed')?.instanceId ?? ''),
  )

function send(
  { app }: TestApp,
  url: string,
  form: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  return app.inject({
    ...{ method: 'POST', url, payload: new URLSearchParams(form).toString() },
    headers: {
      ...{ host: ownHost, origin: `http://${ownHost}` },
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  })
}

async function notesOf({ get }: TestApp): Promise<NotesRecord['notes']> {
  return ((await get(`${cluster}/notes.json`)).json() as NotesRecord).notes
}

test('a note on an instance leads back to it, and stands there, on the page of all notes and in every form', async () => {
  await withApp(async (filled, failed) => {
    const sent = await send(filled, `${cluster}/notes`, { instance: failed, text: hostile })
    assert.is(sent.statusCode, 303)
    assert.is(sent.headers.location, `${cluster}/instances/${failed}#notes`)
    const page = await filled.get(`${cluster}/instances/${failed}`)
    assert.match(page.body, '&lt;img src=x onerror=')
    assert.not.match(page.body, '<img src=x')
    const [note, ...more] = await notesOf(filled)
    assert.equal(more, [])
    assert.is(note?.text, hostile)
    assert.is(note?.createdMs, noteMs)
    const record = (await filled.get(`${cluster}/instances/${failed}.json`)).json()
    assert.is(record.notes.notes[0].text, hostile)
    assert.match((await filled.get(`${cluster}/notes.csv`)).body, `note,,${failed}`)
  })
})

test('a note on a failure group stands on its page', async () => {
  await withApp(async (filled) => {
    const sent = await send(filled, `${cluster}/notes`, { group: 'fg-dpkg', text: 'asked Ann' })
    assert.is(sent.headers.location, `${cluster}/failures/fg-dpkg#notes`)
    assert.match((await filled.get(`${cluster}/failures/fg-dpkg`)).body, 'asked Ann')
    assert.not.match((await filled.get(`${cluster}/failures/fg-fsx`)).body, 'asked Ann')
  })
})

test('a line is bookmarked once, marked in the log, and a second time not', async () => {
  await withApp(async (filled, failed) => {
    const form = { instance: failed, attempt: '1', line: '2' }
    const sent = await send(filled, `${cluster}/bookmarks`, form)
    assert.is(sent.headers.location, `${cluster}/instances/${failed}?attempt=1&line=2#notes`)
    const [bookmark] = await notesOf(filled)
    assert.is(bookmark?.kind, 'bookmark')
    assert.is(bookmark?.lineOrdinal, 2)
    const log = await filled.get(`${cluster}/instances/${failed}/log`)
    assert.match(log.body, /class="[^"]*\bkept\b[^"]*" id="L2"/)
    assert.match(log.body, 'aria-label="line 2: bookmark"')
    await send(filled, `${cluster}/bookmarks`, form)
    assert.equal(await notesOf(filled), [])
  })
})

test('a removed note is put back as it was, or deleted for good', async () => {
  await withApp(async (filled, failed) => {
    await send(filled, `${cluster}/notes`, { instance: failed, text: 'one', line: '2' })
    const [note] = await notesOf(filled)
    const change = (what: string) => send(filled, `${cluster}/notes/${note?.noteId}/${what}`)
    assert.is((await change('forget')).statusCode, 303)
    assert.is((await notesOf(filled)).length, 1, 'what stands is not forgotten')
    assert.is((await change('remove')).statusCode, 303)
    assert.is((await notesOf(filled))[0]?.removedMs, noteMs)
    const log = (await filled.get(`${cluster}/instances/${failed}/log`)).body
    assert.not.match(log, 'note: one')
    await change('restore')
    assert.equal(await notesOf(filled), [note])
    await change('remove')
    await change('forget')
    assert.equal(await notesOf(filled), [])
    assert.is((await change('restore')).statusCode, 404)
  })
})

test('what is wrong with a form is said, and nothing is written', async () => {
  await withApp(async (filled, failed) => {
    const forms: readonly (readonly [Record<string, string>, number])[] = [
      [{ instance: failed, text: ' \n ' }, 400],
      [{ instance: failed, text: 'x'.repeat(10_001) }, 400],
      [{ instance: failed, text: 'x'.repeat(70_000) }, 413],
      [{ instance: 'i-nothing', text: 'x' }, 404],
      [{ group: 'fg-nothing', text: 'x' }, 404],
      [{ instance: failed, text: 'x', line: '999999' }, 404],
      [{ instance: failed, text: 'x', line: '0' }, 400],
      [{ instance: failed, text: 'x', attempt: '9', line: '1' }, 404],
      [{ text: 'x' }, 404],
    ]
    for (const [form, status] of forms) {
      assert.is((await send(filled, `${cluster}/notes`, form)).statusCode, status)
    }
    assert.is((await send(filled, `${cluster}/bookmarks`, { instance: failed })).statusCode, 400)
    assert.is((await send(filled, `${cluster}/notes/999/remove`)).statusCode, 404)
    assert.is((await send(filled, `${cluster}/notes/1e300/remove`)).statusCode, 404)
    assert.equal(await notesOf(filled), [])
  })
})

test('a form from elsewhere, of no origin, or of another type writes nothing', async () => {
  await withApp(async (filled, failed) => {
    const form = { instance: failed, text: 'x' }
    const strangers: readonly (readonly [Record<string, string>, number])[] = [
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: 'http://127.0.0.1:3000' }, 403],
      [{ host: 'evil.example:8117' }, 421],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'content-type': 'application/json' }, 415],
      [{ 'content-type': 'text/plain' }, 415],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ]
    for (const [headers, status] of strangers) {
      const sent = await send(filled, `${cluster}/notes`, form, headers)
      assert.is(sent.statusCode, status, JSON.stringify(headers))
    }
    const silent = await filled.app.inject({
      ...{ method: 'POST', url: `${cluster}/notes`, payload: 'text=x' },
      headers: { host: ownHost, 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.is(silent.statusCode, 403)
    assert.equal(await notesOf(filled), [])
  })
})

test('while a writer holds the file a note is refused with what to do, and written once it is free', async () => {
  await withApp(async (filled, failed) => {
    const { database, close } = openForWriting(filled.path)
    const form = { instance: failed, text: 'during a sync' }
    database.exec('BEGIN IMMEDIATE')
    const refused = await send(filled, `${cluster}/notes`, form)
    assert.is(refused.statusCode, 503)
    assert.match(refused.body, 'held by another program')
    database.exec('COMMIT')
    // The sync is still there, between two of its transactions.
    assert.is((await send(filled, `${cluster}/notes`, form)).statusCode, 303)
    close()
    assert.is((await notesOf(filled)).length, 1)
  })
})

test('a file that may only be read has no form and says why; a form that comes all the same is refused', async () => {
  const filled = filledDatabase({ size: 100 })
  chmodSync(dirname(filled.path), 0o777)
  chmodSync(filled.path, 0o444)
  // Root may write whatever a mode says: another user serves.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
  const words = [main, 'serve', '--db', filled.path, '--port', '0', '--no-token']
  const child = spawn(process.execPath, words, { ...user, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [url] = (await once(child.stdout, 'data')) as [Buffer]
    const base = String(url).trim()
    const failed = filled.instances.find(({ state }) => state === 'failed')?.instanceId ?? ''
    const page = await (await fetch(`${base}${cluster}/instances/${failed}`)).text()
    assert.match(page, 'Notes cannot be written')
    assert.not.match(page, 'method="post"')
    const sent = await fetch(`${base}${cluster}/notes`, {
      ...{ method: 'POST', headers: { origin: base } },
      body: new URLSearchParams({ instance: failed, text: 'x' }),
    })
    assert.is(sent.status, 500)
    assert.match(await sent.text(), 'cannot be read or written')
  } finally {
    child.kill()
    await once(child, 'close')
    filled.remove()
  }
})

browserTest(
  'without scripts a note is written, removed and put back; hostile text stays text',
  async () => {
    await withViewer({ size: 100 }, async (viewer) => {
      const { page, faults } = await watchedPage(viewer, { javaScriptEnabled: false })
      const failed = viewer.instances.find(({ state }) => state === 'failed')?.instanceId
      await page.goto(`${viewer.base}${cluster}/instances/${failed}`)
      await page.fill('#notes textarea', hostile)
      await page.click('#notes >> text=Add note')
      await page.waitForURL(/#notes$/)
      assert.match(await page.locator('#notes .said').innerText(), '<img src=x')
      await page.click('#notes >> text=remove')
      await page.click('#notes summary')
      await page.click('#notes >> text=put back')
      assert.is(await page.locator('#notes > .note-list li').count(), 1)
      await page.fill('#notes input[name=line]', '2')
      await page.click('#notes >> text=Bookmark the line')
      assert.is(await page.locator('.l.kept').count(), 1)
      assert.equal(faults, [])
    })
  },
)

browserTest(
  'the key b bookmarks the selected line and takes it away again; the page stays',
  async () => {
    await withViewer({ size: 100 }, async (viewer) => {
      const { page, faults } = await watchedPage(viewer, {})
      const failed = viewer.instances.find(({ state }) => state === 'failed')?.instanceId
      await page.goto(`${viewer.base}${cluster}/instances/${failed}?line=2#L2`)
      await page.fill('#notes textarea', hostile)
      await page.evaluate('document.activeElement.blur()')
      await page.keyboard.press('b')
      await page.waitForSelector('#L2.kept')
      assert.is(await page.locator('#notes [data-bookmark="2"]').count(), 1)
      assert.is(await page.inputValue('#notes textarea'), hostile)
      await page.keyboard.press('b')
      await page.waitForSelector('#L2:not(.kept)')
      await page.click('#notes >> text=Add note')
      await page.waitForSelector('#notes .said')
      assert.is(await page.evaluate('window.pwned'), undefined)
      assert.equal(faults, [])
    })
  },
)

test.run()
