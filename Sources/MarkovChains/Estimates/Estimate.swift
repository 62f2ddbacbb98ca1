import LinearAlgebra

/// A number beyond the range of doubles.
public typealias ScaledNumber = LinearAlgebra.ScaledNumber

/// One answer of an engine.
public struct Estimate: Sendable, Equatable {
  /// The answer.
  public let value: Double
  /// One minus the value, computed as a sum of its own; nil for what is no probability.
  public let complement: Double?
  private let origin: Origin

  /// Where an answer comes from. Held in place: boxes would outlive what is made between them, and spread over all memory.
  private enum Origin: Sendable, Equatable {
    case exact
    case bounded(enclosure: ClosedRange<Double>?, outOfRange: ScaledNumber?)
    case simulated(Sample)
  }

  /// What a simulation adds; nil when the engine is exact.
  public var sample: Sample? {
    if case .simulated(let sample) = origin { sample } else { nil }
  }

  /// Proven bounds, where the answer was enclosed and not computed directly.
  public var enclosure: ClosedRange<Double>? {
    if case .bounded(let enclosure, _) = origin { enclosure } else { nil }
  }

  /// The answer, where it is beyond the range of doubles: the value is then 0 or infinite.
  public var outOfRange: ScaledNumber? {
    if case .bounded(_, let number) = origin { number } else { nil }
  }

  /// An exact answer.
  public init(
    exact value: Double, complement: Double? = nil, enclosure: ClosedRange<Double>? = nil,
    outOfRange: ScaledNumber? = nil
  ) {
    self.value = value
    self.complement = complement
    origin =
      enclosure == nil && outOfRange == nil
      ? .exact : .bounded(enclosure: enclosure, outOfRange: outOfRange)
  }

  init(value: Double, complement: Double?, sample: Sample) {
    self.value = value
    self.complement = complement
    origin = .simulated(sample)
  }

  /// The estimate of a rising function of the value.
  ///
  /// - Parameters:
  ///   - transform: The function; ends of intervals go through it too.
  ///   - complement: One minus the function, as a function of the value, without subtraction.
  ///   - slope: Its slope at the value, by which the standard error is scaled.
  public func mapped(
    _ transform: (Double) -> Double, complement: (Double) -> Double, slope: Double
  ) -> Estimate {
    guard let sample else {
      return Estimate(
        exact: transform(value), complement: complement(value),
        enclosure: enclosure.map { transform($0.lowerBound)...transform($0.upperBound) })
    }
    return Estimate(
      value: transform(value), complement: complement(value),
      sample: Sample(
        trajectoryCount: sample.trajectoryCount, eventCount: sample.eventCount,
        standardError: sample.standardError.map { $0 * slope },
        interval: sample.interval.map {
          Interval(
            low: transform($0.low), high: transform($0.high), confidence: $0.confidence,
            method: $0.method)
        }, skewness: nil))
  }

  /// The estimate of the opposite of a probability.
  public var opposite: Estimate? {
    guard let complement else { return nil }
    guard let sample else { return Estimate(exact: complement, complement: value) }
    let failures = sample.trajectoryCount - sample.eventCount
    return Estimate(
      value: complement, complement: value,
      sample: Sample(
        trajectoryCount: sample.trajectoryCount, eventCount: failures,
        standardError: sample.standardError,
        interval: sample.interval.map {
          BinomialInterval.clopperPearson(
            successes: failures, trials: sample.trajectoryCount, confidence: $0.confidence)
        }, skewness: nil))
  }

  /// How far a simulated value can be trusted.
  public struct Sample: Sendable, Equatable {
    /// Trajectories simulated.
    public let trajectoryCount: Int
    /// Trajectories that count: successes of a probability, values averaged of a mean.
    public let eventCount: Int
    /// nil where it cannot be known, as from a single value.
    public let standardError: Double?
    /// nil where none can be given.
    public let interval: Interval?
    /// The skewness of the averaged values; nil for probabilities.
    public let skewness: Double?
  }

  /// A confidence interval and how it was made.
  public struct Interval: Sendable, Equatable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double
    /// The stated coverage.
    public let confidence: Double
    /// How it was made.
    public let method: Method

    /// An interval.
    public init(low: Double, high: Double, confidence: Double, method: Method) {
      self.low = low
      self.high = high
      self.confidence = confidence
      self.method = method
    }

    /// The part of the interval that is possible.
    func clipped(to range: ClosedRange<Double>) -> Interval {
      Interval(
        low: max(low, range.lowerBound), high: min(high, range.upperBound),
        confidence: confidence, method: method)
    }

    /// The methods of intervals.
    public enum Method: String, Sendable {
      case clopperPearson = "clopper-pearson"
      case studentT = "student-t"

      /// What the method promises.
      public var guarantee: Guarantee {
        switch self {
        case .clopperPearson: .sound
        case .studentT: .asymptotic
        }
      }
    }

    /// How far the stated confidence can be believed.
    public enum Guarantee: String, Sendable {
      /// There is nothing to cover: the number is computed.
      case exact
      /// Covers at least as often as stated, at every sample size.
      case sound
      /// Covers as often as stated in the limit of large samples.
      case asymptotic
    }
  }
}
