// Puts the app together: client, stores, router, page.
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import { config } from 'zod'
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/bricolage-grotesque/opsz.css'
import './styles/main.css'
import App from './App.vue'
import { API, createClient } from './api/client.ts'
import { applyStoredTheme } from './composables/use-theme.ts'
import { useSessionStore } from './features/session/session.store.ts'
import { API_ORIGIN } from './config.ts'
import { makeRouter } from './router.ts'

// A strict content security policy forbids building functions from text, which zod would try.
config({ jitless: true })
applyStoredTheme()

const app = createApp(App)
const api = createClient({
  origin: API_ORIGIN,
  fetch: (...request) => fetch(...request),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  onSignedOut: () => session.forget(),
})
app.provide(API, api)
app.use(createPinia())

const session = useSessionStore()
app.use(
  makeRouter({
    async isSignedIn() {
      await session.restore()
      return session.me !== null
    },
  }),
)
app.mount('#app')
