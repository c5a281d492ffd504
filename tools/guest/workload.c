/*
 * The guest's measured work: rewrites memory and disk at a known rate, checks what it wrote before, and sends a
 * beacon every few milliseconds to an observer outside, who writes down when each arrived.
 *
 *   workload BEACON_ADDRESS BEACON_PORT ID SET_MIB DIRTY_KIB_PER_S VERIFY_KIB_PER_S [DISK KIB_PER_S SET_KIB]
 *
 * A beacon, little endian: "NVB1", id (u32), then u64: number, monotonic nanoseconds, bytes rewritten, pages checked,
 * wrong pages, disk blocks written, disk blocks checked, wrong disk blocks. Pages are checked in order, so that after
 * as many checks as there are pages each was looked at once.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, BLOCK = 65536, TICK_NS = 5000000 };

static volatile uint64_t disk_written, disk_checked, disk_wrong;

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

static void sleep_until(uint64_t ns) {
  struct timespec t = {ns / 1000000000u, ns % 1000000000u};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0);
}

/* What stands in unit `at` after it was written `version` times: no two are alike, and no word repeats. */
static uint64_t seed_of(uint64_t at, uint32_t version) {
  uint64_t x = (at << 32 | version) + 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  return x ^ x >> 31;
}

static void fill(uint64_t *words, int bytes, uint64_t seed) {
  for (int i = 0; i < bytes / 8; i++) words[i] = seed + i;
}

static int is_filled(const uint64_t *words, int bytes, uint64_t seed) {
  uint64_t wrong = 0;
  for (int i = 0; i < bytes / 8; i++) wrong |= words[i] ^ (seed + i);
  return wrong == 0;
}

struct disk {
  const char *path;
  uint64_t bytes_per_s;
  uint32_t blocks;
};

static void *work_on_disk(void *given) {
  struct disk *disk = given;
  uint32_t *versions = calloc(disk->blocks, sizeof *versions);
  uint64_t *buffer = aligned_alloc(PAGE, BLOCK);
  int fd = open(disk->path, O_RDWR | O_DIRECT);
  if (fd < 0 || !buffer || !versions) {
    perror(disk->path);
    return 0;
  }
  uint64_t pause_ns = (uint64_t)BLOCK * 1000000000u / disk->bytes_per_s;
  for (uint64_t n = 0, next = now_ns();; n++) {
    uint32_t at = n % disk->blocks;
    off_t place = (off_t)at * BLOCK;
    if (versions[at] > 0) {
      if (pread(fd, buffer, BLOCK, place) != BLOCK ||
          !is_filled(buffer, BLOCK, seed_of(at, versions[at])))
        disk_wrong++;
      disk_checked++;
    }
    fill(buffer, BLOCK, seed_of(at, versions[at] + 1));
    if (pwrite(fd, buffer, BLOCK, place) != BLOCK) disk_wrong++;
    versions[at]++;
    disk_written++;
    next += pause_ns;
    if (next < now_ns()) next = now_ns();
    sleep_until(next);
  }
}

int main(int argc, char **argv) {
  if (argc < 7) return 2;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  inet_aton(argv[1], &to.sin_addr);
  uint32_t id = strtoul(argv[3], 0, 10);
  uint64_t pages = strtoull(argv[4], 0, 10) * 1048576 / PAGE;
  uint64_t dirty = strtoull(argv[5], 0, 10) * 1024, verify = strtoull(argv[6], 0, 10) * 1024;
  struct disk disk;
  pthread_t thread;
  if (argc >= 10) {
    disk = (struct disk){argv[7], strtoull(argv[8], 0, 10) * 1024,
                         strtoull(argv[9], 0, 10) * 1024 / BLOCK};
    if (disk.bytes_per_s && disk.blocks) pthread_create(&thread, 0, work_on_disk, &disk);
  }
  uint8_t *area = mmap(0, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint32_t *versions = calloc(pages, sizeof *versions);
  if (area == MAP_FAILED || !versions) {
    perror("workload: memory");
    return 1;
  }
  for (uint64_t p = 0; p < pages; p++) fill((void *)(area + p * PAGE), PAGE, seed_of(p, 0));
  int out = socket(AF_INET, SOCK_DGRAM, 0);
  uint64_t number = 0, written = 0, checked = 0, wrong = 0, next_write = 0, next_check = 0;
  uint64_t owed_write = 0, owed_check = 0;
  for (uint64_t next = now_ns();;) {
    struct {
      char mark[4];
      uint32_t id;
      uint64_t values[8];
    } beacon = {{'N', 'V', 'B', '1'},
                id,
                {number++, now_ns(), written, checked, wrong, disk_written, disk_checked, disk_wrong}};
    sendto(out, &beacon, sizeof beacon, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof to);
    for (owed_write += dirty / (1000000000 / TICK_NS); owed_write >= PAGE; owed_write -= PAGE) {
      uint64_t p = next_write++ % pages;
      fill((void *)(area + p * PAGE), PAGE, seed_of(p, ++versions[p]));
      written += PAGE;
    }
    for (owed_check += verify / (1000000000 / TICK_NS); owed_check >= PAGE; owed_check -= PAGE) {
      uint64_t p = next_check++ % pages;
      if (!is_filled((void *)(area + p * PAGE), PAGE, seed_of(p, versions[p]))) wrong++;
      checked++;
    }
    /* What a pause or a busy host took is not caught up: the rate is the most, the beacon says what was done. */
    next += TICK_NS;
    if (next < now_ns()) next = now_ns();
    sleep_until(next);
  }
}
