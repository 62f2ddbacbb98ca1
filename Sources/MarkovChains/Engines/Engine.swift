/// A method that answers questions about chains.
public protocol Engine: Sendable {
  /// The answers to a question put to a mixture of chains.
  ///
  /// - Throws: `EngineError` when the question is beyond the engine, or was interrupted.
  func estimates(for mixture: Mixture, control: RunControl) throws(EngineError) -> Estimates
  /// The answers to many questions, such as the points of a sweep: the same as one by one.
  func estimates(for mixtures: [Mixture], control: RunControl) throws(EngineError) -> [Estimates]
}

extension Engine {
  /// One by one.
  public func estimates(
    for mixtures: [Mixture], control: RunControl
  ) throws(EngineError) -> [Estimates] {
    var answers: [Estimates] = []
    for mixture in mixtures { answers.append(try estimates(for: mixture, control: control)) }
    return answers
  }
}

/// How a long run goes: what watches it, what stops it, and what advances lanes. It never touches the
/// numbers.
public struct RunControl: Sendable {
  /// Asked between blocks of work; a true ends the run with `EngineError.interrupted`.
  public let isInterrupted: @Sendable () -> Bool
  /// Told how many trajectories were finished since it was last told.
  public let advanced: @Sendable (Int) -> Void
  /// Advances the trajectories of small chains.
  public let kernel: LaneKernel

  /// A control that never interrupts and hears nothing, with the portable kernel, unless told otherwise.
  public init(
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    advanced: @escaping @Sendable (Int) -> Void = { _ in },
    kernel: LaneKernel = .portable
  ) {
    self.isInterrupted = isInterrupted
    self.advanced = advanced
    self.kernel = kernel
  }
}
