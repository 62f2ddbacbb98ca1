/// The parts of the path of a chain's main file.
struct ChainFileName {
  /// What the main file holds.
  enum Kind { case table, transitions }

  /// What a file beside the main file holds.
  enum Companion: Equatable {
    case labels
    /// With `NAME` of `X.NAME.srew`.
    case rewards(String)
    case transitionRewards
    /// `X1.srew`, as PRISM numbers the files of several structures.
    case numberedRewards
  }

  /// The path up to and with the last slash.
  let folder: String
  /// The name with its ending.
  let last: String
  /// The name without its ending.
  let stem: String
  /// Nil for an ending that is not that of a chain.
  let kind: Kind?

  init(_ path: String) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    folder = String(path.dropLast(name.count))
    last = String(name)
    switch name.lowercased() {
    case let name where name.hasSuffix(".csv"): kind = .table
    case let name where name.hasSuffix(".tra"): kind = .transitions
    default: kind = nil
    }
    stem = String(kind == nil ? name : name.dropLast(4))
  }

  /// What a file of that name says about this chain; nil for any other file.
  func companion(_ name: String) -> Companion? {
    guard name.hasPrefix(stem), kind == .transitions else { return nil }
    if name.hasSuffix(".srew"), !name.hasPrefix("\(stem).") {
      let number = name.dropFirst(stem.count).dropLast(5)
      return number.allSatisfy { "0123456789".contains($0) } ? .numberedRewards : nil
    }
    guard name.hasPrefix("\(stem).") else { return nil }
    let rest = name.dropFirst(stem.count + 1)
    switch rest {
    case "lab": return .labels
    case "srew": return .rewards("")
    case "trew": return .transitionRewards
    default:
      if rest.hasSuffix(".srew"), rest.count > 5 { return .rewards(String(rest.dropLast(5))) }
      return rest.hasSuffix(".trew") ? .transitionRewards : nil
    }
  }
}
