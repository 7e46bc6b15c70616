#include "CRE2.h"

#include <re2/re2.h>

#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct cre2_pattern {
    RE2 expression;
    std::map<int, std::string> names;

    cre2_pattern(const re2::StringPiece &text, const RE2::Options &options) : expression(text, options) {}
};

static void report(const char *message, char *error, size_t capacity) {
    if (capacity == 0) return;
    size_t length = std::strlen(message);
    if (length >= capacity) length = capacity - 1;
    std::memcpy(error, message, length);
    error[length] = '\0';
}

extern "C" cre2_pattern *cre2_compile(const char *text, size_t length, char *error, size_t capacity) {
    try {
        RE2::Options options;
        options.set_log_errors(false);
        auto pattern = std::make_unique<cre2_pattern>(re2::StringPiece(text, length), options);
        if (!pattern->expression.ok()) {
            report(pattern->expression.error().c_str(), error, capacity);
            return nullptr;
        }
        pattern->names = pattern->expression.CapturingGroupNames();
        return pattern.release();
    } catch (const std::exception &exception) {
        report(exception.what(), error, capacity);
    } catch (...) {
        report("unknown failure", error, capacity);
    }
    return nullptr;
}

extern "C" void cre2_free(cre2_pattern *pattern) {
    try {
        delete pattern;
    } catch (...) {
    }
}

extern "C" int cre2_group_count(const cre2_pattern *pattern) {
    return pattern->expression.NumberOfCapturingGroups();
}

extern "C" const char *cre2_group_name(const cre2_pattern *pattern, int group) {
    auto name = pattern->names.find(group);
    return name == pattern->names.end() ? nullptr : name->second.c_str();
}

extern "C" bool cre2_search(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, cre2_range *ranges, int count) {
    try {
        const re2::StringPiece whole(text, length);
        // Few groups need no allocation.
        re2::StringPiece few[8];
        std::vector<re2::StringPiece> many;
        re2::StringPiece *groups = few;
        if (count > 8) {
            many.resize(static_cast<size_t>(count));
            groups = many.data();
        }
        if (!pattern->expression.Match(whole, start, length, RE2::UNANCHORED, groups, count)) return false;
        for (int index = 0; index < count; index++) {
            if (groups[index].data() == nullptr) {
                ranges[index] = {-1, -1};
            } else {
                ranges[index].start = groups[index].data() - text;
                ranges[index].end = ranges[index].start + static_cast<ptrdiff_t>(groups[index].size());
            }
        }
        return true;
    } catch (...) {
        return false;
    }
}
