import Escalation
import MarkovChains
import Tables

/// The derivatives of all answers of a study by all numbers of its model.
public struct GradientResult: Sendable {
  /// Question by question in the order of the study, under one structure after another, within one by
  /// elasticity, the largest first.
  let rows: [GradientRow]
  /// The numbers that no answer was differentiated by.
  let fixed: [String]
  /// Size of the chains, and how they were solved.
  let record: StudyResult

  /// The rows of one question after another, under all structures.
  var questions: [ArraySlice<GradientRow>] {
    rows.chunked { $0.question == $1.question }
  }
}

extension Array {
  /// The array cut where neighbours do not belong together.
  fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var chunks: [ArraySlice<Element>] = []
    var first = 0
    for index in indices where index + 1 == count || !belongs(self[index], self[index + 1]) {
      chunks.append(self[first...index])
      first = index + 1
    }
    return chunks
  }
}
