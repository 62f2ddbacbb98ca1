/// A 64-bit hash of bytes that is the same in every process and on every machine (FNV-1a).
///
/// It tells texts and scenarios apart; it is no protection against tampering.
///
/// - Stability: portable.
/// - Source: Fowler, Noll and Vo, The FNV non-cryptographic hash algorithm (RFC 9923).
public func stableHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes {
    hash ^= UInt64(byte)
    hash &*= 0x100_0000_01B3
  }
  return hash
}
