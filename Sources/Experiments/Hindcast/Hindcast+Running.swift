import Escalation
import MarkovChains

extension Hindcast {
  /// The answers: for each variant of the levels a row for each reading, the main one first.
  ///
  /// - Throws: `StudyError.parameter` for a setting that the model refuses.
  /// - Complexity: O(2^factors with ranges) solutions of the chain to the length of the case.
  /// - Stability: approximate, 1e-12 relative.
  public func run() throws(StudyError) -> [HindcastRow] {
    var baseline: [HindcastRow] = []
    var rows: [HindcastRow] = []
    for variant in try variants() {
      let isSet = !variant.measures.isEmpty
      let added = try self.rows(variant, baseline: isSet ? baseline : [])
      if !isSet, variant.levels != .reference { baseline = added }
      rows += added
    }
    return rows
  }

  /// The rows of one variant; readings that the model cannot take up have none.
  private func rows(
    _ variant: HindcastVariant, baseline: [HindcastRow]
  ) throws(StudyError) -> [HindcastRow] {
    var laws: [Int: (bounded: PeakLaw, ever: PeakLaw)] = [:]
    var rows: [HindcastRow] = []
    for reading in readings {
      let events = reading.events[first...]
      guard let begin = begins ?? events.first?.day, let last = events.last else { continue }
      let start = start(of: reading)
      guard model.problem(startingAt: start) == nil else { continue }
      if laws[start.rung] == nil {
        laws[start.rung] = (
          try PeakLaw(
            model, variant.points, start: start, horizon: last.day.number - begin.number),
          try PeakLaw(model, [variant.points[0]], start: start, horizon: nil)
        )
      }
      guard let law = laws[start.rung] else { continue }
      let peak = events.dropFirst(begins == nil ? 0 : 1).reduce(start.peak) { max($0, $1.rung) }
      rows.append(
        HindcastRow(
          .init(
            timeline: timeline, model: model, variant: variant, reading: reading,
            begin: begin, last: last.day, start: start, peak: peak),
          bounded: law.bounded, ever: law.ever,
          sequence: score(events.dropFirst(), start, variant.points[0]),
          peaks: PeakScore(start: start, peak: peak, law.ever, model.ladder, baselines),
          baseline: baseline.first { $0.reading == reading.name }))
    }
    return rows
  }

  /// The readings that differ on the days that are asked about.
  private var readings: [Reading] {
    let main = Reading(timeline, name: Reading.main, alternatives: [])
    return timeline.readings(from: main.events[first].day)
  }

  /// Another reading of the first day is another start.
  private func start(of reading: Reading) -> StartPoint {
    let rung = reading.events[first].rung
    guard begins == nil, rung != start.rung else { return start }
    return model.place(rung: rung, peak: start.isMidCrisis ? max(rung, start.peak) : rung)
  }

  private func score(
    _ events: ArraySlice<Reading.Event>, _ start: StartPoint, _ values: ParameterValues
  ) -> SequenceScore {
    let nodes = model.eventRowsByNode(values, start: start)
    let known = nodes.first?.rows ?? []
    // A dyad moves day by day: it has no probability of a sequence of events.
    let told = model.form.isLadder ? Array(events) : []
    let sequence = EventSequence(told, from: start, ladder: model.ladder) { place in
      known.contains { $0.rung == place.rung && $0.peak == place.peak }
    }
    return SequenceScore(sequence, nodes: nodes, ladder: model.ladder, baselines: baselines)
  }
}
