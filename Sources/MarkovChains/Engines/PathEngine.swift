import Dispatch
import RandomStreams
import Synchronization

/// Simulates trajectories, in blocks pulled from a counter by as many workers as there are threads.
///
/// - Stability: portable: the same bits for every number of threads and on every processor.
public struct PathEngine: Engine {
  /// Without a horizon a path is followed for at most this many steps.
  public static let stepLimit = 1_000_000
  /// The longest horizon that integer sums of cubes have room for.
  public static let horizonLimit = 10_000_000
  /// The most trajectories that integer sums of steps have room for.
  public static let trajectoryLimit = 1_000_000_000_000
  /// The most bytes that compiled chains may take.
  public static let memoryLimit = 4 << 30

  /// What is said where a simulation without a horizon was cut.
  static let cutRemark =
    "some trajectories were cut at \(stepLimit) steps and count as unresolved there; "
    + "the exact engine follows them for ever"

  /// How many trajectories are simulated.
  public let trajectoryCount: Int
  /// The seed and the scenario that draws belong to.
  public let address: StreamAddress
  /// Workers; no number depends on it.
  public let threadCount: Int
  /// The stated coverage of intervals.
  public let confidence: Double

  /// - Precondition: At least one trajectory and one thread; confidence between zero and one.
  public init(
    trajectoryCount: Int, address: StreamAddress, threadCount: Int, confidence: Double = 0.95
  ) {
    precondition(
      trajectoryCount > 0 && trajectoryCount <= Self.trajectoryLimit,
      "between 1 and \(Self.trajectoryLimit) trajectories")
    precondition(threadCount > 0, "at least one thread")
    precondition(confidence > 0 && confidence < 1, "confidence lies between zero and one")
    self.trajectoryCount = trajectoryCount
    self.address = address
    self.threadCount = threadCount
    self.confidence = confidence
  }

  /// - Complexity: O(steps taken); memory does not depend on the number of trajectories.
  public func estimates(
    for mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> Estimates {
    try Self.checkSize(mixture)
    let targetCount = mixture.problems[0].targets.count
    var total: Tally?
    var remarks: [String] = []
    var scale: RewardScale?
    // A pass marks as many target sets as a word has bits. Each pass draws the same trajectories.
    for first in stride(from: 0, to: max(1, targetCount), by: UInt64.bitWidth) {
      let range = first..<min(first + UInt64.bitWidth, targetCount)
      let kernel = PathKernel(
        mixture.asking(targets: range), address: address, kernel: control.kernel)
      let tally = try run(kernel, control: control)
      remarks = kernel.remarks
      scale = kernel.rewardScale
      total = total.map { $0.with(passagesOf: tally) } ?? tally
    }
    guard let total else { return Estimates(values: [:]) }
    let wasCut = mixture.horizon == nil && total.unresolvedCount > 0
    if wasCut {
      remarks.append(Self.cutRemark)
    }
    let limit = mixture.horizon ?? Self.stepLimit
    return Estimates(
      values: total.estimates(confidence: confidence, limit: limit, scale: scale),
      remarks: remarks, wasCut: wasCut)
  }

  /// The counts of all blocks.
  private func run(_ kernel: PathKernel, control: RunControl) throws(EngineError) -> Tally {
    let blockSize = StreamAddress.blockSize
    let blockCount = (trajectoryCount + blockSize - 1) / blockSize
    let workerCount = min(threadCount, blockCount)
    let nextBlock = Atomic<Int>(0)
    let interrupted = Atomic<Bool>(false)
    var tallies = [Tally](repeating: kernel.emptyTally, count: workerCount)
    tallies.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let slots = base
      DispatchQueue.concurrentPerform(iterations: workerCount) { worker in
        var tally = kernel.emptyTally
        let lanes = kernel.laneBlock()
        while true {
          let block = nextBlock.wrappingAdd(1, ordering: .relaxed).oldValue
          guard block < blockCount else { break }
          let first = block * blockSize
          let range = first..<min(first + blockSize, trajectoryCount)
          let isFinished =
            !control.isInterrupted()
            && kernel.simulate(
              block: range, in: lanes, into: &tally, isInterrupted: control.isInterrupted)
          guard isFinished else {
            interrupted.store(true, ordering: .relaxed)
            break
          }
          control.advanced(range.count)
        }
        slots[worker] = tally
      }
    }
    if interrupted.load(ordering: .relaxed) { throw .interrupted }
    var total = kernel.emptyTally
    for tally in tallies { total.merge(tally) }
    return total
  }

  /// The most chains of a mixture: trajectories are sorted by two bytes.
  static let chainLimit = 65_536

  static func checkSize(_ mixture: Mixture) throws(EngineError) {
    guard mixture.problems.count <= chainLimit else {
      throw .tooLarge(
        what: "the path engine", need: "\(mixture.problems.count) chains", limit: "\(chainLimit)")
    }
    if let horizon = mixture.horizon, horizon > horizonLimit {
      throw .tooLarge(
        what: "the path engine", need: "\(horizon) steps", limit: "\(horizonLimit)")
    }
    let bytes = mixture.problems.reduce(0) {
      let (states, entries) = ($1.matrix.stateCount, $1.matrix.targets.count)
      // Facts, offsets and a guide where there is one; words, targets and aliases.
      return $0 + states * 80 + (states <= CompiledChain.guideStateLimit ? states * 512 : 0)
        + entries * 16
    }
    guard bytes <= memoryLimit else {
      throw .tooLarge(
        what: "the path engine", need: "\(bytes >> 20) MiB", limit: "\(memoryLimit >> 20) MiB")
    }
  }
}
