import Dispatch
import MarkovChains
import Synchronization

/// The same work on many values at once.
enum Parallel {
  /// The results in the order of the values; no result depends on the number of workers.
  ///
  /// - Throws: The error of the first value that failed; `StudyError.engine(.interrupted)` when told to stop.
  static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], threadCount: Int, control: RunControl,
    _ body: @Sendable (Value) throws(StudyError) -> Result
  ) throws(StudyError) -> [Result] {
    var results = [Swift.Result<Result, StudyError>?](repeating: nil, count: values.count)
    let next = Atomic<Int>(0)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let slots = base
      DispatchQueue.concurrentPerform(iterations: min(threadCount, values.count)) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < values.count, !control.isInterrupted() else { return }
          do throws(StudyError) {
            slots[index] = .success(try body(values[index]))
          } catch {
            slots[index] = .failure(error)
          }
          control.advanced(1)
        }
      }
    }
    var found: [Result] = []
    for result in results {
      switch result {
      case nil: throw .engine(.interrupted)
      case .failure(let error): throw error
      case .success(let value): found.append(value)
      }
    }
    return found
  }
}
