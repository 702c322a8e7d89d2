/*
 * Makes calls of the system on files fail. It stands before the C library with LD_PRELOAD, and the file that
 * DISK_FAULTS names says what fails, in one line, which may change at any time:
 *
 *   CALL SUFFIX FIRST LAST ERRNO
 *
 * CALL is write, sync or truncate, SUFFIX is how the file's name ends; of such calls, counted from the moment
 * at which the line was written, those from FIRST to LAST fail with ERRNO. The call "short" is write,
 * of which the first that fails writes half of its bytes. An empty file lets everything pass.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char current[256];
static long calls;

static int is_of(int fd, const char *suffix) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) {
    return 0;
  }
  path[length] = 0;
  size_t end = strlen(suffix);
  return (size_t) length >= end && strcmp(path + length - end, suffix) == 0;
}

/* 0 when the call passes, 1 when it fails with errno, 2 when it writes half. */
static int judge(int fd, const char *name) {
  static const char *control;
  char line[256] = "", call[16], suffix[64];
  long first, last;
  int error, verdict = 0, before = errno;
  pthread_mutex_lock(&lock);
  if (control == NULL) {
    control = getenv("DISK_FAULTS");
  }
  int file = control == NULL ? -1 : open(control, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    ssize_t length = read(file, line, sizeof line - 1);
    line[length > 0 ? length : 0] = 0;
    close(file);
  }
  if (strcmp(line, current) != 0) {
    strcpy(current, line);
    calls = 0;
  }
  if (sscanf(line, "%15s %63s %ld %ld %d", call, suffix, &first, &last, &error) == 5) {
    int is_short = strcmp(call, "short") == 0;
    if (strcmp(is_short ? "write" : call, name) == 0 && is_of(fd, suffix)) {
      calls++;
      if (calls >= first && calls <= last) {
        verdict = is_short && calls == first ? 2 : 1;
      }
    }
  }
  pthread_mutex_unlock(&lock);
  errno = verdict == 1 ? error : before;
  return verdict;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (real == NULL) {
    real = dlsym(RTLD_NEXT, "pwrite64");
  }
  int verdict = judge(fd, "write");
  return verdict == 1 ? -1 : real(fd, bytes, verdict == 2 ? count / 2 : count, offset);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) {
    real = dlsym(RTLD_NEXT, "fsync");
  }
  return judge(fd, "sync") ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t length) {
  static int (*real)(int, off64_t);
  if (real == NULL) {
    real = dlsym(RTLD_NEXT, "ftruncate64");
  }
  return judge(fd, "truncate") ? -1 : real(fd, length);
}
