// xoshiro256++ by Blackman and Vigna (2019, public domain), one word at a time; seeded by splitmix64.
#pragma once
#include <stdint.h>

typedef struct {
  uint64_t a, b, c, d;
} Generator;

static inline uint64_t rotated(uint64_t x, int k) { return x << k | x >> (64 - k); }

static inline uint64_t mixed(uint64_t *place) {
  uint64_t z = *place += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static inline Generator seeded(uint64_t *place) {
  Generator g = {mixed(place), mixed(place), mixed(place), mixed(place)};
  return g;
}

static inline uint64_t next_word(Generator *g) {
  uint64_t word = rotated(g->a + g->d, 23) + g->a, shifted = g->b << 17;
  g->c ^= g->a;
  g->d ^= g->b;
  g->b ^= g->c;
  g->a ^= g->d;
  g->c ^= shifted;
  g->d = rotated(g->d, 45);
  return word;
}

static inline double unit(uint64_t word) { return (word >> 11) * 0x1p-53; }
