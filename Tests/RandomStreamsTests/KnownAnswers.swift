import RandomStreams
import Testing

/// Published vectors: Philox from the `kat_vectors` file of Random123; xoshiro256++ and xoroshiro128++ from the
/// reference C programs started at 1, 2, 3, 4 and at 1, 2; FNV-1a from its authors' test suite.
@Suite struct KnownAnswers {
  @Test(
    arguments: [
      ((0, 0, 0, 0), (0, 0), (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
      (
        (0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff), (0xffff_ffff, 0xffff_ffff),
        (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), (0xa409_3822, 0x299f_31d0),
        (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ] as [(Philox4x32.Words, (UInt32, UInt32), Philox4x32.Words)])
  func philoxGivesThePublishedWords(
    counter: Philox4x32.Words, key: (UInt32, UInt32), expected: Philox4x32.Words
  ) {
    #expect(Philox4x32.bits(counter: counter, key: key) == expected)
  }

  @Test func xoshiroGivesThePublishedSequence() {
    var generator = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
      12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func xoroshiroGivesThePublishedSequence() {
    var generator = Xoroshiro128PlusPlus(state: (1, 2))
    let expected: [UInt64] = [
      393_217, 669_327_710_093_319, 1_732_421_326_133_921_491, 11_394_790_081_659_126_983,
      9_555_452_776_773_192_676, 3_586_421_180_005_889_563, 1_691_397_964_866_707_553,
      10_735_626_796_753_111_697, 15_216_282_715_349_408_991, 14_247_243_556_711_267_923,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func stableHashIsFNV() {
    #expect(stableHash("".utf8) == 0xcbf2_9ce4_8422_2325)
    #expect(stableHash("a".utf8) == 0xaf63_dc4c_8601_ec8c)
    #expect(stableHash("foobar".utf8) == 0x8594_4171_f739_67e8)
  }
}
