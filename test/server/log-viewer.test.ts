import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { type Viewer, watchedPage, withViewer } from './viewer.ts'

const viewerSuite = suite('log viewer')
const test = hasChromium ? viewerSuite : viewerSuite.skip

const hostile = [
  '\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007 \u0000 \u202e',
  `long ${'x'.repeat(9000)} end`,
]
const extraLines = [
  ...Array.from({ length: 300 }, (_, index) => `noise number ${index}`),
  ...hostile,
]

interface Opened {
  readonly page: Page
  readonly url: string
  readonly decisive: number
  readonly viewer: Viewer
}

/** A failed instance whose decisive line stands in the middle of its log. */
async function opened(
  look: (opened: Opened) => Promise<void>,
  options: Parameters<typeof watchedPage>[1] = {},
): Promise<void> {
  await withViewer({ size: 100, extraLines }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {
      ...{ viewport: { width: 1440, height: 900 } },
      ...options,
    })
    const failed = viewer.instances.find(({ state }) => state === 'failed')
    const url = `${viewer.base}/clusters/ml-prod/instances/${failed?.instanceId}`
    const index = failed?.attempts[0]?.failure?.index ?? 0
    await look({ page, url, decisive: index + 1, viewer })
    assert.equal(faults, [])
  })
}

/** How far down the box a line stands, as a share of the box. */
async function placeOf(page: Page, line: number): Promise<number> {
  await page.waitForFunction(() => !document.querySelector('[data-log-box]')?.matches(':empty'))
  return page.evaluate(async (ordinal) => {
    for (let frame = 0; frame < 12; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    const box = document.querySelector('[data-log-box]')?.getBoundingClientRect()
    const top = document.getElementById(`L${ordinal}`)?.getBoundingClientRect().top ?? 0
    return (top - (box?.top ?? 0)) / (box?.height ?? 1)
  }, line)
}

const isThird = (place: number): boolean => Math.abs(place - 1 / 3) < 0.03
const selected = (page: Page): Promise<string[]> => page.locator('.l.at .ln').allInnerTexts()

test('a line of a link stands a third from the top, on the screen, and nothing scrolls after that', async () => {
  await opened(async ({ page, url }) => {
    await page.goto(`${url}?show=all&line=150#L150`)
    assert.ok(isThird(await placeOf(page, 150)), String(await placeOf(page, 150)))
    const box = await page.locator('#L150').boundingBox()
    assert.ok(box && box.y > 0 && box.y < 900)
    await page.evaluate(() => document.querySelector('[data-log-box]')?.scrollTo(0, 0))
    await page.setViewportSize({ width: 1300, height: 880 })
    assert.is(await page.evaluate(() => document.querySelector('[data-log-box]')?.scrollTop), 0)
  })
})

test('without a line it opens at the decisive one, above what came after; a healthy log opens at its end', async () => {
  await opened(async ({ page, url, decisive, viewer }) => {
    await page.goto(`${url}?show=all`)
    const place = await placeOf(page, decisive)
    assert.ok(place >= 0.3 && place < 1, `decisive line at ${place}`)
    const well = viewer.instances.find(({ state }) => state === 'succeeded')
    await page.goto(`${viewer.base}/clusters/ml-prod/instances/${well?.instanceId}`)
    assert.ok((await placeOf(page, well?.attempts[0]?.lines.length ?? 0)) < 1)
  })
})

test('a click selects a line, shift-click extends it to a range that the address holds; Esc takes it away', async () => {
  await opened(async ({ page, url, decisive }) => {
    await page.goto(`${url}?show=all`)
    await placeOf(page, decisive)
    await page.click(`#L${decisive - 3} .ln`)
    await page.click(`#L${decisive} .ln`, { modifiers: ['Shift'] })
    await page.waitForURL(new RegExp(`#L${decisive - 3}-L${decisive}$`))
    assert.is((await selected(page)).length, 4)
    await page.reload()
    assert.is((await selected(page)).length, 4)
    await page.keyboard.press('Escape')
    assert.equal(await selected(page), [])
    await page.waitForURL(/^[^#]*$/)
  })
})

test('what is copied has no numbers and no times, unless they are asked for', async () => {
  const permissions = ['clipboard-read', 'clipboard-write']
  await opened(
    async ({ page, url, decisive }) => {
      await page.goto(`${url}?show=all&line=20#L20-L21`)
      const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
      await page.click('text=copy text')
      await page.waitForSelector('text=copied')
      const lines = (await clipboard()).split('\n')
      assert.is(lines.length, 2)
      await page.click('text=copy with time and instance')
      await page.waitForFunction(async () =>
        (await navigator.clipboard.readText()).startsWith('2026-'),
      )
      const [first = ''] = (await clipboard()).split('\n')
      assert.match(first, /^2026-11-23T02:\d\d:\d\d\.\d{3}Z i-[0-9a-f]+ /)
      assert.ok(first.endsWith(lines[0] ?? ' '))
      await page.keyboard.press('Y')
      await page.waitForFunction(async () =>
        (await navigator.clipboard.readText()).includes('#L20-L21'),
      )
      assert.match(await clipboard(), /attempt=1&line=20&show=all#L20-L21$/)
      const text = await page.evaluate((line) => {
        const range = document.createRange()
        range.setStartBefore(document.getElementById(`L${line - 1}`) as Node)
        range.setEndAfter(document.getElementById(`L${line}`) as Node)
        getSelection()?.removeAllRanges()
        getSelection()?.addRange(range)
        return getSelection()?.toString() ?? ''
      }, decisive)
      assert.not.match(text, /\d\d:\d\d:\d\d/)
      assert.not.match(text, new RegExp(`^${decisive}`, 'm'))
    },
    { permissions },
  )
})

test('keys lead to the next error, step and silence, to hits, to the ends and to the unusual lines', async () => {
  await opened(async ({ page, url, decisive }) => {
    await page.goto(`${url}?show=all&line=5#L5`)
    await placeOf(page, 5)
    await page.keyboard.press('m')
    const first = Number((await selected(page))[0])
    await page.keyboard.press('m')
    assert.ok(Number((await selected(page))[0]) > first)
    await page.keyboard.press('M')
    assert.is(Number((await selected(page))[0]), first)
    await page.keyboard.press('s')
    assert.match(await page.locator('.l.at .tx').first().innerText(), 'Waiting for cache lock')
    await page.keyboard.press('d')
    await page.waitForURL(new RegExp(`#L${decisive}$`))
    await page.keyboard.press('g')
    await page.waitForURL(/#L1$/)
    await page.keyboard.press('/')
    await page.keyboard.type('noise number 29')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=hit 1 of 11')
    await page.keyboard.press('n')
    await page.waitForSelector('text=hit 2 of 11')
    assert.match(await page.locator('.l.at mark.hit').innerText(), 'noise number 29')
    await page.keyboard.press('u')
    await page.waitForURL(/show=unusual/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await page.waitForURL(/twin/)
    await page.keyboard.press('t')
    await page.waitForSelector('[data-log-box]')
  })
})

test('Back and a reload come back to where the reader was, with the folds that were open', async () => {
  await opened(async ({ page, url, decisive }) => {
    await page.goto(url)
    await placeOf(page, decisive)
    await page.locator('.fold-lines > summary').first().click()
    await page.evaluate(() => {
      const ended = new Promise((resolve) =>
        document.querySelector('[data-log-box]')?.addEventListener('scrollend', resolve),
      )
      document.querySelector('[data-log-box]')?.scrollTo(0, 120)
      return ended
    })
    const top = (): Promise<number | undefined> =>
      page.evaluate(() => document.querySelector('[data-log-box]')?.scrollTop)
    await page.reload()
    assert.is(await top(), 120)
    assert.is(await page.locator('.fold-lines[open]').count(), 1)
    await page.click('text=all lines')
    await page.waitForURL(/show=all/)
    await page.goBack()
    await page.waitForSelector('[data-log-box]')
    assert.is(await top(), 120)
  })
})

test('colour codes are classes, other controls are visible, a long line is clipped and opens', async () => {
  await opened(async ({ page, url }) => {
    await page.goto(`${url}?show=all`)
    const line = page.locator('.l', { hasText: 'title' }).first()
    assert.is(await line.locator('.tx .ansi-1').innerText(), 'red')
    assert.is(await line.locator('.control').count(), 5)
    const long = page.locator('.l', { hasText: 'long xxx' }).first()
    assert.not.ok(await long.getByText('end').isVisible())
    await long.locator('summary').click()
    assert.match(await long.innerText(), / end$/)
    await page.keyboard.press('x')
    await page.waitForURL(/raw=yes/)
    assert.match(await page.locator('.l', { hasText: 'title' }).first().innerText(), '\\e[31mred')
  })
})

test('without scripts find, tint, folds, windows and the twin are forms and links', async () => {
  await opened(
    async ({ page, url }) => {
      await page.goto(url)
      await page.fill('input[name="find"]', 'noise number 7')
      await page.click('.find-in-log button')
      assert.match(await page.locator('.finds').innerText(), 'hit 1 of 11')
      await page.click('[aria-label="next hit"]')
      assert.match(await page.locator('.finds').innerText(), 'hit 2 of 11')
      assert.ok(await page.locator('.l.at mark.hit').isVisible())
      await page.click('text=unusual only')
      await page.locator('.fold-lines > summary').first().click()
      assert.ok(await page.locator('.fold-lines[open] .l').first().isVisible())
      await page.click('.tools >> text=healthy twin')
      assert.ok(await page.locator('.pair.only-left .l.decisive').isVisible())
    },
    { javaScriptEnabled: false },
  )
})

test('a word that is clicked twice is tinted, found, or asked of every log', async () => {
  await opened(async ({ page, url }) => {
    const word = async (): Promise<void> => {
      const text = page.locator('.l', { hasText: 'noise number 7' }).first().locator('.tx')
      await text.dblclick({ position: { x: 10, y: 8 } })
    }
    await page.goto(`${url}?show=all&highlight=number`)
    await word()
    const marked = await page.evaluate(() => getSelection()?.toString().trim())
    assert.match(marked ?? '', /^\w+$/)
    await page.click('[data-line-menu] >> text=tint')
    await page.waitForURL(`**highlight=number+%22${marked}%22**`)
    assert.is(await page.locator('.l.at .tint-2').first().innerText(), marked)
    await word()
    await page.click('[data-line-menu] >> text=find')
    await page.waitForURL(`**find=${marked}**`)
    assert.is(await page.locator('.l.at mark.hit').first().innerText(), marked)
    await word()
    await page.click('[data-line-menu] >> text=who lacks it')
    await page.waitForURL(`**/search?not=1&q=${marked}`)
  })
})

test('the menu of a line leads to where it is noted, or called a red herring until that is taken back', async () => {
  await opened(async ({ page, url, decisive }) => {
    await page.goto(`${url}?show=all&line=${decisive}#L${decisive}`)
    await page.click('[data-line-menu] >> text=note')
    await page.waitForURL(/\/lines\//)
    assert.is(await page.inputValue('#notes [name=line]'), String(decisive))
    await page.fill('#notes textarea', 'asked Ann')
    await page.click('text=Add note')
    await page.waitForSelector(`#L${decisive}.decisive >> text=note: asked Ann`)
    await page.goto(`${url}?show=all&line=${decisive}#L${decisive}`)
    await page.click('[data-line-menu] >> text=red herring')
    assert.match(await page.innerText('#notes .said'), 'asked Ann')
    await page.click('text=Call it a red herring')
    await page.waitForSelector('#red-herring >> text=Take it back')
    await page.click('text=In its log')
    await page.waitForSelector(`#L${decisive}.decisive >> text=a red herring, as you say`)
    await page.waitForSelector('.verd >> text=looks for another one')
    await page.goBack()
    await page.click('text=all red herrings')
    await page.waitForSelector('#red-herrings li')
    await page.click('text=take it back')
    await page.waitForURL(/catalogue#red-herrings$/)
    assert.is(await page.locator('#red-herrings').count(), 0)
  })
})

test('another view of the log keeps the place, also while the log is not on the screen', async () => {
  await opened(async ({ page, url, decisive }) => {
    await page.setViewportSize({ width: 1200, height: 260 })
    await page.goto(`${url}?show=all`)
    await placeOf(page, decisive)
    assert.ok(await page.evaluate(() => scrollY === 0))
    await page.keyboard.press('x')
    await page.waitForURL(/raw=yes/)
    const line = Number(new URL(page.url()).searchParams.get('line'))
    assert.ok(Math.abs(line - decisive) < 25, `line ${line}, decisive ${decisive}`)
  })
})

viewerSuite.run()
