/// Gathers what is wrong with one text file; places are worked out at the end.
final class TextProblems {
  private let file: String
  private let text: FileBytes
  private var kept: [(offset: Int, message: String)] = []
  private var count = 0

  init(file: String, text: FileBytes) {
    self.file = file
    self.text = text
  }

  /// Whether nothing was found.
  var isEmpty: Bool { count == 0 }

  /// A problem at a byte; the message is made only if it will be listed.
  func add(_ offset: Int, _ message: @autoclosure () -> String) {
    count += 1
    if kept.count < TextFileError.listedProblems { kept.append((offset, message())) }
  }

  /// The problems with their places, and how many more there are.
  var finding: (error: ModelError, omitted: Int)? {
    guard !kept.isEmpty else { return nil }
    let problems = kept.map {
      ModelError.Problem(position: text.position(of: $0.offset), path: "", message: $0.message)
    }
    return (ModelError(file: file, problems: problems), count - kept.count)
  }
}
