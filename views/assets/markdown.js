// Copies a card of the page as Markdown: its heading, tables, lists, commands and the words of its pictures, as a
// ticket or a chat takes them. Links lead to this server. The button stands in the heading of each card.

const skipped = 'button, form, svg.glyph, svg.bar, [hidden], .line-menu, script, output'

/** Text as Markdown: no mark of it counts. */
const escaped = (text) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]|<>]/g, '\\$&')

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data)
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(skipped)) return ''
  if (node.matches('svg')) return escaped(node.getAttribute('aria-label') ?? '')
  const text = node.matches('code, .tx, .line')
    ? `\`${node.textContent.trim().replaceAll('`', 'ˋ')}\``
    : Array.from(node.childNodes, inline).join('')
  if (node.matches('a[href]') && text.trim()) return `[${text.trim()}](${node.href})`
  if (node.matches('b, strong') && text.trim()) return `**${text.trim()}**`
  return node.matches('br, p, div, dd, li') ? `${text} ` : text
}

const clean = (node) => inline(node).replace(/\s+/g, ' ').trim()

/** A bar ends a cell even inside code, and what follows would no longer be code; after a backslash it cannot be escaped. */
const cell = (node) =>
  clean(node).replace(/`[^`]*`/g, (code) => code.replaceAll('\\|', '\\∣').replaceAll('|', '\\|'))

function table(node) {
  const rows = Array.from(node.rows, (row) => Array.from(row.cells, cell))
  const width = Math.max(...rows.map((row) => row.length))
  const line = (cells) =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(Array(width).fill('---')), ...body.map(line)].join('\n')
}

function list(node) {
  const isOrdered = node.matches('ol')
  return Array.from(
    node.children,
    (item, at) => `${isOrdered ? `${at + 1}.` : '-'} ${clean(item)}`,
  ).join('\n')
}

const facts = (node) =>
  Array.from(
    node.querySelectorAll('dt'),
    (term) => `- ${clean(term)}: ${clean(term.nextElementSibling)}`,
  ).join('\n')

const fence = (text) => `\`\`\`\n${text.trimEnd().replaceAll('```', 'ˋˋˋ')}\n\`\`\``

/** A log as text: number, time, line. */
const lines = (node) =>
  fence(
    Array.from(node.querySelectorAll('.l'), (line) =>
      ['.ln', '.t', '.tx'].map((part) => line.querySelector(part)?.textContent ?? '').join('  '),
    ).join('\n'),
  )

function block(node) {
  if (node.matches(skipped)) return []
  if (node.matches('h1, h2')) return [`## ${clean(node)}`]
  if (node.matches('h3, summary')) return [`### ${clean(node)}`]
  if (node.matches('table')) return [table(node)]
  if (node.matches('ul, ol')) return [list(node)]
  if (node.matches('dl')) return [facts(node)]
  if (node.matches('pre')) return [fence(node.textContent)]
  if (node.matches('.lines')) return [lines(node)]
  if (node.matches('blockquote')) return [`> ${clean(node)}`]
  const isBox = node.matches('section, div, details') && node.children.length > 0
  return isBox ? Array.from(node.children).flatMap(block) : [clean(node)]
}

function markdownOf(card) {
  const blocks = Array.from(card.children).flatMap(block)
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n\n${location.href}\n`
}

function offer() {
  for (const heading of document.querySelectorAll('.card > h2, .verdict > h1')) {
    if (heading.querySelector('[data-markdown]')) continue
    const button = document.createElement('button')
    Object.assign(button, {
      type: 'button',
      className: 'copy md',
      textContent: 'md',
      title: 'Copy as Markdown',
    })
    button.setAttribute('aria-label', 'Copy as Markdown')
    button.dataset.markdown = ''
    heading.append(button)
  }
}

on('click', async ({ target }) => {
  const button = target.closest('[data-markdown]')
  if (!button) return
  try {
    await navigator.clipboard.writeText(markdownOf(button.closest('.card, .verdict')))
    button.textContent = 'copied'
  } catch {
    button.textContent = 'not permitted'
  }
  setTimeout(() => {
    button.textContent = 'md'
  }, 1200)
})

on('htmx:after:swap', offer)
offer()
