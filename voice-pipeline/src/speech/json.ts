// JSON of strangers: null instead of an exception; what it means is for the schema to say.

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
