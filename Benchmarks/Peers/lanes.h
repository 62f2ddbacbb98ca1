// The few vector operations of ladder.c, on 16-bit lanes: AVX-512 where the compiler has it, else AVX2.
#pragma once
#include <immintrin.h>
#include <stdint.h>

#if defined(__AVX512BW__) && defined(__AVX512F__) && !defined(NO_AVX512)
#define INSTRUCTIONS "AVX-512"
typedef __m512i V;
#define WORDS 8
static inline V load(const void *p) { return _mm512_loadu_si512(p); }
static inline void store(void *p, V x) { _mm512_storeu_si512(p, x); }
static inline V shorts(int x) { return _mm512_set1_epi16((short)x); }
static inline V table16(const void *p) {
  return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
}
static inline V lookup(V table, V index) { return _mm512_shuffle_epi8(table, index); }
static inline V or(V a, V b) { return _mm512_or_si512(a, b); }
static inline V xor(V a, V b) { return _mm512_xor_si512(a, b); }
static inline V add64(V a, V b) { return _mm512_add_epi64(a, b); }
#define SHIFT_LEFT_64(x, k) _mm512_slli_epi64(x, k)
#define ROTATE_64(x, k) _mm512_rol_epi64(x, k)
static inline V larger(V a, V b) { return _mm512_max_epi16(a, b); }
static inline int any_above(V a, V b) { return _mm512_cmpgt_epi16_mask(a, b) != 0; }
// Takes `part` off each lane for each of its three thresholds that lies above the draw.
static inline V less_missed(V x, V part, V draw, V first, V second, V third) {
  x = _mm512_mask_sub_epi16(x, _mm512_cmpgt_epi16_mask(first, draw), x, part);
  x = _mm512_mask_sub_epi16(x, _mm512_cmpgt_epi16_mask(second, draw), x, part);
  return _mm512_mask_sub_epi16(x, _mm512_cmpgt_epi16_mask(third, draw), x, part);
}
static inline V add16(V a, V b) { return _mm512_add_epi16(a, b); }
static inline V add8(V a, V b) { return _mm512_add_epi8(a, b); }
static inline V and(V a, V b) { return _mm512_and_si512(a, b); }
// All ones in the bytes of x that have a bit of the mask.
static inline V has_bit(V x, V bit) { return _mm512_movm_epi8(_mm512_test_epi8_mask(x, bit)); }
// The upper bytes of the lanes of two registers, side by side in some order.
static inline V upper_bytes(V a, V b) {
  return _mm512_packus_epi16(_mm512_srli_epi16(a, 8), _mm512_srli_epi16(b, 8));
}
static inline int count_bit(V x, int bit) {
  return __builtin_popcountll(_mm512_test_epi8_mask(x, _mm512_set1_epi8((char)(1 << bit))));
}
static inline void carry_save(V *high, V *low, V a, V b, V c) {
  *low = _mm512_ternarylogic_epi64(a, b, c, 0x96);
  *high = _mm512_ternarylogic_epi64(a, b, c, 0xE8);
}
#else
#define INSTRUCTIONS "AVX2"
typedef __m256i V;
#define WORDS 4
static inline V load(const void *p) { return _mm256_loadu_si256((const V *)p); }
static inline void store(void *p, V x) { _mm256_storeu_si256((V *)p, x); }
static inline V shorts(int x) { return _mm256_set1_epi16((short)x); }
static inline V table16(const void *p) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
static inline V lookup(V table, V index) { return _mm256_shuffle_epi8(table, index); }
static inline V or(V a, V b) { return _mm256_or_si256(a, b); }
static inline V xor(V a, V b) { return _mm256_xor_si256(a, b); }
static inline V add64(V a, V b) { return _mm256_add_epi64(a, b); }
#define SHIFT_LEFT_64(x, k) _mm256_slli_epi64(x, k)
#define ROTATE_64(x, k) or(_mm256_slli_epi64(x, k), _mm256_srli_epi64(x, 64 - (k)))
static inline V larger(V a, V b) { return _mm256_max_epi16(a, b); }
static inline int any_above(V a, V b) {
  V above = _mm256_cmpgt_epi16(a, b);
  return !_mm256_testz_si256(above, above);
}
static inline V add16(V a, V b) { return _mm256_add_epi16(a, b); }
static inline V add8(V a, V b) { return _mm256_add_epi8(a, b); }
static inline V and(V a, V b) { return _mm256_and_si256(a, b); }
static inline V has_bit(V x, V bit) { return _mm256_cmpeq_epi8(_mm256_and_si256(x, bit), bit); }
static inline V less_missed(V x, V part, V draw, V first, V second, V third) {
  // A comparison that holds is -1.
  V missed = add16(
      add16(_mm256_cmpgt_epi16(first, draw), _mm256_cmpgt_epi16(second, draw)),
      _mm256_cmpgt_epi16(third, draw));
  return add16(x, _mm256_mullo_epi16(missed, part));
}
static inline V upper_bytes(V a, V b) {
  return _mm256_packus_epi16(_mm256_srli_epi16(a, 8), _mm256_srli_epi16(b, 8));
}
static inline int count_bit(V x, int bit) {
  return __builtin_popcount((unsigned)_mm256_movemask_epi8(
      _mm256_sll_epi16(x, _mm_cvtsi32_si128(7 - bit))));
}
static inline void carry_save(V *high, V *low, V a, V b, V c) {
  V half = xor(a, b);
  *high = or(_mm256_and_si256(a, b), _mm256_and_si256(half, c));
  *low = xor(half, c);
}
#endif
#define LANES (4 * WORDS)
#define BYTES (8 * WORDS)
