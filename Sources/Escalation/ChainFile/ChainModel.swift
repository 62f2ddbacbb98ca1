import MarkovChains

/// A Markov chain as its files state it, found valid.
///
/// A CSV file is the square of probabilities under a header of names, or lists a transition a line
/// under the header `from,to,probability`; that header means the list, though it could name three
/// states. A `.tra` file has the form of PRISM, its labels and rewards in files beside it.
public struct ChainModel: Sendable {
  /// The name of the file, without folder and ending.
  public let name: String
  /// The file as the user named it.
  public let file: String
  /// The transitions.
  public let matrix: TransitionMatrix
  /// What the states are called.
  public let stateNames: StateNames
  /// Named sets of states, in the order of their declaration.
  public let labels: [Label]
  /// Rewards for each step from a state, in the order of their names.
  public let rewards: [RewardStructure]
  /// The states with the label `init`, or else the first state.
  public let initialStates: [Int]
  /// Sentences that the user should read.
  public let notes: [String]
  /// The files read, verbatim, the main file first.
  public let sources: [SourceText]

  /// Reads a chain from a `.csv` or `.tra` file, and with the latter `X.lab`, `X.srew` and
  /// `X.NAME.srew` beside it.
  ///
  /// - Throws: `TextFileError.unreadable`, or `.invalid` with every problem of the files.
  /// - Complexity: O(bytes + transitions).
  public init(file: String) throws(TextFileError) {
    try self.init(file: file, limits: ChainFileLimits())
  }

  /// A chain from the texts of its files, such as a manifest holds them.
  ///
  /// - Parameters:
  ///   - file: The name that errors shall bear; its ending tells the format.
  ///   - sources: The main file first, then those beside it under their names.
  /// - Throws: `TextFileError.invalid`.
  public init(file: String, sources: [SourceText]) throws(TextFileError) {
    try self.init(file: file, sources: sources, unread: [], limits: ChainFileLimits())
  }

  init(file: String, limits: ChainFileLimits) throws(TextFileError) {
    guard ChainFileName(file).kind != nil else { throw Self.unknownKind(file) }
    let folder = try ChainFolder(file: file, limits: limits)
    try self.init(file: file, sources: folder.sources, unread: folder.unread, limits: limits)
  }

  init(
    file: String, sources: [SourceText], unread: [String], limits: ChainFileLimits
  ) throws(TextFileError) {
    precondition(!sources.isEmpty, "a chain has a main file")
    let path = ChainFileName(file)
    guard let kind = path.kind else { throw Self.unknownKind(file) }
    var findings: [(error: ModelError, omitted: Int)] = []
    let main = FileBytes.reading(sources[0], as: file, byteLimit: limits.bytes) { text, problems in
      Self.content(kind, text, problems, limits: limits)
    }
    if let finding = main.finding { findings.append(finding) }
    var labels: [Label] = []
    var rewards: [RewardStructure] = []
    for source in sources.dropFirst() {
      guard let content = main.value else { break }
      let stateCount = content.names.count
      let finding: (error: ModelError, omitted: Int)?
      switch path.companion(source.file) {
      case .labels:
        let read = FileBytes.reading(source, as: path.folder + source.file, byteLimit: limits.bytes)
        {
          var reader = LabelsReader($0, $1, stateCount: stateCount)
          return reader.read()
        }
        labels = read.value ?? []
        finding = read.finding
      case .rewards(let name):
        let read = FileBytes.reading(source, as: path.folder + source.file, byteLimit: limits.bytes)
        {
          var reader = RewardsReader($0, $1, stateCount: stateCount)
          return reader.read()
        }
        rewards.append(RewardStructure(name: name, values: read.value ?? []))
        finding = read.finding
      case .transitionRewards, .numberedRewards, nil:
        continue
      }
      if let finding { findings.append(finding) }
    }
    if let error = TextFileError(findings) { throw error }
    guard let content = main.value, let matrix = content.matrix else {
      preconditionFailure("a file without problems gives a matrix")
    }
    name = path.stem
    self.file = file
    self.matrix = matrix
    stateNames = content.names
    self.labels = labels
    self.rewards = rewards.sorted { $0.name < $1.name }
    initialStates = labels.first { $0.name == "init" }?.states ?? [0]
    notes =
      content.notes
      + labels.filter { content.names.index(of: $0.name) != nil }.map {
        "the label '\($0.name)' has the name of a state; the name means the state"
      } + unread
    self.sources = sources
  }

  private static func content(
    _ kind: ChainFileName.Kind, _ text: FileBytes, _ problems: TextProblems,
    limits: ChainFileLimits
  ) -> ChainContent? {
    switch kind {
    case .transitions:
      var reader = TransitionsReader(text, problems, limits: limits)
      return reader.read()
    case .table:
      guard let table = CSVTable(text, problems) else { return nil }
      if LongTableReader.isLong(table) {
        var reader = LongTableReader(table, limits: limits)
        return reader.read()
      }
      guard !LongTableReader.isAlmostLong(table) else {
        problems.add(
          text.start,
          "the header of a table of transitions is from,to,probability, in small letters")
        return nil
      }
      var reader = SquareTableReader(table, limits: limits)
      return reader.read()
    }
  }

  private static func unknownKind(_ file: String) -> TextFileError {
    .invalid(
      [
        ModelError(
          file: file,
          problems: [
            .init(
              position: .init(line: 1, column: 1), path: "",
              message: "a chain is a .csv or .tra file")
          ])
      ], omitted: 0)
  }
}
