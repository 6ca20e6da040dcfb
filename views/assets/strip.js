// The strip under the pointer: which instance a cell is, and a click that leads to it. The page draws thousands of
// cells without their names; the names come once, when the pointer first enters the strip.

let cells // of the strip that the pointer was in last: { strip, sections }

async function cellsOf(strip) {
  if (cells?.strip === strip) return cells.sections
  cells = { strip, sections: undefined }
  const answer = await fetch(strip.dataset.strip)
  if (answer.ok) cells.sections = (await answer.json()).sections
  return cells.sections
}

/** The instance under the pointer; undefined: none, or the names have not come yet. */
function instanceAt(svg, event) {
  if (!cells?.sections) return undefined
  const columns = Number(svg.dataset.columns)
  const box = svg.getBoundingClientRect()
  const pitch = box.width / columns
  const column = Math.floor((event.clientX - box.left) / pitch)
  const row = Math.floor((event.clientY - box.top) / pitch)
  const section = [...cells.strip.querySelectorAll('svg[data-columns]')].indexOf(svg)
  return cells.sections[section]?.instances[row * columns + column]
}

function say(strip, instance) {
  strip.querySelector('[data-strip-says]').textContent = instance
    ? `${instance.instanceId} · ${instance.state}`
    : ''
}

/** The link of the cell, which may be that of all cells of its state, leads to the one instance. */
function lead(strip, link, instance) {
  link.dataset.all ??= link.getAttribute('href')
  const time = new URLSearchParams(location.search).get('time')
  const query = time ? `?time=${encodeURIComponent(time)}` : ''
  const own = strip.dataset.instance + encodeURIComponent(instance?.instanceId ?? '') + query
  link.setAttribute('href', instance ? own : link.dataset.all)
}

on('pointermove', async (event) => {
  const strip = event.target.closest?.('[data-strip]')
  if (!strip) return
  await cellsOf(strip)
  const svg = event.target.closest('svg[data-columns]')
  const instance = svg && instanceAt(svg, event)
  say(strip, instance)
  const link = event.target.closest('svg[data-columns] a')
  if (link) lead(strip, link, instance)
})
