// Theme and density, as the browser remembers them. Runs before the page is drawn, so that nothing flashes: it stands
// in the head and is not deferred.

const looks = { theme: ['light', 'dark'], density: ['compact'] }

function stored(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // storage is switched off: the look of the system
  }
}

/** What stands in no list is the default, and no attribute. */
function show(name, value) {
  const { dataset } = document.documentElement
  if (looks[name].includes(value)) dataset[name] = value
  else delete dataset[name]
}

function pressed() {
  for (const button of document.querySelectorAll('[data-look]')) {
    const { look } = button.dataset
    const chosen = document.documentElement.dataset[look]
    const isDefault = chosen === undefined && !looks[look].includes(button.value)
    button.setAttribute('aria-pressed', String(isDefault || button.value === chosen))
  }
}

for (const name of Object.keys(looks)) show(name, stored(name))

document.addEventListener('DOMContentLoaded', pressed)
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-look]')
  const open = document.querySelector('.look[open]')
  if (open && !open.contains(event.target)) open.open = false
  if (!button) return
  localStorage.setItem(button.dataset.look, button.value)
  show(button.dataset.look, button.value)
  pressed()
})
