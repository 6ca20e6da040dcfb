// The log of an attempt: opens at its line, selects lines and ranges, jumps, copies, wraps. Without it lines are anchors and
// everything else is a link or a form.

const logHash = /^#L(\d+)(?:-L(\d+))?$/
const logCandidates = { err: '.l.err', place: '.sect, .l.marker', gap: '[data-gap]' }
/** The element that the reader stands at: the last that was selected or jumped to. */
let cursor

const logSection = () => document.querySelector('[data-log]')
const logBox = () => document.querySelector('[data-log-box]')
const lineNumber = (line) => Number(line.id.slice(1))

/** Puts an element a third from the top of the box; measured again while what is above it gets its real height. */
function place(element, tries = 5) {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) {
    fold.open = true
  }
  const box = logBox()
  const third = box.getBoundingClientRect().top + box.clientHeight / 3
  const off = element.getBoundingClientRect().top - third
  box.scrollTop += off
  if (Math.abs(off) > 1 && tries > 0) requestAnimationFrame(() => place(element, tries - 1))
}

/** The line a third from the top of the box, wherever the box is. */
function lineInView() {
  const { top, height } = logBox().getBoundingClientRect()
  const isBelow = (each) =>
    each.checkVisibility() && each.getBoundingClientRect().bottom > top + height / 3
  for (const part of all('.lines').filter(isBelow)) {
    const found = all('.l', part).find(isBelow)
    if (found) return found
  }
  return all('.l')[0]
}

function isInView(element) {
  const box = logBox().getBoundingClientRect()
  const { top, bottom } = element.getBoundingClientRect()
  return element.isConnected && bottom > box.top && top < box.bottom
}

function selectedRange() {
  const [, from, to] = location.hash.match(logHash) ?? []
  if (from === undefined) return undefined
  const ends = [Number(from), Number(to ?? from)]
  return [Math.min(...ends), Math.max(...ends)]
}

function selectedLines() {
  return all('.l.at')
}

/** Shows the range of the address as selected. */
function showSelection() {
  const range = selectedRange()
  for (const line of selectedLines()) line.classList.remove('at')
  const menu = logSection().querySelector('[data-line-menu]')
  menu.hidden = true
  if (range === undefined) return
  for (let ordinal = range[0]; ordinal <= range[1] && ordinal < range[0] + 5000; ordinal += 1) {
    byId(`L${ordinal}`)?.classList.add('at')
  }
  const first = byId(`L${range[0]}`)
  if (!first) return
  for (const link of all('[data-facts]', menu)) {
    link.href = factsOf(range[0]) + link.dataset.facts
  }
  menu.hidden = false
  first.append(menu)
  cursor = first
}

function select(from, to = from) {
  const hash = from === to ? `#L${from}` : `#L${Math.min(from, to)}-L${Math.max(from, to)}`
  history.replaceState(history.state, '', hash)
  showSelection()
}

function clearSelection() {
  history.replaceState(history.state, '', location.pathname + location.search)
  showSelection()
}

const factsOf = (line) => logSection().dataset.lineFacts.replace('/lines/0', `/lines/${line}`)

/** The address of lines that opens the right window, whatever is shown now. */
function permalink([from, to]) {
  const url = new URL(logSection().dataset.permalink, location.href)
  url.searchParams.set('line', from)
  url.hash = to === undefined || to === from ? `L${from}` : `L${from}-L${to}`
  return url.href
}

function go(line) {
  const element = byId(`L${line}`)
  if (!element) location.assign(permalink([line]))
  else {
    select(line)
    bringIntoView(element)
  }
}

function bringIntoView(element) {
  place(element)
  const { top, bottom } = element.getBoundingClientRect()
  if (top < 0 || bottom > innerHeight) logSection().scrollIntoView({ block: 'start' })
}

const follows = Node.DOCUMENT_POSITION_FOLLOWING

/** To the next (1) or previous (-1) error, marker or step, or silence. */
function jump(kind, by) {
  const from = cursor && isInView(cursor) ? cursor : lineInView()
  const places = all(logCandidates[kind])
  const isAhead = (each) =>
    each !== from && ((from.compareDocumentPosition(each) & follows) !== 0) === (by === 1)
  const found = by === 1 ? places.find(isAhead) : places.findLast(isAhead)
  if (found) land(found)
  else if (kind === 'place') jumpByRail(lineNumber(from.closest('.l') ?? lineInView()), by)
}

function land(found) {
  bringIntoView(found)
  const lines = all('.l')
  const line = lines.find((each) => each === found || found.compareDocumentPosition(each) & follows)
  if (line) select(lineNumber(line))
  cursor = found
}

/** Markers and steps outside the window stand on the rail. */
function jumpByRail(line, by) {
  const links = all('.rail a:not([data-kind="hit"], [data-kind="bookmark"])')
  const sorted = links.sort((a, b) => by * (a.dataset.line - b.dataset.line))
  const next = sorted.find((link) => by * (link.dataset.line - line) > 0)
  if (next) go(Number(next.dataset.line))
}

function textOf(line) {
  return all('.tx', line)
    .map((part) => part.textContent)
    .join('')
}

function withFacts(line) {
  const { dateTime } = line.querySelector('time')
  return `${dateTime} ${logSection().dataset.instance} ${textOf(line)}`
}

/** The selected lines, else all of the page; folded ones too. */
function copiedText(what) {
  if (what === 'link') return permalink(selectedRange() ?? [lineNumber(lineInView())])
  const selected = selectedLines()
  const lines = selected.length > 0 ? selected : all('.l')
  return lines.map(what === 'facts' ? withFacts : textOf).join('\n')
}

function showWrap() {
  const isWrapped = localStorage.getItem('wrap') !== 'no'
  logSection().classList.toggle('nowrap', !isWrapped)
  logSection().querySelector('[data-wrap]').setAttribute('aria-pressed', String(isWrapped))
}

/** Another view of the log opens where the reader is in this one. */
function keepPlace(link) {
  const url = new URL(link.href)
  const line = lineNumber(lineInView())
  url.searchParams.set('line', line)
  url.hash = `L${line}`
  link.href = url.href
}

/** Puts what is marked within the line that bears the menu, else the whole line, into a link to what is asked of it. */
function askOfMarked(link) {
  const line = link.closest('.l')
  const text = line.querySelector('.tx')
  const marked = getSelection()
  const asked =
    (text.contains(marked.anchorNode) && String(marked).trim()) || text.textContent.trim()
  const url = new URL(link.href)
  const name = link.dataset.marked
  if (name === 'q') url.searchParams.set(name, asked.slice(0, 1000))
  else {
    const tinted = url.searchParams.get(name) ?? ''
    // A phrase to tint ends at a quote.
    const phrase = asked.split('"').find((part) => part.trim())
    url.searchParams.set(name, name === 'find' ? asked : `${tinted} "${phrase}"`.trim())
    url.searchParams.set('line', lineNumber(line))
    url.hash = line.id
  }
  link.href = url.href
}

/** A double click marks a word, as everywhere, and opens the menu for it. */
function onWord({ target }) {
  const line = target.closest('.log-box .tx')?.closest('.l')
  if (line) select(lineNumber(line))
}

function onClick(event) {
  const number = event.target.closest('.log-box .ln')
  const link = event.target.closest('a')
  const button = event.target.closest('button')
  if (number?.matches('a')) {
    event.preventDefault()
    const line = lineNumber(number.closest('.l'))
    const [anchor] = (event.shiftKey && selectedRange()) || [line]
    select(anchor, line)
  } else if (link?.dataset.keepsPlace !== undefined) keepPlace(link)
  else if (link?.dataset.marked) askOfMarked(link)
  else if (button?.dataset.copyLog) copy(button, copiedText(button.dataset.copyLog))
  else if (button?.dataset.jump) {
    const [kind, by] = button.dataset.jump.split(' ')
    jump(kind, Number(by))
  } else if (button?.dataset.wrap !== undefined) {
    localStorage.setItem('wrap', localStorage.getItem('wrap') === 'no' ? 'yes' : 'no')
    showWrap()
  }
}

/** Runs before the keys of the page: the first Esc takes the selection away, the next one leads back. */
function onEscape(event) {
  if (event.key !== 'Escape' || event.target.closest?.('input, dialog') || !selectedRange()) return
  event.preventDefault()
  clearSelection()
}

function onHash() {
  showSelection()
  const [from] = selectedRange() ?? []
  const line = from && byId(`L${from}`)
  if (line) bringIntoView(line)
}

/** Once, when the page opens: where the reader was, else at the line of the address, else at the line that says why. */
function openLog() {
  const [entry] = performance.getEntriesByType('navigation')
  const { logTop } = history.state ?? {}
  showWrap()
  if (entry?.type !== 'navigate' && logTop !== undefined) {
    showSelection()
    logBox().scrollTop = logTop
  } else if (selectedRange()) onHash()
  else {
    const line = byId(`L${logSection().dataset.opens}`)
    if (line) place(line)
    else logBox().scrollTop = logBox().scrollHeight
  }
}

function rememberPlace() {
  history.replaceState({ ...history.state, logTop: logBox().scrollTop }, '')
}

if (logSection()) {
  openLog()
  on('click', onClick)
  on('dblclick', onWord)
  on('keydown', onEscape, { capture: true })
  window.addEventListener('hashchange', onHash)
  logBox().addEventListener('scrollend', rememberPlace)
}
