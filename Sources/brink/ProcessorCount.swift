import Foundation

/// How many processors this process may use.
enum ProcessorCount {
  /// The processors of the affinity mask, which is what `taskset` and batch schedulers set.
  static var allowed: Int {
    affinityCount ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The bits of the mask that Linux tells of the process; nil elsewhere. The call for it is hidden from
  /// Swift behind a feature macro of the C library.
  private static var affinityCount: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") })
    else { return nil }
    let count = line.dropFirst("Cpus_allowed:".count).compactMap(\.hexDigitValue)
      .reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }
}
