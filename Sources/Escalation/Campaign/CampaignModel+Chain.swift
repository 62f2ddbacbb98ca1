import MarkovChains
import SpecialFunctions

extension CampaignModel {
  /// The chain of days: states of residue, and where a rung is asked about one more, absorbing: an incident
  /// has reached it.
  ///
  /// On a day an incident arrives or none does. An incident is short against years: it is counted on its day
  /// of arrival with the highest rung that it ever has, up to its model's horizon, and residue moves then.
  /// On days without one residue may fade.
  ///
  /// - Parameters:
  ///   - laws: How high incidents climb, under the structure.
  ///   - rung: nil asks about residue alone.
  ///   - days: How long it is followed.
  /// - Returns: One target set, the absorbing state, unless no rung is asked about; an occupied set for each
  ///   state of residue.
  /// - Precondition: On no day does more than one incident arrive, as reading a file makes sure.
  public func problem(
    _ laws: PeakLaws, _ structure: CampaignStructure, reaching rung: Int?, days: Int
  ) -> ChainProblem {
    let rates = rates(structure)
    let stateCount = residue.states.count
    let count = stateCount + (rung == nil ? 0 : 1)
    var rows = (0..<stateCount).map { row(from: $0, laws, rates, reaching: rung) }
    if rung != nil { rows.append([(stateCount, 1)]) }
    var start = [Double](repeating: 0, count: count)
    start[residue.start] = 1
    let matrix: TransitionMatrix
    do {
      matrix = try TransitionMatrix(rows: rows)
    } catch {
      preconditionFailure("rows are made of shares of one: \(error)")
    }
    let marks = { (state: Int) in (0..<count).map { $0 == state } }
    return ChainProblem(
      matrix: matrix, start: start, horizon: days,
      targets: rung == nil ? [] : [marks(stateCount)],
      occupied: (0..<stateCount).map(marks))
  }

  /// The chance that a day without incidents takes residue one state towards the middle.
  public var dailyFade: Double {
    let yearly = value(residue.fade)
    guard yearly < 1 else { return 1 }
    return -Elementary.expm1(Elementary.log1p(-yearly) / Double(Self.daysPerYear))
  }

  private func row(
    from state: Int, _ laws: PeakLaws, _ rates: [[ArrivalRate]], reaching rung: Int?
  ) -> [(target: Int, probability: Double)] {
    let last = residue.states.count - 1
    var (up, down, reached, quiet) = (0.0, 0.0, 0.0, 1.0)
    for theatre in theatres.indices {
      let arrival = rates[theatre][state].perDay
      quiet -= arrival
      if let rung { reached += arrival * laws.exceedance[theatre][state][rung] }
      for peak in 0..<(rung ?? ladder.rungs.count) {
        guard let move = residue.after[peak] else { continue }
        let weight = arrival * laws.peak(peak, theatre: theatre, state: state)
        up += weight * value(move.heat)
        down += weight * value(move.cool)
      }
    }
    let faded = max(0, quiet) * dailyFade
    if state > residue.middle { down += faded }
    if state < residue.middle { up += faded }
    var row: [(target: Int, probability: Double)] = []
    if state > 0 { row.append((state - 1, down)) } else { down = 0 }
    if state == last { up = 0 }
    row.append((state, max(0, 1 - (reached + down + up))))
    if state < last { row.append((state + 1, up)) }
    if rung != nil { row.append((last + 1, reached)) }
    return row
  }
}
