// A command that leaves the processor to whoever is in more of a hurry.

const NICENESS = '10'

export function yielding(command: readonly string[]): string[] {
  return process.platform === 'win32' ? [...command] : ['nice', '-n', NICENESS, ...command]
}
