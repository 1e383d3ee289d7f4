// Wakes the parts of the page that improve with scripts. Every page works without.
import { initAll } from './govuk-frontend.min.js'
import { initAll as initMoj } from './moj-frontend.min.js'
import { autosave } from './autosave.mjs'
import { watchSession } from './session.mjs'
import { watch } from './watch.mjs'

initAll()
initMoj()
watchSession(document.querySelector('[data-hub-session]'))
document.querySelectorAll('[data-hub-autosave]').forEach(autosave)
document.querySelectorAll('[data-hub-watch]').forEach(watch)
