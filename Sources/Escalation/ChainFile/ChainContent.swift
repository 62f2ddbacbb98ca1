import MarkovChains

/// What the main file of a chain says.
struct ChainContent {
  let names: StateNames
  /// Nil when something is wrong with the file.
  let matrix: TransitionMatrix?
  /// Sentences for the user.
  let notes: [String]
}
