/// Why the model that a theatre names could not be had.
public struct TheatreModelError: Error, Equatable {
  /// What is wrong, as a sentence.
  public let text: String

  /// A reason.
  public init(_ text: String) { self.text = text }
}
