// Makes the tables of `script/bench text`, and prints as JSON the answers that the questions over them have.
//
//   gen words|wide|logs WORDFREQS BYTES FILES DIRECTORY
//
// Writes DIRECTORY/words1.tsv … (logs: .json), each of at least BYTES bytes.
// WORDFREQS: lines of `count TAB word`; a word is drawn as often as it is counted there.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 40000, MAX_WORD = 40, COLUMNS = 30, MONTHS = 12, STATUSES = 5, TOP = 10 };

static uint64_t state;

static uint64_t next_random(void) { // xorshift64
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int below(int limit) { return (int)(next_random() % (uint64_t)limit); }

static char words[MAX_WORDS][MAX_WORD];
static double up_to[MAX_WORDS]; // how many words there are up to and with this one
static int word_count;
static double total;

static void read_words(const char *path) {
    FILE *in = fopen(path, "r");
    if (!in) { perror(path); exit(1); }
    int count;
    while (word_count < MAX_WORDS && fscanf(in, "%d\t%39s\n", &count, words[word_count]) == 2) {
        total += count;
        up_to[word_count++] = total;
    }
    fclose(in);
}

static int random_word(void) {
    double x = (double)(next_random() >> 11) * (1.0 / 9007199254740992.0) * total;
    int low = 0, high = word_count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (up_to[middle] < x) low = middle + 1; else high = middle;
    }
    return low;
}

static int64_t rows;

// words: `freq TAB word`.

static struct { int64_t sum, count; } per_word[MAX_WORDS];
static int64_t frequent_the;

static int words_row(FILE *out) {
    int word = random_word(), freq = below(100000);
    per_word[word].sum += freq;
    per_word[word].count++;
    frequent_the += freq > 50000 && !strcmp(words[word], "the");
    return fprintf(out, "%d\t%s\n", freq, words[word]);
}

static void words_answers(void) {
    printf("\"w1\": [[%" PRId64 "]], \"w3\": [[%" PRId64 "]], \"w2\": [", rows, frequent_the);
    for (int place = 0; place < TOP; place++) {
        int best = 0;
        for (int i = 1; i < word_count; i++)
            if (per_word[i].sum > per_word[best].sum) best = i;
        printf("%s[\"%s\", %" PRId64 ", %" PRId64 "]", place ? ", " : "", words[best], per_word[best].sum, per_word[best].count);
        per_word[best].sum = -1;
    }
    printf("]");
}

// wide: thirty columns c01 …; in turn int, string, date, decimal(10,2), bigint. c12 is a month's name.

static const char *const months[MONTHS] = {"April", "August", "December", "February", "January", "July",
                                           "June", "March", "May", "November", "October", "September"};
static struct { int64_t count, sum; } per_month[MONTHS];

static int wide_row(FILE *out) {
    int length = 0, month = below(MONTHS);
    for (int column = 1; column <= COLUMNS; column++) {
        int number = below(1000000);
        switch (column % 5) {
        case 1: length += fprintf(out, "%d", number); break;
        case 2: length += fprintf(out, "%s", column == 12 ? months[month] : words[random_word()]); break;
        case 3: length += fprintf(out, "20%02d-%02d-%02d", number % 27, 1 + number % 12, 1 + number % 28); break;
        case 4: length += fprintf(out, "%d.%02d", number, number % 100); break;
        case 0: length += fprintf(out, "%" PRId64, (int64_t)number * 1000003); break;
        }
        fputc(column == COLUMNS ? '\n' : '\t', out);
        if (column == 21) per_month[month].sum += number;
    }
    per_month[month].count++;
    return length + COLUMNS;
}

static void wide_answers(void) {
    printf("\"wide\": [");
    for (int i = 0; i < MONTHS; i++)
        printf("%s[\"%s\", %" PRId64 ", %" PRId64 "]", i ? ", " : "", months[i], per_month[i].count, per_month[i].sum);
    printf("]");
}

// logs: JSON lines of ten keys.

static const int statuses[STATUSES] = {200, 301, 304, 404, 500};
static struct { int64_t count, sum; } per_status[STATUSES];

static int logs_row(FILE *out) {
    int status = below(100) < 80 ? 0 : 1 + below(STATUSES - 1), bytes = below(100000);
    per_status[status].count++;
    per_status[status].sum += bytes;
    int64_t second = rows / 40;
    int length = fprintf(out, "{\"id\":%" PRId64 ",\"seen\":\"2026-08-%02dT%02d:%02d:%02dZ\",\"host\":\"web-%d\",\"method\":\"%s\",", rows,
                         1 + (int)(second / 86400 % 28), (int)(second / 3600 % 24), (int)(second / 60 % 60), (int)(second % 60),
                         1 + below(9), below(10) ? "GET" : "POST");
    length += fprintf(out, "\"path\":\"/%s/%s\",\"status\":%d,\"bytes\":%d,", words[random_word()], words[random_word()],
                      statuses[status], bytes);
    length += fprintf(out, "\"agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101\",", 90 + below(50));
    return length + fprintf(out, "\"referer\":\"https://example.org/%s\",\"visitor\":\"%s\"}\n", words[random_word()], words[random_word()]);
}

static void logs_answers(void) {
    printf("\"json\": [");
    for (int i = 0; i < STATUSES; i++)
        printf("%s[%d, %" PRId64 ", %" PRId64 "]", i ? ", " : "", statuses[i], per_status[i].count, per_status[i].sum);
    printf("]");
}

static const struct {
    const char *name, *suffix;
    int (*row)(FILE *);
    void (*answers)(void);
} kinds[] = {
    {"words", "tsv", words_row, words_answers},
    {"wide", "tsv", wide_row, wide_answers},
    {"logs", "json", logs_row, logs_answers},
};

int main(int argc, char **argv) {
    size_t kind = 0, known = sizeof kinds / sizeof *kinds;
    while (argc == 6 && kind < known && strcmp(argv[1], kinds[kind].name)) kind++;
    if (argc != 6 || kind == known) {
        fprintf(stderr, "usage: gen words|wide|logs WORDFREQS BYTES FILES DIRECTORY\n");
        return 2;
    }
    read_words(argv[2]);
    int64_t bytes = atoll(argv[3]);
    for (int file = 1; file <= atoi(argv[4]); file++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s%d.%s", argv[5], kinds[kind].name, file, kinds[kind].suffix);
        FILE *out = fopen(path, "w");
        if (!out) { perror(path); return 1; }
        state = (uint64_t)file;
        for (int64_t written = 0; written < bytes; rows++) written += kinds[kind].row(out);
        if (ferror(out) | fclose(out)) { perror(path); return 1; }
    }
    printf("{\"rows\": %" PRId64 ", ", rows);
    kinds[kind].answers();
    printf("}\n");
}
