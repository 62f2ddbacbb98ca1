extension Design {
  static func fullFactorial(_ variations: [Variation]) -> [Scenario] {
    let count = variations.reduce(1) { $0 * $1.values.count }
    return (0..<count).map { number in
      var rest = number
      var overrides: [Scenario.Override] = []
      for variation in variations.reversed() {
        overrides.append(
          .init(name: variation.name, value: variation.values[rest % variation.values.count]))
        rest /= variation.values.count
      }
      return Scenario(number: number, overrides: overrides.reversed())
    }
  }
}
