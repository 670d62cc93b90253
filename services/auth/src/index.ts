export { app as default } from './app.ts'
export { SessionRefresher } from './session-refresher.ts'
