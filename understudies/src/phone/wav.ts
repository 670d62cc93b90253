// A WAV around mu-law at 8 kHz, mono: format 7, which every player knows.

const HEADER_BYTES = 58

export function wavOfMulaw(mulaw: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + mulaw.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(8_000, 24)
  header.writeUInt32LE(8_000, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.writeUInt16LE(0, 36)
  header.write('fact', 38)
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(mulaw.length, 46)
  header.write('data', 50)
  header.writeUInt32LE(mulaw.length, 54)
  return Buffer.concat([header, mulaw])
}
