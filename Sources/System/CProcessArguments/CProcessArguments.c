#include "CProcessArguments.h"
#include <stdlib.h> // defines __GLIBC__

static char *const *arguments = NULL;

// glibc and Darwin hand main's arguments to constructors; musl does not.
#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep(int count, char *const *values) {
    (void)count;
    arguments = values;
}
#endif

char *const *process_arguments(void) { return arguments; }
