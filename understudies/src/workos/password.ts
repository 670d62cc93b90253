// Passwords: scrypt with a salt each, and the strength rule for new ones (WorkOS's default: ten characters, no common word).
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { refusal } from './errors.ts'

const PASSWORD_CHARS_MIN = 10
/** scrypt's work grows with the input; nobody types more. */
const PASSWORD_CHARS_MAX = 256
const COMMON = ['password', 'qwertyuiop', '1234567890', 'letmein', 'iloveyou', 'abcdefghij', '1111111111']

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, 32)
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`
}

/** Takes as long for an unknown person as for a wrong password. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = (hash ?? NOBODY).split('$')
  const given = await derive(password.slice(0, PASSWORD_CHARS_MAX), Buffer.from(salt, 'base64url'), 32)
  return timingSafeEqual(given, Buffer.from(key, 'base64url')) && hash !== null
}

export function demandStrength(password: string): void {
  const errors = [...weaknesses(password)]
  if (errors.length > 0) {
    throw refusal(400, 'password_strength_error', 'Password does not meet strength requirements.', errors)
  }
}

const NOBODY = `scrypt$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(32).toString('base64url')}`

function* weaknesses(password: string): Generator<{ code: string; message: string }> {
  if (password.length < PASSWORD_CHARS_MIN) {
    yield { code: 'password_too_short', message: `Password must be at least ${PASSWORD_CHARS_MIN} characters long.` }
  }
  if (password.length > PASSWORD_CHARS_MAX) {
    yield { code: 'password_too_long', message: `Password must be at most ${PASSWORD_CHARS_MAX} characters long.` }
  }
  const common = COMMON.some((word) => password.toLowerCase().includes(word) && password.length < word.length + 4)
  if (common) yield { code: 'password_too_weak', message: 'Password is too easily guessed.' }
}
