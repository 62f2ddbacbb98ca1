/// Room for masses at addresses that 64 divides.
///
/// Arrays of vectors are aligned to 16 bytes only, so that most of their elements lie across two lines of a processor's cache.
struct MassRoom<Value: Masses>: ~Copyable {
  private let raw: UnsafeMutableRawPointer
  /// What there is room for.
  let values: UnsafeMutableBufferPointer<Value>

  /// Room that holds one value everywhere.
  init(repeating value: Value, count: Int) {
    raw = .allocate(byteCount: max(1, count) * MemoryLayout<Value>.stride, alignment: 64)
    values = UnsafeMutableBufferPointer(
      start: raw.bindMemory(to: Value.self, capacity: max(1, count)), count: count)
    values.initialize(repeating: value)
  }

  /// Some of the values, by their places.
  func values(_ places: Range<Int>) -> UnsafeMutableBufferPointer<Value> {
    UnsafeMutableBufferPointer(rebasing: values[places])
  }

  deinit { raw.deallocate() }
}
