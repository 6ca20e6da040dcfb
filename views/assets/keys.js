// Single keys. An element that has a key says so itself: `data-key="d"` presses a button, follows a link or enters a
// field, and `data-key-label` is what the list under `?` calls it (else its own text). Of two with the same key the
// later one counts: a page's own beats the frame's. Rows of every list (a table of the class `list`, or the children of
// `data-rows`) are walked with j and k, down the whole page. Keys rest while one types, with Ctrl, Alt or Meta, and when
// they are switched off, which the browser remembers.

const typing = 'input:not([type="checkbox"]), select, textarea, [contenteditable]'
const storedAs = 'keys'

function keysAreOn() {
  return localStorage.getItem(storedAs) !== 'off'
}

/** Everything with a key on this page: key to element. */
function keyed() {
  const able = all('[data-key]').filter((each) => !each.disabled)
  return new Map(able.map((each) => [each.dataset.key, each]))
}

function labelOf(element) {
  const { keyLabel } = element.dataset
  return keyLabel || element.getAttribute('aria-label') || element.textContent.trim()
}

function press(element) {
  if (element.matches(typing)) {
    element.focus()
    element.select?.()
  } else if (element.dataset.back !== undefined) goBack(element)
  else element.click()
}

/** Back to the list one came from, where one was in it; else to the list. */
function goBack(link) {
  const entries = window.navigation?.entries() ?? []
  const before = entries[(window.navigation?.currentEntry?.index ?? 0) - 1]
  const isList = before && new URL(before.url).pathname === link.pathname
  if (isList) history.back()
  else link.click()
}

/** Rows that are seen and lead somewhere. */
function rowsOfLists() {
  return all('.list > tbody > tr, [data-rows] > *').filter((row) =>
    row.querySelector('a')?.checkVisibility(),
  )
}

/** Moves the focus to the first link of the next (1) or previous (-1) row. */
function moveRow(by) {
  const rows = rowsOfLists()
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const to = at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by
  const link = rows[to]?.querySelector('a')
  link?.focus()
  link?.scrollIntoView({ block: 'nearest' })
}

const rowKeys = { j: ['next row', 1], k: ['previous row', -1] }

/** What the keys of this page do, in the order of the page. */
function keyList() {
  const rows =
    rowsOfLists().length > 0 ? Object.entries(rowKeys).map(([key, [label]]) => [key, label]) : []
  const own = Array.from(keyed(), ([key, element]) => [key, labelOf(element)])
  return [...rows, ...own, ['?', 'this list']]
}

function element(name, text, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes)
  made.textContent = text
  return made
}

function keyDialog() {
  const dialog = element('dialog', '', { id: 'keys' })
  const list = element('dl', '')
  for (const [key, label] of keyList()) {
    const term = document.createElement('dt')
    term.append(element('kbd', key === 'Escape' ? 'Esc' : key))
    list.append(term, element('dd', label))
  }
  const toggle = element('button', '', { type: 'button' })
  const say = () => {
    toggle.textContent = keysAreOn() ? 'Switch these keys off' : 'Switch these keys on'
  }
  toggle.addEventListener('click', () => {
    localStorage.setItem(storedAs, keysAreOn() ? 'off' : 'on')
    say()
  })
  say()
  const close = element('button', 'Close', { type: 'button' })
  close.addEventListener('click', () => dialog.close())
  const buttons = element('p', '')
  buttons.append(toggle, ' ', close)
  const heading = element('h2', 'Keys of this page', { id: 'keys-heading' })
  dialog.setAttribute('aria-labelledby', 'keys-heading')
  dialog.append(heading, list, buttons)
  dialog.addEventListener('close', () => dialog.remove())
  return dialog
}

function showKeys() {
  const shown = byId('keys')
  if (shown) return shown.close()
  const dialog = keyDialog()
  document.body.append(dialog)
  dialog.showModal()
}

/** Keys that mean something else: with a modifier, within a word being composed, or inside an open dialog. */
function isForOthers({ ctrlKey, metaKey, altKey, defaultPrevented, isComposing, target }) {
  return (
    ctrlKey || metaKey || altKey || defaultPrevented || isComposing || target.closest?.('dialog')
  )
}

/** True: the page has such a key. */
function act(key) {
  const found = keyed().get(key)
  if (key === '?') showKeys()
  else if (found) press(found)
  else if (rowKeys[key] && rowsOfLists().length > 0) moveRow(rowKeys[key][1])
  else return false
  return true
}

function onKey(event) {
  if (isForOthers(event)) return
  const field = event.target.closest?.(typing)
  if (field && event.key === 'Escape') field.blur()
  if (field || !keysAreOn()) return
  if (act(event.key)) event.preventDefault()
}

on('keydown', onKey)
on('click', (event) => {
  if (event.target.closest('[data-show-keys]')) showKeys()
})
