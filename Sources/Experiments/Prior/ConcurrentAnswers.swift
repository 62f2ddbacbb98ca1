import Dispatch
import MarkovChains
import Synchronization

/// Answers that do not depend on each other, found side by side; they do not depend on the number of workers.
///
/// - Parameter answer: Gives the answer of an index.
/// - Returns: Shape `[index]`.
/// - Throws: What went wrong at the smallest index; `EngineError.interrupted` when the run was stopped.
func concurrentAnswers<Answer: Sendable>(
  count: Int, threadCount: Int, control: RunControl,
  _ answer: @Sendable (Int) -> Result<Answer, EngineError>
) throws(EngineError) -> [Answer] {
  var results = [Result<Answer, EngineError>?](repeating: nil, count: count)
  let next = Atomic<Int>(0)
  results.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    nonisolated(unsafe) let slots = base
    DispatchQueue.concurrentPerform(iterations: max(1, min(threadCount, count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count, !control.isInterrupted() else { return }
        slots[index] = answer(index)
      }
    }
  }
  var answers: [Answer] = []
  answers.reserveCapacity(count)
  for result in results {
    guard let result else { throw .interrupted }
    answers.append(try result.get())
  }
  return answers
}
