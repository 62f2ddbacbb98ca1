// Vectors of two-byte values, as wide as the instruction set of the target that includes this.
//
// What Swift's SIMD types compile to single instructions is written in Swift; the rest is here. The functions hold no loop and no
// decision of brink's.
#pragma once
#include <stdint.h>

// Whether the processor and the system have the instructions of a kernel.
static inline int brink_has_avx2(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
#else
  return 0;
#endif
}

static inline int brink_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && brink_has_avx2();
#else
  return 0;
#endif
}

#if defined(__AVX2__)
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512BW__)
// 32 values, 16 entries, 8 words.
typedef uint16_t vec_values __attribute__((ext_vector_type(32)));
typedef uint32_t vec_entries __attribute__((ext_vector_type(16)));
typedef uint64_t vec_words __attribute__((ext_vector_type(8)));
typedef __m512i vec_raw;
#define VEC(name) _mm512_##name
#else
// 16 values, 8 entries, 4 words.
typedef uint16_t vec_values __attribute__((ext_vector_type(16)));
typedef uint32_t vec_entries __attribute__((ext_vector_type(8)));
typedef uint64_t vec_words __attribute__((ext_vector_type(4)));
typedef __m256i vec_raw;
#define VEC(name) _mm256_##name
#endif

// Loads and stores take addresses that a vector's size divides.
INLINE vec_words vec_load_words(const uint64_t *from) { return *(const vec_words *)from; }
INLINE void vec_store_words(uint64_t *to, vec_words x) { *(vec_words *)to = x; }
INLINE vec_values vec_load(const void *from) { return *(const vec_values *)from; }
INLINE void vec_store(void *to, vec_values x) { *(vec_values *)to = x; }
INLINE vec_values vec_same(uint16_t x) { return (vec_values)(x); }

INLINE vec_words vec_rotate17(vec_words x) { return (x << 17UL) | (x >> 47UL); }
INLINE vec_words vec_rotate49(vec_words x) { return (x << 49UL) | (x >> 15UL); }
INLINE vec_words vec_rotate28(vec_words x) { return (x << 28UL) | (x >> 36UL); }
INLINE vec_words vec_add_words(vec_words a, vec_words b) { return a + b; }
INLINE vec_words vec_xor_words(vec_words a, vec_words b) { return a ^ b; }
INLINE vec_words vec_shift21(vec_words x) { return x << 21UL; }

INLINE vec_values vec_add(vec_values a, vec_values b) { return a + b; }
INLINE vec_values vec_sub(vec_values a, vec_values b) { return a - b; }
INLINE vec_values vec_mul(vec_values a, vec_values b) { return a * b; }
INLINE vec_values vec_and(vec_values a, vec_values b) { return a & b; }
INLINE vec_values vec_or(vec_values a, vec_values b) { return a | b; }
INLINE vec_values vec_xor(vec_values a, vec_values b) { return a ^ b; }
INLINE vec_values vec_without(vec_values a, vec_values b) { return a & ~b; }
INLINE vec_values vec_max(vec_values a, vec_values b) { return __builtin_elementwise_max(a, b); }
INLINE vec_values vec_shift_right(vec_values x, uint16_t by) { return x >> (vec_values)(by); }
INLINE vec_values vec_shift_left(vec_values x, uint16_t by) { return x << (vec_values)(by); }
// All ones where a is at least b, lane by lane.
INLINE vec_values vec_at_least(vec_values a, vec_values b) { return (vec_values)(a >= b); }
// Values in the order of signed numbers, which are compared in one instruction where unsigned ones take two.
INLINE vec_values vec_signed(vec_values x) { return x ^ (vec_values)(0x8000); }
// All ones where a is above b, lane by lane, of signed values.
typedef int16_t vec_signed_values __attribute__((ext_vector_type(sizeof(vec_values) / 2)));
INLINE vec_values vec_above_signed(vec_values a, vec_values b) {
  return (vec_values)((vec_signed_values)a > (vec_signed_values)b);
}
INLINE int vec_any(vec_values x) { return __builtin_reduce_or((vec_words)x) != 0; }
INLINE int vec_any_at_least(vec_values a, vec_values b) { return vec_any((vec_values)(a >= b)); }
// The carry of a full adder; its sum is a ^ b ^ c.
INLINE vec_values vec_majority(vec_values a, vec_values b, vec_values c) {
  vec_values x = a ^ b;
  return (a & b) | (x & c);
}

// The bits that any value has.
INLINE uint16_t vec_union(vec_values x) {
  uint64_t bits = __builtin_reduce_or((vec_words)x);
  bits |= bits >> 32;
  return (uint16_t)(bits | bits >> 16);
}
// How many values have a bit.
INLINE uint32_t vec_count_bit(vec_values x, uint16_t bit) {
  vec_values sign = x << (vec_values)(uint16_t)(15 - bit);
#if defined(__AVX512BW__)
  return (uint32_t)__builtin_popcount(_mm512_movepi16_mask((__m512i)sign));
#else
  return (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8((__m256i)sign) & 0xAAAAAAAA);
#endif
}

// The products of the lower halves of words.
INLINE vec_words vec_multiply_lower(vec_words a, vec_words b) {
  return (vec_words)VEC(mul_epu32)((vec_raw)a, (vec_raw)b);
}
INLINE vec_words vec_upper_half(vec_words x) { return x >> 32UL; }
INLINE vec_words vec_same_words(uint64_t x) { return (vec_words)(x); }
// One word of the lower halves of two.
INLINE vec_words vec_join_lower(vec_words a, vec_words b) { return (a & 0xFFFFFFFFUL) | (b << 32UL); }

// The first, second, third or fourth two bytes of four vectors of words, woven together: of every word of the first
// vector one value, then of the second, and so on; see LaneKernel.groupSize.
INLINE void vec_weave(vec_words a, vec_words b, vec_words c, vec_words d, uint16_t *to, long stride) {
  vec_raw ab0 = VEC(unpacklo_epi16)((vec_raw)a, (vec_raw)b), ab1 = VEC(unpackhi_epi16)((vec_raw)a, (vec_raw)b);
  vec_raw cd0 = VEC(unpacklo_epi16)((vec_raw)c, (vec_raw)d), cd1 = VEC(unpackhi_epi16)((vec_raw)c, (vec_raw)d);
  vec_raw lower0 = VEC(unpacklo_epi32)(ab0, cd0), upper0 = VEC(unpackhi_epi32)(ab0, cd0);
  vec_raw lower1 = VEC(unpacklo_epi32)(ab1, cd1), upper1 = VEC(unpackhi_epi32)(ab1, cd1);
  vec_store(to, (vec_values)VEC(unpacklo_epi64)(lower0, lower1));
  vec_store(to + stride, (vec_values)VEC(unpackhi_epi64)(lower0, lower1));
  vec_store(to + 2 * stride, (vec_values)VEC(unpacklo_epi64)(upper0, upper1));
  vec_store(to + 3 * stride, (vec_values)VEC(unpackhi_epi64)(upper0, upper1));
}

// Tables of few values in a register, from any address. An index is in the form that the permutation takes: vec_index makes it.
#if defined(__AVX512BW__)
#define VEC_TABLE_SIZE 32
#define VEC_INDEX_FACTOR 1
#define VEC_INDEX_OFFSET 0
INLINE vec_values vec_table(const uint16_t *from) { return (vec_values)_mm512_loadu_si512(from); }
INLINE vec_values vec_look_up(vec_values table, vec_values index) {
  return (vec_values)_mm512_permutexvar_epi16((__m512i)index, (__m512i)table);
}
#else
// Eight values, in both halves; an index is the numbers of the two bytes.
#define VEC_TABLE_SIZE 8
#define VEC_INDEX_FACTOR 0x0202
#define VEC_INDEX_OFFSET 0x0100
INLINE vec_values vec_table(const uint16_t *from) {
  return (vec_values)_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)from));
}
INLINE vec_values vec_look_up(vec_values table, vec_values index) {
  return (vec_values)_mm256_shuffle_epi8((__m256i)table, (__m256i)index);
}
#endif
static const int vec_table_size = VEC_TABLE_SIZE;
static const uint16_t vec_index_factor = VEC_INDEX_FACTOR;
static const uint16_t vec_index_offset = VEC_INDEX_OFFSET;

// Entries of a large table, for half a vector of values at a time.
INLINE vec_entries vec_widen(const uint16_t *from) {
#if defined(__AVX512BW__)
  return (vec_entries)_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)from));
#else
  return (vec_entries)_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)from));
#endif
}
// The entries at the state in the lower half of each entry and the upper byte of a draw.
INLINE vec_entries vec_gather(const uint32_t *table, vec_entries at, vec_entries draw) {
  vec_entries index = ((at << 8) & 0x00FFFF00) | (draw >> 8);
#if defined(__AVX512BW__)
  return (vec_entries)_mm512_i32gather_epi32((__m512i)index, table, 4);
#else
  return (vec_entries)_mm256_i32gather_epi32((const int *)table, (__m256i)index, 4);
#endif
}
// One bit for each entry whose lower half is all ones.
INLINE uint32_t vec_open(vec_entries x) {
#if defined(__AVX512BW__)
  return _mm512_cmpeq_epi32_mask((__m512i)(x | 0xFFFF0000), _mm512_set1_epi32(-1));
#else
  return (uint32_t)_mm256_movemask_ps(
      (__m256)_mm256_cmpeq_epi32((__m256i)(x | 0xFFFF0000), _mm256_set1_epi32(-1)));
#endif
}
// The lower, and the upper, halves of two vectors of entries, in order.
INLINE vec_values vec_lower(vec_entries a, vec_entries b) {
#if defined(__AVX512BW__)
  return (vec_values)_mm512_inserti64x4(
      _mm512_castsi256_si512(_mm512_cvtepi32_epi16((__m512i)a)), _mm512_cvtepi32_epi16((__m512i)b), 1);
#else
  vec_entries low = (vec_entries)(0x0000FFFF);
  return (vec_values)_mm256_permute4x64_epi64(
      _mm256_packus_epi32((__m256i)(a & low), (__m256i)(b & low)), 0xD8);
#endif
}
INLINE vec_values vec_upper(vec_entries a, vec_entries b) { return vec_lower(a >> 16, b >> 16); }

// The masses of eight chains, zero where they are below a limit.
typedef double vec_masses __attribute__((ext_vector_type(8)));
typedef long vec_mass_bits __attribute__((ext_vector_type(8)));
INLINE vec_masses vec_keep_masses(vec_masses x, double limit) {
  return (vec_masses)((vec_mass_bits)x & (x >= (vec_masses)(limit)));
}

#endif
