import Escalation
import MarkovChains

/// The law of the highest rung of an incident: stated, and over the ends of the ranges of its factors.
struct PeakLaw: Sendable, Equatable {
  /// A probability and the ends of what it may be; without ranges the ends are nil.
  struct Value: Sendable, Equatable {
    let value: Double
    let low: Double?
    let high: Double?

    init(_ values: [Double]) {
      value = values[0]
      low = values.count > 1 ? values.min() : nil
      high = values.count > 1 ? values.max() : nil
    }
  }

  /// Shape `[point][rung]`: the probability that the highest rung is this one or above; the stated
  /// point first, then the corners.
  let exceedance: [[Double]]

  /// - Parameters:
  ///   - points: The stated values, then the corners.
  ///   - horizon: In days; nil for ever.
  /// - Throws: `StudyError.engine`.
  init(
    _ model: EscalationModel, _ points: [ParameterValues], start: StartPoint, horizon: Int?
  ) throws(StudyError) {
    let above = model.ladder.rungs.indices.filter { $0 > start.peak }
    var exceedance: [[Double]] = []
    for point in points {
      let mixture = model.compile([point], horizon: horizon, start: start)[0].mixture
      do {
        let reached = try ExactEngine().reachProbabilities(of: above.map { $0 - 1 }, in: mixture)
        exceedance.append(
          [Double](repeating: 1, count: start.peak + 1) + reached.map(\.value))
      } catch {
        throw .engine(error)
      }
    }
    self.exceedance = exceedance
  }

  /// The highest rung is this one.
  func peak(_ rung: Int) -> Value {
    Value(exceedance.map { $0[rung] - (rung + 1 < $0.count ? $0[rung + 1] : 0) })
  }

  /// The highest rung is above this one.
  func worse(than rung: Int) -> Value {
    Value(exceedance.map { rung + 1 < $0.count ? $0[rung + 1] : 0 })
  }

  /// The highest rung is this one or above.
  func atLeast(_ rung: Int) -> Value { Value(exceedance.map { $0[rung] }) }
}
