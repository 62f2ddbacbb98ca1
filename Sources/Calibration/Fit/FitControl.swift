import Foundation
import Synchronization

/// How a long fit is watched, and stopped from outside.
public struct FitControl: Sendable {
  /// Told where the fit stands, now and then.
  public var report: @Sendable (String) -> Void
  /// Whether to stop.
  public var isInterrupted: @Sendable () -> Bool
  /// What goes before every place: the fold, the split.
  public var place: String
  private let last: Place

  private final class Place: Sendable {
    let text = Mutex("")
  }

  /// A fit that nobody watches, unless told otherwise.
  public init(
    place: String = "", report: @escaping @Sendable (String) -> Void = { _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.report = report
    self.isInterrupted = isInterrupted
    self.place = place
    last = Place()
  }

  /// The same watch at a further place.
  public func at(_ further: String) -> FitControl {
    FitControl(
      place: place.isEmpty ? further : "\(place), \(further)", report: report,
      isInterrupted: isInterrupted)
  }

  /// Notes where the fit stands; false when it shall stop.
  func goesOn(_ step: String) -> Bool {
    let text = place.isEmpty ? step : "\(place), \(step)"
    last.text.withLock { $0 = text }
    report(text)
    return !isInterrupted()
  }

  /// The error of a fit that was stopped: it says where it was.
  var interruption: CalibrationError {
    .interrupted(last.text.withLock { $0 })
  }

  static func shown(_ value: Double) -> String { String(format: "%.4f", value) }
}
