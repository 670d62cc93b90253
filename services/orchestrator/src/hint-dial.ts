// A hint on the `dials` queue that an occurrence will be due: whole seconds early rather than late.

export async function hintDial(queue: Pick<Queue, 'send'>, occurrenceId: string, dueAt: string): Promise<void> {
  const delaySeconds = Math.max(0, Math.floor((Date.parse(dueAt) - Date.now()) / 1000))
  await queue.send({ occurrenceId }, { delaySeconds })
}
