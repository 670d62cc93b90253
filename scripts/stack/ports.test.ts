import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort } from './free-port.ts'
import { readPorts, refuseTakenPorts } from './ports.ts'

it('names the taken port, what wanted it and the variable that moves it', async () => {
  const server = createServer()
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const wanted = [{ port, variable: 'GATEWAY_PORT', what: 'the API' } as const]
  await expect(refuseTakenPorts(wanted)).rejects.toThrow(
    `Port ${port} (the API) is taken by another program: stop it, or set GATEWAY_PORT to a free port and start again.`,
  )
  await new Promise<void>((resolve) => server.close(() => resolve()))
  await expect(refuseTakenPorts(wanted)).resolves.toBeUndefined()
})

it('refuses two parts on one port', async () => {
  const wanted = [
    { port: 20_001, variable: 'WEB_PORT', what: 'the web app' },
    { port: 20_001, variable: 'GATEWAY_PORT', what: 'the API' },
  ] as const
  await expect(refuseTakenPorts(wanted)).rejects.toThrow(/both want port 20001/)
})

it.each(['abc', '0', '65536', '80.5'])('refuses %s as a port', (text) => {
  expect(() => readPorts({ WEB_PORT: text })).toThrow(/WEB_PORT is/)
})
