import Escalation

/// The moves of a reading that a model can make: from the start, event by event, to the end, to the
/// terminal rung, or as far as the steps go.
///
/// A step on a rung for which the model has no row at the highest rung so far is an event of a kind it
/// does not have, such as a protest after a display of force: it is left out and counted.
struct EventSequence: Sendable, Equatable {
  /// Where a move leads.
  enum Destination: Sendable, Equatable {
    case rung(Int)
    case end
  }

  /// One move, from a rung with a highest rung so far.
  struct Move: Sendable, Equatable {
    let from: StartPoint
    let to: Destination
    let day: CalendarDay
  }

  let moves: [Move]
  /// Days that the model has no event for.
  let leftOut: [Reading.Event]

  /// - Parameters:
  ///   - events: What came after the start.
  ///   - hasRow: Whether the model moves on from a rung with a highest rung so far.
  init(
    _ events: [Reading.Event], from start: StartPoint, ladder: Ladder,
    hasRow: (StartPoint) -> Bool
  ) {
    var moves: [Move] = []
    var leftOut: [Reading.Event] = []
    var place = start
    var isOver = false
    for event in events {
      let next = StartPoint(rung: event.rung, peak: max(place.peak, event.rung))
      if isOver {
        if event.rung != ladder.end { leftOut.append(event) }
      } else if event.rung == ladder.end {
        moves.append(Move(from: place, to: .end, day: event.day))
        isOver = true
      } else if event.rung == ladder.terminal || hasRow(next) {
        moves.append(Move(from: place, to: .rung(event.rung), day: event.day))
        place = next
        isOver = event.rung == ladder.terminal
      } else {
        leftOut.append(event)
      }
    }
    self.moves = moves
    self.leftOut = leftOut
  }
}
