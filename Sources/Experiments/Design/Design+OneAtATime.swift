extension Design {
  static func oneAtATime(_ variations: [Variation]) -> [Scenario] {
    var scenarios = [Scenario(number: 0, overrides: [])]
    for variation in variations {
      for value in variation.values {
        scenarios.append(
          Scenario(
            number: scenarios.count, overrides: [.init(name: variation.name, value: value)]))
      }
    }
    return scenarios
  }
}
