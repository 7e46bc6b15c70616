// RE2's regular expressions, for Swift. No C++ exception leaves these functions.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled regular expression; may be used from several threads at once.
typedef struct cre2_pattern cre2_pattern;

/// Where a group matched, in bytes from the start of the text; both -1 when it took no part.
typedef struct {
    ptrdiff_t start;
    ptrdiff_t end;
} cre2_range;

/// Compiles the UTF-8 text of a pattern, in RE2's own syntax; NULL on failure, with the reason in `error`, cut to
/// `capacity` bytes and terminated.
cre2_pattern *cre2_compile(const char *text, size_t length, char *error, size_t capacity);

/// Frees a pattern; NULL is allowed.
void cre2_free(cre2_pattern *pattern);

/// The number of groups, the whole match not among them.
int cre2_group_count(const cre2_pattern *pattern);

/// The name of a group from 1 on; NULL when it has none. Lives as long as the pattern.
const char *cre2_group_name(const cre2_pattern *pattern, int group);

/// Searches `text` from `start` on for the first match, anywhere. `ranges` gets the first `count` groups, the whole
/// match first; asking for none is fastest. False when nothing matches, and when RE2 runs out of memory.
bool cre2_search(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, cre2_range *ranges, int count);

#ifdef __cplusplus
}
#endif

#endif
