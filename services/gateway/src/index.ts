export { app as default } from './app.ts'
export { RateLimiter } from './rate-limiter.ts'
