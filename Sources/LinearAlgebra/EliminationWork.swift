/// A sparse matrix while it is eliminated.
///
/// Rows are lists of live and dead entries, columns lists of the rows that hold them. Every list only
/// grows at its end, so the order of all sums, and with it every bit, is fixed by the matrix alone.
struct EliminationWork<Number: NonnegativeNumber> {
  private(set) var order: [Int32] = []
  private(set) var pivots: [Number] = []
  private(set) var outOffsets = [0]
  private(set) var outColumns: [Int32] = []
  private(set) var outValues: [Number] = []
  private(set) var inOffsets = [0]
  private(set) var inRows: [Int32] = []
  private(set) var multipliers: [Number] = []
  private(set) var rest: [Int32] = []
  private(set) var restFactors: SubtractionFreeElimination?
  private(set) var hasLostRange = false

  private let workLimit: Int
  /// More live entries than this, with too many rows for a dense rest, never become few again.
  private let liveEntryLimit: Int
  private let entryLimit: Int
  private var excess: [Number]
  /// Dead entries have the column -1.
  private var rowColumns: [[Int32]]
  private var rowValues: [[Number]]
  private var columnRows: [[Int32]]
  private var outCount: [Int]
  private var inCount: [Int]
  private var isLive: [Bool]
  private var liveCount: Int
  private var liveEntryCount: Int
  private var queue: DegreeQueue
  private var workDone = 0
  /// Where a column stands in the row at hand, or -1.
  private var place: [Int32]
  /// The same for rows so long that looking through them each time would cost too much.
  private var longRows: [Int: [Int32: Int32]] = [:]

  init(
    _ offsets: [Int], _ columns: [Int32], _ values: [Number], _ excess: [Number],
    _ workLimit: Int, _ entryLimit: Int
  ) {
    let n = excess.count
    precondition(offsets.count == n + 1, "one row for each excess")
    self.workLimit = workLimit
    self.entryLimit = entryLimit
    liveEntryLimit = max(5_000_000, 10 * columns.count)
    self.excess = excess
    rowColumns = (0..<n).map { Array(columns[offsets[$0]..<offsets[$0 + 1]]) }
    rowValues = (0..<n).map { Array(values[offsets[$0]..<offsets[$0 + 1]]) }
    outCount = rowColumns.map(\.count)
    inCount = [Int](repeating: 0, count: n)
    for column in columns { inCount[Int(column)] += 1 }
    columnRows = inCount.map { count in
      var rows: [Int32] = []
      rows.reserveCapacity(count)
      return rows
    }
    for row in 0..<n {
      for column in rowColumns[row] { columnRows[Int(column)].append(Int32(row)) }
    }
    isLive = [Bool](repeating: true, count: n)
    liveCount = n
    liveEntryCount = columns.count
    place = [Int32](repeating: -1, count: n)
    queue = DegreeQueue(count: n)
    // Equal degrees are taken from the lowest row up.
    for row in (0..<n).reversed() { queue.set(row, key: outCount[row] * inCount[row]) }
  }

  mutating func run() throws(EliminationFailure) {
    while liveCount > 0 {
      if isDenseByNow {
        try eliminateRest()
        return
      }
      guard let row = queue.popLowest() else { break }
      try eliminate(row)
      if liveCount > SparseElimination<Number>.denseLimit, liveEntryCount > liveEntryLimit {
        throw .fill
      }
      guard workDone <= workLimit, outColumns.count + inRows.count + liveEntryCount <= entryLimit
      else { throw .fill }
    }
  }

  private var isDenseByNow: Bool {
    Number.isDouble && liveCount >= 64 && liveCount <= SparseElimination<Number>.denseLimit
      && 5 * liveEntryCount > liveCount * liveCount
  }

  private mutating func eliminate(_ k: Int) throws(EliminationFailure) {
    var pivot = excess[k]
    let first = outColumns.count
    for (column, value) in zip(rowColumns[k], rowValues[k]) where column >= 0 {
      outColumns.append(column)
      outValues.append(value)
      pivot = pivot + value
    }
    let out = first..<outColumns.count
    outOffsets.append(out.upperBound)
    guard !pivot.isZero, pivot.double.isFinite || !Number.isDouble else {
      throw .singular(index: k)
    }
    if pivot.isOutOfRange { hasLostRange = true }
    order.append(Int32(k))
    pivots.append(pivot)
    isLive[k] = false
    liveCount -= 1
    liveEntryCount -= out.count
    for i in columnRows[k] where isLive[Int(i)] { update(Int(i), k, out, pivot) }
    inOffsets.append(inRows.count)
    for entry in out {
      let column = Int(outColumns[entry])
      inCount[column] -= 1
      queue.set(column, key: outCount[column] * inCount[column])
    }
    rowColumns[k] = []
    rowValues[k] = []
    columnRows[k] = []
    if !longRows.isEmpty { longRows[k] = nil }
  }

  /// Adds the row of k, times its multiplier, to row i.
  private mutating func update(_ i: Int, _ k: Int, _ out: Range<Int>, _ pivot: Number) {
    let isLong = rowColumns[i].count > 64 + 16 * out.count
    if isLong { index(i) } else { scatter(i) }
    let at = Int(isLong ? longRows[i]?[Int32(k)] ?? -1 : place[k])
    let multiplier = rowValues[i][at] / pivot
    rowColumns[i][at] = -1
    if isLong { longRows[i]?[Int32(k)] = nil } else { place[k] = -1 }
    outCount[i] -= 1
    liveEntryCount -= 1
    inRows.append(Int32(i))
    multipliers.append(multiplier)
    if multiplier.isOutOfRange || multiplier.isZero { hasLostRange = true }
    for entry in out {
      let column = outColumns[entry]
      guard column != i else { continue }
      let product = multiplier * outValues[entry]
      let found = isLong ? longRows[i]?[column] ?? -1 : place[Int(column)]
      if found >= 0 {
        rowValues[i][Int(found)] = rowValues[i][Int(found)] + product
        continue
      }
      if product.isOutOfRange || product.isZero { hasLostRange = true }
      guard !product.isZero else { continue }
      let end = Int32(rowColumns[i].count)
      rowColumns[i].append(column)
      rowValues[i].append(product)
      if isLong { longRows[i]?[column] = end } else { place[Int(column)] = end }
      columnRows[Int(column)].append(Int32(i))
      inCount[Int(column)] += 1
      outCount[i] += 1
      liveEntryCount += 1
    }
    workDone += out.count + (isLong ? 1 : rowColumns[i].count)
    if !excess[k].isZero {
      let product = multiplier * excess[k]
      if product.isOutOfRange || product.isZero { hasLostRange = true }
      excess[i] = excess[i] + product
    }
    if !isLong { gather(i) }
    queue.set(i, key: outCount[i] * inCount[i])
  }

  /// Notes where each column of a row stands.
  private mutating func scatter(_ i: Int) {
    if !longRows.isEmpty { longRows[i] = nil }
    for (position, column) in rowColumns[i].enumerated() where column >= 0 {
      place[Int(column)] = Int32(position)
    }
  }

  private mutating func index(_ i: Int) {
    guard longRows[i] == nil else { return }
    var table: [Int32: Int32] = [:]
    for (position, column) in rowColumns[i].enumerated() where column >= 0 {
      table[column] = Int32(position)
    }
    longRows[i] = table
  }

  /// Takes the notes back, and closes the gaps of dead entries once they are the larger part.
  private mutating func gather(_ i: Int) {
    for column in rowColumns[i] where column >= 0 { place[Int(column)] = -1 }
    guard rowColumns[i].count > 2 * outCount[i] + 8 else { return }
    var kept = 0
    for position in rowColumns[i].indices where rowColumns[i][position] >= 0 {
      rowColumns[i][kept] = rowColumns[i][position]
      rowValues[i][kept] = rowValues[i][position]
      kept += 1
    }
    rowColumns[i].removeLast(rowColumns[i].count - kept)
    rowValues[i].removeLast(rowValues[i].count - kept)
  }

  /// Hands what is left to the dense elimination.
  private mutating func eliminateRest() throws(EliminationFailure) {
    rest = isLive.indices.filter { isLive[$0] }.map(Int32.init)
    var block = Matrix(rowCount: rest.count, columnCount: rest.count + 1)
    for (position, row) in rest.enumerated() { place[Int(row)] = Int32(position) }
    for (position, row) in rest.enumerated() {
      for (column, value) in zip(rowColumns[Int(row)], rowValues[Int(row)]) where column >= 0 {
        block[position, Int(place[Int(column)])] = value.double
      }
      block[position, rest.count] = excess[Int(row)].double
    }
    do {
      let factors = try SubtractionFreeElimination(rows: consume block)
      if factors.hasLostRange { hasLostRange = true }
      restFactors = factors
    } catch {
      guard case .singular(let index) = error else { throw .fill }
      throw .singular(index: Int(rest[index]))
    }
  }
}

/// Rows by degree, the lowest first; among equals the one that changed last.
private struct DegreeQueue {
  private var buckets: [[Int32]] = []
  private var bucketOf: [Int32]
  private var lowest = 0

  init(count: Int) {
    bucketOf = [Int32](repeating: -1, count: count)
  }

  mutating func set(_ row: Int, key: Int) {
    let bucket = Self.bucket(key)
    guard bucketOf[row] != Int32(bucket) else { return }
    bucketOf[row] = Int32(bucket)
    while buckets.count <= bucket { buckets.append([]) }
    buckets[bucket].append(Int32(row))
    lowest = min(lowest, bucket)
  }

  mutating func popLowest() -> Int? {
    while lowest < buckets.count {
      while let row = buckets[lowest].popLast() {
        guard bucketOf[Int(row)] == Int32(lowest) else { continue }
        bucketOf[Int(row)] = -2
        return Int(row)
      }
      lowest += 1
    }
    return nil
  }

  /// Exact up to a thousand, then sixteen steps to each doubling.
  private static func bucket(_ key: Int) -> Int {
    guard key >= 1024 else { return key }
    let top = Int.bitWidth - 1 - key.leadingZeroBitCount
    return 1024 + (top - 10) * 16 + (key >> (top - 4)) & 15
  }
}
