import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inShownTime, since } from '../../server/shown-time.ts'
import { testApp } from './test-app.ts'

const test = suite('shown time')

for (const [ms, text] of [
  [0, 'T+0:00'],
  [754_000, 'T+12:34'],
  [3_754_999, 'T+1:02:34'],
  [-65_000, 'T−1:05'],
  [604_800_000, 'T+7d 0h'],
] as const) {
  test(`${ms} ms after the beginning are ${text}`, () => assert.is(since(ms), text))
}

const at = (iso: string, text: string): string => `<time datetime="${iso}">${text}</time>`

test('T+ counts from the bring-up, and from a nearer beginning where one is named', () => {
  const page = `${at('1970-01-01T00:01:05.000Z', '1 Jan 00:01:05')} <span class="zone">UTC</span> <p data-zero="60000">${at('1970-01-01T00:01:05.000Z', '00:01:05')}`
  const shown = inShownTime(page, { time: 't', zeroMs: 5000 })
  assert.match(shown, '>T+1:00</time> <p')
  assert.match(shown, '>T+0:05</time>')
})

test('links and forms keep the choice; assets, other forms and links that choose do not take it', () => {
  const page =
    '<a href="/a?b=1#L2"><link href="/assets/x/app.css"><a href="/a.json"><a href="/a?time=utc"><form action="/a">'
  assert.is(
    inShownTime(page, { time: 'local', zeroMs: undefined }),
    '<a href="/a?b=1&amp;time=local#L2"><link href="/assets/x/app.css"><a href="/a.json"><a href="/a?time=utc"><form action="/a"><input type="hidden" name="time" value="local">',
  )
})

test('log text that looks like a time or a link stays as it is', async () => {
  const line = '<time datetime="2026-11-23T02:04:00.000Z">02:04</time> <a href="/x">'
  const filled = testApp({ extraLines: [line] })
  const instanceId = filled.instances.find(({ state }) => state === 'failed')?.instanceId
  const { body } = await filled.get(`/clusters/ml-prod/instances/${instanceId}?time=t`)
  assert.match(body, '&lt;time datetime=&quot;2026-11-23T02:04:00.000Z&quot;&gt;02:04&lt;/time&gt;')
  assert.match(body, /<time class="t" datetime="[^"]+" title="[^"]+">T[+−]/)
  await filled.app.close()
  filled.remove()
})

test('every time of every page counts from the beginning under time=t, and no link forgets it', async () => {
  const filled = testApp()
  for (const page of ['', '/failures', '/instances', '/data', '/catalogue']) {
    const { body } = await filled.get(`/clusters/ml-prod${page}?time=t`)
    for (const [, text = ''] of body.matchAll(/<time[^>]*>([^<]*:[^<]*)</g))
      assert.match(text, /^T[+−]/)
    for (const [, href = ''] of body.matchAll(/ href="(\/clusters[^"]*)"/g)) {
      if (!/\.(?:json|csv)/.test(href)) assert.match(href, /[?;]time=/, `${page} ${href}`)
    }
  }
  await filled.app.close()
  filled.remove()
})

test('an unknown time is refused by name', async () => {
  const filled = testApp()
  const answer = await filled.get('/clusters/ml-prod?time=mars')
  assert.is(answer.statusCode, 400)
  assert.match(answer.body, 'time=mars')
  await filled.app.close()
  filled.remove()
})

test.run()
