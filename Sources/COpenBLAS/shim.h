#ifndef BRINK_COPENBLAS_SHIM_H
#define BRINK_COPENBLAS_SHIM_H

#if !__has_include(<cblas.h>) || !__has_include(<lapacke.h>)
#error "OpenBLAS or LAPACKE is missing: run `make deps`, or apt-get install libopenblas-dev liblapacke-dev pkg-config"
#else
#include <cblas.h>
#include <lapacke.h>

// Swift does not import the macro lapack_int.
typedef lapack_int LapackInt;

// Ends the threads that OpenBLAS starts as it is loaded, as it does itself before a fork; it would start them again if it
// were asked to use some. Not in its headers, and absent where it was built without threads.
extern int blas_thread_shutdown_(void) __attribute__((weak));
static inline void brink_end_blas_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
#endif

#endif
