// What pages can do beyond links and forms: copy. Every page works
// without it; what needs it is hidden until it runs.

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector))
const byId = (id) => document.getElementById(id)
const on = (name, act, options) => document.addEventListener(name, act, options)

function reveal() {
  for (const each of all('button[hidden], [data-scripted]')) each.hidden = false
}

async function copy(button, text) {
  const label = button.textContent
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'copied'
  } catch {
    button.textContent = 'not permitted'
  }
  setTimeout(() => {
    button.textContent = label
  }, 1200)
}

on('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if (button.dataset.copy !== undefined) copy(button, button.dataset.copy)
})

/** A part of the page that does not come is said; what is shown stays. */
function sayLost(hidden) {
  byId('lost').hidden = hidden
}

on('htmx:error', () => sayLost(false))
on('htmx:after:swap', () => {
  sayLost(true)
  reveal()
})
reveal()
