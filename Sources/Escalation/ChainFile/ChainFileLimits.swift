/// How large the files of a chain may be.
struct ChainFileLimits {
  /// The longest file, in bytes.
  var bytes = 512 << 20
  /// The most states.
  var states = 20_000_000
  /// The most transitions.
  var transitions = 200_000_000
}
