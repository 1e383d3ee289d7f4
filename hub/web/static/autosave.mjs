// Saves a form as it is typed, to the address in data-hub-autosave, and says so beside the title.
// The answer is JSON {saved_at, version}; 409 means that somebody else changed the same section.
const PAUSE = 1500

export function autosave ($form) {
  if (!$form) return
  const $line = document.querySelector('[data-hub-saved]')
  let timer
  let told = ''

  const tell = (state, at, ok) => {
    if (!$line) return
    $line.classList.toggle('hub-saved--not', !ok)
    $line.querySelector('[data-hub-saved-at]').textContent = at
    if (state !== told) $line.querySelector('[data-hub-saved-state]').textContent = state
    told = state
  }
  const save = async () => {
    try {
      const reply = await fetch($form.dataset.hubAutosave, {
        method: 'POST', body: new FormData($form), credentials: 'same-origin', headers: { 'X-Autosave': '1' }
      })
      if (reply.status === 409) return tell('Not saved: somebody else changed this. Your words are still on this page.', '', false)
      if (!reply.ok) throw new Error()
      const { saved_at: at, version } = await reply.json()
      const $version = $form.elements.namedItem('version')
      if ($version && version !== undefined) $version.value = version
      tell('Saved', `at ${at}`, true)
    } catch {
      tell('Not saved. Your words are still on this page.', '', false)
      timer = setTimeout(save, 10000)
    }
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }
  $form.addEventListener('input', later)
  $form.addEventListener('submit', () => clearTimeout(timer))
}
