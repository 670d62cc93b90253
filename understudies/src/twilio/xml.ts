// The XML that TwiML needs and no more: elements, attributes, text, CDATA, comments. A doctype is refused.

export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string }

export class XmlError extends Error {}

/** Deeper than any TwiML; a bound on what one reply can make us hold. */
const DEPTH_MAX = 16
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

export function parseXml(source: string): Element {
  const document: Element = { name: '', attributes: {}, children: [], text: '' }
  const open: Element[] = [document]
  const text = source.replace(/^\uFEFF/, '')
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (!found) throw new XmlError(`unexpected markup at character ${at}`)
    const parent = open.at(-1)
    if (!parent) throw new XmlError('more closing tags than opening ones')
    const [, cdata, closing, opening, attributes, selfClosing, plain] = found
    if (cdata !== undefined) parent.text += cdata
    else if (plain !== undefined) parent.text += unescape(plain)
    else if (closing !== undefined) {
      if (parent.name !== closing || parent === document) throw new XmlError(`</${closing}> closes nothing`)
      open.pop()
    } else if (opening !== undefined) {
      const element: Element = { name: opening, attributes: readAttributes(attributes ?? ''), children: [], text: '' }
      parent.children.push(element)
      if (!selfClosing) open.push(element)
      if (open.length > DEPTH_MAX) throw new XmlError('nested too deeply')
    }
  }
  if (open.length > 1) throw new XmlError(`<${open.at(-1)?.name}> is never closed`)
  const [root, second] = document.children
  if (!root || second || document.text.trim()) throw new XmlError('a document has exactly one root element')
  return root
}

function readAttributes(written: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, double, single] of written.matchAll(attribute)) {
    if (name === undefined) continue
    if (name in attributes) throw new XmlError(`attribute ${name} appears twice`)
    attributes[name] = unescape(double ?? single ?? '')
  }
  return attributes
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescape(written: string): string {
  return written.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+)?;?/g, (whole, entity: string | undefined) => {
    if (entity === undefined || !whole.endsWith(';')) throw new XmlError('a bare & must be written &amp;')
    const code = entity.startsWith('#x') ? parseInt(entity.slice(2), 16) : Number(entity.slice(1))
    if (entity.startsWith('#')) {
      if (!(code > 0 && code <= 0x10ffff)) throw new XmlError(`&${entity}; is no character`)
      return String.fromCodePoint(code)
    }
    const character = named[entity]
    if (character === undefined) throw new XmlError(`&${entity}; is not defined`)
    return character
  })
}
