/* disk.c - a disk under trial, by LD_PRELOAD: calls that change it are counted, fail on demand, are logged.
 *
 * Counted: write pwrite ftruncate posix_fallocate fsync fdatasync unlink rename link mkdir rmdir and each open
 * that makes or empties a file (their 64-bit and *at forms too), on paths below the watched folder. SQLite's shared memory
 * (-shm) is memory: it can fail, but is not logged. Each log record: op, length of path, inode, offset,
 * length of data (packed), path, data. Built and driven by disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { KILL = 1, NO_IO, NO_SPACE, SHORT };

static long at, count;
static int mode, sticky, log_to = -1;
static char under[3000], kinds[1 << 16];
static size_t under_length;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

void disk_watch(const char *folder) { under_length = snprintf(under, sizeof under, "%s", folder); }
void disk_arm(long call, int how, int for_good) { count = 0; kinds[0] = 0; mode = how; sticky = for_good; at = call; }
const char *disk_calls(void) { return kinds; }
void disk_log(int descriptor) { log_to = descriptor; }

static int watched(const char *path)
{
    return under_length && !strncmp(path, under, under_length) && (path[under_length] == '/' || !path[under_length]);
}

/* 0: go on; -1: half of it; else the errno of the failed call */
static int fault(char op)
{
    if (count < (long)sizeof kinds - 1) { kinds[count] = op; kinds[count + 1] = 0; }
    count++;
    if (!at || count < at || (count > at && !sticky)) return 0;
    if (mode == KILL) syscall(SYS_kill, getpid(), SIGKILL);
    if (mode == SHORT) return count == at ? -1 : ENOSPC;
    return mode == NO_IO ? EIO : ENOSPC;
}

static void record(char op, const char *path, uint64_t inode, int64_t offset, const void *data, uint32_t length)
{
    size_t end = strlen(path);
    if (log_to < 0 || (end > 4 && !strcmp(path + end - 4, "-shm"))) return;
    struct { char op; uint32_t path; uint64_t inode; int64_t offset; uint32_t length; } __attribute__((packed))
        head = {op, end, inode, offset, length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, end}, {(void *)data, length}};
    if (syscall(SYS_writev, log_to, parts, 3) != (long)(sizeof head + end + length)) abort();
}

void disk_note(const char *text) { record('n', "", 0, 0, text, strlen(text)); }

static int of_descriptor(int descriptor, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
    return watched(path);
}

static int of_name(int folder, const char *name, char *path, size_t size)
{
    char start[2048] = "";
    if (!under_length) return 0;
    if (name[0] != '/') {
        if (folder == AT_FDCWD) { if (!getcwd(start, sizeof start)) return 0; }
        else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, start, sizeof start - 1);
            start[length < 0 ? 0 : length] = 0;
        }
        strncat(start, "/", sizeof start - strlen(start) - 1);
    }
    snprintf(path, size, "%s%s", start, name);
    return watched(path);
}

static uint64_t inode_of(int descriptor)
{
    struct stat seen;
    return fstat(descriptor, &seen) ? 0 : seen.st_ino;
}

#define DO(call, logged) do { \
        pthread_mutex_lock(&one); long done = (call); int why = errno; \
        if (done >= 0) { logged; } \
        pthread_mutex_unlock(&one); errno = why; return done; } while (0)
#define GATE(op, length) do { int e = fault(op); if (e > 0) { errno = e; return -1; } if (e < 0) length /= 2; } while (0)

static int64_t position(int descriptor)
{
    struct stat seen;
    if (fcntl(descriptor, F_GETFL) & O_APPEND) return fstat(descriptor, &seen) ? 0 : seen.st_size;
    return lseek(descriptor, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t n)
{
    char path[4096];
    if (!under_length || fd == log_to || !of_descriptor(fd, path, sizeof path)) return REAL(write)(fd, data, n);
    GATE('w', n);
    int64_t offset = position(fd);
    DO(REAL(write)(fd, data, n), record('w', path, inode_of(fd), offset, data, done));
}

#define PWRITE(name, type) ssize_t name(int fd, const void *data, size_t n, type offset) \
{ \
    char path[4096]; \
    if (!under_length || !of_descriptor(fd, path, sizeof path)) return REAL(name)(fd, data, n, offset); \
    GATE('w', n); \
    DO(REAL(name)(fd, data, n, offset), record('w', path, inode_of(fd), offset, data, done)); \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define CUT(name, type) int name(int fd, type length) \
{ \
    char path[4096]; size_t n = 0; \
    if (!under_length || !of_descriptor(fd, path, sizeof path)) return REAL(name)(fd, length); \
    GATE('t', n); \
    DO(REAL(name)(fd, length), record('t', path, inode_of(fd), length, "", 0)); \
}
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

/* Answers with the error itself; only ever asked for from the beginning of a file. */
#define ROOM(name, type) int name(int fd, type offset, type length) \
{ \
    char path[4096]; \
    if (!under_length || !of_descriptor(fd, path, sizeof path)) return REAL(name)(fd, offset, length); \
    int e = fault('t'), done; \
    if (e) return e < 0 ? ENOSPC : e; \
    pthread_mutex_lock(&one); \
    if (!(done = REAL(name)(fd, offset, length))) record('t', path, inode_of(fd), offset + length, "", 0); \
    pthread_mutex_unlock(&one); return done; \
}
ROOM(posix_fallocate, off_t)
ROOM(posix_fallocate64, off64_t)

#define SYNC(name) int name(int fd) \
{ \
    char path[4096]; size_t n = 0; \
    if (!under_length || !of_descriptor(fd, path, sizeof path)) return REAL(name)(fd); \
    GATE('s', n); \
    DO(REAL(name)(fd), record('s', path, inode_of(fd), 0, "", 0)); \
}
SYNC(fsync)
SYNC(fdatasync)

static int removed(int folder, const char *name, int flags, int (*call)(int, const char *, int))
{
    char path[4096]; size_t n = 0;
    if (!of_name(folder, name, path, sizeof path)) return call(folder, name, flags);
    GATE(flags & AT_REMOVEDIR ? 'x' : 'u', n);
    DO(call(folder, name, flags), record(flags & AT_REMOVEDIR ? 'x' : 'u', path, 0, 0, "", 0));
}
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags, REAL(unlinkat)); }
int unlink(const char *name) { return removed(AT_FDCWD, name, 0, REAL(unlinkat)); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR, REAL(unlinkat)); }

static int moved(char op, int from, const char *a, int to, const char *b, int flags)
{
    char first[4096], second[4096]; size_t n = 0;
    int here = of_name(from, a, first, sizeof first);
    if (!of_name(to, b, second, sizeof second) && !here)
        return op == 'r' ? REAL(renameat)(from, a, to, b) : REAL(linkat)(from, a, to, b, flags);
    GATE(op, n);
    DO(op == 'r' ? REAL(renameat)(from, a, to, b) : REAL(linkat)(from, a, to, b, flags),
       record(op, first, 0, 0, second, strlen(second)));
}
int rename(const char *a, const char *b) { return moved('r', AT_FDCWD, a, AT_FDCWD, b, 0); }
int renameat(int f, const char *a, int g, const char *b) { return moved('r', f, a, g, b, 0); }
int link(const char *a, const char *b) { return moved('l', AT_FDCWD, a, AT_FDCWD, b, 0); }
int linkat(int f, const char *a, int g, const char *b, int flags) { return moved('l', f, a, g, b, flags); }

int mkdirat(int folder, const char *name, mode_t rights)
{
    char path[4096]; size_t n = 0;
    if (!of_name(folder, name, path, sizeof path)) return REAL(mkdirat)(folder, name, rights);
    GATE('m', n);
    DO(REAL(mkdirat)(folder, name, rights), record('m', path, 0, 0, "", 0));
}
int mkdir(const char *name, mode_t rights) { return mkdirat(AT_FDCWD, name, rights); }

static int opened(int folder, const char *name, int flags, mode_t rights)
{
    char path[4096]; size_t n = 0;
    int (*call)(int, const char *, int, ...) = REAL(openat64);
    if (!(flags & (O_CREAT | O_TRUNC)) || !of_name(folder, name, path, sizeof path))
        return call(folder, name, flags, rights);
    int there = syscall(SYS_faccessat, AT_FDCWD, path, F_OK, 0) == 0;
    if (there && !(flags & O_TRUNC)) return call(folder, name, flags, rights);
    GATE(there ? 't' : 'c', n);
    DO(call(folder, name, flags, rights), record(there ? 't' : 'c', path, inode_of(done), 0, "", 0));
}
#define RIGHTS mode_t rights = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); \
        rights = va_arg(more, mode_t); va_end(more); }
int open(const char *name, int flags, ...) { RIGHTS return opened(AT_FDCWD, name, flags, rights); }
int open64(const char *name, int flags, ...) { RIGHTS return opened(AT_FDCWD, name, flags, rights); }
int openat(int folder, const char *name, int flags, ...) { RIGHTS return opened(folder, name, flags, rights); }
int openat64(int folder, const char *name, int flags, ...) { RIGHTS return opened(folder, name, flags, rights); }
