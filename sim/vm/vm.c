#include "sim/vm/vm.h"
