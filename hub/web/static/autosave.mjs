// Saves a form of a draft a few seconds after the last key, and never overtakes its own saving. Without it, every button saves.
const PAUSE = 3000
const PATIENCE = 4000

export function keepDraft ($form) {
  if (!$form) return
  const $status = document.querySelector('[data-hub-saved]')
  const $version = $form.querySelector('[data-hub-version]')
  let timer
  let running = null
  let dirty = false

  const say = (words, ok) => {
    if (!$status || $status.lastChild.textContent.trim() === words) return
    $status.lastChild.textContent = ' ' + words
    $status.classList.toggle('hub-saved--not', !ok)
  }
  const post = async () => {
    dirty = false
    const reply = await fetch($form.dataset.hubAutosave, {
      method: 'POST',
      body: new URLSearchParams(new FormData($form)),
      headers: { 'X-CSRFToken': $form.elements.csrf_token.value },
      credentials: 'same-origin',
      redirect: 'error'
    })
    if (reply.ok) {
      const { version, words } = await reply.json()
      $version.value = version
      return say(words, true)
    }
    dirty = true
    if (reply.status === 409) return say('Not saved: changed in another window. Press save to see both', false)
    if (reply.status === 401) return say('Not saved: you have been signed out. Press save to keep what you typed', false)
    say('Not saved yet. It is tried again', false)
  }
  const saveNow = () => {
    clearTimeout(timer)
    running ??= post()
      .catch(() => { dirty = true; say('Not saved yet: no connection. It is tried again', false) })
      .finally(() => { running = null; if (dirty) wait() })
    return running
  }
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(saveNow, PAUSE)
  }
  $form.addEventListener('input', () => { dirty = true; say('Not saved yet', true); wait() })
  $form.addEventListener('change', () => { dirty = true; wait() })
  $form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    dirty = false
    if (!running) return
    event.preventDefault()
    const go = () => $form.requestSubmit(event.submitter)
    Promise.race([running, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => { running = null; go() })
  })
  document.addEventListener('visibilitychange', () => { if (document.hidden && dirty) saveNow() })
}
