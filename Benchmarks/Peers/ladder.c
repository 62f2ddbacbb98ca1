// Paths on a ladder of at most eight rungs whose moves are -1, 0, +1, +2: the practical ceiling.
//
// Two random bytes a step, exactly: a row p is 65532/65536 Q + 4/65536 R, with Q on the grid of
// 1/65536. A draw below 65532 picks from Q by integer thresholds; the rest draws from R anew, with 53
// bits. Four cells are enough because the floors of four moves miss at most three and a bit.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lanes.h"
#include "random.h"

#define RUNGS 8
#define MOVES 4
#define GRID 65536
#define KEPT 65532

const char *ladder_instructions(void) { return INSTRUCTIONS; }

typedef struct {
  int16_t thresholds[3][RUNGS];  // of Q, less 32768, so that draws compare as signed numbers
  double rest[RUNGS][MOVES];     // cumulative R
} Rows;

static void make_rows(Rows *rows, const double *matrix) {
  for (int s = 0; s < RUNGS; s++) {
    double scaled[MOVES];
    int cells[MOVES], total = 0;
    for (int m = 0; m < MOVES; m++) {
      int to = s - 1 + m;
      scaled[m] = to >= 0 && to < RUNGS ? matrix[s * RUNGS + to] * GRID : 0;
      cells[m] = (int)floor(scaled[m]);
      total += cells[m];
    }
    int largest = 0;
    for (int m = 1; m < MOVES; m++) if (cells[m] > cells[largest]) largest = m;
    if (total < KEPT) abort();
    cells[largest] -= total - KEPT;
    double sum = 0;
    int last = 0, below = 0;
    for (int m = 0; m < MOVES; m++) {
      double left = scaled[m] - cells[m];
      sum += left / (GRID - KEPT);
      rows->rest[s][m] = sum;
      if (left > 0) last = m;
      if (m < 3) rows->thresholds[m][s] = (int16_t)((below += cells[m]) - 32768);
    }
    for (int m = last; m < MOVES; m++) rows->rest[s][m] = 2;
  }
}

// xoshiro256++, a generator in each 64-bit lane.
typedef struct {
  V a, b, c, d;
} Generators;

static Generators seeded_lanes(uint64_t *place) {
  uint64_t words[4][WORDS];
  for (int lane = 0; lane < WORDS; lane++)
    for (int i = 0; i < 4; i++) words[i][lane] = mixed(place);
  Generators g = {load(words[0]), load(words[1]), load(words[2]), load(words[3])};
  return g;
}

static inline V next_draws(Generators *g) {
  V sum = add64(g->a, g->d);
  V draws = add64(ROTATE_64(sum, 23), g->a), shifted = SHIFT_LEFT_64(g->b, 17);
  g->c = xor(g->c, g->a);
  g->d = xor(g->d, g->b);
  g->b = xor(g->b, g->c);
  g->a = xor(g->a, g->d);
  g->c = xor(g->c, shifted);
  g->d = ROTATE_64(g->d, 45);
  return draws;
}

// A lane holds the bytes 2s and 2s + 1 of its rung s: what a byte shuffle wants, to look up 16 bits.
#define PLACE(s) ((s) * 0x0202 + 0x0100)

static __attribute__((noinline)) void draw_rest(
    const Rows *rows, Generator *g, const V *from, const V *draws, V *to, int count) {
  int16_t old[4 * LANES], drawn[4 * LANES], new[4 * LANES];
  for (int k = 0; k < count; k++) {
    store(old + k * LANES, from[k]);
    store(drawn + k * LANES, draws[k]);
    store(new + k * LANES, to[k]);
  }
  for (int i = 0; i < count * LANES; i++) {
    if (drawn[i] < KEPT - 32768) continue;
    int s = (old[i] & 0xFF) / 2, m = 0;
    double u = unit(next_word(g));
    while (u >= rows->rest[s][m]) m++;
    new[i] = (int16_t)PLACE(s - 1 + m);
  }
  for (int k = 0; k < count; k++) to[k] = load(new + k * LANES);
}

// Four registers one step on.
static inline void step_four(
    const Rows *rows, V first, V second, V third, Generators *g, Generator *rare, V *places) {
  V draws[4], old[4], most;
  const V two = shorts(0x0404), one = shorts(0x0202), limit = shorts(KEPT - 1 - 32768);
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    old[k] = places[k];
    draws[k] = next_draws(g);
    most = k ? larger(most, draws[k]) : draws[k];
    places[k] = less_missed(
        add16(old[k], two), one, draws[k], lookup(first, old[k]), lookup(second, old[k]),
        lookup(third, old[k]));
  }
  if (__builtin_expect(any_above(most, limit), 0))
    draw_rest(rows, rare, old, draws, places, 4);
}

static void count_ends(const V *places, int registers, uint64_t *ends) {
  int16_t lanes[LANES];
  for (int k = 0; k < registers; k++) {
    store(lanes, places[k]);
    for (int i = 0; i < LANES; i++) ends[(lanes[i] & 0xFF) / 2]++;
  }
}

// The rung at the horizon; `count` is rounded up to whole registers, the paths run are returned.
int64_t ladder_ends(
    const double *matrix, int32_t start, int32_t horizon, int64_t count, uint64_t seed,
    uint64_t *ends) {
  Rows rows;
  make_rows(&rows, matrix);
  V first = table16(rows.thresholds[0]), second = table16(rows.thresholds[1]),
    third = table16(rows.thresholds[2]);
  Generators g = seeded_lanes(&seed), h = seeded_lanes(&seed);
  Generator rare = seeded(&seed);
  int64_t done = 0;
  for (; done < count; done += 8 * LANES) {
    V places[8];
    for (int k = 0; k < 8; k++) places[k] = shorts(PLACE(start));
    for (int32_t step = 0; step < horizon; step++) {
      step_four(&rows, first, second, third, &g, &rare, places);
      step_four(&rows, first, second, third, &h, &rare, places + 4);
    }
    count_ends(places, 8, ends);
  }
  return done;
}

// How often each of eight bits is set in many registers: carry-save adders, read out by sixteens.
typedef struct {
  V ones, twos, fours, eights;
} Adders;

static inline void read_out(V x, int weight, uint64_t *counts) {
  for (int bit = 0; bit < 8; bit++) counts[bit] += (uint64_t)(weight * count_bit(x, bit));
}

static inline V add_sixteen(Adders *sum, const V *x) {
  V twos[2], fours[2], eights[2], sixteens;
#pragma GCC unroll 2
  for (int half = 0; half < 2; half++) {
    const V *y = x + 8 * half;
    carry_save(&twos[0], &sum->ones, sum->ones, y[0], y[1]);
    carry_save(&twos[1], &sum->ones, sum->ones, y[2], y[3]);
    carry_save(&fours[0], &sum->twos, sum->twos, twos[0], twos[1]);
    carry_save(&twos[0], &sum->ones, sum->ones, y[4], y[5]);
    carry_save(&twos[1], &sum->ones, sum->ones, y[6], y[7]);
    carry_save(&fours[1], &sum->twos, sum->twos, twos[0], twos[1]);
    carry_save(&eights[half], &sum->fours, sum->fours, fours[0], fours[1]);
  }
  carry_save(&sixteens, &sum->eights, sum->eights, eights[0], eights[1]);
  return sixteens;
}

static inline void read_all(const Adders *sum, uint64_t *counts) {
  read_out(sum->ones, 1, counts);
  read_out(sum->twos, 2, counts);
  read_out(sum->fours, 4, counts);
  read_out(sum->eights, 8, counts);
}

// Byte registers that go through a block of steps together, in groups that stay close to the processor.
#define GROUPS 16
#define TOGETHER (16 * GROUPS)
#define BLOCK 16

// Adds the rungs that each path of a register was at or above in a block of steps to a byte for each path and rung: the
// steps are added up by bit, and the planes of the sum then read by rung.
static inline void add_spent(
    const V (*past)[16], int k, int steps, uint8_t *spent, int register_at) {
  V planes[5] = {shorts(0), shorts(0), shorts(0), shorts(0), shorts(0)};
  for (int step = 0; step < steps; step += 2) {
    V carry, now = past[step][k], next = step + 1 < steps ? past[step + 1][k] : shorts(0);
    carry_save(&carry, &planes[0], planes[0], now, next);
#pragma GCC unroll 4
    for (int plane = 1; plane < 5; plane++) {
      V held = planes[plane];
      planes[plane] = xor(held, carry);
      carry = and(held, carry);
    }
  }
#pragma GCC unroll 7
  for (int rung = 1; rung < RUNGS; rung++) {
    V bit = shorts((1 << rung) * 0x0101);
    uint8_t *at = spent + (rung - 1) * TOGETHER * BYTES + register_at * BYTES;
    V sum = load(at);
#pragma GCC unroll 5
    for (int plane = 0; plane < 5; plane++)
      sum = add8(sum, and(has_bit(planes[plane], bit), shorts((1 << plane) * 0x0101)));
    store(at, sum);
  }
}

// The squares of the steps that each path spent on each rung, summed.
static void add_squares(const uint8_t *spent, int32_t horizon, uint64_t *squares) {
  const int lanes = TOGETHER * BYTES;
  for (int rung = 0; rung < RUNGS; rung++) {
    const uint8_t *above = spent + rung * lanes, *from = spent + (rung - 1) * lanes;
    uint32_t sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      int here = (rung ? from[lane] : horizon) - (rung < RUNGS - 1 ? above[lane] : 0);
      sum += (uint32_t)(here * here);
    }
    squares[rung] += sum;
  }
}

// All outputs: ends[rung]; highest[rung]; occupied[rung], steps 1 to horizon; passages[rung][step]: first visits to this rung
// or above. With squares, at most 255 steps long: squares[rung], of the steps that each path spent there, which is what the
// standard error of a mean is made of.
static inline __attribute__((always_inline)) int64_t all_outputs(
    const double *matrix, int32_t start, int32_t horizon, int64_t count, uint64_t seed,
    uint64_t *ends, uint64_t *highest, uint64_t *occupied, uint64_t *passages, uint64_t *squares) {
  Rows rows;
  make_rows(&rows, matrix);
  V first = table16(rows.thresholds[0]), second = table16(rows.thresholds[1]),
    third = table16(rows.thresholds[2]);
  // Upper bytes of places are 2s + 1; a mask has the bits of all rungs up to s.
  uint8_t masks[16];
  for (int s = 0; s < RUNGS; s++) masks[2 * s] = masks[2 * s + 1] = (uint8_t)((2 << s) - 1);
  V up_to = table16(masks);
  Generators g = seeded_lanes(&seed), h = seeded_lanes(&seed);
  Generator rare = seeded(&seed);
  uint64_t *reached = calloc((size_t)(horizon + 1) * 8, sizeof *reached);
  uint64_t at_least[8] = {0};
  V *places = aligned_alloc(64, 2 * TOGETHER * sizeof(V));
  V *visited = aligned_alloc(64, TOGETHER * sizeof(V));
  uint8_t *spent_by_path = aligned_alloc(64, 7 * TOGETHER * BYTES);
  int64_t done = 0;
  for (; done < count; done += TOGETHER * BYTES) {
    for (int k = 0; k < 2 * TOGETHER; k++) places[k] = shorts(PLACE(start));
    for (int k = 0; k < TOGETHER; k++) visited[k] = shorts(masks[2 * start] * 0x0101);
    if (squares) memset(spent_by_path, 0, 7 * TOGETHER * BYTES);
    Adders spent;
    memset(&spent, 0, sizeof spent);
    for (int32_t begun = 0; begun < horizon; begun += BLOCK) {
      int steps = horizon - begun < BLOCK ? horizon - begun : BLOCK;
      Adders seen[BLOCK];
      memset(seen, 0, sizeof seen);
      for (int group = 0; group < GROUPS; group++) {
        V past[BLOCK][16];
        for (int step = 0; step < steps; step++) {
          V *now = past[step], ever[16];
          for (int k = 0; k < 16; k += 4) {
            V *p = places + 32 * group + 2 * k;
            step_four(&rows, first, second, third, &g, &rare, p);
            step_four(&rows, first, second, third, &h, &rare, p + 4);
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) {
              V *v = visited + 16 * group + k + i;
              now[k + i] = lookup(up_to, upper_bytes(p[2 * i], p[2 * i + 1]));
              ever[k + i] = *v = or(*v, now[k + i]);
            }
          }
          read_out(add_sixteen(&spent, now), 16, at_least);
          read_out(add_sixteen(&seen[step], ever), 16, reached + 8 * (begun + step + 1));
        }
        if (squares)
          for (int k = 0; k < 16; k++)
            add_spent((const V (*)[16])past, k, steps, spent_by_path, 16 * group + k);
      }
      for (int step = 0; step < steps; step++)
        read_all(&seen[step], reached + 8 * (begun + step + 1));
    }
    read_all(&spent, at_least);
    if (squares) add_squares(spent_by_path, horizon, squares);
    count_ends(places, 2 * TOGETHER, ends);
    for (int k = 0; k < TOGETHER * BYTES; k++)
      highest[31 - __builtin_clz(((const uint8_t *)visited)[k])]++;
  }
  for (int s = 0; s < RUNGS; s++) {
    occupied[s] += at_least[s] - (s < RUNGS - 1 ? at_least[s + 1] : 0);
    if (s <= start) reached[s] = (uint64_t)done;
    for (int32_t step = 0; step <= horizon; step++)
      passages[s * (horizon + 1) + step] +=
          reached[8 * step + s] - (step ? reached[8 * (step - 1) + s] : 0);
  }
  free(places);
  free(visited);
  free(reached);
  free(spent_by_path);
  return done;
}

int64_t ladder_all(
    const double *matrix, int32_t start, int32_t horizon, int64_t count, uint64_t seed,
    uint64_t *ends, uint64_t *highest, uint64_t *occupied, uint64_t *passages) {
  return all_outputs(
      matrix, start, horizon, count, seed, ends, highest, occupied, passages, NULL);
}

// The same with what standard errors of occupancy are made of; refuses more than 255 steps.
int64_t ladder_all_errors(
    const double *matrix, int32_t start, int32_t horizon, int64_t count, uint64_t seed,
    uint64_t *ends, uint64_t *highest, uint64_t *occupied, uint64_t *passages, uint64_t *squares) {
  if (horizon > 255) return -1;
  return all_outputs(
      matrix, start, horizon, count, seed, ends, highest, occupied, passages, squares);
}

// The plain ways, one path after another.

void ladder_scan(
    const double *matrix, int32_t start, int32_t horizon, int64_t count, uint64_t seed,
    uint64_t *ends) {
  double sums[RUNGS][RUNGS];
  for (int s = 0; s < RUNGS; s++) {
    double sum = 0;
    for (int to = 0; to < RUNGS; to++) sums[s][to] = sum += matrix[s * RUNGS + to];
    sums[s][RUNGS - 1] = 2;
  }
  Generator g = seeded(&seed);
  for (int64_t path = 0; path < count; path++) {
    int s = start;
    for (int32_t step = 0; step < horizon; step++) {
      double u = unit(next_word(&g));
      int to = 0;
      while (u >= sums[s][to]) to++;
      s = to;
    }
    ends[s]++;
  }
}
