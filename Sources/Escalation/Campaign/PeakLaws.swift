/// How high incidents climb: by theatre, state of residue and rung, as an engine has found it.
public struct PeakLaws: Sendable, Equatable {
  /// Shape `[theatre][state][rung]`: the probability that an incident's highest rung is this one or one above;
  /// 1 at rung 0.
  public let exceedance: [[[Double]]]

  /// Laws.
  ///
  /// - Precondition: Probabilities that do not rise with the rung but by rounding, 1 at rung 0.
  public init(exceedance: [[[Double]]]) {
    precondition(
      exceedance.allSatisfy {
        $0.allSatisfy { law in
          law.first == 1 && zip(law, law.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 && $1 >= 0 }
        }
      }, "an incident is seldomer at a higher rung")
    self.exceedance = exceedance
  }

  /// The probability that the highest rung is exactly this one.
  func peak(_ rung: Int, theatre: Int, state: Int) -> Double {
    let law = exceedance[theatre][state]
    return max(0, law[rung] - (rung + 1 < law.count ? law[rung + 1] : 0))
  }
}
