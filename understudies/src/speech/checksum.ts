/** CRC-8 over a word's number and bytes. */
export function checksum(seq: number, bytes: ArrayLike<number>): number {
  let crc = 0
  for (let i = -1; i < bytes.length; i++) {
    crc ^= i < 0 ? seq : (bytes[i] ?? 0)
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff
  }
  return crc
}
