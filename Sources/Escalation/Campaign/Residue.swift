/// What settled incidents leave behind: a ladder of states, coolest first, shared by all theatres.
public struct Residue: Sendable {
  /// Names, coolest first; their number is odd, so that there is a middle one.
  public let states: [String]
  /// The state in which the campaign begins.
  public let start: Int
  /// The parameter of the chance that a year without incidents takes it one state towards the middle.
  let fade: Int
  /// The parameter of what a state above the middle adds to the logarithm of the rates of arrival.
  let arrivals: Int
  /// What a state above the middle adds to numbers of the theatres' models.
  let effects: [Effect]
  /// Shape `[rung]`: what follows an incident by its highest rung; nil where it leaves nothing.
  let after: [Move?]

  /// The middle state, towards which residue fades.
  public var middle: Int { states.count / 2 }

  /// How far a state stands above the middle; negative below.
  public func value(_ state: Int) -> Double { Double(state - middle) }

  /// An effect on one number of models.
  struct Effect: Sendable {
    /// The number in the theatres' models.
    let path: String
    /// The campaign's parameter that holds what is added for each state.
    let amount: Int
  }

  /// The parameters of the chances of one state up and one state down.
  struct Move: Sendable {
    let heat: Int
    let cool: Int
  }
}
