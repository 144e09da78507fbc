// exec/transport/knet/library.h - libknet's C interface, which does not say itself that it is C.
#pragma once

extern "C" {
#include <libknet.h>
}
