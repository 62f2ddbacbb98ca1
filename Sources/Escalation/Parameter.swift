/// A number of a model that can be set, varied and differentiated, under a dotted path.
public struct Parameter: Sendable, Equatable {
  /// The path in the file; a factor's level goes by the factor's name alone.
  public let path: String
  /// What the file states.
  public let number: StatedNumber
  /// What any value of it must obey.
  public let rule: NumberRule
  /// The parameters that take its value when it is set: a factor's level for both sides stands for the
  /// level of each. Empty for a number of its own.
  public let members: [Int]
  /// Whether the file states this number; otherwise it follows from others that are stated.
  public let isStated: Bool

  /// A number of its own, unless members are named.
  init(
    path: String, number: StatedNumber, rule: NumberRule, members: [Int] = [],
    isStated: Bool = true
  ) {
    self.path = path
    self.number = number
    self.rule = rule
    self.members = members
    self.isStated = isStated
  }

  /// The same parameter with another statement.
  func restated(_ number: StatedNumber, isStated: Bool) -> Parameter {
    Parameter(path: path, number: number, rule: rule, members: members, isStated: isStated)
  }
}

/// The values of all parameters of a model at one point.
public struct ParameterValues: Sendable, Equatable {
  /// In the order of the model's parameters.
  public internal(set) var values: [Double]

  /// The value of a parameter, by its index.
  public subscript(index: Int) -> Double { values[index] }
}

extension EscalationModel {
  /// The values that the model states.
  public var statedValues: ParameterValues {
    ParameterValues(values: parameters.map(\.number.value))
  }

  /// The number of the parameter with a path; `-` and `_` are the same.
  public func parameterIndex(_ path: String) -> Int? {
    indexOfPath[path.replacing("-", with: "_")]
  }

  /// The stated values with some of them replaced. In a row of probabilities those that are set keep
  /// their values, and the others are scaled to fill the rest.
  ///
  /// - Throws: `ParameterError` for a path the model does not have, a value out of range, or
  ///   probabilities that leave no room in their row.
  public func values(
    setting overrides: [(path: String, value: Double)]
  ) throws(ParameterError) -> ParameterValues {
    var result = statedValues
    var isSet: Set<Int> = []
    var settings: [(index: Int, value: Double)] = []
    for (path, value) in overrides {
      guard let index = parameterIndex(path) else {
        throw .unknown(
          path: path,
          hint: Spelling.suggestion(for: path, among: parameters.map(\.path)))
      }
      let parameter = parameters[index]
      guard value.isFinite else {
        throw .outOfRange(path: path, value: value, rule: "must be finite")
      }
      if let broken = parameter.rule.violation(of: value) {
        throw .outOfRange(path: parameter.path, value: value, rule: broken)
      }
      settings.append((index, value))
    }
    // What is set for one side holds against what is set for both, in whatever order they come.
    for (index, value) in settings where !parameters[index].members.isEmpty {
      for member in parameters[index].members { result.values[member] = value }
    }
    for (index, value) in settings {
      result.values[index] = value
      isSet.insert(index)
    }
    gather(&result)
    switch form {
    case .ladder(let form): try form.settle(&result, keeping: isSet, parameters)
    case .dyad(let form): try form.check(result, parameters, ladder)
    }
    return result
  }

  /// Brings levels that stand for both sides into line with those of each: their mean where they differ.
  func gather(_ values: inout ParameterValues) {
    for (index, parameter) in parameters.enumerated() where !parameter.members.isEmpty {
      let own = parameter.members.map { values.values[$0] }
      values.values[index] =
        own.allSatisfy { $0 == own[0] } ? own[0] : own.reduce(0, +) / Double(own.count)
    }
  }

  /// The value of a parameter, or nil where it stands for several that differ.
  public func commonValue(_ index: Int, _ values: ParameterValues) -> Double? {
    let own = parameters[index].members.map { values[$0] }
    return own.allSatisfy { $0 == own[0] } ? values[index] : nil
  }
}

/// Why a parameter could not be set.
public enum ParameterError: Error, Equatable, CustomStringConvertible {
  case unknown(path: String, hint: String)
  case outOfRange(path: String, value: Double, rule: String)
  /// The short phase of a gap would last longer than the long one.
  case invertedGap(path: String, short: Double, long: Double)
  /// Probabilities set by hand leave less than nothing for the rest of their row.
  case rowOverflow(path: String, sum: Double)
  /// The daily rates out of a state of a process sum to more than one.
  case rateOverflow(process: String, rung: String, sum: Double)

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .unknown(let path, let hint):
      "the model has no parameter '\(path)'\(hint); `brink show MODEL` lists them"
    case .outOfRange(let path, let value, let rule): "\(path) = \(value) \(rule)"
    case .invertedGap(let path, let short, let long):
      "the short phase of \(path) would last \(short) days and the long one \(long)"
    case .rowOverflow(let path, let sum):
      "the probabilities set in the row of \(path) sum to \(sum); a row sums to 1"
    case .rateOverflow(let process, let rung, let sum):
      "the rates of processes.\(process) on rung '\(rung)' sum to \(sum) a day; they leave a state at "
        + "most once, so rise and fall sum to at most 1"
    }
  }
}
