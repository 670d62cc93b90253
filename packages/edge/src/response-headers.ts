// Adding headers to an answer that is already made.

/** Changes the answer's own headers; one that came over a binding is read-only and is wrapped. Never for a 101. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  try {
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  } catch {
    const wrapped = new Response(response.body, response)
    for (const [name, value] of Object.entries(headers)) wrapped.headers.set(name, value)
    return wrapped
  }
}
