// Paths on any sparse chain, one after another: a row is dealt by an alias table with 64-bit cut-offs.
//
// The chain comes as offsets, targets and probabilities, as `kernel-times --export` prints it.
#include <stdlib.h>
#include <string.h>
#include "random.h"

typedef struct {
  uint64_t cutoff;  // fractions below it keep the own target
  int32_t own, other;
} Entry;

static void fill_row(Entry *row, const int32_t *targets, const double *probabilities, int count) {
  double *share = malloc(count * sizeof *share);
  int *small = malloc(2 * count * sizeof *small), *large = small + count;
  int smalls = 0, larges = 0;
  for (int i = 0; i < count; i++) {
    share[i] = probabilities[i] * count;
    row[i] = (Entry){UINT64_MAX, targets[i], targets[i]};
    if (share[i] < 1) small[smalls++] = i; else large[larges++] = i;
  }
  while (smalls && larges) {
    int poor = small[--smalls], rich = large[larges - 1];
    row[poor].cutoff = (uint64_t)(share[poor] * 0x1p64);
    row[poor].other = targets[rich];
    share[rich] -= 1 - share[poor];
    if (share[rich] < 1) {
      larges--;
      small[smalls++] = rich;
    }
  }
  free(share);
  free(small);
}

static inline int32_t drawn(const Entry *row, uint32_t count, uint64_t word) {
  unsigned __int128 product = (unsigned __int128)word * count;
  const Entry *entry = row + (uint64_t)(product >> 64);
  return (uint64_t)product < entry->cutoff ? entry->own : entry->other;
}

// ends[state]; passages[set][step]: first visits; occupied_steps[group]: steps 0 to horizon - 1.
// Without `all` only ends are counted. Absorbing states end a path.
void sparse_paths(
    int32_t states, const double *start, const int64_t *offsets, const int32_t *targets,
    const double *probabilities, const uint64_t *sets_of, const int32_t *group_of, int32_t horizon,
    int64_t count, uint64_t seed, int32_t all, uint64_t *ends, uint64_t *passages,
    uint64_t *occupied_steps) {
  Entry *entries = malloc(offsets[states] * sizeof *entries);
  uint8_t *absorbing = malloc(states);
  for (int32_t s = 0; s < states; s++) {
    int64_t first = offsets[s];
    int length = (int)(offsets[s + 1] - first);
    fill_row(entries + first, targets + first, probabilities + first, length);
    absorbing[s] = length == 1 && targets[first] == s;
  }
  Generator g = seeded(&seed);
  for (int64_t path = 0; path < count; path++) {
    int32_t state = 0;
    if (start[0] < 1) {
      double u = unit(next_word(&g));
      while (state < states - 1 && u >= start[state]) u -= start[state++];
    }
    if (!all) {
      for (int32_t step = 0; step < horizon && !absorbing[state]; step++)
        state = drawn(
            entries + offsets[state], (uint32_t)(offsets[state + 1] - offsets[state]),
            next_word(&g));
    } else {
      uint64_t visited = 0;
      for (int32_t step = 0;; step++) {
        uint64_t fresh = sets_of[state] & ~visited;
        visited |= fresh;
        while (fresh) {
          passages[(int64_t)__builtin_ctzll(fresh) * (horizon + 1) + step]++;
          fresh &= fresh - 1;
        }
        if (step == horizon) break;
        if (absorbing[state]) {
          if (group_of[state] >= 0) occupied_steps[group_of[state]] += horizon - step;
          break;
        }
        if (group_of[state] >= 0) occupied_steps[group_of[state]]++;
        state = drawn(
            entries + offsets[state], (uint32_t)(offsets[state + 1] - offsets[state]),
            next_word(&g));
      }
    }
    ends[state]++;
  }
  free(entries);
  free(absorbing);
}

// The state at the horizon only, eight paths abreast so that their look-ups overlap; no early end.
void sparse_paths_abreast(
    int32_t states, int32_t start, const int64_t *offsets, const int32_t *targets,
    const double *probabilities, int32_t horizon, int64_t count, uint64_t seed, uint64_t *ends) {
  Entry *entries = malloc(offsets[states] * sizeof *entries);
  for (int32_t s = 0; s < states; s++)
    fill_row(
        entries + offsets[s], targets + offsets[s], probabilities + offsets[s],
        (int)(offsets[s + 1] - offsets[s]));
  Generator g = seeded(&seed);
  for (int64_t path = 0; path < count; path += 8) {
    int32_t state[8];
    for (int k = 0; k < 8; k++) state[k] = start;
    for (int32_t step = 0; step < horizon; step++) {
#pragma GCC unroll 8
      for (int k = 0; k < 8; k++)
        state[k] = drawn(
            entries + offsets[state[k]],
            (uint32_t)(offsets[state[k] + 1] - offsets[state[k]]), next_word(&g));
    }
    for (int k = 0; k < 8; k++) ends[state[k]]++;
  }
  free(entries);
}
