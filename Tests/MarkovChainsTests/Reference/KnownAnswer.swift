/// The exact answer to a question.
struct KnownAnswer: Sendable {
  let question: KnownQuestion
  /// The answer of the rational solver; nil when it is infinite.
  let exact: Rational?
  /// The answer of the literature, where it has one.
  let closedForm: Rational?
}
