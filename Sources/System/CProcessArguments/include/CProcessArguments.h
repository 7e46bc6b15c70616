#ifndef C_PROCESS_ARGUMENTS_H
#define C_PROCESS_ARGUMENTS_H

/// The process's arguments with the program's name first, ended by NULL; NULL where the C library does not give them.
///
/// Swift's CommandLine reads /proc/self/cmdline, which a bare chroot does not have.
char *const *process_arguments(void);

#endif
