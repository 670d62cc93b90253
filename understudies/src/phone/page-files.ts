// The phone's page: plain files beside this one, served as they are. Only names listed here can be asked for.
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'

const types: Record<string, string> = {
  'list.html': 'text/html; charset=utf-8',
  'phone.html': 'text/html; charset=utf-8',
  'phone.css': 'text/css; charset=utf-8',
  'idle.css': 'text/css; charset=utf-8',
  'call.css': 'text/css; charset=utf-8',
  'line.css': 'text/css; charset=utf-8',
  'rows.css': 'text/css; charset=utf-8',
  'icons.svg': 'image/svg+xml',
  'list.js': 'text/javascript; charset=utf-8',
  'phone.js': 'text/javascript; charset=utf-8',
  'connection.js': 'text/javascript; charset=utf-8',
  'draw.js': 'text/javascript; charset=utf-8',
  'sound.js': 'text/javascript; charset=utf-8',
  'dictation.js': 'text/javascript; charset=utf-8',
  'keypad.js': 'text/javascript; charset=utf-8',
  'words.js': 'text/javascript; charset=utf-8',
}

export async function sendPage(response: ServerResponse, name: string): Promise<void> {
  const type = types[name]
  if (type === undefined) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is nothing here.')
    return
  }
  const body = await readFile(new URL(`./page/${name}`, import.meta.url))
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy':
      "default-src 'self'; style-src 'self'; connect-src 'self' ws: ; img-src 'self' data:; media-src 'self' blob:",
  })
  response.end(body)
}
