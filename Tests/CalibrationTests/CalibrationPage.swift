import Foundation
import TestSupport

@testable import Calibration

/// Tables of `Documentation/calibration.md`, each between two marks: held against what is computed, or written
/// anew when `RECORD_SNAPSHOTS` is 1.
enum CalibrationPage {
  private static let path = "Documentation/calibration.md"
  private static let lock = NSLock()

  /// What differs, or nil.
  static func difference(_ name: String, header: [String], rows: [[String]]) throws -> String? {
    lock.lock()
    defer { lock.unlock() }
    let lines =
      [header, header.map { _ in "---" }] + rows
    let table = lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    let page = try TestFiles.text(path)
    let (begin, end) = ("<!-- \(name) -->\n", "\n<!-- /\(name) -->")
    guard let from = page.range(of: begin), let to = page.range(of: end) else {
      return "\(path) has no marks for \(name)"
    }
    let old = page[from.upperBound..<to.lowerBound]
    guard old != table else { return nil }
    guard environment("RECORD_SNAPSHOTS") == "1" else {
      return "\(path), \(name):\n\(table)"
    }
    let new = page.replacingCharacters(in: from.upperBound..<to.lowerBound, with: table)
    try Data(new.utf8).write(to: TestFiles.root.appendingPathComponent(path))
    return nil
  }

  /// A gain with its error.
  static func gain(_ gain: PairedGain?) -> String {
    guard let gain else { return "" }
    let error = gain.standardError.map { number($0, 3) } ?? ""
    return gain.mean == 0 ? "0" : "\(number(gain.mean, 3)) (\(error))"
  }

  static func number(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  static func grouped(_ value: Double, _ decimals: Int) -> String {
    let text = number(abs(value), decimals)
    let parts = text.split(separator: ".")
    let digits = Array(parts[0])
    var whole = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { whole += "," }
      whole.append(digit)
    }
    return parts.count > 1 ? "\(whole).\(parts[1])" : whole
  }
}
