/** Resolves after this time; for waits that are part of the protocol, each bounded by its caller. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
