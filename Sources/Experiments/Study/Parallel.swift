import Dispatch
import MarkovChains
import Synchronization

/// The same work on many values at once.
enum Parallel {
  /// The results in the order of the values; no result depends on the number of workers.
  ///
  /// Progress is not told: the body does, where it counts.
  ///
  /// - Parameter interruption: What is thrown when the run is told to stop.
  /// - Throws: The error of the first value that failed.
  static func map<Value: Sendable, Result: Sendable, Failure: Error>(
    _ values: [Value], threadCount: Int, control: RunControl, interruption: Failure,
    _ body: @Sendable (Value) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    var results = [Swift.Result<Result, Failure>?](repeating: nil, count: values.count)
    let next = Atomic<Int>(0)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let slots = base
      DispatchQueue.concurrentPerform(iterations: max(1, min(threadCount, values.count))) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < values.count, !control.isInterrupted() else { return }
          do throws(Failure) {
            slots[index] = .success(try body(values[index]))
          } catch {
            slots[index] = .failure(error)
          }
        }
      }
    }
    var found: [Result] = []
    found.reserveCapacity(values.count)
    for result in results {
      guard let result else { throw interruption }
      found.append(try result.get())
    }
    return found
  }
}
