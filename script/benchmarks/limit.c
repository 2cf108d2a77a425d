// The yardstick of `script/bench text`: what a plain C program needs for the questions w1, w2 and w3. It knows that every line
// is `digits TAB word`, checks nothing and has no other rule; two threads, a file each.
//
//   limit QUESTION FILE…      QUESTION: 1 counts rows, 2 groups by word, 3 counts the rows where word = 'the' and freq > 50000
//
// Prints the count; for 2 the number of groups that each thread made, added up (it does not merge or sort them).
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

enum { THREADS = 2, SLOTS = 1 << 17, MAX_WORD = 32 };

typedef struct {
    char word[MAX_WORD];
    uint8_t length;
    long sum, count;
} Group;

typedef struct {
    int question;
    const char *start, *end;
    long result;
} Task;

static inline uint64_t hash(const char *p, int length) {
    uint64_t x = 0, h = 1469598103934665603ULL;
    while (length >= 8) {
        memcpy(&x, p, 8);
        h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
        h ^= h >> 29;
        p += 8;
        length -= 8;
    }
    x = 0;
    memcpy(&x, p, length);
    h = (h ^ x ^ ((uint64_t)length << 56)) * 0x9E3779B97F4A7C15ULL;
    return h ^ (h >> 31);
}

static void *run(void *argument) {
    Task *task = argument;
    const char *p = task->start, *end = task->end;
    long result = 0;
    Group *groups = task->question == 2 ? calloc(SLOTS, sizeof(Group)) : NULL;
    while (p < end) {
        long freq = 0;
        while (*p != '\t') freq = freq * 10 + (*p++ - '0');
        const char *word = p + 1, *line_end = memchr(word, '\n', end - word);
        if (!line_end) line_end = end;
        int length = line_end - word;
        if (task->question == 1) {
            result++;
        } else if (task->question == 3) {
            if (length == 3 && !memcmp(word, "the", 3) && freq > 50000) result++;
        } else {
            uint64_t slot = hash(word, length) & (SLOTS - 1);
            while (groups[slot].length && (groups[slot].length != length || memcmp(groups[slot].word, word, length)))
                slot = (slot + 1) & (SLOTS - 1);
            if (!groups[slot].length) {
                memcpy(groups[slot].word, word, length);
                groups[slot].length = length;
                result++;
            }
            groups[slot].sum += freq;
            groups[slot].count++;
        }
        p = line_end + 1;
    }
    task->result = result;
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    long total = 0;
    for (int i = 2; i < argc; i += THREADS) {
        pthread_t threads[THREADS];
        Task tasks[THREADS];
        for (int j = 0; j < THREADS && i + j < argc; j++) {
            int file = open(argv[i + j], O_RDONLY);
            struct stat status;
            if (file < 0 || fstat(file, &status)) { perror(argv[i + j]); return 1; }
            char *text = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
            if (text == MAP_FAILED) { perror(argv[i + j]); return 1; }
            tasks[j] = (Task){atoi(argv[1]), text, text + status.st_size, 0};
            pthread_create(&threads[j], NULL, run, &tasks[j]);
        }
        for (int j = 0; j < THREADS && i + j < argc; j++) {
            pthread_join(threads[j], NULL);
            total += tasks[j].result;
        }
    }
    printf("%ld\n", total);
}
