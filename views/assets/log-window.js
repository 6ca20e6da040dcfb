// Parts of a long log: loaded as the reader comes near them, taken away behind. And which folds were opened.

/** Lines that a page holds at most. */
const mostLines = 5000
const openFolds = () => `folds ${location.pathname}${location.search}`

/** What the server answers to the link of a window, as elements. */
async function fetchWindow(href) {
  const reply = await fetch(href, { headers: { 'HX-Request-Type': 'partial' } })
  if (!reply.ok) throw new Error(`${reply.status}`)
  return new DOMParser().parseFromString(await reply.text(), 'text/html')
}

async function loadMore(link, box) {
  const isBefore = link.dataset.more === 'before'
  const more = link.parentElement
  if (more.dataset.loading) return
  more.dataset.loading = 'yes'
  try {
    const loaded = await fetchWindow(link.href)
    const parts = Array.from(loaded.querySelector('[data-log-box]').children)
    const wanted = parts.filter(
      (part) => !part.querySelector(`[data-more]:not([data-more="${link.dataset.more}"])`),
    )
    const height = box.scrollHeight
    more.replaceWith(...wanted)
    if (isBefore) box.scrollTop += box.scrollHeight - height
    forget(box, isBefore ? 'after' : 'before', link.href)
    watchMore(box)
    showSelection()
  } catch {
    delete more.dataset.loading
  }
}

/** Takes windows away at the far end, and leaves a link that brings them back. */
function forget(box, end, href) {
  const windows = () => all('.window')
  while (all('.l').length > mostLines && windows().length > 1) {
    const gone = end === 'before' ? windows()[0] : windows().at(-1)
    const height = box.scrollHeight
    box.querySelector(`[data-more="${end}"]`)?.parentElement.remove()
    gone.replaceWith(moreLink(gone, end, href))
    if (end === 'before') box.scrollTop -= height - box.scrollHeight
  }
}

const withCommas = (ordinal) => Number(ordinal).toLocaleString('en')

function moreLink({ dataset: { from, to } }, end, href) {
  const url = new URL(href)
  url.searchParams.delete('from')
  url.searchParams.delete('to')
  url.searchParams.set(...(end === 'before' ? ['to', to] : ['from', from]))
  const link = Object.assign(document.createElement('a'), { href: url.href })
  link.dataset.more = end
  link.textContent = `${end === 'before' ? '↑' : '↓'} lines ${withCommas(from)} to ${withCommas(to)}`
  const more = Object.assign(document.createElement('p'), { className: 'more-lines' })
  more.append(link)
  return more
}

let watching

/** Loads what comes near; a click on the link does so at once. */
function watchMore(box) {
  watching?.disconnect()
  watching = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) loadMore(target, box)
    },
    { root: box, rootMargin: '800px 0px' },
  )
  for (const link of all('[data-more]')) watching.observe(link)
}

function restoreFolds(box) {
  const open = JSON.parse(sessionStorage.getItem(openFolds()) ?? '[]')
  for (const line of open) {
    const fold = box.querySelector(`[data-fold="${Number(line)}"]`)
    if (fold) fold.open = true
  }
}

function rememberFolds() {
  const open = all('[data-fold][open]').map(({ dataset }) => dataset.fold)
  sessionStorage.setItem(openFolds(), JSON.stringify(open))
}

const followEveryMs = 5000
let following

/** Lines that were not there: appended, and shown while the reader stays at the end. */
async function followOnce(button, box) {
  const last = Number(box.querySelector('.window:last-of-type').dataset.to)
  const url = new URL(button.dataset.follow, location.href)
  url.searchParams.set('from', last + 1)
  const loaded = await fetchWindow(url.href)
  const fresh = loaded.querySelector('.window')
  if (Number(fresh.dataset.from) <= last) return
  box.append(fresh)
  forget(box, 'before', url.href)
  box.scrollTop = box.scrollHeight
}

function follow(button, box) {
  const stop = () => {
    clearInterval(following)
    following = undefined
    button.setAttribute('aria-pressed', 'false')
  }
  if (following !== undefined) return stop()
  button.setAttribute('aria-pressed', 'true')
  box.scrollTop = box.scrollHeight
  following = setInterval(() => followOnce(button, box).catch(stop), followEveryMs)
  // Whoever scrolls up, by whatever means, wants to read there.
  box.onscroll = () =>
    box.scrollHeight - box.scrollTop > box.clientHeight + 40 && following && stop()
}

const logLines = document.querySelector('[data-log-box]')
if (logLines) {
  restoreFolds(logLines)
  watchMore(logLines)
  logLines.addEventListener('toggle', () => rememberFolds(logLines), { capture: true })
  on('click', (event) => {
    const more = event.target.closest('[data-more]')
    const button = event.target.closest('[data-follow]')
    if (more) {
      event.preventDefault()
      loadMore(more, logLines)
    } else if (button) follow(button, logLines)
  })
}
