import Escalation
import Foundation
import MarkovChains
import Tables

/// A chain as `show` tells it.
public struct ChainDescription: Sendable {
  /// The whole description, ready to be printed.
  public let text: String

  /// Classes, labels and rewards beyond this number are counted and not listed.
  private static let listed = 20

  /// Chains of more states are shown without their decay: the eigenvalues would take longer than a
  /// reader waits.
  private static let spectrumLimit = 1_000

  /// - Complexity: O(states + entries), and O(states³) for the spectrum of small chains.
  public init(_ chain: ChainModel) {
    text =
      (Self.size(chain) + Self.names(chain) + Self.classes(chain) + Self.spectrum(chain)
      + chain.notes.map { "note: \($0)" })
      .map(ModelError.printable).joined(separator: "\n") + "\n"
  }

  private static func size(_ chain: ChainModel) -> [String] {
    let matrix = chain.matrix
    let absorbing = (0..<matrix.stateCount).filter { matrix.isAbsorbing($0) }
    let longest = (0..<matrix.stateCount).reduce(0) { max($0, matrix.row($1).count) }
    let smallest = matrix.probabilities.min() ?? 1
    return [
      chain.name,
      "states: \(matrix.stateCount), transitions: \(matrix.targets.count), at most \(longest) "
        + "from one state, the rarest with probability \(smallest)",
      "start: \(listing(chain.initialStates, chain))",
      "absorbing states: \(absorbing.isEmpty ? "none" : listing(absorbing, chain))",
    ]
  }

  private static func names(_ chain: ChainModel) -> [String] {
    chain.labels.prefix(listed).map { label in
      "label \(label.name): \(label.states.isEmpty ? "no state" : listing(label.states, chain))"
    }
      + chain.rewards.prefix(listed).map { reward in
        let positive = reward.values.count { $0 > 0 }
        return
          "rewards \(reward.name.isEmpty ? "of X.srew" : reward.name): \(positive) states with "
          + "a positive one, at most \(reward.values.max() ?? 0)"
      }
  }

  private static func classes(_ chain: ChainModel) -> [String] {
    let matrix = chain.matrix
    let classes = StateClasses(matrix)
    let largest = classes.classes.map(\.count).max() ?? 0
    let closed = classes.classes.indices.filter { classes.isClosed($0, in: matrix) }
    let headline =
      "communicating classes: \(classes.classes.count), the largest of \(largest) states; "
      + "\(closed.count) cannot be left"
    let lines = closed.prefix(listed).map { index -> String in
      let members = classes.classes[index]
      let period = ChainSolver.period(of: members, in: matrix)
      return "  closed: \(listing(members, chain))\(period > 1 ? ", period \(period)" : "")"
    }
    var order: [String] = []
    if matrix.stateCount <= 2_000 {
      if let violation = matrix.firstMonotonicityViolation() {
        order.append(
          "stochastically monotone in this order of states: no; "
            + "'\(chain.stateNames[violation.lower])' has an upper tail that "
            + "'\(chain.stateNames[violation.upper])' has not")
      } else {
        order.append("stochastically monotone in this order of states: yes")
      }
    }
    return [headline] + lines + order
  }

  private static func spectrum(_ chain: ChainModel) -> [String] {
    guard chain.matrix.stateCount <= spectrumLimit,
      let spectrum = try? ChainSpectrum(chain.matrix)
    else {
      return ["decay: not computed of more than \(spectrumLimit) states"]
    }
    guard !spectrum.eigenvalues.isEmpty else { return [] }
    let rate = spectrum.decayRate
    let halfLife = rate > 0 && rate < 1 ? Foundation.log(0.5) / Foundation.log(rate) : .infinity
    return [
      "decay: chance per step of still being in transient states, in the long run, "
        + "\(Figures.significant(rate, digits: 6)); half-life "
        + (rate > 0 ? "\(Figures.significant(halfLife, digits: 3)) steps" : "none")
    ]
  }

  private static func listing(_ states: [Int], _ chain: ChainModel) -> String {
    let names = states.prefix(listed).map { chain.stateNames[$0] }.joined(separator: ", ")
    return states.count > listed ? "\(names) and \(states.count - listed) more" : names
  }
}
