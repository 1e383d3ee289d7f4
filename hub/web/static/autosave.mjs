// Saves a form a few seconds after the last key, to the address in data-hub-autosave, and says so beside the title.
// The answer is JSON {saved_at, version}; 409 means that somebody else changed the same part. Without it, every button saves.
const PAUSE = 2000
const AGAIN = 10000
const PATIENCE = 4000

export function autosave ($form) {
  const $line = document.querySelector('[data-hub-saved]')
  let timer
  let running = null
  let dirty = false
  let told = ''

  const tell = (state, at, ok) => {
    if (!$line) return
    $line.classList.toggle('hub-saved--not', !ok)
    $line.classList.remove('hub-saved--none')
    $line.querySelector('[data-hub-saved-at]').textContent = at
    if (state !== told) $line.querySelector('[data-hub-saved-state]').textContent = state
    told = state
  }
  const refused = (status) => {
    if (status === 409) return 'Not saved: this was changed in another window. Press save to see both.'
    if (status === 401) return 'Not saved: you have been signed out. Press save to keep what you typed.'
    return 'Not saved. Your words are still on this page.'
  }
  const save = async () => {
    dirty = false
    const reply = await fetch($form.dataset.hubAutosave, {
      method: 'POST',
      body: new FormData($form),
      credentials: 'same-origin',
      headers: { 'X-CSRFToken': $form.elements.csrf_token.value, 'X-Autosave': '1' }
    })
    if (!reply.ok) {
      tell(refused(reply.status), '', false)
      if (reply.status >= 500) throw new Error()
      return
    }
    const { saved_at: at, version } = await reply.json()
    const $version = $form.elements.namedItem('version')
    if ($version && version !== undefined) $version.value = version
    tell('Saved', `at ${at}`, true)
  }
  const wait = (pause) => {
    clearTimeout(timer)
    timer = setTimeout(saveNow, pause)
  }
  const saveNow = () => {
    clearTimeout(timer)
    if (running) return
    running = save().catch(() => {
      tell(refused(0), '', false)
      wait(AGAIN)
    }).finally(() => {
      running = null
      if (dirty) wait(PAUSE)
    })
  }
  $form.addEventListener('input', () => {
    dirty = true
    wait(PAUSE)
  })
  // a button pressed while a save is under way waits for it, so that a form never meets its own older self
  $form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    dirty = false
    if (!running) return
    event.preventDefault()
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    Promise.race([running, late]).then(() => {
      running = null
      $form.requestSubmit(event.submitter)
    })
  })
  document.addEventListener('visibilitychange', () => document.hidden && dirty && saveNow())
}
