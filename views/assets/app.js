// What pages can do beyond links and forms: copy. Every page works
// without it; what needs it is hidden until it runs.

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector))

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

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if (button.dataset.copy !== undefined) copy(button, button.dataset.copy)
})

/** A part of the page that does not come is said; what is shown stays. */
function sayLost(hidden) {
  document.getElementById('lost').hidden = hidden
}

document.addEventListener('htmx:error', () => sayLost(false))
document.addEventListener('htmx:after:swap', () => {
  sayLost(true)
  reveal()
})
reveal()
