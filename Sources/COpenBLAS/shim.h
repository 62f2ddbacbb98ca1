#ifndef BRINK_COPENBLAS_SHIM_H
#define BRINK_COPENBLAS_SHIM_H

#if !__has_include(<cblas.h>) || !__has_include(<lapacke.h>)
#error "OpenBLAS or LAPACKE is missing: run `make deps`, or apt-get install libopenblas-dev liblapacke-dev pkg-config"
#else
#include <cblas.h>
#include <lapacke.h>

// Swift does not import the macro lapack_int.
typedef lapack_int LapackInt;
#endif

#endif
