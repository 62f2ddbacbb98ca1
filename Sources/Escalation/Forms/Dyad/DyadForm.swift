/// Two sides that read each other's postures, and may misread them.
///
/// The state is the posture of each side, times the conditions that change during the crisis. A day is a
/// composition of kernels: the conditions move; each side reads the other (signal, shock, channel), chooses
/// a posture (response), and is slow about it (tempo); a mediator may put the same proposal to both.
///
/// All numbers are parameters of the model; the form holds their indices. Pairs hold one entry a side.
public struct DyadForm: Sendable {
  /// Postures move at most this many rungs a day.
  static let moveLimit = 2
  /// The most states of the chain of one incident class.
  static let stateLimit = 16_384
  /// The most quadrature nodes of the tempo.
  static let nodeLimit = 32

  /// The names of the two sides.
  public let sides: [String]
  /// Which posture is the rung of the crisis.
  let crisisRung: CrisisRung
  /// The four factors, as each side has them.
  let factors: Factors
  let signal: Signal
  let clients: [Client]
  let channels: [Channel]
  /// The chance that no channel answers, by rung: common to all of them.
  let refusal: RungTable
  /// The chance, at no clarity, that silence is read as one rung more.
  let silence: Int
  let response: Response
  let lines: [Line]
  /// How far each side takes a declared line for bluff.
  let bluffBias: [Int]?
  /// How far both sides have agreed on the lines.
  let agreedLines: Int?
  let confidence: Confidence?
  let tempo: Tempo
  let mediation: Mediation
  /// What changes during the crisis.
  let processes: [DyadProcess]
  /// Factors of the file's own, and what they add to other parameters.
  let effects: [Effect]

  /// Which posture is the rung of the crisis.
  enum CrisisRung: String, CaseIterable, Sendable {
    case higher, lower
  }

  /// A parameter for each rung.
  struct RungTable: Sendable {
    /// Shape `[rung]`.
    let parameters: [Int]
  }

  struct Factors: Sendable {
    let sentClarity: [Int]
    let receivedClarity: [Int]
    let channelAvailability: Int
    let nationalism: [Int]
    let mediation: Int
  }

  struct Signal: Sendable {
    /// The spread of readings, in rungs, at no clarity.
    let width: Int
    /// The rungs by which a side reads the other too high, at no clarity.
    let bias: [Int]
    /// The chance a day that something makes a side read one rung more.
    let shock: [Int]
  }

  /// A third party that provokes on its own, with a patron behind it.
  struct Client: Sendable {
    let name: String
    /// The side that backs it; the other side reads its provocations.
    let patron: Int
    let rate: Int
    let backing: Int
    let emboldening: Int
  }

  struct Channel: Sendable {
    let name: String
    /// The rungs it serves.
    let rungs: ClosedRange<Int>
    /// Its share of the factor `channel_availability`.
    let availability: Int
    let answer: RungTable
    /// Days until an answer.
    let latency: Int
  }

  struct Response: Sendable {
    let matching: Int
    let inertia: Int
    let nationalism: Int
    let steppingDown: Int
    /// What both sides' resolve has in common.
    let resolve: Int
    /// What each side has of its own beyond that.
    let ownResolve: [Int]
    let press: [Int]
  }

  /// "At this rung I act": declared by one side, believed or not by the other.
  struct Line: Sendable {
    let by: Int
    let rung: Int
    /// What standing at the rung or above costs the other side, if it believes.
    let cost: Int
    /// What its crossing adds to the resolve of the side that declared it.
    let crossing: Int
  }

  /// What each side thinks of the other's word in the long run.
  struct Confidence: Sendable {
    let level: [Int]
    /// What it adds to received clarity, for each unit above one half.
    let clarity: Int
    /// What it takes from resolve, likewise.
    let resolve: Int
  }

  struct Tempo: Sendable {
    /// The chance a day that a side makes up its mind anew.
    let daily: Int
    /// The standard deviation of its logarithm between incidents.
    let logSpread: Int
    let nodeCount: Int
  }

  struct Mediation: Sendable {
    /// The chance a day of a proposal, at full mediation.
    let proposal: RungTable
    /// What each rung down is worth while a proposal is on the table.
    let relief: Int
  }

  /// A factor of the file's own: it adds to a parameter in proportion to its distance from the reference.
  struct Effect: Sendable {
    let factor: Int
    let reference: Double
    let coefficient: Int
    let target: Int
  }

  /// The rung of the crisis at two postures.
  func rung(_ a: Int, _ b: Int) -> Int {
    switch crisisRung {
    case .higher: max(a, b)
    case .lower: min(a, b)
    }
  }
}
