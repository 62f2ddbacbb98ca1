// Vectors of two-byte values, as wide as the instruction set of the target that includes this.
//
// What Swift's SIMD types compile to single instructions is written in Swift; the rest is here. The functions hold no decision of
// brink's and, but for vec_pack_lanes, no loop.
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

// Whether they have the instruction that packs values of 16 bits, which not every processor with AVX-512 has.
static inline int brink_has_packing(void) {
#if defined(__x86_64__)
  return brink_has_avx512() && __builtin_cpu_supports("avx512vbmi2");
#else
  return 0;
#endif
}

#if defined(__AVX2__)
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512BW__)
// 32 values, 8 words.
typedef uint16_t vec_values __attribute__((ext_vector_type(32)));
typedef uint64_t vec_words __attribute__((ext_vector_type(8)));
typedef __m512i vec_raw;
#define VEC(name) _mm512_##name
#else
// 16 values, 4 words.
typedef uint16_t vec_values __attribute__((ext_vector_type(16)));
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
INLINE vec_values vec_mul(vec_values a, vec_values b) { return a * b; }
INLINE vec_values vec_and(vec_values a, vec_values b) { return a & b; }
INLINE vec_values vec_or(vec_values a, vec_values b) { return a | b; }
INLINE vec_values vec_xor(vec_values a, vec_values b) { return a ^ b; }
INLINE vec_values vec_without(vec_values a, vec_values b) { return a & ~b; }
INLINE vec_values vec_max(vec_values a, vec_values b) { return __builtin_elementwise_max(a, b); }
INLINE vec_values vec_min(vec_values a, vec_values b) { return __builtin_elementwise_min(a, b); }
INLINE vec_words vec_words_of(vec_values x) { return (vec_words)x; }
INLINE vec_values vec_values_of(vec_words x) { return (vec_values)x; }
INLINE vec_values vec_shift_right(vec_values x, uint16_t by) { return x >> (vec_values)(by); }
#if defined(__AVX512BW__)
// Values in the order in which bounds and draws are compared.
INLINE vec_values vec_ordered(vec_values x) { return x; }
// Takes one off each count whose bound is above the draw, of ordered values.
INLINE vec_values vec_less_missed(vec_values count, vec_values bound, vec_values draw) {
  __mmask32 isMissed = _mm512_cmpgt_epu16_mask((__m512i)bound, (__m512i)draw);
  // By hand: compilers turn the mask into a vector of ones first, which takes an instruction more.
  __asm__("vpsubw %[one], %[count], %[count] %{%[isMissed]%}"
          : [count] "+v"(count)
          : [one] "v"((vec_values)(1)), [isMissed] "Yk"(isMissed));
  return count;
}
// Adds a part to each value whose draw is at least the bound.
INLINE vec_values vec_add_reached(vec_values x, vec_values part, vec_values bound, vec_values draw) {
  return (vec_values)_mm512_mask_add_epi16(
      (__m512i)x, _mm512_cmpge_epu16_mask((__m512i)draw, (__m512i)bound), (__m512i)x, (__m512i)part);
}
INLINE int vec_any(vec_values x) { return _mm512_test_epi32_mask((__m512i)x, (__m512i)x) != 0; }
// A bit for each lane where a is at least b; a lane takes 1 << vec_lane_shift bits, of which the lowest counts.
static const int vec_lane_shift = 0;
INLINE uint32_t vec_lanes_at_least(vec_values a, vec_values b) {
  return _mm512_cmpge_epu16_mask((__m512i)a, (__m512i)b);
}
#else
// Signed numbers are compared in one instruction where unsigned ones take two.
INLINE vec_values vec_ordered(vec_values x) { return x ^ (vec_values)(0x8000); }
INLINE vec_values vec_less_missed(vec_values count, vec_values bound, vec_values draw) {
  return count + (vec_values)_mm256_cmpgt_epi16((__m256i)bound, (__m256i)draw);
}
INLINE vec_values vec_add_reached(vec_values x, vec_values part, vec_values bound, vec_values draw) {
  return x + (part & (vec_values)(draw >= bound));
}
INLINE int vec_any(vec_values x) { return __builtin_reduce_or((vec_words)x) != 0; }
static const int vec_lane_shift = 1;
INLINE uint32_t vec_lanes_at_least(vec_values a, vec_values b) {
  return (uint32_t)_mm256_movemask_epi8((__m256i)(a >= b)) & 0x55555555;
}
#endif
// A mask has one bit, or two, for each lane; see vec_lane_shift.
#if defined(__AVX512BW__)
typedef __mmask32 vec_mask;
INLINE vec_mask vec_lanes_below(vec_values a, vec_values b) { return _mm512_cmplt_epu16_mask((__m512i)a, (__m512i)b); }
INLINE uint32_t vec_lanes_with(vec_values x, vec_values bits) {
  return _mm512_test_epi16_mask((__m512i)x, (__m512i)bits);
}
INLINE vec_values vec_pick(vec_mask mask, vec_values other, vec_values chosen) {
  return (vec_values)_mm512_mask_blend_epi16(mask, (__m512i)other, (__m512i)chosen);
}
#else
typedef vec_values vec_mask;
INLINE vec_mask vec_lanes_below(vec_values a, vec_values b) { return (vec_values)(a < b); }
INLINE uint32_t vec_lanes_with(vec_values x, vec_values bits) {
  return ~(uint32_t)_mm256_movemask_epi8((__m256i)((x & bits) == (vec_values)(0))) & 0x55555555;
}
INLINE vec_values vec_pick(vec_mask mask, vec_values other, vec_values chosen) {
  return (vec_values)_mm256_blendv_epi8((__m256i)other, (__m256i)chosen, (__m256i)mask);
}
#endif
// A full adder: the sum and the carry of three bits.
#if defined(__AVX512BW__)
INLINE vec_values vec_odd(vec_values a, vec_values b, vec_values c) {
  return (vec_values)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0x96);
}
INLINE vec_values vec_majority(vec_values a, vec_values b, vec_values c) {
  return (vec_values)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0xE8);
}
#else
INLINE vec_values vec_odd(vec_values a, vec_values b, vec_values c) { return a ^ b ^ c; }
INLINE vec_values vec_majority(vec_values a, vec_values b, vec_values c) {
  vec_values x = a ^ b;
  return (a & b) | (x & c);
}
#endif
// What is held, and the bits of a that b has not.
INLINE vec_values vec_gather_without(vec_values held, vec_values a, vec_values b) { return held | (a & ~b); }
// Adds a part to each value where x has a bit.
INLINE vec_values vec_add_where(vec_values value, vec_values part, vec_values x, vec_values bit) {
#if defined(__AVX512BW__)
  __mmask32 has = _mm512_test_epi16_mask((__m512i)x, (__m512i)bit);
  return (vec_values)_mm512_mask_add_epi16((__m512i)value, has, (__m512i)value, (__m512i)part);
#else
  return value + (part & (vec_values)((x & bit) == bit));
#endif
}

// The bits that any value has.
INLINE uint16_t vec_union(vec_values x) {
  uint64_t bits = __builtin_reduce_or((vec_words)x);
  bits |= bits >> 32;
  return (uint16_t)(bits | bits >> 16);
}
// How many values have a bit.
INLINE uint32_t vec_count_bit(vec_values x, vec_values bit) {
#if defined(__AVX512BW__)
  return (uint32_t)__builtin_popcount(_mm512_test_epi16_mask((__m512i)x, (__m512i)bit));
#else
  return (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8((__m256i)((x & bit) == bit)) & 0xAAAAAAAA);
#endif
}
// The products of the lower halves of words.
INLINE vec_words vec_multiply_lower(vec_words a, vec_words b) {
  return (vec_words)VEC(mul_epu32)((vec_raw)a, (vec_raw)b);
}
INLINE vec_words vec_upper_half(vec_words x) { return x >> 32UL; }
INLINE vec_words vec_same_words(uint64_t x) { return (vec_words)(x); }
// The values of those lanes whose generators make a quarter of the words; see LaneKernel.groupSize.
#if defined(__AVX512BW__)
static const int vec_group_size = 4;
INLINE vec_words vec_places(const uint16_t *places, uint64_t quarter) {
  return (vec_words)_mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(places + 8 * quarter)));
}
#else
static const int vec_group_size = 16;
INLINE vec_words vec_places(const uint16_t *places, uint64_t quarter) {
  return (*(const vec_words *)places >> (vec_words)(16 * quarter)) & 0xFFFFUL;
}
#endif
// The one of the four values of a word that stands at a place.
INLINE vec_words vec_place(vec_words x, uint64_t place) { return (x >> (vec_words)(16 * place)) & 0xFFFFUL; }
// The sums of words, of their halves, and of all values.
INLINE uint64_t vec_sum_words(vec_words x) { return __builtin_reduce_add(x); }
INLINE uint64_t vec_sum_halves(vec_words x) { return vec_sum_words((x & 0xFFFFFFFFUL) + (x >> 32UL)); }
INLINE uint64_t vec_sum_values(vec_values x) {
  vec_words pairs = ((vec_words)x & 0x0000FFFF0000FFFFUL) + ((vec_words)x >> 16UL & 0x0000FFFF0000FFFFUL);
  return vec_sum_halves(pairs);
}
// Adds the products of neighbouring signed values, two by two, to halves of words.
INLINE vec_words vec_add_pairs(vec_words sums, vec_values a, vec_values b) {
  return (vec_words)VEC(add_epi32)((vec_raw)sums, VEC(madd_epi16)((vec_raw)a, (vec_raw)b));
}
// One word of the lower halves of two.
INLINE vec_words vec_join_lower(vec_words a, vec_words b) { return (a & 0xFFFFFFFFUL) | (b << 32UL); }

// The first, second, third or fourth two bytes of four vectors of words, woven together; see LaneKernel.groupSize.
INLINE void vec_weave(vec_words a, vec_words b, vec_words c, vec_words d, uint16_t *to, long stride) {
#if defined(__AVX512BW__)
  // Lanes in their order: two pieces of the words of two vectors, then both pairs of vectors.
  const vec_values lower = {0,  4,  8,  12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60,
                            1,  5,  9,  13, 17, 21, 25, 29, 33, 37, 41, 45, 49, 53, 57, 61};
  const __m512i upper = (__m512i)(lower + (vec_values)(2));
  __m512i ab01 = _mm512_permutex2var_epi16((__m512i)a, (__m512i)lower, (__m512i)b);
  __m512i ab23 = _mm512_permutex2var_epi16((__m512i)a, upper, (__m512i)b);
  __m512i cd01 = _mm512_permutex2var_epi16((__m512i)c, (__m512i)lower, (__m512i)d);
  __m512i cd23 = _mm512_permutex2var_epi16((__m512i)c, upper, (__m512i)d);
  vec_store(to, (vec_values)_mm512_shuffle_i64x2(ab01, cd01, 0x44));
  vec_store(to + stride, (vec_values)_mm512_shuffle_i64x2(ab01, cd01, 0xEE));
  vec_store(to + 2 * stride, (vec_values)_mm512_shuffle_i64x2(ab23, cd23, 0x44));
  vec_store(to + 3 * stride, (vec_values)_mm512_shuffle_i64x2(ab23, cd23, 0xEE));
#else
  // Of every word of the first vector one value, then of the second, and so on.
  vec_raw ab0 = VEC(unpacklo_epi16)((vec_raw)a, (vec_raw)b), ab1 = VEC(unpackhi_epi16)((vec_raw)a, (vec_raw)b);
  vec_raw cd0 = VEC(unpacklo_epi16)((vec_raw)c, (vec_raw)d), cd1 = VEC(unpackhi_epi16)((vec_raw)c, (vec_raw)d);
  vec_raw lower0 = VEC(unpacklo_epi32)(ab0, cd0), upper0 = VEC(unpackhi_epi32)(ab0, cd0);
  vec_raw lower1 = VEC(unpacklo_epi32)(ab1, cd1), upper1 = VEC(unpackhi_epi32)(ab1, cd1);
  vec_store(to, (vec_values)VEC(unpacklo_epi64)(lower0, lower1));
  vec_store(to + stride, (vec_values)VEC(unpackhi_epi64)(lower0, lower1));
  vec_store(to + 2 * stride, (vec_values)VEC(unpacklo_epi64)(upper0, upper1));
  vec_store(to + 3 * stride, (vec_values)VEC(unpackhi_epi64)(upper0, upper1));
#endif
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
// Tables of two registers: the lower is that of lanes outside a mask, the upper that of lanes in it. What is looked up there is an
// index that has been told the mask.
#if defined(__AVX512BW__)
INLINE vec_mask vec_lanes_reaching(vec_values draw, vec_values bound) {
  return _mm512_cmpge_epu16_mask((__m512i)draw, (__m512i)bound);
}
INLINE vec_values vec_enter_part(vec_values index, vec_mask upper) {
  return (vec_values)_mm512_mask_add_epi16((__m512i)index, upper, (__m512i)index, _mm512_set1_epi16(32));
}
INLINE vec_values vec_look_up_part(vec_values lower_table, vec_values upper_table, vec_values index, vec_mask upper) {
  (void)upper;
  return (vec_values)_mm512_permutex2var_epi16((__m512i)lower_table, (__m512i)index, (__m512i)upper_table);
}
#else
INLINE vec_mask vec_lanes_reaching(vec_values draw, vec_values bound) { return (vec_values)(draw >= bound); }
INLINE vec_values vec_enter_part(vec_values index, vec_mask upper) {
  (void)upper;
  return index;
}
INLINE vec_values vec_look_up_part(vec_values lower_table, vec_values upper_table, vec_values index, vec_mask upper) {
  return vec_pick(upper, vec_look_up(lower_table, index), vec_look_up(upper_table, index));
}
#endif
static const int vec_table_size = VEC_TABLE_SIZE;
static const uint16_t vec_index_factor = VEC_INDEX_FACTOR;
static const uint16_t vec_index_offset = VEC_INDEX_OFFSET;

#if defined(__AVX512BW__)
// The next index in a band of four: the index and what it moves up at most, less one for each of three bounds that is above the draw.
INLINE vec_values vec_move_in_four(vec_values index, vec_values up, vec_values bound0, vec_values bound1,
                                   vec_values bound2, vec_values draw) {
  // The bound in the middle tells which of the others is left to ask. Both are looked up at once, or the one would wait.
  __asm__("" : "+v"(bound0), "+v"(bound2));
  __mmask32 isMissed = _mm512_cmpgt_epu16_mask((__m512i)bound1, (__m512i)draw);
  index += (vec_values)_mm512_mask_blend_epi16(isMissed, (__m512i)up, (__m512i)(up - 2));
  return vec_less_missed(
      index, (vec_values)_mm512_mask_blend_epi16(isMissed, (__m512i)bound2, (__m512i)bound0), draw);
}
// Tables of eight values, in every 16 bytes, are looked up by their bytes, which is sooner done. An index is the numbers of the two
// bytes, of which only the lower four bits count.
INLINE vec_values vec_look_up_bytes(vec_values table, vec_values index) {
  return (vec_values)_mm512_shuffle_epi8((__m512i)table, (__m512i)index);
}
// Two units more where the draw reaches the bound in the middle, and one where it reaches that of the others which is left to ask.
INLINE vec_values vec_move_up_in_four(vec_values index, vec_values unit, vec_values bound0, vec_values bound1,
                                      vec_values bound2, vec_values draw) {
  __asm__("" : "+v"(bound0), "+v"(bound2));
  __mmask32 reaches = _mm512_cmpge_epu16_mask((__m512i)draw, (__m512i)bound1);
  vec_values left = (vec_values)_mm512_mask_blend_epi16(reaches, (__m512i)bound0, (__m512i)bound2);
#define ADD_WHERE(mask, part) \
  __asm__("vpaddw %[by], %[own], %[own] %{%[which]%}" : [own] "+v"(index) : [by] "v"(part), [which] "Yk"(mask))
  ADD_WHERE(reaches, (vec_values)(unit + unit));
  reaches = _mm512_cmpge_epu16_mask((__m512i)draw, (__m512i)left);
  ADD_WHERE(reaches, unit);
#undef ADD_WHERE
  return index;
}
#else
// Tables of eight values with the lower bytes first: an index is a byte and eight more, so that one added to bytes is one value on.
INLINE vec_values vec_split_table(vec_values table) {
  const __m256i order = _mm256_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15,  //
                                         0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
  return (vec_values)_mm256_shuffle_epi8((__m256i)table, order);
}
// One less where the first bound is above the draw, one more for each of the others that is not: nothing is added but what comparisons
// say. In the order of signed numbers the draw, and the first bound, are one more than they are: what is not below is then what is
// above.
INLINE vec_values vec_move_by_bytes(vec_values index, vec_values bound0, vec_values bound1, vec_values bound2,
                                    vec_values draw) {
  __m256i next = _mm256_add_epi8((__m256i)index, _mm256_cmpgt_epi16((__m256i)bound0, (__m256i)draw));
  next = _mm256_sub_epi8(next, _mm256_cmpgt_epi16((__m256i)draw, (__m256i)bound1));
  return (vec_values)_mm256_sub_epi8(next, _mm256_cmpgt_epi16((__m256i)draw, (__m256i)bound2));
}
#endif

// The four values of 16 bits in the words at the state and the upper byte of a draw, lane by lane; see LaneColumns.
INLINE void vec_gather_columns(const uint64_t *table, vec_values state, vec_values draw, void *to) {
  vec_values *result = (vec_values *)to;
  // A state and a draw side by side are the index, but for the draw's lower byte.
  vec_raw lower = VEC(srli_epi32)(VEC(unpacklo_epi16)((vec_raw)draw, (vec_raw)state), 8);
  vec_raw upper = VEC(srli_epi32)(VEC(unpackhi_epi16)((vec_raw)draw, (vec_raw)state), 8);
#if defined(__AVX512BW__)
  // Lanes 0 to 3 and 8 to 11, 4 to 7 and 12 to 15; and the same from 16 on.
  __m512i a = _mm512_i32gather_epi64(_mm512_castsi512_si256(lower), table, 8);
  __m512i b = _mm512_i32gather_epi64(_mm512_castsi512_si256(upper), table, 8);
  __m512i c = _mm512_i32gather_epi64(_mm512_extracti64x4_epi64(lower, 1), table, 8);
  __m512i d = _mm512_i32gather_epi64(_mm512_extracti64x4_epi64(upper, 1), table, 8);
  // The first values of sixteen lanes, then the second.
  const vec_values order = {0, 4, 8,  12, 32, 36, 40, 44, 16, 20, 24, 28, 48, 52, 56, 60,
                            1, 5, 9,  13, 33, 37, 41, 45, 17, 21, 25, 29, 49, 53, 57, 61};
  __m512i ab01 = _mm512_permutex2var_epi16(a, (__m512i)order, b);
  __m512i ab23 = _mm512_permutex2var_epi16(a, (__m512i)(order + (vec_values)(2)), b);
  __m512i cd01 = _mm512_permutex2var_epi16(c, (__m512i)order, d);
  __m512i cd23 = _mm512_permutex2var_epi16(c, (__m512i)(order + (vec_values)(2)), d);
  result[0] = (vec_values)_mm512_shuffle_i64x2(ab01, cd01, 0x44);
  result[1] = (vec_values)_mm512_shuffle_i64x2(ab01, cd01, 0xEE);
  result[2] = (vec_values)_mm512_shuffle_i64x2(ab23, cd23, 0x44);
  result[3] = (vec_values)_mm512_shuffle_i64x2(ab23, cd23, 0xEE);
#else
  const long long *words = (const long long *)table;
  __m256i a = _mm256_i32gather_epi64(words, _mm256_castsi256_si128(lower), 8);       // lanes 0 to 3
  __m256i b = _mm256_i32gather_epi64(words, _mm256_castsi256_si128(upper), 8);       // 4 to 7
  __m256i c = _mm256_i32gather_epi64(words, _mm256_extracti128_si256(lower, 1), 8);  // 8 to 11
  __m256i d = _mm256_i32gather_epi64(words, _mm256_extracti128_si256(upper, 1), 8);  // 12 to 15
  // The lower halves of words 0 and 1 of both, then of 2 and 3; and the upper halves.
  __m256i ab01 = (__m256i)_mm256_shuffle_ps((__m256)a, (__m256)b, 0x88);
  __m256i ab23 = (__m256i)_mm256_shuffle_ps((__m256)a, (__m256)b, 0xDD);
  __m256i cd01 = (__m256i)_mm256_shuffle_ps((__m256)c, (__m256)d, 0x88);
  __m256i cd23 = (__m256i)_mm256_shuffle_ps((__m256)c, (__m256)d, 0xDD);
  const __m256i low = _mm256_set1_epi32(0xFFFF), order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
#define IN_ORDER(x, y) (vec_values) _mm256_permutevar8x32_epi32(_mm256_packus_epi32(x, y), order)
  result[0] = IN_ORDER(_mm256_and_si256(ab01, low), _mm256_and_si256(cd01, low));
  result[1] = IN_ORDER(_mm256_srli_epi32(ab01, 16), _mm256_srli_epi32(cd01, 16));
  result[2] = IN_ORDER(_mm256_and_si256(ab23, low), _mm256_and_si256(cd23, low));
  result[3] = IN_ORDER(_mm256_srli_epi32(ab23, 16), _mm256_srli_epi32(cd23, 16));
#undef IN_ORDER
#endif
}

// The masses of eight chains, zero where they are below a limit.
typedef double vec_masses __attribute__((ext_vector_type(8)));
typedef long vec_mass_bits __attribute__((ext_vector_type(8)));
INLINE vec_masses vec_keep_masses(vec_masses x, double limit) {
  return (vec_masses)((vec_mass_bits)x & (x >= (vec_masses)(limit)));
}
// Sum and product stand apart, so that each is rounded: a compiler may fuse what one expression holds.
INLINE vec_masses vec_add_masses(vec_masses a, vec_masses b) { return a + b; }
INLINE vec_masses vec_multiply_masses(vec_masses a, vec_masses b) { return a * b; }
// Marks of lanes: those that have marks, and those of x that are below a limit but not zero.
#if defined(__AVX512BW__)
typedef __mmask8 vec_mass_marks;
INLINE vec_mass_marks vec_mark_small(vec_mass_marks marks, vec_masses x, double limit) {
  __mmask8 isSmall = _mm512_cmp_pd_mask((__m512d)x, _mm512_set1_pd(limit), _CMP_LT_OQ);
  return (vec_mass_marks)(marks | _mm512_mask_cmp_pd_mask(isSmall, (__m512d)x, _mm512_setzero_pd(), _CMP_NEQ_OQ));
}
INLINE int vec_any_marked(vec_mass_marks marks) { return marks != 0; }
#else
typedef vec_mass_bits vec_mass_marks;
INLINE vec_mass_marks vec_mark_small(vec_mass_marks marks, vec_masses x, double limit) {
  return marks | ((x < (vec_masses)(limit)) & (x != (vec_masses)(0)));
}
INLINE int vec_any_marked(vec_mass_marks marks) {
  return _mm256_movemask_pd((__m256d)(marks.lo | marks.hi)) != 0;
}
#endif
// Whether none of sixteen is below it.
INLINE int vec_all_masses_reach(vec_masses a, vec_masses b, double limit) {
#if defined(__AVX512BW__)
  __m512d bound = _mm512_set1_pd(limit);
  return (_mm512_cmp_pd_mask((__m512d)a, bound, _CMP_GE_OQ) & _mm512_cmp_pd_mask((__m512d)b, bound, _CMP_GE_OQ)) ==
         0xFF;
#else
  vec_mass_bits reach = (a >= (vec_masses)(limit)) & (b >= (vec_masses)(limit));
  return _mm256_movemask_pd((__m256d)(reach.lo & reach.hi)) == 0xF;
#endif
}

#if defined(__AVX512BW__)
// Parts lanes whose marks have the highest bit from the others; see LanePacking. A loop, unlike all else here: Swift cannot ask for
// an instruction set by function, and calls for every vector would cost more than the packing.
static __attribute__((noinline, target("avx512f,avx512bw,avx512vbmi2"))) long vec_pack_lanes(
    const uint16_t *_Nonnull marks, long laneCount, uint16_t *_Nonnull const *_Nonnull values, long valueCount,
    uint16_t *_Nonnull const *_Nonnull left, long leftCount, long gone,
    uint64_t *_Nonnull const *_Nonnull words, long wordCount) {
  long kept = 0, leftFirst = valueCount - leftCount;
  // Whole vectors are stored: where less is, the next one follows upon it, and what is read lies behind it.
  for (long lane = 0; lane < laneCount; lane += 32) {
    __mmask32 all = laneCount - lane < 32 ? (1u << (laneCount - lane)) - 1 : 0xFFFFFFFF;
    __mmask32 leave = _mm512_movepi16_mask(_mm512_loadu_si512(marks + lane)) & all;
    __mmask32 stay = all & ~leave;
    for (long number = 0; number < valueCount; number++) {
      __m512i own = _mm512_loadu_si512(values[number] + lane);
      if (number >= leftFirst) {
        _mm512_storeu_si512(left[number - leftFirst] + gone, _mm512_maskz_compress_epi16(leave, own));
      }
      _mm512_storeu_si512(values[number] + kept, _mm512_maskz_compress_epi16(stay, own));
    }
    for (long number = 0; number < wordCount; number++) {
      uint64_t *to = words[number] + kept;
      for (int part = 0; part < 4; part++) {
        __mmask8 own = (__mmask8)(stay >> 8 * part);
        _mm512_storeu_si512(
            to, _mm512_maskz_compress_epi64(own, _mm512_loadu_si512(words[number] + lane + 8 * part)));
        to += __builtin_popcount(own);
      }
    }
    kept += __builtin_popcount(stay);
    gone += __builtin_popcount(leave);
  }
  return kept;
}
#endif

#endif
