import Foundation

/// A file of a chain, verbatim.
public struct SourceText: Sendable, Equatable {
  /// The file's name without its folder.
  public let file: String
  /// What it holds.
  public let bytes: Data

  /// A file that holds these bytes.
  public init(file: String, bytes: Data) {
    self.file = file
    self.bytes = bytes
  }

  /// A file that holds this text.
  public init(file: String, text: String) {
    self.init(file: file, bytes: Data(text.utf8))
  }

  /// The bytes as text; those of a chain found valid are UTF-8.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
